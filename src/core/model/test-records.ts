/** Runs of the integration suite that were recorded on missions, as their session events tell (playbook, "Quality & Telemetry"). */
import { rememberedBy } from '../ground/memo';
import type { Snapshot } from '../workspace/snapshot';
import { eventsOf, type WorkspaceEvent } from './events';

/** The action of the event that records a run, and its member that says whether all tests passed. */
export const TESTS = 'tests';
export const PASSED = 'passed';

interface TestRecord {
  readonly passed: boolean;
  readonly summary: string;
}

/** The newest recorded run on a mission; undefined where none is, or none says how it ended. */
export function latestTests(snapshot: Snapshot, mission: string): TestRecord | undefined {
  return newest(eventsOf(snapshot)).get(mission);
}

/** By the mission's id; events are newest first. */
const newest = rememberedBy((events: readonly WorkspaceEvent[]): ReadonlyMap<string, TestRecord> => {
  const records = new Map<string, TestRecord>();
  for (const { action, mission, summary = '', fields } of events) {
    const passed = fields[PASSED];
    if (action === TESTS && mission !== undefined && typeof passed === 'boolean' && !records.has(mission))
      records.set(mission, { passed, summary });
  }
  return records;
});
