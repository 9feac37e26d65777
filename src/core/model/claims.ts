/** Who works on which mission: it follows from session events, and nothing else keeps it. */
import { rememberedBy } from '../ground/memo';
import type { Snapshot } from '../workspace/snapshot';
import { eventsOf, type WorkspaceEvent } from './events';

/** How the reference says, in the event of a completion, that the next mission began with it. */
const BEGAN = /^(.+) is now In Progress$/;

/** Who took a mission up last, whatever its status is now; undefined where no event says so. */
export function workerOf(snapshot: Snapshot, mission: string): string | undefined {
  return workers(eventsOf(snapshot)).get(mission);
}

/** By the mission's id; events are newest first. */
const workers = rememberedBy((events: readonly WorkspaceEvent[]): ReadonlyMap<string, string> => {
  const latest = new Map<string, string>();
  for (const { agent, mission, action, fields } of events) {
    const begun = action === 'start' ? mission : begunBy(fields['next_hint']);
    if (begun !== undefined && agent !== undefined && agent !== '' && !latest.has(begun)) latest.set(begun, agent);
  }
  return latest;
});

/** The mission that began when another was completed. */
function begunBy(hint: unknown): string | undefined {
  return typeof hint === 'string' ? BEGAN.exec(hint)?.[1] : undefined;
}
