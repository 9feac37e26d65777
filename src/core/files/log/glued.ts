/** Events that stand on one line: a writer that found no line end before its own put them there (field guide, section 5). */
import { pythonStrip } from '../python';
import { logLine } from './line';
import type { LogLine, SessionLog } from './model';

/** Where one may end and the next begin; inside a string it means nothing. */
const SEAM = /\}[ \t]*\{/;

/** A line of more is no log's: it is kept as one, so that a file of brackets does not fill the memory. */
const MOST_PARTS = 1000;

/** A line's text as its events' texts; whole where it is one event, or does not begin with a whole one. */
export function partsOf(text: string): readonly string[] {
  if (!SEAM.test(text) || logLine(text).event !== undefined) return [text];
  const parts: string[] = [];
  let rest = text;
  for (let end = objectEnd(rest); end !== undefined; end = objectEnd(rest)) {
    if (!/^[ \t]*\{/.test(rest.slice(end)) || logLine(rest.slice(0, end)).event === undefined) break;
    if (parts.length === MOST_PARTS) return [text];
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

/** The offset behind the first object of a text, where it has an end. */
function objectEnd(text: string): number | undefined {
  let depth = 0;
  for (let at = 0, quoted = false; at < text.length; at++) {
    const unit = text[at];
    if (quoted && unit === '\\') at++;
    else if (unit === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (unit === '{') depth++;
    else if (unit === '}' && --depth <= 0) return at + 1;
  }
  return undefined;
}

/** Whether a part of a log is the end of its line. */
export function endsLine({ text }: Pick<LogLine, 'text'>): boolean {
  return /[\r\n]$/.test(text);
}

/** A line of the file, with the events that stand on it. */
interface WholeLine {
  readonly parts: readonly LogLine[];
  /** From 0. */
  readonly line: number;
  /** The line as the reference reads it. */
  readonly raw: string;
}

/** The lines that hold several events. */
export function gluedLines(log: SessionLog): readonly WholeLine[] {
  return wholeLines(log).filter(({ parts }) => parts.length > 1);
}

/** The log's lines as they stand in the file, glued events together. */
export function wholeLines({ lines, text }: SessionLog): readonly WholeLine[] {
  const whole: WholeLine[] = [];
  for (let at = 0; at < lines.length;) {
    let end = at + 1;
    while (end < lines.length && !endsLine(lines[end - 1] ?? { text: '\n' })) end++;
    const parts = lines.slice(at, end);
    const raw = parts.length === 1 ? (parts[0]?.raw ?? '') : pythonStrip(parts.map((part) => part.text).join(''));
    whole.push({ parts, line: text.lineOf(at), raw });
    at = end;
  }
  return whole;
}
