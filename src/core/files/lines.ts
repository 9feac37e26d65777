/** Lines of a text, and around an offset of it. A line ends at `\n`, `\r\n` or `\r`, as in YAML 1.2 and in editors. */

/** The lines of a text with their ends; together they are the text. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What ends the lines of a text: its first line's end decides. */
export function lineEndOf(text: string): string {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
}

/** The lines together; one that lacks its end gets it where others follow. */
export function joinLines(lines: readonly string[], lineEnd: string, ended = /[\r\n]$/): string {
  return lines.map((line, at) => (at < lines.length - 1 && !ended.test(line) ? line + lineEnd : line)).join('');
}

/**
 * What is written where lines are appended to a text: in its style of line ends, and an unfinished last line is ended first.
 * Of the text only its first line and its last character are asked for.
 */
export function appendedText(lines: readonly string[], firstLine: string, last: string | undefined): string {
  const lineEnd = lineEndOf(firstLine);
  const unfinished = last !== undefined && last !== '\n';
  return (unfinished ? lineEnd : '') + lines.map((line) => line + lineEnd).join('');
}

/** The offset of the first character of a line. */
export function lineStart(text: string, offset: number): number {
  if (offset === 0) return 0;
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** The offset of a line's end, before what ends it. */
export function lineStop(text: string, offset: number): number {
  const length = text.slice(offset).search(/[\r\n]/);
  return length < 0 ? text.length : offset + length;
}

/** The offset of the next line, or the text's end. */
export function nextLine(text: string, offset: number): number {
  const stop = lineStop(text, offset);
  return stop + (text.startsWith('\r\n', stop) ? 2 : stop < text.length ? 1 : 0);
}

/** The end of the last line of something that ends at an offset; a block scalar ends where the next line starts. */
export function lastLineStop(text: string, end: number): number {
  return end > 0 && lineStart(text, end) === end ? beforeBreak(text, end) : lineStop(text, end);
}

/** The offset before the line break that ends at an offset. */
export function beforeBreak(text: string, offset: number): number {
  return offset - (text.startsWith('\r\n', offset - 2) ? 2 : offset > 0 ? 1 : 0);
}

/** What ends the line of an offset; where it is the last one, what ends the one before. */
export function lineEndAt(text: string, offset: number): string {
  const stop = lineStop(text, offset);
  const next = nextLine(text, stop);
  if (next > stop) return text.slice(stop, next);
  const start = lineStart(text, offset);
  return start > 0 ? text.slice(beforeBreak(text, start), start) : '\n';
}

/** The blanks that put something below what stands at an offset. */
export function margin(text: string, offset: number): string {
  return ' '.repeat(offset - lineStart(text, offset));
}

/** Whether only blanks stand before an offset on its line. */
export function startsLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** Whether nothing but a comment follows on the line. */
export function endsLine(text: string, offset: number): boolean {
  return /^[ \t]*(?:$|[ \t]#|#)/.test(text.slice(offset, lineStop(text, offset)));
}
