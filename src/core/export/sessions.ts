/** The session log: events that it lacks are put where they belong; lines are never written anew. */
import { t } from '@vscode/l10n';
import { type FileChange } from '../changes/change-set';
import { type EventRow } from '../database/model';
import { type LogLine, type SessionLog } from '../files/log/model';
import { pythonStrip } from '../files/python';
import { type TextEdit } from '../files/text';
import { compareSessions } from '../parity/sessions';
import { documentOf } from '../workspace/snapshot';
import { type ExportInput } from './input';

export function exportSessions({ snapshot, database, rebuild, tally }: ExportInput): readonly FileChange[] {
  // The later tools keep no log, and one would make the workspace look like one that does.
  const { stores, laterTools } = snapshot.layout;
  const log = documentOf(snapshot.sessions);
  if (log === undefined && laterTools.length > 0) return [];
  const lines = (log?.lines ?? []).filter(({ raw }) => raw !== '');
  const { missingInFile, missingInDatabase } = compareSessions(lines, database.events);
  const good = missingInFile.filter(({ event }) => isLine(event));
  if (good.length < missingInFile.length)
    tally.find(
      t('{0} of the database’s events were left out: they cannot stand on a line.', missingInFile.length - good.length),
    );
  // A line that is no event is in no database: it is nobody's to throw away.
  const own = missingInDatabase.filter(({ problem }) => problem === undefined);
  tally.add('inserted', 'event', good.length);
  tally.add(rebuild ? 'lost' : 'kept', 'event', own.length);
  const gone = rebuild ? own : [];
  if (good.length === 0 && gone.length === 0) return [];

  const place = { path: stores.sessions.path, store: 'sessions' as const };
  const last = lines.at(-1);
  if (gone.length === 0 && (log === undefined || good.every(({ after }) => after === last)))
    return [{ kind: 'append', ...place, lines: good.map(({ event }) => pythonStrip(event.raw)) }];
  if (log === undefined) return [];
  return [{ kind: 'edit', ...place, before: log.text.text, edits: edits(log, good, new Set(gone)) }];
}

/** Whether an event can stand on a line of its own. */
export function isLine({ raw }: EventRow): boolean {
  return pythonStrip(raw) !== '' && !/[\r\n]/.test(pythonStrip(raw));
}

function edits(
  log: SessionLog,
  missing: readonly { readonly event: EventRow; readonly after: LogLine | undefined }[],
  gone: ReadonlySet<LogLine>,
): readonly TextEdit[] {
  const { text } = log.text;
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const behind = new Map<LogLine | undefined, string[]>();
  for (const { event, after } of missing) behind.set(after, [...(behind.get(after) ?? []), pythonStrip(event.raw)]);
  const written = (lines: readonly string[] | undefined): string =>
    (lines ?? []).map((line) => line + lineEnd).join('');
  const result: TextEdit[] = [];
  const first = written(behind.get(undefined));
  if (first !== '') result.push({ start: 0, end: 0, newText: first });
  for (const [index, line] of log.lines.entries()) {
    const start = log.text.starts[index] ?? 0;
    const end = start + line.text.length;
    const added = written(behind.get(line));
    if (gone.has(line)) result.push({ start, end, newText: added });
    else if (added !== '')
      result.push({ start: end, end, newText: (/[\r\n]$/.test(line.text) ? '' : lineEnd) + added });
  }
  return result;
}
