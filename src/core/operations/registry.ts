/** The operations of the core, in the order in which help lists them. */
import { block } from './block';
import { complete } from './complete';
import { exportFiles } from './export';
import { note } from './note';
import type { Operation } from './operation';
import { edit } from './edit';
import { intake } from './intake';
import { move } from './move';
import { add, depend } from './plan-work';
import { promote } from './promote';
import { defer, drop } from './put-aside';
import { constrain, decide, waive } from './remember';
import { review } from './review';
import { split } from './split';
import { repair } from './repair';
import { seed } from './seed';
import { resolve } from './resolve';
import { restore } from './restore';
import { start } from './start';
import { unblock } from './unblock';

export const OPERATIONS: readonly Operation[] = [
  intake,
  start,
  complete,
  block,
  unblock,
  review,
  promote,
  defer,
  drop,
  split,
  note,
  decide,
  constrain,
  waive,
  add,
  edit,
  move,
  depend,
  repair,
  seed,
  exportFiles,
  resolve,
  restore,
];
