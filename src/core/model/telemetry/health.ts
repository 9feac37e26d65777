/**
 * The review of the database's health that the playbook asks for after each mission ("Runtime Operations": telemetry
 * hygiene): what in `database-health.jsonl` is out of the ordinary, on which lines, and what to do about it.
 */
import { t } from '@vscode/l10n';
import { healthRecord, type HealthRecord } from '../../files/log/health';
import { type LogLine, type SessionLog } from '../../files/log/model';
import { rememberedBy } from '../../ground/memo';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import { eventsOf } from '../events';
import { tookOf } from './missions';

/** What counts as out of the ordinary; times in milliseconds. The field's own: reading takes a few of them, a lock five seconds. */
export const THRESHOLDS = {
  /** As many failures one behind the other are one anomaly, and a graver one. */
  repeated: 3,
  /** As many looks within `burstWithin` come from a loop, not from a person or an agent at work. */
  burst: 30,
  burstWithin: 60_000,
  /** An operation that takes longer is slow. */
  slow: 1_000,
  /** So long without a look, though missions were worked on meanwhile. */
  gap: 24 * 60 * 60_000,
} as const;

export type AnomalyKind = 'error' | 'repeated-failure' | 'slow' | 'burst' | 'gap';

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** The first and the last line that it is about, from 0. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly first: LogLine;
  readonly last: LogLine;
  /** How many looks it is about; of a gap, how many events fell into it. */
  readonly count: number;
  /** What the log says of it: a failure's message, the longest time in milliseconds, a gap's length. */
  readonly detail: string;
}

export interface HealthReview {
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
  const since = everything ? undefined : lastCompletion(snapshot);
  if (log === undefined) return { since, records: 0, anomalies: [] };
  return everything ? reviewAll(log, since, timesOf(snapshot)) : review(log, since, timesOf(snapshot));
}

/**
 * When the last mission was completed, as the session events tell. Where nothing was logged since, the one before it
 * counts: the review comes after a mission, and is about that mission.
 */
export function lastCompletion(snapshot: Snapshot): number | undefined {
  return worked(documentOf(snapshot.sessions) ?? documentOf(snapshot.database) ?? NOWHERE, snapshot).completed;
}

const NOWHERE = {};

/** When missions were worked on, in order. */
function timesOf(snapshot: Snapshot): readonly number[] {
  return worked(documentOf(snapshot.sessions) ?? documentOf(snapshot.database) ?? NOWHERE, snapshot).times;
}

interface Work {
  readonly times: readonly number[];
  readonly completed: number | undefined;
}

const works = new WeakMap<object, Work & { readonly database: unknown }>();

function worked(key: object, snapshot: Snapshot): Work {
  const known = works.get(key);
  if (known?.database === snapshot.database) return known;
  const times: number[] = [];
  const completions: number[] = [];
  for (const { time, action, status } of eventsOf(snapshot)) {
    if (time === undefined) continue;
    times.push(time);
    if (action === 'complete' || status === 'completed') completions.push(time);
  }
  times.sort((a, b) => a - b);
  const newest = times.at(-1) ?? -Infinity;
  const completed = completions.reduce<number | undefined>(
    (latest, time) => (time < newest && time > (latest ?? -Infinity) ? time : latest),
    undefined,
  );
  const made = { times, completed, database: snapshot.database };
  works.set(key, made);
  return made;
}

const review = rememberedBy(reviewOf);
const reviewAll = rememberedBy(reviewOf);

interface Look {
  readonly record: HealthRecord;
  readonly index: number;
  /** Its own time, else that of the line before: a line without one stands where it stands. */
  readonly time: number | undefined;
}

const records = new WeakMap<LogLine, HealthRecord>();

function recordOf(line: LogLine): HealthRecord | undefined {
  const known = records.get(line);
  if (known !== undefined) return known;
  const made = healthRecord(line);
  if (made !== undefined) records.set(line, made);
  return made;
}

function reviewOf(log: SessionLog, since: number | undefined, work: readonly number[]): HealthReview {
  const looks: Look[] = [];
  let time: number | undefined;
  let before: Look | undefined;
  log.lines.forEach((line, index) => {
    const record = recordOf(line);
    if (record === undefined) return;
    time = record.time ?? time;
    const look = { record, index, time };
    if (since === undefined || time === undefined || time > since) looks.push(look);
    else if ((before?.time ?? -Infinity) <= time) before = look;
  });
  const anomalies = [
    ...failures(looks),
    ...slowOnes(looks),
    ...bursts(looks),
    // The pause before the period's first look belongs to the period.
    ...gaps(before === undefined ? looks : [before, ...looks], work),
  ];
  return { since, records: looks.length, anomalies: anomalies.toSorted((a, b) => a.firstLine - b.firstLine) };
}

/** How a line says that all was well; whatever else it says is a failure. */
function isWell({ status }: HealthRecord): boolean {
  return status === undefined || /^(?:ok|healthy|success|pass(?:ed)?|available)$/i.test(status);
}

/** Failures one behind the other are one anomaly: the same trouble, told again at each try. */
function failures(looks: readonly Look[]): readonly Anomaly[] {
  return runsOf(looks, ({ record }) => !isWell(record)).map((run) => {
    const messages = [...new Set(run.map(({ record }) => record.message ?? record.status ?? ''))];
    const kind = run.length >= THRESHOLDS.repeated ? 'repeated-failure' : 'error';
    return anomaly(kind, run, messages.slice(0, 3).join('; '));
  });
}

function slowOnes(looks: readonly Look[]): readonly Anomaly[] {
  const slow = runsOf(looks, ({ record }) => timeTaken(record) > THRESHOLDS.slow);
  return slow.map((run) =>
    anomaly('slow', run, String(Math.round(run.reduce((most, { record }) => Math.max(most, timeTaken(record)), 0)))),
  );
}

function timeTaken({ line }: HealthRecord): number {
  return tookOf(line.event?.fields ?? {}) ?? 0;
}

function runsOf(looks: readonly Look[], is: (look: Look) => boolean): readonly Look[][] {
  const runs: Look[][] = [];
  let open: Look[] | undefined;
  for (const look of looks) {
    if (!is(look)) open = undefined;
    else if (open === undefined) runs.push((open = [look]));
    else open.push(look);
  }
  return runs;
}

/** Looks that come faster than anybody works, source by source; one that goes on is one anomaly. */
function bursts(looks: readonly Look[]): readonly Anomaly[] {
  const found: Anomaly[] = [];
  const sources = new Map<string, Look[]>();
  for (const look of looks) {
    const source = look.record.source ?? '';
    const some = sources.get(source);
    if (some === undefined) sources.set(source, [look]);
    else some.push(look);
  }
  for (const some of sources.values()) {
    const sorted = inTime(some);
    for (let from = 0; from < sorted.length;) {
      let to = from;
      // As long as the look so many places on is still near, the burst goes on.
      while ((sorted[to + THRESHOLDS.burst - 1]?.time ?? Infinity) - (sorted[to]?.time ?? 0) <= THRESHOLDS.burstWithin)
        to++;
      if (to > from) {
        const run = sorted.slice(from, to + THRESHOLDS.burst - 1);
        found.push(anomaly('burst', run, run[0]?.record.source ?? ''));
        from = to + THRESHOLDS.burst - 1;
      } else from++;
    }
  }
  return found;
}

/** Long times without a look in which missions were worked on: whoever did that went past the database. */
function gaps(looks: readonly Look[], work: readonly number[]): readonly Anomaly[] {
  const sorted = inTime(looks);
  const found: Anomaly[] = [];
  let next = 0;
  for (let at = 1; at < sorted.length; at++) {
    const [before, after] = [sorted[at - 1], sorted[at]];
    if (before?.time === undefined || after?.time === undefined) continue;
    if (after.time - before.time <= THRESHOLDS.gap) continue;
    // An event and its look are written in one breath, not in one moment.
    while (next < work.length && (work[next] ?? 0) <= before.time + THRESHOLDS.burstWithin) next++;
    let within = 0;
    while (next < work.length && (work[next] ?? 0) < after.time - THRESHOLDS.burstWithin) {
      next++;
      within++;
    }
    if (within > 0) {
      const hours = Math.round((after.time - before.time) / 3_600_000);
      found.push({ ...anomaly('gap', [before, after], String(hours)), count: within });
    }
  }
  return found;
}

/** By time; what has no time of its own says nothing of how fast things came. */
function inTime(looks: readonly Look[]): readonly Look[] {
  const timed = looks.filter(({ record }) => record.time !== undefined);
  const ordered = timed.every((look, at) => at === 0 || (timed[at - 1]?.time ?? 0) <= (look.time ?? 0));
  return ordered ? timed : timed.toSorted((a, b) => (a.time ?? 0) - (b.time ?? 0) || a.index - b.index);
}

function anomaly(kind: AnomalyKind, looks: readonly Look[], detail: string): Anomaly {
  const byLine = looks.reduce<{ first: Look | undefined; last: Look | undefined }>(
    ({ first, last }, look) => ({
      first: first === undefined || look.index < first.index ? look : first,
      last: last === undefined || look.index > last.index ? look : last,
    }),
    { first: undefined, last: undefined },
  );
  const { first, last } = byLine;
  if (first === undefined || last === undefined) throw new TypeError('an anomaly is about a line at least');
  return {
    kind,
    firstLine: first.index,
    lastLine: last.index,
    first: first.record.line,
    last: last.record.line,
    count: looks.length,
    detail,
  };
}

/** An anomaly in a sentence, and what to do about it in another. */
export function adviceOf({ kind, count, detail }: Anomaly): { readonly message: string; readonly advice: string } {
  switch (kind) {
    case 'error':
      return {
        message: t('The database could not be used: {0}', detail),
        advice: t('See with cmos doctor whether it can be read now.'),
      };
    case 'repeated-failure':
      return {
        message: t('The database could not be used {0} times one after the other: {1}', count, detail),
        advice: t('Find the cause before more work is done; cmos parity says what is missing where.'),
      };
    case 'slow':
      return {
        message: t('The database took {0} ms to answer.', detail),
        advice: t('See who else holds it, and whether its folder is synchronised.'),
      };
    case 'burst':
      return {
        message: t('{0} looks in quick succession by {1}.', count, detail === '' ? t('nobody named') : detail),
        advice: t('See what calls the tool in a loop.'),
      };
    case 'gap':
      return {
        message: t('No look for {0} hours, while {1} events were logged.', detail, count),
        advice: t('Run cmos parity: what was logged may be missing in the database.'),
      };
  }
}
