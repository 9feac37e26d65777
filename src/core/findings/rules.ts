/** All rules, in the order in which they run. Written by `npm run generate`. */
import { backlogProblems } from './rules/backlog-problems';
import { claims } from './rules/claims';
import { contextProblems } from './rules/context-problems';
import { driftOfContexts } from './rules/drift-contexts';
import { driftOfDependencies } from './rules/drift-dependencies';
import { driftOfMissions } from './rules/drift-missions';
import { driftOfSessions } from './rules/drift-sessions';
import { driftOfSprints } from './rules/drift-sprints';
import { logProblems } from './rules/log-problems';
import { missionIds } from './rules/mission-ids';
import { readiness } from './rules/readiness';
import { security } from './rules/security';
import { stores } from './rules/stores';
import { telemetry } from './rules/telemetry';
import type { Rule } from './rule';

export const RULES: readonly Rule[] = [
  backlogProblems,
  claims,
  contextProblems,
  driftOfContexts,
  driftOfDependencies,
  driftOfMissions,
  driftOfSessions,
  driftOfSprints,
  logProblems,
  missionIds,
  readiness,
  security,
  stores,
  telemetry,
];
