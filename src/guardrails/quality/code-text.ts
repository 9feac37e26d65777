/**
 * What the quality check counts in a text of code. It looks at letters, not at syntax, as the reference does; but each count
 * takes one pass over the text, whatever is in it, so that no file can hold a check up.
 */
import { type Span } from '../../core/files/text';

/** What looks like a function, and what is in its place. */
export interface FunctionLike extends Span {
  /** The name in front of a parenthesis and a brace (`name(…) {`); undefined for the two other forms. */
  readonly called: string | undefined;
}

export class CodeText {
  readonly text: string;
  #functions: readonly FunctionLike[] | undefined;
  #lineFeeds: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Lines as line feeds part them; a text has one at least. */
  get lineCount(): number {
    return this.#feeds.length + 1;
  }

  get #feeds(): readonly number[] {
    return (this.#lineFeeds ??= [...this.text.matchAll(/\n/g)].map(({ index }) => index));
  }

  /** Where a pattern is first. */
  first(pattern: RegExp): Span | undefined {
    const match = pattern.exec(this.text);
    return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
  }

  has(pattern: RegExp): boolean {
    return this.first(pattern) !== undefined;
  }

  /** How often a pattern with the flag `g` is there. */
  count(pattern: RegExp): number {
    let count = 0;
    for (const match of this.text.matchAll(pattern)) if (match[0] !== '') count++;
    return count;
  }

  /** The first place where `after` follows `before` on the same line; both with the flag `g`. */
  followed(before: RegExp, after: RegExp): Span | undefined {
    const { text } = this;
    let line = -1;
    let match: RegExpExecArray | null | undefined;
    for (const { index, 0: found } of text.matchAll(before)) {
      const end = index + found.length;
      if (match === undefined || (match !== null && match.index < end)) {
        after.lastIndex = end;
        match = after.exec(text);
      }
      if (match === null) return undefined;
      if (line < end) line = endOfLine(text, end);
      if (match.index + match[0].length <= line) return { start: index, end: match.index + match[0].length };
    }
    return undefined;
  }

  /** `function name`, `const name = (`, or `name(…) {`: whichever begins first, none inside another. */
  get functions(): readonly FunctionLike[] {
    return (this.#functions ??= [...functionsIn(this.text)]);
  }

  /**
   * Functions that are longer than a number of lines. As in the reference, one is looked at only where its name stands
   * once more in the form `name(…) {`; and it ends with its first closing brace.
   */
  longFunctions(limit: number): readonly FunctionLike[] {
    const called = this.functions.filter((each) => each.called !== undefined);
    const places = declarationsOf(this.text, new Set(called.map((each) => each.called ?? '')));
    const long = new Set<string>();
    let end = -1;
    for (const [name, start] of [...places].toSorted(([, one], [, other]) => one - other)) {
      if (end < start) end = this.text.indexOf('}', start);
      if (end < 0) break;
      if (this.#feedsBefore(end) - this.#feedsBefore(start) + 1 > limit) long.add(name);
    }
    return called.filter((each) => long.has(each.called ?? ''));
  }

  #feedsBefore(offset: number): number {
    const feeds = this.#feeds;
    let [low, high] = [0, feeds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((feeds[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Words of more than `length` letters that begin with a small one. */
  longNames(length: number): readonly Span[] {
    const found: Span[] = [];
    for (const { index, 0: word } of this.text.matchAll(/\w+/g))
      if (word.length > length && /^[a-z]/.test(word)) found.push({ start: index, end: index + word.length });
    return found;
  }

  /** Loops over the names of an object: `for (… in name)`. */
  get loopsOverNames(): readonly Span[] {
    const { text } = this;
    const found: Span[] = [];
    let from = 0;
    let close = -1;
    let tail: number | undefined;
    for (const { index, 0: opening } of text.matchAll(/for\s*\(/g)) {
      if (index < from) continue;
      const inner = index + opening.length;
      if (close < inner) {
        close = text.indexOf(')', inner);
        if (close < 0) break;
        tail = loopTail(text, close);
      }
      if (tail === undefined || tail < inner) continue;
      from = close + 1;
      found.push({ start: index, end: from });
    }
    return found;
  }

  /** Comments that begin with two stars and a line end. */
  get docComments(): number {
    const { text } = this;
    let count = 0;
    let from = 0;
    for (const { index, 0: opening } of text.matchAll(/\/\*\*\s*/g)) {
      if (index < from || !opening.includes('\n')) continue;
      const end = text.indexOf('*/', index + opening.lastIndexOf('\n') + 1);
      if (end < 0) break;
      from = end + 2;
      count++;
    }
    return count;
  }

  /** Lines (as JavaScript parts them) with two slashes, whatever these are. */
  get commentedLines(): number {
    let count = 0;
    let from = 0;
    for (;;) {
      const at = this.text.indexOf('//', from);
      if (at < 0) return count;
      count++;
      from = endOfLine(this.text, at);
    }
  }
}

/** The offset of the next line end, as JavaScript has them; else the text's length. */
function endOfLine(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.exec(text)?.index ?? text.length;
}

const LINE_END = /[\n\r\u2028\u2029]/g;
const WORD = /\w+/g;
const DECLARED = /function\s+\w+/y;
const ARROW = /const\s+\w+\s*=\s*\(/y;
const OPENING = /\s*\(/y;
const BRACE = /\s*\{/y;

function* functionsIn(text: string): Generator<FunctionLike> {
  /** The next closing parenthesis, and where the brace behind it ends; undefined where there is none. */
  let close = -1;
  let braceEnd: number | undefined;
  const callEnd = (from: number): number | undefined => {
    const inner = endOf(OPENING, text, from);
    if (inner === undefined) return undefined;
    if (close < inner) {
      close = text.indexOf(')', inner);
      if (close < 0) close = text.length;
      braceEnd = close < text.length ? endOf(BRACE, text, close + 1) : undefined;
    }
    return braceEnd;
  };
  let from = 0;
  for (;;) {
    WORD.lastIndex = from;
    const match = WORD.exec(text);
    if (match === null) return;
    const [word] = match;
    const start = match.index;
    const wordEnd = start + word.length;
    const keyword = word.endsWith('function') ? DECLARED : word.endsWith('const') ? ARROW : undefined;
    const keywordAt = wordEnd - (keyword === DECLARED ? 'function' : 'const').length;
    const declared = keyword === undefined ? undefined : endOf(keyword, text, keywordAt);
    // Whatever begins first: a keyword may be the end of a longer word.
    const called = declared !== undefined && keywordAt === start ? undefined : callEnd(wordEnd);
    if (called !== undefined) yield { start, end: called, called: word };
    else if (declared !== undefined) yield { start: keywordAt, end: declared, called: undefined };
    from = called ?? declared ?? wordEnd;
  }
}

/** Where the first declaration of each name begins: `function` and a word that begins with it, or `const name = (`. */
function declarationsOf(text: string, names: ReadonlySet<string>): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  if (names.size === 0) return places;
  const lengths = [...new Set([...names].map(({ length }) => length))].toSorted((a, b) => a - b);
  const take = (name: string, at: number): void => {
    if (names.has(name)) places.set(name, Math.min(places.get(name) ?? at, at));
  };
  // The word behind a keyword may itself be one, so matches may overlap.
  for (const { index } of text.matchAll(/function\s/g)) {
    const word = wordAt(NAMED_FUNCTION, text, index) ?? '';
    for (const length of lengths) {
      if (length > word.length) break;
      take(word.slice(0, length), index);
    }
  }
  for (const { index } of text.matchAll(/const\s/g)) {
    const name = wordAt(NAMED_ARROW, text, index);
    if (name !== undefined) take(name, index);
  }
  return places;
}

function wordAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[1];
}

const NAMED_FUNCTION = /function\s+(\w+)/y;
const NAMED_ARROW = /const\s+(\w+)\s*=\s*\(/y;

/** Where `in name` begins that ends at a closing parenthesis. */
function loopTail(text: string, close: number): number | undefined {
  const back = (from: number, letter: RegExp): number => {
    let at = from;
    while (at > 0 && letter.test(text.charAt(at - 1))) at--;
    return at;
  };
  const end = back(close, /\s/);
  const start = back(end, /\w/);
  const blank = back(start, /\s/);
  if (start === end || blank === start || !text.startsWith('in', blank - 2) || blank < 2) return undefined;
  return blank - 2;
}

function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
