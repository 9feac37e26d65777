/** What a change touched, in a few words, as a list of changes shows it. */
import { parseLog } from '../files/log/parse';
import { FILE_STORES } from '../ground/store-names';
import type { Layout } from '../workspace/layout';
import type { JournalRecord } from './record';

/** The missions that a change is about: those of its events, else those whose rows it wrote. */
export function missionsOf(record: JournalRecord, { stores }: Layout): readonly string[] {
  const fromEvents = record.rows.map((change) =>
    change.kind === 'insert' && change.table === 'session_events' ? change.row['mission'] : undefined,
  );
  const fromLog = record.files.flatMap((file) =>
    file.kind === 'append' && file.path === stores.sessions.path
      ? parseLog(file.text).lines.map(({ event }) => event?.mission)
      : [],
  );
  const events = namesIn([...fromEvents, ...fromLog]);
  if (events.length > 0) return events;
  return namesIn(
    record.rows.map((change) =>
      change.table === 'missions' ? (change.kind === 'insert' ? change.row : change.key)['id'] : undefined,
    ),
  );
}

/** The stores by name, the database first; of other files their paths. */
export function storesOf({ rows, files, creates }: JournalRecord, { stores }: Layout): readonly string[] {
  const names = files.map(({ path }) => FILE_STORES.find((store) => stores[store].path === path) ?? path);
  return [...new Set([...(rows.length > 0 || creates !== undefined ? ['database'] : []), ...names])];
}

function namesIn(values: readonly unknown[]): readonly string[] {
  return [...new Set(values.filter((value) => typeof value === 'string' && value !== ''))] as readonly string[];
}
