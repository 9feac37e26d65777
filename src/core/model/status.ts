/** Statuses: what the words mean, and which mission comes first (playbook, "Mission Lifecycle"; field guide, section 3). */

/** What a status amounts to, whatever its spelling. */
export type StatusKind =
  'running' | 'current' | 'queued' | 'blocked' | 'planned' | 'deferred' | 'done' | 'failed' | 'retired' | 'unknown';

/** Maps, not objects: a status may be any word, `constructor` too. */
const MISSION_STATUSES: ReadonlyMap<string, StatusKind> = new Map<string, StatusKind>([
  ['in progress', 'running'],
  ['current', 'current'],
  ['queued', 'queued'],
  ['blocked', 'blocked'],
  ['planned', 'planned'],
  ['deferred', 'deferred'],
  ['completed', 'done'],
  ['failed', 'failed'],
  ['dropped', 'retired'],
  ['archived', 'retired'],
]);

/** Sprints may have any of a mission's, and these. */
const SPRINT_STATUSES: ReadonlyMap<string, StatusKind> = new Map<string, StatusKind>([
  ...MISSION_STATUSES,
  ['active', 'running'],
  ['planning', 'planned'],
]);

/** A status as statuses are compared: without case, and `in_progress` is `In Progress`. */
export function normalStatus(status: string): string {
  return status
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
}

/** A status as session events spell it: `in_progress`. */
export function eventStatus(status: string): string {
  return normalStatus(status).replaceAll(' ', '_');
}

/** What a mission's status amounts to; `unknown` for a word that CMOS does not have. */
export function statusKind(status: string): StatusKind {
  return MISSION_STATUSES.get(normalStatus(status)) ?? 'unknown';
}

/** The same for a sprint's status. */
export function sprintStatusKind(status: string): StatusKind {
  return SPRINT_STATUSES.get(normalStatus(status)) ?? 'unknown';
}

export function isKnownMissionStatus(status: string): boolean {
  return MISSION_STATUSES.has(normalStatus(status));
}

export function isKnownSprintStatus(status: string): boolean {
  return SPRINT_STATUSES.has(normalStatus(status));
}

/** Missions that were given up are often `Blocked` with a reason or notes that begin with `SUPERSEDED:` (field guide, section 3). */
export function isSuperseded(why: string | undefined): boolean {
  return why !== undefined && /^\s*SUPERSEDED\s*:/i.test(why);
}

const OVER: ReadonlySet<StatusKind> = new Set<StatusKind>(['done', 'failed', 'retired']);

/** Whether nothing more happens to a mission of this kind by itself. */
export function isOver(kind: StatusKind): boolean {
  return OVER.has(kind);
}

/** The order in which missions are taken up: those under way, the current one, then the queue. Others are not taken up. */
const PRECEDENCE: readonly StatusKind[] = ['running', 'current', 'queued'];

/** 0 for what comes first; undefined for a status that is never selected. */
export function precedenceOf(kind: StatusKind): number | undefined {
  const index = PRECEDENCE.indexOf(kind);
  return index < 0 ? undefined : index;
}

/** What sprints are that are worked on. */
export const UNDER_WAY: readonly StatusKind[] = ['running', 'current'];

/** How far a sprint of a status is: `planned` is all that is neither worked on nor over. */
export function sprintStage(status: string): 'planned' | 'running' | 'done' {
  const kind = sprintStatusKind(status);
  if (isOver(kind)) return 'done';
  return UNDER_WAY.includes(kind) ? 'running' : 'planned';
}
