/** All operations, in the order in which help lists them. */
import { block } from './block';
import { complete } from './complete';
import { type Operation } from './operation';
import { start } from './start';
import { unblock } from './unblock';

export const OPERATIONS: readonly Operation[] = [start, complete, block, unblock];
