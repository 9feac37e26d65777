/** Where contexts keep the work at hand: which mission and sprint are active, when the last session was (field guide, section 6). */
import type { JsonPath } from '../files/context/model';
import type { ContextId } from '../workspace/snapshot';

export const SESSION_POINTERS = {
  activeMission: ['working_memory', 'active_mission'],
  lastSession: ['working_memory', 'last_session'],
  sessionCount: ['working_memory', 'session_count'],
  sessionsSinceReset: ['context_health', 'sessions_since_reset'],
  lastMission: ['working_memory', 'last_mission'],
  lastCompletedMission: ['working_memory', 'last_completed_mission'],
  currentSprint: ['working_memory', 'current_sprint'],
} as const satisfies Readonly<Record<string, JsonPath>>;

/** Where contexts name the sprint under way, and count sprints that are completed and that are under way. */
export const SPRINT_POINTERS: Readonly<
  Record<ContextId, Readonly<Record<'current' | 'completed' | 'underWay', readonly JsonPath[]>>>
> = {
  project_context: { current: [SESSION_POINTERS.currentSprint], completed: [], underWay: [] },
  master_context: {
    current: [
      ['project', 'current_sprint'],
      ['sprint_tracking', 'current_sprint'],
    ],
    completed: [
      ['sprint_tracking', 'sprints_completed'],
      ['metadata', 'sprints_completed'],
    ],
    underWay: [
      ['sprint_tracking', 'sprints_in_progress'],
      ['metadata', 'sprints_in_progress'],
    ],
  },
};

export const DOMAINS: JsonPath = ['working_memory', 'domains'];

export function currentMissionOf(domain: string): JsonPath {
  return [...DOMAINS, domain, 'current_mission'];
}

/** Whether a value is one that operations keep of the work at hand, and that each sets anew. */
export function isSessionPointer(path: JsonPath): boolean {
  const text = JSON.stringify(path);
  const [, , domain] = path;
  return (
    Object.values(SESSION_POINTERS).some((pointer) => JSON.stringify(pointer) === text) ||
    (typeof domain === 'string' && JSON.stringify(currentMissionOf(domain)) === text)
  );
}
