/**
 * The review of the database's health that the playbook asks for after each mission ("Runtime Operations": telemetry
 * hygiene): the failures in `database-health.jsonl`, on which lines they are, and what to do about them.
 */
import { t } from '@vscode/l10n';
import type { LogLine, SessionLog } from '../../files/log/model';
import { rememberedBy } from '../../ground/memo';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import { eventsOf, type WorkspaceEvent } from '../events';

/** As many failures one behind the other are one anomaly, and a graver one. */
const REPEATED = 3;

export interface Anomaly {
  readonly kind: 'error' | 'repeated-failure';
  /** The first and the last line that it is about, from 0. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly first: LogLine;
  readonly last: LogLine;
  /** How many looks it is about. */
  readonly count: number;
  /** What the log says of them. */
  readonly detail: string;
}

interface HealthReview {
  /** When the last mission was completed, in milliseconds since 1970; undefined: all lines are reviewed. */
  readonly since: number | undefined;
  /** Looks in the period. */
  readonly records: number;
  /** In the order of their lines. */
  readonly anomalies: readonly Anomaly[];
}

/** The review of what was written since the last mission was completed, or of everything. */
export function reviewHealth(snapshot: Snapshot, everything = false): HealthReview {
  const log = documentOf(snapshot.health);
  const since = everything ? undefined : lastCompletion(eventsOf(snapshot));
  if (log === undefined) return { since, records: 0, anomalies: [] };
  return everything ? reviewAll(log, since) : review(log, since);
}

/**
 * When the last mission was completed, as the session events tell. Where nothing was logged since, the one before it
 * counts: the review comes after a mission, and is about that mission.
 */
const lastCompletion = rememberedBy((events: readonly WorkspaceEvent[]): number | undefined => {
  let newest = -Infinity;
  for (const { time = -Infinity } of events) newest = Math.max(newest, time);
  let latest: number | undefined;
  for (const { time, action, status } of events)
    if (time !== undefined && time < newest && time > (latest ?? -Infinity))
      if (action === 'complete' || status === 'completed') latest = time;
  return latest;
});

const review = rememberedBy(reviewOf);
const reviewAll = rememberedBy(reviewOf);

interface Failure {
  readonly line: LogLine;
  readonly index: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

function reviewOf(log: SessionLog, since: number | undefined): HealthReview {
  let records = 0;
  let time: number | undefined;
  /** Failures one behind the other: the same trouble, told again at each try. */
  const runs: Failure[][] = [];
  let open: Failure[] | undefined;
  for (const [index, line] of log.lines.entries()) {
    if (line.event === undefined) continue;
    const { fields } = line.event;
    // A line without a time is of the time of the one before it.
    time = line.event.time ?? time;
    if (since !== undefined && time !== undefined && time <= since) continue;
    records++;
    if (isWell(fields)) open = undefined;
    else {
      const failure = { line, index: log.text.lineOf(index), fields };
      if (open === undefined) runs.push((open = [failure]));
      else open.push(failure);
    }
  }
  return { since, records, anomalies: runs.flatMap(anomalyOf) };
}

/** How a line says that all was well; whatever else it says is a failure. */
function isWell({ status }: Failure['fields']): boolean {
  return typeof status !== 'string' || /^(?:ok|healthy|success|pass(?:ed)?|available)$/i.test(status);
}

function anomalyOf(run: readonly Failure[]): readonly Anomaly[] {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return [];
  const said = run.map(({ fields: { message, status } }) => String(typeof message === 'string' ? message : status));
  return [
    {
      kind: run.length >= REPEATED ? 'repeated-failure' : 'error',
      firstLine: first.index,
      lastLine: last.index,
      first: first.line,
      last: last.line,
      count: run.length,
      detail: [...new Set(said)].slice(0, 3).join('; '),
    },
  ];
}

/** An anomaly in a sentence, and what to do about it in another. */
export function adviceOf({ kind, count, detail }: Anomaly): { readonly message: string; readonly advice: string } {
  return kind === 'error'
    ? {
        message: t('The database could not be used: {0}', detail),
        advice: t('See with cmos doctor whether it can be read now.'),
      }
    : {
        message: t('The database could not be used {0} times one after the other: {1}', count, detail),
        advice: t('Find the cause before more work is done; cmos parity says what is missing where.'),
      };
}
