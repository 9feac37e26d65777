/** What is wrong with telemetry: lines that are no events, and what the review of the database's health finds. */
import { t } from '@vscode/l10n';
import type { LogLine, SessionLog } from '../../files/log/model';
import { anchor } from '../../files/text';
import { type Anomaly, reviewHealth } from '../../model/telemetry/health';
import { healthMismatch, type Mismatch, missionMismatch } from '../../model/telemetry/shape';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Finding, Place } from '../finding';
import { short } from '../values';
import { folded } from '../folded';
import { code, codes, type Rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

/** So many of a file are told; a file that is wrong throughout is one trouble. */
const MOST = 100;

const finding = codes({
  /**
   * A mission's telemetry file is there and cannot be read. The message says why.
   *
   * As the message says.
   */
  'telemetry/unreadable': code<{ reason: string }>({ severity: 'warning', message: ({ args }) => args.reason }),
  /**
   * A line of a telemetry file is no JSON object. It hides no other line. A last line without a line end is
   * information: it may be one that is being written.
   *
   * Mend the line, or remove it.
   */
  'telemetry/invalid-line': code<{ line: number; detail: string }>({
    severity: 'warning',
    message: ({ args: { line, detail } }) => t('Line {0} is not an event: {1}', line, detail),
  }),
  /**
   * A line is JSON, and not of the shape that `schemas/mission-telemetry-event.schema.json` or
   * `schemas/database-health.schema.json` states; the message names the field. Of 100 such lines and invalid ones
   * in a file the last finding stands for the rest.
   *
   * Correct whatever writes such lines.
   */
  'telemetry/shape': code<{ line: number; expected: string }>({
    severity: 'information',
    message: ({ field = '', args: { line, expected } }) => {
      if (expected === 'required') return t('Line {0} has no “{1}”.', line, short(field));
      return expected === 'date-time'
        ? t('Line {0}: “{1}” is not a time that can be understood.', line, short(field))
        : t('Line {0}: “{1}” has another type than {2}.', line, short(field), expected.replaceAll('|', ', '));
    },
  }),
  /**
   * Since the last mission was completed, a look at the database failed (`status` is not `ok`). The findings that
   * follow are of the same period; `cmos telemetry --health --all` reviews the whole log.
   *
   * Read the message of the line. `cmos doctor` says whether the database can be read now.
   */
  'telemetry/error': code<{ detail: string }>({
    severity: 'warning',
    message: ({ args }) => t('The database could not be used: {0}', short(args.detail)),
  }),
  /**
   * Three or more looks one after the other failed.
   *
   * Find the cause before more work is done: `cmos doctor` and `cmos parity` say what state the stores are in. Work
   * of that time may stand in the files only.
   */
  'telemetry/repeated-failure': code<{ first: number; last: number; count: number; detail: string }>({
    severity: 'error',
    message: ({ args: { count, first, last, detail } }) =>
      t(
        'The database could not be used {0} times one after the other (lines {1} to {2}): {3}',
        count,
        first,
        last,
        short(detail),
      ),
  }),
});

export const telemetry: Rule = {
  codes: finding.codes,
  *check(snapshot) {
    const health = documentOf(snapshot.health);
    if (health !== undefined) yield* ofLog(health, undefined);
    for (const [file, reading] of snapshot.telemetry) {
      const log = documentOf(reading);
      if (log !== undefined) yield* ofLog(log, file);
      else if (reading.state === 'unreadable') yield unreadable(file, reading.error.message);
    }
    for (const anomaly of reviewHealth(snapshot).anomalies) yield ofAnomaly(anomaly.first, anomaly);
  },
  async prepare(snapshot, breather) {
    for (const { log, mismatch } of logsOf(snapshot)) {
      for (const line of log.lines) {
        mismatch(line);
        await breather.pause();
      }
    }
  },
};

function* logsOf(snapshot: Snapshot): Iterable<{ log: SessionLog; mismatch: (line: LogLine) => unknown }> {
  const health = documentOf(snapshot.health);
  if (health !== undefined) yield { log: health, mismatch: wrongHealth };
  for (const reading of snapshot.telemetry.values()) {
    const log = documentOf(reading);
    if (log !== undefined) yield { log, mismatch: wrongEvent };
  }
}

/** Remembered by the line; null where nothing is wrong with it. */
function checkedBy(check: (fields: Readonly<Record<string, unknown>>) => Mismatch | undefined) {
  const memory = new WeakMap<LogLine, Mismatch | null>();
  return (line: LogLine): Mismatch | null => {
    const known = memory.get(line);
    if (known !== undefined) return known;
    const made = line.event === undefined ? null : (check(line.event.fields) ?? null);
    memory.set(line, made);
    return made;
  };
}

const wrongHealth = checkedBy(healthMismatch);
const wrongEvent = checkedBy(missionMismatch);

function unreadable(file: string, reason: string): Finding {
  return finding('telemetry/unreadable', { args: { reason }, place: { store: 'telemetry', path: file } });
}

const ofLog = rememberedBy((log: SessionLog, file: string | undefined): readonly Finding[] => {
  const last = log.lines.findLast(({ raw }) => raw !== '');
  const place = (line: LogLine, start: number, end: number): Place =>
    file === undefined
      ? { store: 'health', at: anchor(line, start, end) }
      : { store: 'telemetry', path: file, at: anchor(line, start, end) };
  const ofInvalid = (line: LogLine, number: number, count: number): Finding => {
    const { detail, start, end } = line.problem ?? { detail: '', start: 0, end: line.text.length };
    // A last line without an end may be one that is just being written.
    const half = line === last && log.unfinished;
    return finding('telemetry/invalid-line', {
      args: { line: number, detail },
      place: place(line, start, end),
      count,
      ...(half ? { severity: 'information' } : {}),
    });
  };
  const mismatchOf = file === undefined ? wrongHealth : wrongEvent;
  const bad = log.lines.flatMap((line, index) => {
    const mismatch = line.problem === undefined ? mismatchOf(line) : null;
    return line.problem === undefined && mismatch === null ? [] : [{ line, index, mismatch }];
  });
  return folded(bad, MOST).map(({ item: { line, index, mismatch }, count }) => {
    const number = log.text.lineOf(index) + 1;
    if (mismatch === null) return ofInvalid(line, number, count);
    const { field, expected } = mismatch;
    const at = line.text.indexOf(JSON.stringify(field));
    const [start, end] =
      at < 0
        ? [line.text.indexOf(line.raw), line.text.indexOf(line.raw) + line.raw.length]
        : [at, at + field.length + 2];
    return finding('telemetry/shape', {
      args: { line: number, expected },
      place: place(line, start, end),
      count,
      field,
    });
  });
});

const ofAnomaly = rememberedBy((line: LogLine, anomaly: Anomaly): Finding => {
  const { kind, first, last, firstLine, lastLine, count, detail } = anomaly;
  const whole = (each: LogLine): Place => {
    const start = each.text.indexOf(each.raw);
    return { store: 'health', at: anchor(each, start, start + each.raw.length) };
  };
  const draft = {
    place: whole(line),
    related: first === last ? [] : [{ ...whole(last), message: t('Up to here: line {0}.', lastLine + 1) }],
  };
  const lines = { first: firstLine + 1, last: lastLine + 1 };
  return kind === 'error'
    ? finding('telemetry/error', { ...draft, args: { detail } })
    : finding('telemetry/repeated-failure', { ...draft, args: { ...lines, count, detail } });
});
