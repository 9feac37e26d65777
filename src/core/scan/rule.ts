/**
 * What a security rule is: an expression, and what is asked of its matches. Expressions repeat nothing without bound, so
 * that the time they take grows with the text's length and no faster, whoever wrote the text; a test holds that.
 */
import type { Span } from '../files/text';
import type { TextKind } from './language';

/** A category of the OWASP Top 10 of 2021. */
export type OwaspCategory = 'A01' | 'A02' | 'A03' | 'A04' | 'A05' | 'A06' | 'A07' | 'A08' | 'A09' | 'A10';

/** A text as rules see it. */
export interface ScannedText {
  readonly text: string;
  readonly kind: TextKind;
  /** Relative to the cmos root where it is known. */
  readonly path: string | undefined;
  /** Whether nobody runs what stands at an offset: a comment, or Markdown's prose. */
  isQuiet(offset: number): boolean;
}

export interface SecurityRule {
  /** `area/what`; never changes its meaning. */
  readonly id: string;
  readonly category: OwaspCategory;
  /** One sentence for a person. Never quotes the text: it may be a secret. */
  readonly message: () => string;
  /** With the flag `g`. A group named `hit` tells the part that is marked, and then it has the flag `d`. */
  readonly patterns: readonly RegExp[];
  /** Kinds of text that it looks at; all where it is left out. */
  readonly kinds?: readonly TextKind[];
  /** Whether a match where nobody runs it counts as well. What a person must not be told, a comment must not tell. */
  readonly inComments?: boolean;
  /** Whether a match is meant; all are where it is left out. */
  readonly accept?: (match: RegExpExecArray, scanned: ScannedText) => boolean;
}

export interface SecurityHit extends Span {
  readonly rule: string;
  readonly category: OwaspCategory;
  readonly message: string;
}

/** What states values and runs nothing. */
export const DATA: readonly TextKind[] = ['json', 'yaml', 'settings', 'text'];

/** What stands before an offset on its line, as far as it is near. */
export function lineBefore(text: string, offset: number, reach = 200): string {
  const near = text.slice(Math.max(0, offset - reach), offset);
  return near.slice(near.lastIndexOf('\n') + 1);
}
