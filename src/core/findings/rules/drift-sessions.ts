/** Drift of the session log, both ways and in order. */
import type { EventRow } from '../../database/model';
import type { LogLine, SessionLog } from '../../files/log/model';
import { parseLog } from '../../files/log/parse';
import { anchor, type Anchor } from '../../files/text';
import { comparableDatabase } from '../../parity/scope';
import { compareSessions } from '../../parity/sessions';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code = 'drift/session-missing-in-file' | 'drift/session-missing-in-database' | 'drift/session-order';

/** So many lines of one kind get a finding each; the rest share the last one, so that a lost log does not bury all else. */
const MOST = 500;

export const driftOfSessions = rule<Code>(
  {
    'drift/session-missing-in-file': 'warning',
    'drift/session-missing-in-database': 'warning',
    'drift/session-order': 'warning',
  },
  (snapshot, finding) => {
    const database = comparableDatabase(snapshot, 'sessions');
    const log = logOf(snapshot);
    return database === undefined || log === undefined ? [] : compare(log, database.events, finding);
  },
);

const NO_LOG = parseLog('');

/** The log; an empty one where there is none; undefined where it cannot be read, so that nothing can be said. */
function logOf({ sessions }: Snapshot): SessionLog | undefined {
  if (sessions.state === 'absent') return NO_LOG;
  return documentOf(sessions);
}

const compare = rememberedBy(
  (log: SessionLog, events: readonly EventRow[], finding: FindingMaker<Code>): readonly Finding[] => {
    const lines = log.lines.filter(({ raw }) => raw !== '');
    const { missingInFile, missingInDatabase, moved } = compareSessions(lines, events);
    // A line that is no event is told of as such, and cannot be brought into the database.
    const good = missingInDatabase.filter(({ event }) => event !== undefined);
    const numbers = numberOf(log, moved);
    return [
      ...folded(missingInFile).map(({ item: { event, after }, count }) =>
        finding('drift/session-missing-in-file', {
          args: { count, summary: event.summary ?? event.raw },
          ...missionOf(event.mission),
          place: { store: 'sessions', ...(after === undefined ? {} : { at: wholeLine(after) }) },
          databaseValue: event.raw,
        }),
      ),
      ...folded(good).map(({ item: line, count }) =>
        finding('drift/session-missing-in-database', {
          args: { count, summary: line.event?.summary ?? line.raw },
          ...missionOf(line.event?.mission),
          place: { store: 'sessions', at: wholeLine(line) },
          fileValue: line.raw,
        }),
      ),
      ...folded(moved).map(({ item: line }) =>
        finding('drift/session-order', {
          args: { line: numbers.get(line) ?? 0 },
          ...missionOf(line.event?.mission),
          place: { store: 'sessions', at: wholeLine(line) },
        }),
      ),
    ];
  },
);

/** The first `MOST` items with a count of one; the last of them stands for all that follow as well. */
function folded<Item>(items: readonly Item[]): readonly { readonly item: Item; readonly count: number }[] {
  return items.slice(0, MOST).map((item, index) => ({ item, count: index === MOST - 1 ? items.length - index : 1 }));
}

function missionOf(mission: string | null | undefined): { mission?: string } {
  return mission === null || mission === undefined ? {} : { mission };
}

function wholeLine(line: LogLine): Anchor {
  const start = line.text.indexOf(line.raw);
  return anchor(line, start, start + line.raw.length);
}

/** Line numbers, from 1. */
function numberOf({ lines, text }: SessionLog, some: readonly LogLine[]): ReadonlyMap<LogLine, number> {
  if (some.length === 0) return new Map();
  const wanted = new Set(some);
  return new Map(lines.flatMap((line, index) => (wanted.has(line) ? [[line, text.lineOf(index) + 1] as const] : [])));
}
