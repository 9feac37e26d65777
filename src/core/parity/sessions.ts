/** The session log against the database's events, as sequences in which a line may stand twice. */
import type { EventRow } from '../database/model';
import type { LogLine } from '../files/log/model';
import { pythonStrip } from '../files/python';
import { longestIncreasing } from './order';

interface SessionComparison {
  /** Events that the file lacks, in row order, each with the line that would stand before it. */
  readonly missingInFile: readonly { readonly event: EventRow; readonly after: LogLine | undefined }[];
  /** Lines that the database lacks, in file order. Blank lines are none. */
  readonly missingInDatabase: readonly LogLine[];
  /** Lines that both have, at another place in the order. */
  readonly moved: readonly LogLine[];
  /** Lines that both have, each with its event, in row order. */
  readonly pairs: () => readonly (readonly [line: LogLine, event: EventRow])[];
}

/** How many lines and events agreed one to one from the start on, for the comparison that started with this event. */
interface Agreement {
  readonly lines: readonly LogLine[];
  readonly events: readonly EventRow[];
  readonly count: number;
}

const agreements = new WeakMap<EventRow, Agreement>();

/**
 * Compares line by line: the n-th occurrence of a text on one side is the n-th on the other. `lines` are those that
 * are not blank. What agreed before is recognised by identity, so that an appended event costs only itself.
 */
export function compareSessions(lines: readonly LogLine[], events: readonly EventRow[]): SessionComparison {
  const start = agreeingFromStart(lines, events);
  /** The lines of each text, and how many of them have found their event. */
  const waiting = new Map<
    string,
    { readonly lines: { readonly line: LogLine; readonly at: number }[]; found: number }
  >();
  for (let at = start; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined) continue;
    const same = waiting.get(line.raw);
    if (same === undefined) waiting.set(line.raw, { lines: [{ line, at }], found: 0 });
    else same.lines.push({ line, at });
  }

  const missingInFile: SessionComparison['missingInFile'][number][] = [];
  const matched: { readonly line: LogLine; readonly at: number; readonly event: EventRow }[] = [];
  const taken = new Set<LogLine>();
  let after = lines[start - 1];
  for (let at = start; at < events.length; at++) {
    const event = events[at];
    if (event === undefined) continue;
    const same = waiting.get(pythonStrip(event.raw));
    const match = same?.lines[same.found++];
    if (match === undefined) missingInFile.push({ event, after });
    else {
      matched.push({ ...match, event });
      taken.add(match.line);
      after = match.line;
    }
  }
  const inPlace = longestIncreasing(matched.map(({ at }) => at));
  return {
    missingInFile,
    missingInDatabase: lines.slice(start).filter((line) => !taken.has(line)),
    moved: matched.filter((_, index) => !inPlace.has(index)).map(({ line }) => line),
    pairs: () => [
      ...lines.slice(0, start).flatMap((line, at) => (events[at] === undefined ? [] : [[line, events[at]] as const])),
      ...matched.map(({ line, event }) => [line, event] as const),
    ],
  };
}

function agreeingFromStart(lines: readonly LogLine[], events: readonly EventRow[]): number {
  const [first] = events;
  if (first === undefined) return 0;
  const known = agreements.get(first);
  const most = Math.min(lines.length, events.length);
  let count = 0;
  if (known !== undefined) {
    const limit = Math.min(most, known.count);
    while (count < limit && lines[count] === known.lines[count] && events[count] === known.events[count]) count++;
  }
  for (; count < most; count++) {
    const line = lines[count];
    const event = events[count];
    if (line === undefined || event === undefined || line.raw !== pythonStrip(event.raw)) break;
  }
  agreements.set(first, { lines, events, count });
  return count;
}
