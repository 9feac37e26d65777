/** Which parts of a text nobody runs: comments, and Markdown outside its code blocks. One walk over the lines. */
import type { Span } from '../files/text';
import type { Language } from './language';

/** The stretches that only people read, in order. */
export function quietSpans(text: string, { kind, comments }: Language): readonly Span[] {
  if (kind === 'prose') return outsideFences(text);
  switch (comments) {
    case 'none':
      return [];
    case 'markup':
      return between(text, '<!--', '-->');
    case 'hash':
      return lineComments(text, '#');
    case 'dashes':
      return lineComments(text, '--');
    case 'slashes':
      return lineComments(text, '//');
  }
}

/** Whether an offset lies in one of the spans. */
export function isInside(spans: readonly Span[], offset: number): boolean {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    if (span === undefined || offset < span.start) high = middle - 1;
    else if (offset >= span.end) low = middle + 1;
    else return true;
  }
  return false;
}

function between(text: string, opening: string, closing: string): readonly Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(opening); at >= 0;) {
    const found = text.indexOf(closing, at);
    const end = found < 0 ? text.length : found + closing.length;
    spans.push({ start: at, end });
    at = text.indexOf(opening, end);
  }
  return spans;
}

/** Markdown's prose: what stands between its fenced code blocks. */
function outsideFences(text: string): readonly Span[] {
  const spans: Span[] = [];
  let quietFrom: number | undefined = 0;
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 ? text.length : feed + 1;
    if (/^ {0,3}(?:```|~~~)/.test(text.slice(at, Math.min(next, at + 8)))) {
      if (quietFrom === undefined) quietFrom = next;
      else {
        spans.push({ start: quietFrom, end: at });
        quietFrom = undefined;
      }
    }
    at = next;
  }
  if (quietFrom !== undefined) spans.push({ start: quietFrom, end: text.length });
  return spans;
}

/** Comments to the end of a line, and between slash and star where a language has them; not inside quotes. */
function lineComments(text: string, sign: '#' | '--' | '//'): readonly Span[] {
  const spans: Span[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '\n') {
      // A quote that is left open would hide all comments behind it.
      quote = '';
    } else if (quote !== '') {
      if (letter === '\\' && quote === '"') at++;
      else if (letter === quote) quote = '';
    } else if ((letter === '"' || letter === "'" || letter === '`') && opensQuote(text, at)) {
      quote = letter;
    } else if (sign === '//' && letter === '/' && text.charAt(at + 1) === '*') {
      const found = text.indexOf('*/', at + 2);
      const end = found < 0 ? text.length : found + 2;
      spans.push({ start: at, end });
      at = end - 1;
    } else if (letter === sign.charAt(0) && text.startsWith(sign, at) && opensComment(text, at, sign)) {
      const feed = text.indexOf('\n', at);
      const end = feed < 0 ? text.length : feed;
      spans.push({ start: at, end });
      at = end - 1;
    }
  }
  return spans;
}

/** An apostrophe within a word (`don't`) opens no quote. */
function opensQuote(text: string, at: number): boolean {
  return at === 0 || !/[A-Za-z0-9]/.test(text.charAt(at - 1)) || /[fbru]/i.test(text.charAt(at - 1));
}

/** `#` is one behind white space only, and `//` none behind a colon (`https://`). */
function opensComment(text: string, at: number, sign: string): boolean {
  const before = at === 0 ? '\n' : text.charAt(at - 1);
  return sign === '#' ? /\s/.test(before) : before !== ':';
}
