/** All operations, the core's and the guardrails', by chapter and order. Written by `npm run generate`. */
import { intake } from '../core/operations/catalog/intake';
import { start } from '../core/operations/catalog/start';
import { complete } from '../core/operations/catalog/complete';
import { block } from '../core/operations/catalog/block';
import { unblock } from '../core/operations/catalog/unblock';
import { promote } from '../core/operations/catalog/promote';
import { defer } from '../core/operations/catalog/defer';
import { drop } from '../core/operations/catalog/drop';
import { note } from '../core/operations/catalog/note';
import { review } from '../core/operations/catalog/review';
import { waive } from '../core/operations/catalog/waive';
import { reopen } from '../core/operations/catalog/reopen';
import { add } from '../core/operations/catalog/add';
import { edit } from '../core/operations/catalog/edit';
import { depend } from '../core/operations/catalog/depend';
import { split } from '../core/operations/catalog/split';
import { move } from '../core/operations/catalog/move';
import { sprintAdd } from '../core/operations/catalog/sprint-add';
import { sprintEdit } from '../core/operations/catalog/sprint-edit';
import { sprintStart } from '../core/operations/catalog/sprint-start';
import { sprintClose } from '../core/operations/catalog/sprint-close';
import { decide } from '../core/operations/catalog/decide';
import { constrain } from '../core/operations/catalog/constrain';
import { repair } from '../core/operations/catalog/repair';
import { seed } from '../core/operations/catalog/seed';
import { exportFiles } from '../core/operations/catalog/export';
import { resolve } from '../core/operations/catalog/resolve';
import { restore } from '../core/operations/catalog/restore';
import { benchmark } from './operations/benchmark';
import { recordTests } from './operations/record-tests';
import type { Operation } from '../core/operations/operation';

export const OPERATIONS: readonly Operation[] = [
  intake,
  start,
  complete,
  block,
  unblock,
  promote,
  defer,
  drop,
  note,
  review,
  waive,
  reopen,
  add,
  edit,
  depend,
  split,
  move,
  sprintAdd,
  sprintEdit,
  sprintStart,
  sprintClose,
  decide,
  constrain,
  repair,
  seed,
  exportFiles,
  resolve,
  restore,
  benchmark,
  recordTests,
];
