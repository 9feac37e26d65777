/** Drift of the session log, both ways and in order. */
import { t } from '@vscode/l10n';
import type { EventRow } from '../../database/model';
import type { LogLine, SessionLog } from '../../files/log/model';
import { parseLog } from '../../files/log/parse';
import { anchor, type Anchor } from '../../files/text';
import { comparableDatabase } from '../../parity/scope';
import { compareSessions } from '../../parity/sessions';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { short } from '../values';
import { folded } from '../folded';
import { code, codes, type ParityRule } from '../rule';
import { rememberedBy } from '../../ground/memo';

/** So many lines of one kind get a finding each. */
const MOST = 500;

const finding = codes({
  /**
   * An event of the database has no line in the session log. The place is the line it would follow. Beyond 500 of a
   * kind the last finding stands for the rest.
   *
   * A repair puts its `raw_event` in its place in the log, whichever side is taken.
   */
  'drift/session-missing-in-file': code<{ summary: string }>({
    severity: 'warning',
    message: ({ args: { summary } }) => t('An event of the database is not in the session log: {0}', short(summary)),
    titles: () => ({ database: t('Put the event into the session log') }),
    additive: true,
  }),
  /**
   * A line of the session log is in no row, or stands more often than its rows.
   *
   * A repair puts the event in its place among the rows, whichever side is taken.
   */
  'drift/session-missing-in-database': code<{ summary: string }>({
    severity: 'warning',
    message: ({ args: { summary } }) => t('This event is not in the database: {0}', short(summary)),
    titles: () => ({ files: t('Put the event into the database') }),
    additive: true,
  }),
  /**
   * The line and its row stand at different places among the others.
   *
   * Usually two writers at once; nothing is lost. A repair brings either side into the other's order.
   */
  'drift/session-order': code<{ line: number }>({
    severity: 'warning',
    message: ({ args: { line } }) => t('Line {0} stands at another place than its event in the database.', line),
    titles: () => ({
      database: t('Order the session log as the database'),
      files: t('Order the database as the session log'),
    }),
  }),
});

export const driftOfSessions: ParityRule = {
  codes: finding.codes,
  compares: true,
  check(snapshot) {
    const database = comparableDatabase(snapshot, 'sessions');
    const log = logOf(snapshot);
    return database === undefined || log === undefined ? [] : compare(log, database.events);
  },
};

const NO_LOG = parseLog('');

/** The log; an empty one where there is none; undefined where it cannot be read, so that nothing can be said. */
function logOf({ sessions }: Snapshot): SessionLog | undefined {
  if (sessions.state === 'absent') return NO_LOG;
  return documentOf(sessions);
}

const compare = rememberedBy((log: SessionLog, events: readonly EventRow[]): readonly Finding[] => {
  const lines = log.lines.filter(({ raw }) => raw !== '');
  const { missingInFile, missingInDatabase, moved } = compareSessions(lines, events);
  // A line that is no event is told of as such, and cannot be brought into the database.
  const good = missingInDatabase.filter(({ event }) => event !== undefined);
  const numbers = numberOf(log, moved);
  return [
    ...folded(missingInFile, MOST).map(({ item: { event, after }, count }) =>
      finding('drift/session-missing-in-file', {
        args: { summary: event.summary ?? event.raw },
        count,
        item: { kind: 'session', raw: event.raw },
        lacks: 'files',
        ...missionOf(event.mission),
        place: { store: 'sessions', ...(after === undefined ? {} : { at: wholeLine(after) }) },
        databaseValue: event.raw,
      }),
    ),
    ...folded(good, MOST).map(({ item: line, count }) =>
      finding('drift/session-missing-in-database', {
        args: { summary: line.event?.summary ?? line.raw },
        count,
        item: { kind: 'session', raw: line.raw },
        lacks: 'database',
        ...missionOf(line.event?.mission),
        place: { store: 'sessions', at: wholeLine(line) },
        fileValue: line.raw,
      }),
    ),
    ...folded(moved, MOST).map(({ item: line, count }) =>
      finding('drift/session-order', {
        args: { line: numbers.get(line) ?? 0 },
        count,
        item: { kind: 'session-order' },
        ...missionOf(line.event?.mission),
        place: { store: 'sessions', at: wholeLine(line) },
      }),
    ),
  ];
});

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
