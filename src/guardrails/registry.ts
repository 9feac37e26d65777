/** All operations: those of the core, then those that guardrails contribute. */
import type { Operation } from '../core/operations/operation';
import { OPERATIONS as CORE } from '../core/operations/registry';
import { benchmark } from './operations/benchmark';
import { recordTests } from './operations/record-tests';

export const OPERATIONS: readonly Operation[] = [...CORE, benchmark, recordTests];
