/** A mirror as it would be if it said what the database says: what the file is compared with. */
import { compareSessions } from '../parity/sessions';
import { isWhole } from '../parity/scope';
import { snapshotAfter } from '../workspace/snapshot-after';
import type { Mirror } from '../workspace/settings';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { mirrored } from './bring-over';
import { planRepair } from './plan';

/**
 * The text of a mirror with everything as the database has it, in the file's own style, and without what only the file has.
 * Undefined where there is no database, or either could not be read as a whole. `now` is ISO 8601.
 */
export function mirrorText(snapshot: Snapshot, store: Mirror, now: string): string | undefined {
  if (documentOf(snapshot.database) === undefined || !isWhole(snapshot, store)) return undefined;
  const whole = mirrored(snapshot, new Set([store]));
  const { files } = planRepair(whole, (_, { code }) => (code === 'log/invalid-line' ? undefined : 'database'), now);
  const after = snapshotAfter(whole, { rows: [], files });
  if (store === 'sessions') return logText(after);
  const reading = after[store];
  return reading.state === 'read' ? reading.document.text.text : '';
}

/** The log without the events that only the file has, which no repair throws away. */
function logText({ sessions, database }: Snapshot): string {
  const lines = documentOf(sessions)?.lines ?? [];
  const events = documentOf(database)?.events ?? [];
  const { missingInDatabase } = compareSessions(
    lines.filter(({ raw }) => raw !== ''),
    events,
  );
  const gone = new Set(missingInDatabase.filter(({ event }) => event !== undefined));
  return lines.flatMap((line) => (gone.has(line) ? [] : [line.text])).join('');
}
