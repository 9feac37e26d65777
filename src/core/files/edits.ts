/** Edits as editors report them, and the one edit that leads from one text to another. */
import type { TextEdit } from './text';

/** The edits in text order; insertions at the same place stay in the order in which they were given. */
export function sortedEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.length < 2 ? edits : edits.toSorted((one, other) => one.start - other.start || one.end - other.end);
}

/** A text with edits applied. All offsets are those of the text before; the edits do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, newText } of sortedEdits(edits)) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

/** How many units are compared at once while looking for where two texts part: comparing slices is a memory comparison. */
const BLOCK = 16_384;

/** The one replacement that turns one text into another, as short as it can be; undefined where they are equal. */
export function editBetween(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  const head = (text: string): string => text.slice(start, start + BLOCK);
  while (start + BLOCK <= shorter && head(before) === head(after)) start += BLOCK;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  const most = shorter - start;
  const tail = (text: string, size: number): string => text.slice(text.length - size - BLOCK, text.length - size);
  let same = 0;
  while (same + BLOCK <= most && tail(before, same) === tail(after, same)) same += BLOCK;
  const unit = (text: string): number => text.charCodeAt(text.length - same - 1);
  while (same < most && unit(before) === unit(after)) same++;
  return { start, end: before.length - same, newText: after.slice(start, after.length - same) };
}
