/** Where the project context keeps the work at hand: which mission is active, when the last session was (field guide, section 6). */
import type { JsonPath } from '../files/context/model';

export const SESSION_POINTERS = {
  activeMission: ['working_memory', 'active_mission'],
  lastSession: ['working_memory', 'last_session'],
  sessionCount: ['working_memory', 'session_count'],
  sessionsSinceReset: ['context_health', 'sessions_since_reset'],
  lastMission: ['working_memory', 'last_mission'],
  lastCompletedMission: ['working_memory', 'last_completed_mission'],
} as const satisfies Readonly<Record<string, JsonPath>>;

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
