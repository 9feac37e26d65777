/** All operations, in the order in which help lists them. */
import { block } from './block';
import { complete } from './complete';
import { note } from './note';
import { type Operation } from './operation';
import { add, depend, edit } from './plan-work';
import { promote } from './promote';
import { defer, drop } from './put-aside';
import { constrain, decide, waive } from './remember';
import { resolve } from './resolve';
import { start } from './start';
import { unblock } from './unblock';

export const OPERATIONS: readonly Operation[] = [
  start,
  complete,
  block,
  unblock,
  promote,
  defer,
  drop,
  note,
  decide,
  constrain,
  waive,
  add,
  edit,
  depend,
  resolve,
];
