/** JSON as tokens: jsonc-parser's scanner, held to what Python's `json` accepts, and told of merge markers. */
import { t } from '@vscode/l10n';
import { createScanner, type JSONScanner } from 'jsonc-parser';
import type { ContextProblem } from './model';

/**
 * Kinds of tokens by jsonc-parser's number of them, which it declares as a constant enum: modules compiled one by one cannot
 * use that. `unknown` is anything that is no JSON.
 */
export const TOKEN_KINDS = [
  'unknown',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'true',
  'false',
  'string',
  'number',
  'comment',
  'comment',
  'blank',
  'blank',
  'unknown',
  'end',
] as const;

type TokenKind = Exclude<(typeof TOKEN_KINDS)[number], 'comment' | 'blank'>;

/** Told of each problem, in text order. */
type Report = (kind: ContextProblem['kind'], start: number, end: number, detail: string) => void;

/** Python's `json` reads these as floats, where a word is no more than one of them. */
const CONSTANT = /(?:-?Infinity|NaN)(?![^ \t\r\n{}[\]":,/])/y;
/** What git leaves in a file that it could not merge; only ever at the start of a line. */
const MERGE_MARKER = /(?:[<>|]{7}(?: [^\r\n]*)?|={7})[ \t]*(?=[\r\n]|$)/y;
/** What a number must look like; the scanner goes on a little beyond it when it breaks off. */
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** jsonc-parser's number of what is wrong with a number that breaks off. */
const UNEXPECTED_END_OF_NUMBER = 3;

/** What is wrong with a string, by jsonc-parser's number. */
const STRING_ERRORS: readonly ((() => string) | undefined)[] = [
  undefined,
  undefined,
  () => t('The string is not closed.'),
  undefined,
  () => t('After \\u there must be four hexadecimal digits.'),
  () => t('The string holds an unknown escape.'),
  () => t('The string holds a control character that is not escaped.'),
];

/** The tokens of a stretch of text, one at a time. White space, comments and merge markers are passed over, the latter two reported. */
export class JsonTokens {
  kind: TokenKind = 'unknown';
  start = 0;
  end = 0;
  /** Where the token before ended. */
  before: number;
  /** Whether the token stands between merge markers or right after them: what breaks there breaks because of them. */
  inConflict = false;
  readonly #text: string;
  readonly #scanner: JSONScanner;
  readonly #report: Report;
  #conflictOpen = false;

  constructor(text: string, from: number, report: Report) {
    this.#text = text;
    this.#report = report;
    this.#scanner = createScanner(text);
    this.#scanner.setPosition(from);
    this.before = from;
    this.end = from;
    this.next();
  }

  /** The value of a string token, without quotes and escapes. */
  get value(): string {
    return this.#scanner.getTokenValue();
  }

  /** A token as the text has it. */
  get source(): string {
    return this.#text.slice(this.start, this.end);
  }

  /** The token short enough for a sentence, with control characters made visible. */
  get shown(): string {
    if (this.kind === 'end') return t('the end');
    const shown = this.source.length > 24 ? `${this.source.slice(0, 24)}…` : this.source;
    return shown.replace(/[\p{Cc}\ufeff]/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }

  /** Moves to the next token; at the end of the text there it stays. */
  next(): void {
    this.before = this.end;
    this.inConflict = this.#conflictOpen;
    for (;;) {
      const kind = TOKEN_KINDS[this.#scanner.scan()];
      this.start = this.#scanner.getTokenOffset();
      // An open comment's length is one too many.
      this.end = Math.min(this.start + this.#scanner.getTokenLength(), this.#text.length);
      if (kind === 'blank' || (kind === 'unknown' && this.#passMergeMarker())) continue;
      if (kind === 'comment') {
        this.#report('syntax', this.start, this.end, t('JSON allows no comments.'));
        continue;
      }
      this.kind = kind === 'unknown' && this.#extendTo(CONSTANT, this.start) ? 'number' : kind;
      const error: number = this.#scanner.getTokenError();
      const detail = kind === 'string' ? STRING_ERRORS[error]?.() : undefined;
      if (detail !== undefined) this.#report('syntax', this.start, this.end, detail);
      if (kind === 'number' && error === UNEXPECTED_END_OF_NUMBER) this.#cutNumber();
      return;
    }
  }

  /** Makes the current token end where a pattern does, if the pattern is there. */
  #extendTo(pattern: RegExp, start: number): boolean {
    pattern.lastIndex = start;
    if (!pattern.test(this.#text)) return false;
    this.end = pattern.lastIndex;
    this.#scanner.setPosition(this.end);
    return true;
  }

  #passMergeMarker(): boolean {
    const { start } = this;
    if (start > 0 && !'\r\n'.includes(this.#text.charAt(start - 1))) return false;
    if (!this.#extendTo(MERGE_MARKER, start)) return false;
    this.#report('merge-marker', start, this.end, t('A merge conflict was left unresolved here.'));
    const marker = this.#text.charAt(start);
    if (marker === '<') this.#conflictOpen = true;
    if (marker === '>') this.#conflictOpen = false;
    this.inConflict = true;
    return true;
  }

  /** A number that breaks off ends where it could; its tail is passed over with it, so that it is not reported once more. */
  #cutNumber(): void {
    this.#report('syntax', this.start, this.end, t('The number is not complete.'));
    NUMBER.lastIndex = this.start;
    this.end = this.start + (NUMBER.exec(this.#text)?.[0].length ?? 0);
  }
}
