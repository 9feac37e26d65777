/** Statuses: what the words mean, and which mission comes first (playbook, "Mission Lifecycle"; field guide, section 3). */

/** What a status amounts to, whatever its spelling. */
export type StatusKind =
  'running' | 'current' | 'queued' | 'blocked' | 'planned' | 'deferred' | 'done' | 'failed' | 'retired' | 'unknown';

const MISSION_STATUSES: Readonly<Record<string, StatusKind>> = {
  'in progress': 'running',
  current: 'current',
  queued: 'queued',
  blocked: 'blocked',
  planned: 'planned',
  deferred: 'deferred',
  completed: 'done',
  failed: 'failed',
  dropped: 'retired',
  archived: 'retired',
};

/** Sprints may have any of a mission's, and these. */
const SPRINT_STATUSES: Readonly<Record<string, StatusKind>> = {
  ...MISSION_STATUSES,
  active: 'running',
  planning: 'planned',
};

/** The words as CMOS writes them, in the order in which people list them. */
export const MISSION_STATUS_NAMES = [
  'In Progress',
  'Current',
  'Queued',
  'Blocked',
  'Planned',
  'Deferred',
  'Completed',
  'Failed',
  'Dropped',
  'Archived',
] as const;

function normal(status: string): string {
  return status
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
}

export function statusKind(status: string): StatusKind {
  return MISSION_STATUSES[normal(status)] ?? 'unknown';
}

export function sprintStatusKind(status: string): StatusKind {
  return SPRINT_STATUSES[normal(status)] ?? 'unknown';
}

export function isKnownMissionStatus(status: string): boolean {
  return normal(status) in MISSION_STATUSES;
}

export function isKnownSprintStatus(status: string): boolean {
  return normal(status) in SPRINT_STATUSES;
}

/** Missions that were given up are often `Blocked` with notes that begin so (field guide, section 3). */
export function isSuperseded(notes: string | undefined): boolean {
  return notes?.trimStart().toUpperCase().startsWith('SUPERSEDED') === true;
}

/** The order in which missions are taken up: those under way, the current one, then the queue. Others are not taken up. */
const PRECEDENCE: readonly StatusKind[] = ['running', 'current', 'queued'];

/** 0 for what comes first; undefined for a status that is never selected. */
export function precedenceOf(kind: StatusKind): number | undefined {
  const index = PRECEDENCE.indexOf(kind);
  return index < 0 ? undefined : index;
}
