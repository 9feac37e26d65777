/** Session events of both stores as one list, newest first. */
import { type EventRow } from '../database/model';
import { type LogLine, type SessionEvent } from '../files/log/model';
import { logLine } from '../files/log/line';
import { rememberedBy } from '../findings/rule';
import { compareSessions } from '../parity/sessions';
import { documentOf, type Snapshot } from '../workspace/snapshot';

/** An event as the workspace knows it. Its fields are read when they are asked for. */
export interface WorkspaceEvent extends Pick<
  SessionEvent,
  'ts' | 'time' | 'agent' | 'mission' | 'action' | 'status' | 'summary' | 'nextHint' | 'needs' | 'reason'
> {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The line of the session log; undefined for an event that only the database has. */
  readonly line: LogLine | undefined;
  /** Its place in the log, from 0; the place it would have for one that only the database has. */
  readonly index: number;
}

/** All events, newest first: by time, and in the log's order where times are equal or cannot be told. */
export function eventsOf(snapshot: Snapshot): readonly WorkspaceEvent[] {
  const lines = documentOf(snapshot.sessions)?.lines ?? NO_LINES;
  return sorted(lines, documentOf(snapshot.database)?.events ?? NO_ROWS);
}

/** Lines of the log that are no events, in the log's order. */
export function badLinesOf(snapshot: Snapshot): readonly { readonly line: LogLine; readonly index: number }[] {
  const lines = documentOf(snapshot.sessions)?.lines ?? NO_LINES;
  return lines.flatMap((line, index) => (line.problem === undefined ? [] : [{ line, index }]));
}

const NO_LINES: readonly LogLine[] = [];
const NO_ROWS: readonly EventRow[] = [];

const sorted = rememberedBy((lines: readonly LogLine[], rows: readonly EventRow[]): readonly WorkspaceEvent[] => {
  const written = lines.filter(({ raw }) => raw !== '');
  const events: WorkspaceEvent[] = [];
  const indices = new Map<LogLine, number>();
  lines.forEach((line, index) => {
    indices.set(line, index);
    const event = eventOfLine(line, index);
    if (event !== undefined) events.push(event);
  });
  for (const { event, after } of compareSessions(written, rows).missingInFile) {
    events.push(eventOfRow(event, after === undefined ? -1 : (indices.get(after) ?? -1)));
  }
  // A time that cannot be understood takes the place of the event before it.
  let last = -Infinity;
  const times = new Map<WorkspaceEvent, number>();
  for (const event of events.toSorted((a, b) => a.index - b.index)) {
    last = event.time ?? last;
    times.set(event, last);
  }
  return events.toSorted((a, b) => compareNumbers(times.get(b), times.get(a)) || b.index - a.index);
});

function compareNumbers(a = -Infinity, b = -Infinity): number {
  return a === b ? 0 : a - b;
}

const eventOfLine = rememberedBy((line: LogLine, index: number): WorkspaceEvent | undefined => {
  const { event } = line;
  return event === undefined ? undefined : { ...event, line, index };
});

const eventOfRow = rememberedBy((row: EventRow, index: number): WorkspaceEvent => {
  const parsed = logLine(row.raw).event;
  if (parsed !== undefined) return { ...parsed, line: undefined, index };
  const { ts, agent, mission, action, status, summary, nextHint } = row;
  const text = (value: string | null): string | undefined => value ?? undefined;
  return {
    ts: text(ts),
    time: undefined,
    agent: text(agent),
    mission: text(mission),
    action: text(action),
    status: text(status),
    summary: text(summary),
    nextHint: text(nextHint),
    needs: [],
    reason: undefined,
    fields: { ...row },
    line: undefined,
    index,
  };
});
