/**
 * Reversing changes of a file that has moved on since. Later changes are taken back one after the other, as far as the
 * journal tells them, so that each earlier one is met in the very text that it left; the edits that reverse it there are
 * then carried forward again. An edit that a later change wrote over cannot be: that change rests on it.
 */
import { applyEdits, sortedEdits } from '../files/edits';
import type { TextEdit } from '../files/text';
import { utf8Units } from '../changes/byte-text';
import { editsFrom, inUnits } from '../changes/hunks';
import type { FileRecord } from './record';

/** What makes of a file what it was before a change: edits of its text, or another text as a whole; undefined: no file. */
type Reversal =
  { readonly edits: readonly TextEdit[] } | { readonly whole: string | undefined; readonly edits?: never };

/** How a step is reversed in the text of now, or which later steps, by index, wrote over what it wrote. */
export type Reversed = { readonly reversal: Reversal; readonly under?: never } | { readonly under: readonly number[] };

/**
 * How to reverse each step of one file, oldest first, in its text of now; undefined: there is no file. A step is a record, or
 * the records of the same thing done more than once, the first and the last. Undefined for a step whose place is gone or not
 * certain. `units`: the text holds bytes, one a unit (`byte-text.ts`).
 */
export function reversalsOf(
  now: string | undefined,
  steps: readonly (readonly FileRecord[])[],
  units: boolean,
): readonly (Reversed | undefined)[] {
  const reversals: (Reversal | undefined)[] = [];
  let text = now;
  for (let at = steps.length - 1; at >= 0; at--) {
    const reversal = reversalOf(text, steps[at] ?? [], units);
    reversals[at] = reversal;
    if (reversal === undefined) continue;
    text = reversal.edits === undefined ? reversal.whole : applyEdits(text ?? '', reversal.edits);
  }
  return reversals.map((reversal, at) => reversal && carriedForward(reversal, reversals, at));
}

/** What reverses a step in a text, by the first of its records that finds its place there. */
export function reversalOf(
  text: string | undefined,
  records: readonly FileRecord[],
  units: boolean,
): Reversal | undefined {
  for (const record of records) {
    const reversal = reversalIn(text, record, units);
    if (reversal !== undefined) return reversal;
  }
  return undefined;
}

function carriedForward(reversal: Reversal, all: readonly (Reversal | undefined)[], from: number): Reversed {
  const under: number[] = [];
  let { edits } = reversal;
  for (let at = from + 1; at < all.length; at++) {
    const later = all[at];
    if (later === undefined || later.edits?.length === 0) continue;
    const written = later.edits === undefined ? undefined : forward(later.edits);
    const moved = edits?.map((edit) => written && movedBy(edit, written));
    if (moved?.every((edit) => edit !== undefined) === true) edits = moved;
    else under.push(at);
  }
  if (under.length > 0) return { under };
  return { reversal: edits === undefined ? reversal : { edits } };
}

/** What edits wrote that are reversed by others: ranges of the text before, and how long each became. */
interface Written {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

function forward(reversing: readonly TextEdit[]): readonly Written[] {
  let moved = 0;
  return sortedEdits(reversing).map(({ start, end, newText }) => {
    const written = { start: start + moved, end: start + moved + newText.length, length: end - start };
    moved += newText.length - (end - start);
    return written;
  });
}

/** An edit in the text after others; undefined where they wrote over its place. */
function movedBy({ start, end, newText }: TextEdit, written: readonly Written[]): TextEdit | undefined {
  let by = 0;
  for (const each of written) {
    const samePoint = start === end && each.start === each.end && each.start === start;
    if (samePoint || (each.start < end && start < each.end)) return undefined;
    if (each.end <= start) by += each.length - (each.end - each.start);
  }
  return { start: start + by, end: end + by, newText };
}

/** What reverses a record in the text that it left, or in one that others have edited elsewhere. */
function reversalIn(text: string | undefined, record: FileRecord, units: boolean): Reversal | undefined {
  const inFile = units ? utf8Units : (each: string): string => each;
  switch (record.kind) {
    case 'create':
      return text === inFile(record.text) ? { whole: undefined } : undefined;
    case 'remove':
      return text === undefined ? { whole: record.text } : undefined;
    case 'append':
      return text === undefined ? undefined : withoutLines(text, inFile(record.text));
    case 'edit': {
      const hunks = units && record.units !== true ? record.hunks.map(inUnits) : record.hunks;
      const edits = text === undefined ? undefined : editsFrom(text, hunks, 'before');
      return edits && { edits };
    }
  }
}

/** Takes appended lines out again, wherever they are now; the last ones where they appear twice. */
function withoutLines(text: string, added: string): Reversal | undefined {
  const lines = text.endsWith(added) ? added : added.replace(/^\r?\n/, '');
  const start = text.endsWith(lines) ? text.length - lines.length : text.lastIndexOf(`\n${lines}`) + 1;
  if (!text.startsWith(lines, start)) return undefined;
  return { edits: [{ start, end: start + lines.length, newText: '' }] };
}
