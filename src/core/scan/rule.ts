/**
 * What a security rule is: an expression, and what is asked of its matches. Expressions repeat nothing without bound, so
 * that the time they take grows with the text's length and no faster, whoever wrote the text; a test holds that.
 */
import { type Span } from '../files/text';
import { type TextKind } from './language';
import { type OwaspCategory } from './owasp';

/** A text as rules see it. */
export interface ScannedText {
  readonly text: string;
  readonly kind: TextKind;
  /** Relative to the cmos root where it is known. */
  readonly path: string | undefined;
  /** Whether nobody runs what stands at an offset: a comment, or Markdown's prose. */
  isQuiet(offset: number): boolean;
}

/** An expression that begins with a key: it counts where a key can stand, not in the middle of a sentence about one. */
export interface KeyPattern {
  readonly key: RegExp;
}

export interface SecurityRule {
  /** `area/what`; never changes its meaning. */
  readonly id: string;
  readonly category: OwaspCategory;
  /** One sentence for a person. Never quotes the text: it may be a secret. */
  readonly message: () => string;
  /** With the flag `g`. A group named `hit` tells the part that is marked, and then it has the flag `d`. */
  readonly patterns: readonly (RegExp | KeyPattern)[];
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

/** The line that an offset stands on, cut to what is near: for a look at what a match belongs to. */
export function lineAround(text: string, offset: number, reach = 300): string {
  const from = Math.max(0, offset - reach);
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const feed = text.slice(offset, offset + reach).indexOf('\n');
  return text.slice(Math.max(from, start), feed < 0 ? offset + reach : offset + feed);
}

/** What stands before an offset on its line, as far as it is near. */
export function lineBefore(text: string, offset: number, reach = 200): string {
  const near = text.slice(Math.max(0, offset - reach), offset);
  return near.slice(near.lastIndexOf('\n') + 1);
}

/** What may stand between a key and the line's start, a bracket or a comma: quotes, a list's dash, a declaration, a prefix. */
const BEFORE_KEY =
  /(?:^|[{,;&?[]|\w\()[ \t]{0,60}(?:-[ \t]{1,9}){0,3}(?:(?:const|let|var|export|set|env|ENV|static|final|readonly)[ \t]{1,9}){0,2}["']?(?:[A-Za-z0-9]{1,40}(?:[_.-]|\[["'])){0,6}$/;

/** Whether a key can stand at an offset. */
export function isKeyPlace(text: string, offset: number): boolean {
  return BEFORE_KEY.test(lineBefore(text, offset));
}
