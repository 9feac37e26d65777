/** Merging texts line by line, as git does: the frame in which entries are then merged by what they say. */
import { sameElements } from '../ground/sequences';
import { differingStretches, type Stretch } from '../ground/stretches';
import { linesOf } from '../files/lines';
import type { Span, TextEdit } from '../files/text';

/** A stretch that only one side changed (or both alike), or one that both changed. Lines with their ends. */
export type Piece =
  | { readonly clean: readonly string[] }
  | { readonly base: readonly string[]; readonly ours: readonly string[]; readonly theirs: readonly string[] };

/** Two texts further apart than this, in lines that both have, count as altogether different between their common ends. */
const MOST_CHANGES = 2000;

/** Where two lists of lines differ, from top to bottom. */
export function lineStretches(one: readonly string[], other: readonly string[]): readonly Stretch[] {
  return differingStretches(one, other, MOST_CHANGES, (line) => line);
}

/** The edits, whole lines each, that lead from one text to another. */
export function editsBetween(before: string, after: string): readonly TextEdit[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const starts = offsetsOf(old);
  return lineStretches(old, fresh).map(({ oneStart, oneEnd, otherStart, otherEnd }) => ({
    start: starts[oneStart] ?? before.length,
    end: starts[oneEnd] ?? before.length,
    newText: fresh.slice(otherStart, otherEnd).join(''),
  }));
}

/** The offset of each line, and the text's length. */
export function offsetsOf(lines: readonly string[]): readonly number[] {
  const offsets = [0];
  for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + line.length);
  return offsets;
}

/**
 * Three texts' lines merged. Changes of both sides that touch without overlapping are one conflict if `strict`, as to
 * git; else they are taken one behind the other, which is for callers that look at what came of it.
 */
export function mergeLines(base: string, ours: string, theirs: string, strict: boolean): readonly Piece[] {
  const [old, own, other] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const queues = { ours: [...lineStretches(old, own)], theirs: [...lineStretches(old, other)] };
  const shift = { ours: 0, theirs: 0 };
  const pieces: Piece[] = [];
  let at = 0;
  for (;;) {
    const first = earliest(queues.ours[0], queues.theirs[0]);
    if (first === undefined) break;
    const from = first.oneStart;
    let to = first.oneEnd;
    const taken: { ours: Stretch[]; theirs: Stretch[] } = { ours: [], theirs: [] };
    for (let grew = true; grew;) {
      grew = false;
      for (const side of ['ours', 'theirs'] as const) {
        const next = queues[side][0];
        if (next === undefined || !(next === first || touches(next, from, to, strict))) continue;
        queues[side].shift();
        taken[side].push(next);
        to = Math.max(to, next.oneEnd);
        grew = true;
      }
    }
    if (from > at) pieces.push({ clean: old.slice(at, from) });
    const part = (side: 'ours' | 'theirs', lines: readonly string[]): readonly string[] => {
      const start = from + shift[side];
      const last = taken[side].at(-1);
      if (last !== undefined) shift[side] = last.otherEnd - last.oneEnd;
      return lines.slice(start, to + shift[side]);
    };
    const [left, right] = [part('ours', own), part('theirs', other)];
    if (taken.theirs.length === 0) pieces.push({ clean: left });
    else if (taken.ours.length === 0 || sameElements(left, right)) pieces.push({ clean: right });
    else pieces.push({ base: old.slice(from, to), ours: left, theirs: right });
    at = to;
  }
  if (at < old.length) pieces.push({ clean: old.slice(at) });
  return pieces;
}

function earliest(one: Stretch | undefined, other: Stretch | undefined): Stretch | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.oneStart < one.oneStart || (other.oneStart === one.oneStart && other.oneEnd < one.oneEnd) ? other : one;
}

function touches({ oneStart, oneEnd }: Stretch, from: number, to: number, strict: boolean): boolean {
  if (oneStart < to || (strict && oneStart === to)) return true;
  return oneStart === oneEnd && from === to && oneStart === from;
}

/** The text with one side of each conflict, and where in it the conflicts are. */
export function sideOf(
  pieces: readonly Piece[],
  side: 'base' | 'ours' | 'theirs',
  lineEnd: string,
): { readonly text: string; readonly conflicts: readonly Span[] } {
  let text = '';
  const conflicts: Span[] = [];
  for (const piece of pieces) {
    const added = ('clean' in piece ? piece.clean : piece[side]).join('');
    if (added !== '' && text !== '' && !text.endsWith('\n')) text += lineEnd;
    if (!('clean' in piece)) conflicts.push({ start: text.length, end: text.length + added.length });
    text += added;
  }
  return { text, conflicts };
}
