/** JSON as tokens: jsonc-parser's scanner, held to what Python's `json` accepts, and told of merge markers. */
import { t } from '@vscode/l10n';
import { createScanner, type JSONScanner } from 'jsonc-parser';
import { type ContextProblem } from './model';

export type TokenKind =
  | '{'
  | '}'
  | '['
  | ']'
  | ','
  | ':'
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null'
  /** Anything that is no JSON. */
  | 'unknown'
  | 'end';

/** Told of each problem, in text order. */
export type Report = (kind: ContextProblem['kind'], start: number, end: number, detail: string) => void;

/** Python's `json` reads these as floats, where a word is no more than one of them. */
const CONSTANT = /(?:-?Infinity|NaN)(?![^ \t\r\n{}[\]":,/])/y;
/** What git leaves in a file that it could not merge; only ever at the start of a line. */
const MERGE_MARKER = /(?:[<>|]{7}(?: [^\r\n]*)?|={7})[ \t]*(?=[\r\n]|$)/y;
/** What a number must look like; the scanner goes on a little beyond it when it breaks off. */
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

// jsonc-parser declares its `SyntaxKind` and `ScanError` as constant enums, which modules compiled one by one cannot use.
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const LINE_BREAK = 14;
const TRIVIA = 15;
/** Kinds by the scanner's number; 0 stands nowhere, 10 is a string and 11 a number. */
const KINDS: readonly (TokenKind | undefined)[] = [
  undefined,
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
];
const END = 17;
const UNEXPECTED_END_OF_STRING = 2;
const UNEXPECTED_END_OF_NUMBER = 3;
const INVALID_UNICODE = 4;
const INVALID_ESCAPE = 5;
const INVALID_CHARACTER = 6;

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
      const scanned: number = this.#scanner.scan();
      this.start = this.#scanner.getTokenOffset();
      // An open comment's length is one too many.
      this.end = Math.min(this.start + this.#scanner.getTokenLength(), this.#text.length);
      if (scanned === TRIVIA || scanned === LINE_BREAK) continue;
      if (scanned === LINE_COMMENT || scanned === BLOCK_COMMENT) {
        this.#report('syntax', this.start, this.end, t('JSON allows no comments.'));
        continue;
      }
      const kind = scanned === END ? 'end' : (KINDS[scanned] ?? 'unknown');
      if (kind === 'unknown' && this.#passMergeMarker()) continue;
      this.kind = kind === 'unknown' && this.#extendTo(CONSTANT, this.start) ? 'number' : kind;
      if (kind === 'string') this.#checkString();
      if (kind === 'number') this.#checkNumber();
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

  #checkString(): void {
    const detail = stringTrouble(this.#scanner.getTokenError());
    if (detail !== undefined) this.#report('syntax', this.start, this.end, detail);
  }

  #checkNumber(): void {
    const error: number = this.#scanner.getTokenError();
    if (error !== UNEXPECTED_END_OF_NUMBER) return;
    this.#report('syntax', this.start, this.end, t('The number is not complete.'));
    NUMBER.lastIndex = this.start;
    const [number = ''] = NUMBER.exec(this.#text) ?? [];
    // The tail is passed over with the number, so that it is not reported once more.
    this.end = this.start + number.length;
  }
}

function stringTrouble(error: number): string | undefined {
  switch (error) {
    case UNEXPECTED_END_OF_STRING:
      return t('The string is not closed.');
    case INVALID_UNICODE:
      return t('After \\u there must be four hexadecimal digits.');
    case INVALID_ESCAPE:
      return t('The string holds an unknown escape.');
    case INVALID_CHARACTER:
      return t('The string holds a control character that is not escaped.');
    default:
      return undefined;
  }
}
