/** What a log line's JSON object says, under the names of the current format. */
import type { SessionEvent } from './model';
import { parseTime } from './time';

/** The event that a line's fields tell; the older shapes' spellings are read where the current ones are absent. */
export function sessionEvent(fields: Readonly<Record<string, unknown>>): SessionEvent {
  const ts = firstText(fields, 'ts', 'timestamp', 'date');
  return {
    ts,
    time: ts === undefined ? undefined : parseTime(ts),
    agent: firstText(fields, 'agent'),
    mission: firstText(fields, 'mission'),
    action: firstText(fields, 'action'),
    status: firstText(fields, 'status', 'type'),
    summary: firstText(fields, 'summary'),
    nextHint: firstText(fields, 'next_hint'),
    needs: texts(fields['needs']),
    reason: firstText(fields, 'reason'),
    fields,
  };
}

/** The first of the named fields that holds a text. Numbers count: an id may have been written without quotes. */
function firstText(fields: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    // An empty text counts as absent where another spelling may hold the value: that is how `a or b` reads in Python.
    if (typeof value === 'string' && (value !== '' || name === names.at(-1))) return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

function texts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  return typeof value === 'string' && value !== '' ? [value] : [];
}
