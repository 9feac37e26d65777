/** The database health log, `telemetry/events/database-health.jsonl`: one line for each time the database was opened. */
import { type LogLine, type SessionLog } from './model';
import { parseTime } from './time';

/** One look at the database, as its writer found it. */
export interface HealthRecord {
  /** As written. */
  readonly ts: string | undefined;
  /** `ts` in milliseconds since 1970, UTC; undefined where it cannot be understood. */
  readonly time: number | undefined;
  /** Which tool looked: `mission_runtime`. */
  readonly source: string | undefined;
  /** `ok` or `error`. */
  readonly status: string | undefined;
  /** `database_available`, or what went wrong. */
  readonly message: string | undefined;
  /** Whatever the tool added; null where it had nothing to add. */
  readonly details: unknown;
  readonly line: LogLine;
}

/** The records of a health log, read with `parseLog`; lines that are no objects are left out (they have a problem). */
export function healthRecords(log: SessionLog): readonly HealthRecord[] {
  return log.lines.flatMap((line) => healthRecord(line) ?? []);
}

/** The record on one line, or undefined where the line holds no object. */
export function healthRecord(line: LogLine): HealthRecord | undefined {
  const fields = line.event?.fields;
  if (fields === undefined) return undefined;
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === 'string' ? value : undefined;
  };
  const ts = text('ts');
  return {
    ts,
    time: ts === undefined ? undefined : parseTime(ts),
    source: text('source'),
    status: text('status'),
    message: text('message'),
    details: fields['details'] ?? null,
    line,
  };
}
