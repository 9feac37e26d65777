/** The rules that the verdict rests on, in the order in which they run. Written by `npm run generate`. */
import { backlogProblems } from './rules/backlog-problems';
import { contextProblems } from './rules/context-problems';
import { driftOfContexts } from './rules/drift-contexts';
import { driftOfDependencies } from './rules/drift-dependencies';
import { driftOfMissions } from './rules/drift-missions';
import { driftOfSessions } from './rules/drift-sessions';
import { driftOfSprints } from './rules/drift-sprints';
import { logProblems } from './rules/log-problems';
import { stores } from './rules/stores';
import type { ParityRule } from './rule';

export const PARITY_RULES: readonly ParityRule[] = [
  backlogProblems,
  contextProblems,
  driftOfContexts,
  driftOfDependencies,
  driftOfMissions,
  driftOfSessions,
  driftOfSprints,
  logProblems,
  stores,
];
