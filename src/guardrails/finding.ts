/** What a guardrail has to say: the same as a finding of the snapshot's rules, about files that the snapshot does not hold. */
import type { Severity } from '../core/findings/finding';
import { positionInChunk, type Range, type Span } from '../core/files/text';

export interface GuardrailFinding<Code extends string = string> {
  /** `area/what`; never changes its meaning. */
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** Relative to the cmos root, `/` between names. */
  readonly file: string;
  /** UTF-16 offsets in the file's text; undefined: the file as a whole. */
  readonly at: Span | undefined;
}

/** Turns UTF-16 offsets of a text into lines and characters, both from 0. */
export function rangesIn(text: string): (span: Span) => Range {
  const chunk = { text };
  return ({ start, end }) => ({ start: positionInChunk(chunk, start), end: positionInChunk(chunk, end) });
}
