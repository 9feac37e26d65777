/** Session events of both stores as one list, newest first. */
import type { EventRow } from '../database/model';
import type { LogLine, SessionEvent } from '../files/log/model';
import { sessionEvent } from '../files/log/event';
import { logLine } from '../files/log/line';
import { parseTime } from '../files/log/time';
import { rememberedBy } from '../ground/memo';
import { compareSessions } from '../parity/sessions';
import { documentOf, type Snapshot } from '../workspace/snapshot';

/** An event as the workspace knows it. Its fields are read when they are asked for. */
export interface WorkspaceEvent extends SessionEvent {
  /** The line of the session log; undefined for an event that only the database has. */
  readonly line: LogLine | undefined;
  /** The database's row where the event is only there; undefined for a line of the log. */
  readonly row: EventRow | undefined;
  /** Its place in the log's lines, from 0; for one that only the database has, the one that would stand before it, or -1. */
  readonly index: number;
}

/** What events are put together by. */
export type EventGrouping = 'day' | 'mission' | 'agent';

/** All events, newest first: by time, and in the log's order where times are equal or cannot be told. */
export function eventsOf(snapshot: Snapshot): readonly WorkspaceEvent[] {
  const lines = documentOf(snapshot.sessions)?.lines;
  const rows = documentOf(snapshot.database)?.events;
  return newestFirst(lines ?? rows ?? NONE, lines ?? NONE, rows ?? NONE);
}

/** Lines of the log that are no events, in the log's order. */
export function badLinesOf(snapshot: Snapshot): readonly { readonly line: LogLine; readonly index: number }[] {
  const lines = documentOf(snapshot.sessions)?.lines ?? NONE;
  return lines.flatMap((line, index) => (line.problem === undefined ? [] : [{ line, index }]));
}

/** The group that an event belongs to: its day in UTC (what it has for a time where that is none), its mission or its agent. Empty for none. */
export function groupOf({ ts, time, mission, agent }: WorkspaceEvent, grouping: EventGrouping): string {
  if (grouping === 'mission') return mission ?? '';
  if (grouping === 'agent') return agent ?? '';
  return time === undefined ? (ts ?? '') : new Date(time).toISOString().slice(0, 10);
}

const NONE: readonly never[] = [];

const newestFirst = rememberedBy(
  (_key: object, lines: readonly LogLine[], rows: readonly EventRow[]): readonly WorkspaceEvent[] => {
    const events = inOrder(lines, rows);
    // A time that cannot be understood takes the place of the event before it.
    const times = new Float64Array(events.length);
    let last = -Infinity;
    let ascending = true;
    for (let at = 0; at < events.length; at++) {
      const time = events[at]?.time ?? last;
      if (time < last) ascending = false;
      times[at] = last = time;
    }
    // Logs are nearly always in order: then the newest first is the other way round, and nothing need be sorted.
    if (ascending) return events.toReversed();
    const order = Uint32Array.from(events.keys()).sort((a, b) => difference(times[b], times[a]) || b - a);
    return Array.from(order, (at) => events[at]).filter((event) => event !== undefined);
  },
);

/** Zero also for two infinities, whose difference is no number. */
function difference(a = 0, b = 0): number {
  return a === b ? 0 : a - b;
}

/** The events of the log in its order, and each that only the database has behind the line that it follows there. */
function inOrder(lines: readonly LogLine[], rows: readonly EventRow[]): readonly WorkspaceEvent[] {
  const written = lines.filter(({ raw }) => raw !== '');
  const behind = new Map<LogLine | undefined, EventRow[]>();
  for (const { event, after } of compareSessions(written, rows).missingInFile) {
    const known = behind.get(after);
    if (known === undefined) behind.set(after, [event]);
    else known.push(event);
  }
  const events = (behind.get(undefined) ?? []).map((row) => eventOfRow(row, -1));
  lines.forEach((line, index) => {
    if (line.event !== undefined) events.push(eventOfLine(line, index));
    if (behind.size > 0) for (const row of behind.get(line) ?? []) events.push(eventOfRow(row, index));
  });
  return events;
}

/** Looks into its line or row only when it is asked: a log may have a hundred thousand, and a view shows two hundred. */
class RecordedEvent implements WorkspaceEvent {
  readonly line: LogLine | undefined;
  readonly row: EventRow | undefined;
  readonly index: number;
  #said: SessionEvent | undefined;

  constructor(line: LogLine | undefined, row: EventRow | undefined, index: number) {
    this.line = line;
    this.row = row;
    this.index = index;
  }

  get #event(): SessionEvent {
    return (this.#said ??= this.line?.event ?? saidBy(this.row));
  }

  get time(): number | undefined {
    const { row } = this;
    return parseTime(row?.ts ?? '') ?? this.#event.time;
  }
  get ts(): string | undefined {
    return this.#event.ts;
  }
  get agent(): string | undefined {
    return this.#event.agent;
  }
  get mission(): string | undefined {
    return this.#event.mission;
  }
  get action(): string | undefined {
    return this.#event.action;
  }
  get status(): string | undefined {
    return this.#event.status;
  }
  get summary(): string | undefined {
    return this.#event.summary;
  }
  get nextHint(): string | undefined {
    return this.#event.nextHint;
  }
  get needs(): readonly string[] {
    return this.#event.needs;
  }
  get reason(): string | undefined {
    return this.#event.reason;
  }
  get fields(): Readonly<Record<string, unknown>> {
    return this.#event.fields;
  }
}

const eventOfLine = rememberedBy(
  (line: LogLine, index: number): WorkspaceEvent => new RecordedEvent(line, undefined, index),
);

const eventOfRow = rememberedBy(
  (row: EventRow, index: number): WorkspaceEvent => new RecordedEvent(undefined, row, index),
);

/** What a row's line says; where that is no event, what its columns say. */
function saidBy(row: EventRow | undefined): SessionEvent {
  if (row === undefined) return sessionEvent({});
  const { ts, agent, mission, action, status, summary, nextHint: next_hint } = row;
  return logLine(row.raw).event ?? sessionEvent({ ts, agent, mission, action, status, summary, next_hint });
}
