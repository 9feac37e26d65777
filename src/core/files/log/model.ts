/** What a `SESSIONS.jsonl` (and any other log of one JSON object a line) holds (field guide, section 5). */
import type { Chunk, ChunkedText } from '../text';

/** An event's known fields under the names of the current format; the older shapes' spellings are mapped onto them. */
export interface SessionEvent {
  /** As written: `ts`, else `timestamp`, else `date`. */
  readonly ts: string | undefined;
  /** `ts` in milliseconds since 1970, UTC; undefined where it cannot be understood. */
  readonly time: number | undefined;
  readonly agent: string | undefined;
  readonly mission: string | undefined;
  readonly action: string | undefined;
  /** `status`, else `type`. */
  readonly status: string | undefined;
  readonly summary: string | undefined;
  readonly nextHint: string | undefined;
  readonly needs: readonly string[];
  readonly reason: string | undefined;
  /** Everything the line holds, as JSON reads it. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Why a line is no event. */
export interface LogLineProblem {
  readonly kind: 'not-json' | 'not-an-object' | 'merge-marker';
  /** What the parser said, without a position. */
  readonly detail: string;
  /** Where in the line, in UTF-16 units from the chunk's start. */
  readonly start: number;
  readonly end: number;
}

/**
 * One line, blank ones included, or one of several events glued on a line (`glued.ts`); `text` has its line end. Its parse is
 * made when it is first asked for.
 */
export interface LogLine extends Chunk {
  /** The line as the reference compares it: what Python's `str.strip()` leaves. Empty for a blank line. */
  readonly raw: string;
  readonly event: SessionEvent | undefined;
  readonly problem: LogLineProblem | undefined;
}

/** A log as read: every line is kept, whatever it holds. Glued events are lines of their own here. */
export interface SessionLog {
  readonly text: ChunkedText;
  readonly lines: readonly LogLine[];
  /** Whether the last line lacks its line end, so that an appended line would be glued to it. */
  readonly unfinished: boolean;
}
