/**
 * Whether a telemetry line has the shape that `schemas/` states for it: `mission-telemetry-event`, the older pattern event
 * (its lines have `pattern`), `database-health`. Written out by hand, since logs of a hundred thousand lines are looked
 * through; a test holds it against the schemas.
 */
import { parseTime } from '../../files/log/time';

type Fields = Readonly<Record<string, unknown>>;

/** A field that is of the wrong kind, or missing. */
export interface Mismatch {
  readonly field: string;
  /** JSON Schema's names of the types that are allowed. */
  readonly expected: string;
}

const MISSION_EVENT: Readonly<Record<string, string>> = {
  ts: 'string',
  mission: 'string|number|null',
  event: 'string|null',
  agent: 'string|null',
  source: 'string|null',
  worker: 'string|null',
  status: 'string|null',
  fallbackTriggered: 'boolean|null',
  message: 'string|null',
};

const PATTERN_EVENT: Readonly<Record<string, string>> = {
  timestamp: 'string',
  missionId: 'string',
  pattern: 'string',
  stage: 'string',
  status: 'string',
  tokensUsed: 'number',
  latencyMs: 'number',
  iteration: 'number',
  evaluationScore: 'number',
  stepIndex: 'number',
  workerId: 'string',
  errorCode: 'string',
  errorMessage: 'string',
  fallbackTriggered: 'boolean',
};

const HEALTH: Readonly<Record<string, string>> = {
  ts: 'string',
  source: 'string',
  status: 'string',
  message: 'string|null',
};

/** The first thing that is wrong with a line of a mission's telemetry. */
export function missionMismatch(fields: Fields): Mismatch | undefined {
  return 'pattern' in fields
    ? (missing(fields, ['timestamp', 'missionId', 'pattern', 'stage', 'status']) ?? wrongType(fields, PATTERN_EVENT))
    : (wrongType(fields, MISSION_EVENT) ?? badTime(fields, 'ts'));
}

/** The first thing that is wrong with a line of the database's health. */
export function healthMismatch(fields: Fields): Mismatch | undefined {
  return missing(fields, ['ts', 'source', 'status']) ?? wrongType(fields, HEALTH) ?? badTime(fields, 'ts');
}

function missing(fields: Fields, names: readonly string[]): Mismatch | undefined {
  const field = names.find((name) => fields[name] === undefined);
  return field === undefined ? undefined : { field, expected: 'required' };
}

function wrongType(fields: Fields, types: Readonly<Record<string, string>>): Mismatch | undefined {
  for (const [field, expected] of Object.entries(types)) {
    const value = fields[field];
    if (value === undefined) continue;
    const type = value === null ? 'null' : typeof value;
    if (!expected.split('|').includes(type)) return { field, expected };
  }
  return undefined;
}

/** A time that nobody can read puts the line nowhere. */
function badTime(fields: Fields, field: string): Mismatch | undefined {
  const value = fields[field];
  return typeof value === 'string' && parseTime(value) === undefined ? { field, expected: 'date-time' } : undefined;
}
