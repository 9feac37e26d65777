/** The rows of `session_events`. Their ids are the database's to give, so what the file has in between comes last. */
import { type Row } from '../changes/change-set';
import { pythonJson, type PlainJson } from '../files/python';
import { compareSessions } from '../parity/sessions';
import { documentOf } from '../workspace/snapshot';
import { type SeedInput, type SeedRows } from './input';
import { TableRows } from './rows';

export function seedEvents({ snapshot, database, rebuild, tally }: SeedInput): SeedRows {
  const put = new TableRows('session_events', database);
  const gone = new TableRows('session_events', database);
  if (!put.exists) return { put: [], gone: [] };
  const lines = (documentOf(snapshot.sessions)?.lines ?? []).filter(({ raw }) => raw !== '');
  const { missingInDatabase, missingInFile } = compareSessions(lines, database?.events ?? []);
  for (const line of missingInDatabase) {
    // A line that is no event is told of, and in no database.
    if (line.problem !== undefined || line.event === undefined) continue;
    put.insert(eventRow(line.raw, line.event.fields));
    tally.add('inserted', 'event');
  }
  tally.add(rebuild ? 'lost' : 'kept', 'event', missingInFile.length);
  if (rebuild) for (const { event } of missingInFile) gone.remove({ id: event.id, raw_event: event.raw });
  return { put: put.changes, gone: gone.changes };
}

/** The columns as the reference fills them; older shapes have other names for two of them. */
export function eventRow(raw: string, fields: Readonly<Record<string, unknown>>): Row {
  return {
    ts: text(either(fields['ts'], fields['timestamp'])),
    agent: text(fields['agent']),
    mission: text(fields['mission']),
    action: text(fields['action']),
    status: text(either(fields['status'], fields['type'])),
    summary: text(fields['summary']),
    next_hint: text(fields['next_hint']),
    raw_event: raw,
  };
}

/** Python's `or`. */
function either(one: unknown, other: unknown): unknown {
  return one === '' || one === 0 || one === false || one === null ? other : (one ?? other);
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(Number(value));
  return typeof value === 'number' ? String(value) : pythonJson(value as PlainJson);
}
