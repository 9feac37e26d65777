/** What is wrong with telemetry: lines that are no events, and what the review of the database's health finds. */
import { t } from '@vscode/l10n';
import type { LogLine, SessionLog } from '../../files/log/model';
import { anchor } from '../../files/text';
import { type Anomaly, reviewHealth } from '../../model/telemetry/health';
import { healthMismatch, type Mismatch, missionMismatch } from '../../model/telemetry/shape';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Finding, Place } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code =
  | 'telemetry/unreadable'
  | 'telemetry/invalid-line'
  | 'telemetry/shape'
  | 'telemetry/error'
  | 'telemetry/repeated-failure';

/** So many of a file are told; a file that is wrong throughout is one trouble. */
const MOST = 100;

export const telemetry = rule<Code>(
  {
    'telemetry/unreadable': 'warning',
    'telemetry/invalid-line': 'warning',
    'telemetry/shape': 'information',
    'telemetry/error': 'warning',
    'telemetry/repeated-failure': 'error',
  },
  function* (snapshot, finding) {
    const health = documentOf(snapshot.health);
    if (health !== undefined) yield* ofLog(health, undefined, finding);
    for (const [file, reading] of snapshot.telemetry) {
      const log = documentOf(reading);
      if (log !== undefined) yield* ofLog(log, file, finding);
      else if (reading.state === 'unreadable') yield unreadable(file, reading.error.message, finding);
    }
    for (const anomaly of reviewHealth(snapshot).anomalies) yield ofAnomaly(anomaly.first, anomaly, finding);
  },
  async (snapshot, breather) => {
    for (const { log, mismatch } of logsOf(snapshot)) {
      for (const line of log.lines) {
        mismatch(line);
        await breather.pause();
      }
    }
  },
);

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

function unreadable(file: string, reason: string, finding: FindingMaker<Code>): Finding {
  return finding('telemetry/unreadable', { args: { reason }, place: { store: 'telemetry', path: file } });
}

const ofLog = rememberedBy(
  (log: SessionLog, file: string | undefined, finding: FindingMaker<Code>): readonly Finding[] => {
    const findings: Finding[] = [];
    const last = log.lines.findLast(({ raw }) => raw !== '');
    const place = (line: LogLine, start: number, end: number): Place =>
      file === undefined
        ? { store: 'health', at: anchor(line, start, end) }
        : { store: 'telemetry', path: file, at: anchor(line, start, end) };
    for (const [index, line] of log.lines.entries()) {
      if (findings.length >= MOST) break;
      const { problem } = line;
      if (problem !== undefined) {
        // A last line without an end may be one that is just being written.
        const half = line === last && log.unfinished;
        findings.push(
          finding('telemetry/invalid-line', {
            args: { line: log.text.lineOf(index) + 1, detail: problem.detail },
            place: place(line, problem.start, problem.end),
            ...(half ? { severity: 'information' } : {}),
          }),
        );
        continue;
      }
      const wrong = file === undefined ? wrongHealth(line) : wrongEvent(line);
      if (wrong === null) continue;
      const at = line.text.indexOf(JSON.stringify(wrong.field));
      const [start, end] =
        at < 0
          ? [line.text.indexOf(line.raw), line.text.indexOf(line.raw) + line.raw.length]
          : [at, at + wrong.field.length + 2];
      const { field, expected } = wrong;
      findings.push(
        finding('telemetry/shape', {
          args: { line: log.text.lineOf(index) + 1, field, expected },
          place: place(line, start, end),
          field,
        }),
      );
    }
    return findings;
  },
);

const ofAnomaly = rememberedBy((line: LogLine, anomaly: Anomaly, finding: FindingMaker<Code>): Finding => {
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
    ? finding('telemetry/error', { ...draft, args: { ...lines, detail } })
    : finding('telemetry/repeated-failure', { ...draft, args: { ...lines, count, detail } });
});
