/** Mending the session log and its rows: what one side lacks is put in its place there. No event is ever thrown away. */
import { t } from '@vscode/l10n';
import type { FileChange } from '../changes/change-set';
import type { EventRow } from '../database/model';
import { eventRow } from '../columns/rows';
import { columnsOf, eventsTable } from '../database/tables';
import { lineEndOf } from '../files/lines';
import { endsLine, gluedLines } from '../files/log/glued';
import type { LogLine, SessionLog } from '../files/log/model';
import { pythonStrip } from '../files/python';
import type { TextEdit } from '../files/text';
import { compareSessions } from '../parity/sessions';
import { documentOf } from '../workspace/snapshot';
import type { Side } from '../ground/side';
import { REJECTED } from '../findings/rules/log-problems';
import type { RepairWork } from './work';

interface SessionChoices {
  /** Whether a line of this text is put in where it is missing. */
  readonly mends: (raw: string, missingIn: Side) => boolean;
  /** Whether the events of a line of this text get a line each. */
  readonly splits: (raw: string) => boolean;
  /** Whether a line of this text, which is no event, is moved out of the log. */
  readonly rejects: (raw: string) => boolean;
  /** Whose order counts; undefined: both stay as they are. */
  readonly order: Side | undefined;
}

export function mendSessions(
  work: RepairWork,
  { mends, splits, rejects, order }: SessionChoices,
): readonly FileChange[] {
  const log = documentOf(work.snapshot.sessions);
  const { events } = work.database;
  const lines = (log?.lines ?? []).filter(({ raw }) => raw !== '');
  const { missingInFile, missingInDatabase, pairs: pairsOf } = compareSessions(lines, events);
  const toFile = missingInFile.map(({ event }) => event).filter(({ raw }) => mends(pythonStrip(raw), 'files'));
  const good = toFile.filter(isLine);
  if (good.length < toFile.length)
    work.left.push(
      t('{0} of the database’s events were left out: they cannot stand on a line.', toFile.length - good.length),
    );
  const toDatabase = missingInDatabase.filter(({ raw, event }) => event !== undefined && mends(raw, 'database'));
  const pairs = pairsOf();
  putRows(
    work,
    arranged(events, lines, new Map(pairs.map(([line, event]) => [event, line])), toDatabase, {
      reorder: order === 'files',
      last: true,
    }),
  );
  return writeLines(
    work,
    log,
    arranged(lines, events, new Map(pairs), good, { reorder: order === 'database', last: false }),
    {
      split: new Set(
        (log === undefined ? [] : gluedLines(log)).flatMap(({ raw, parts }) => (splits(raw) ? parts.slice(1) : [])),
      ),
      rejected: new Set(
        lines.filter(
          ({ raw, event, problem }) => event === undefined && problem?.kind !== 'merge-marker' && rejects(raw),
        ),
      ),
    },
  );
}

/** What is done to lines whatever the database says. */
interface Mending {
  /** Events that are glued to the one before, and get a line of their own. */
  readonly split: ReadonlySet<LogLine>;
  readonly rejected: ReadonlySet<LogLine>;
}

/** Whether an event can stand on a line of its own. */
function isLine({ raw }: EventRow): boolean {
  return pythonStrip(raw) !== '' && !/[\r\n]/.test(pythonStrip(raw));
}

/** What a place of a sequence is to hold, and what is put behind it. The place before the first has no `holds`. */
interface Place<Own, Other> {
  readonly holds: Own | undefined;
  readonly behind: Other[];
}

interface Arrangement {
  /** Whether the own places are brought into the other side's order. */
  readonly reorder: boolean;
  /** Whether what is put between two that both have stands behind the side's own in between: one side alone may. */
  readonly last: boolean;
}

/**
 * One side as it is to be: its own places, in the other's order where that is wanted, and between them what only the other
 * side has, each behind what it stands behind there.
 */
function arranged<Own, Other>(
  own: readonly Own[],
  others: readonly Other[],
  partners: ReadonlyMap<Own, Other>,
  missing: readonly Other[],
  { reorder, last }: Arrangement,
): readonly Place<Own, Other>[] {
  const ofOther = new Map([...partners].map(([mine, other]) => [other, mine]));
  const inOrder = others.flatMap((other) => ofOther.get(other) ?? []);
  let next = 0;
  const places: Place<Own, Other>[] = [{ holds: undefined, behind: [] }];
  for (const each of own) {
    const holds = reorder && partners.has(each) ? (inOrder[next++] ?? each) : each;
    places.push({ holds, behind: [] });
  }
  const indexOf = new Map(places.map(({ holds }, index) => [holds, index]));
  const placeAt = (index: number): Place<Own, Other> | undefined => {
    let at = index;
    for (; last && at + 1 < places.length; at++) {
      const holds = places[at + 1]?.holds;
      if (holds === undefined || partners.has(holds)) break;
    }
    return places[at];
  };
  const wanted = new Set(missing);
  let at = placeAt(0);
  for (const other of others) {
    const mine = ofOther.get(other);
    if (mine !== undefined) at = placeAt(indexOf.get(mine) ?? 0);
    else if (wanted.has(other)) at?.behind.push(other);
  }
  return places;
}

/** Columns that a row of ours has; one of a table with more cannot be written anew without losing something. */
const KNOWN = new Set(['id', ...eventsTable.columns.map(({ name }) => name)]);

function putRows(work: RepairWork, places: readonly Place<EventRow, LogLine>[]): void {
  const { events } = work.database;
  const wanted = places.flatMap(({ holds, behind }) => [...(holds === undefined ? [] : [holds]), ...behind]);
  // Ids are the database's to give, and rise: what is not in its place goes, and comes back behind what is.
  const staying = wanted.slice(0, risingFrom(wanted));
  const stay = new Set<EventRow | LogLine>(staying);
  const moved = events.filter((event) => !stay.has(event));
  const columns = work.database.schema.tables.get('session_events')?.columns ?? [];
  const whole = columns.every(({ name }) => KNOWN.has(name));
  if (!whole && moved.length > 0)
    work.left.push(t('The table session_events has columns of its own: its rows keep their order.'));
  if (whole)
    for (const event of moved) work.rows.remove('session_events', { id: event.id, ...columnsOf(eventsTable, event) });
  for (const each of wanted.slice(staying.length))
    if (!isRow(each)) insertLine(work, each);
    else if (whole) work.rows.insert('session_events', columnsOf(eventsTable, each));
}

/** How many rows stand first of all, each with a greater id than the one before. */
function risingFrom(wanted: readonly (EventRow | LogLine)[]): number {
  let last = -Infinity;
  const end = wanted.findIndex((each) => {
    if (!isRow(each) || each.id <= last) return true;
    last = each.id;
    return false;
  });
  return end < 0 ? wanted.length : end;
}

const isRow = (each: EventRow | LogLine): each is EventRow => 'id' in each;

function insertLine({ rows }: RepairWork, line: LogLine): void {
  if (line.event !== undefined) rows.insert('session_events', eventRow(line.raw, line.event.fields));
}

function writeLines(
  work: RepairWork,
  log: SessionLog | undefined,
  [first, ...rest]: readonly Place<LogLine, EventRow>[],
  { split, rejected }: Mending,
): readonly FileChange[] {
  const place = { path: work.snapshot.layout.stores.sessions.path, store: 'sessions' as const };
  const added = [first, ...rest].flatMap((each) => each?.behind ?? []);
  const own = (log?.lines ?? []).filter(({ raw }) => raw !== '');
  const changed = split.size + rejected.size > 0 || rest.some(({ holds }, index) => holds !== own[index]);
  if (added.length === 0 && !changed) return [];
  if (!changed && added.length === (rest.at(-1) ?? first)?.behind.length)
    return [{ kind: 'append', ...place, lines: added.map(({ raw }) => pythonStrip(raw)) }];
  if (log === undefined) return [];
  const { text } = log.text;
  const lineEnd = lineEndOf(text);
  const written = (events: readonly EventRow[]): string => events.map(({ raw }) => pythonStrip(raw) + lineEnd).join('');
  const edits: TextEdit[] = [];
  const before = written(first?.behind ?? []);
  if (before !== '') edits.push({ start: 0, end: 0, newText: before });
  let at = 0;
  /** Whether the text before ends its line. */
  let ended = true;
  for (const [index, line] of log.lines.entries()) {
    if (line.raw === '') {
      ended = true;
      continue;
    }
    const start = log.text.starts[index] ?? 0;
    const end = start + line.text.length;
    const from = start + line.text.indexOf(line.raw);
    const { holds = line, behind } = rest[at++] ?? { behind: [] };
    if (rejected.has(line)) {
      // What stands glued before it keeps the line end.
      const kept: string = ended ? '' : line.text.slice(from - start + line.raw.length).replace(/^[^\r\n]+/, '');
      edits.push({ start, end, newText: kept });
      ended ||= kept !== '';
    } else {
      if (!ended && split.has(line)) edits.push({ start, end: from, newText: lineEnd });
      if (holds !== line && holds.raw !== line.raw)
        edits.push({ start: from, end: from + line.raw.length, newText: holds.raw });
      ended = endsLine(line);
    }
    const newText = written(behind);
    if (newText === '') continue;
    edits.push({ start: end, end, newText: (ended ? '' : lineEnd) + newText });
    ended = true;
  }
  const lines = [...rejected].map((line) => line.text.replace(/[\r\n]+$/, ''));
  return [
    { kind: 'edit', ...place, before: text, edits },
    ...(lines.length === 0 ? [] : [{ kind: 'append', path: REJECTED, lines } as const]),
  ];
}
