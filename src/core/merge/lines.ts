/** Merging texts line by line, as git does: the frame in which entries are then merged by what they say. */
import { diffArrays } from 'diff';
import { type Span, type TextEdit } from '../files/text';

/** Lines `[from, to)` of one text that are lines `[start, end)` of another. */
export interface LineHunk {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** A stretch that only one side changed (or both alike), or one that both changed. Lines with their ends. */
export type Piece =
  | { readonly clean: readonly string[] }
  | { readonly base: readonly string[]; readonly ours: readonly string[]; readonly theirs: readonly string[] };

/** Two texts further apart than this, in lines that both have, count as altogether different between their common ends. */
const MOST_CHANGES = 2000;

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

/** Where two lists of lines differ, from top to bottom. */
export function hunksBetween(before: readonly string[], after: readonly string[]): readonly LineHunk[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  if (head + tail === before.length && head + tail === after.length) return [];
  const [left, right] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const hunks: LineHunk[] = [];
  let [at, bt] = [head, head];
  const upTo = (to: number, end: number): void => {
    if (to > at || end > bt) hunks.push({ from: at, to, start: bt, end });
    [at, bt] = [to + 1, end + 1];
  };
  for (const [one, other] of sameIn(left, right)) upTo(head + one, head + other);
  upTo(before.length - tail, after.length - tail);
  return hunks;
}

/**
 * The lines that two lists have in common, as pairs of indices; none where the lists are too far apart. A line that only
 * one of them has is in no pair, so that it need not be compared: two texts of other lines altogether cost nothing.
 */
function sameIn(left: readonly string[], right: readonly string[]): readonly (readonly [number, number])[] {
  const indices = (lines: readonly string[], others: ReadonlySet<string>): readonly number[] =>
    lines.flatMap((line, index) => (others.has(line) ? [index] : []));
  const [ones, others] = [indices(left, new Set(right)), indices(right, new Set(left))];
  const parts = diffArrays(
    ones.map((index) => left[index]),
    others.map((index) => right[index]),
    { maxEditLength: MOST_CHANGES },
  );
  const pairs: (readonly [number, number])[] = [];
  let [at, bt] = [0, 0];
  for (const { added, removed, count } of parts ?? []) {
    for (let step = 0; step < count && !added && !removed; step++)
      pairs.push([ones[at + step] ?? 0, others[bt + step] ?? 0]);
    if (!added) at += count;
    if (!removed) bt += count;
  }
  return pairs;
}

/** The edits, whole lines each, that lead from one text to another. */
export function editsBetween(before: string, after: string): readonly TextEdit[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const starts = offsetsOf(old);
  return hunksBetween(old, fresh).map(({ from, to, start, end }) => ({
    start: starts[from] ?? before.length,
    end: starts[to] ?? before.length,
    newText: fresh.slice(start, end).join(''),
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
  const queues = { ours: [...hunksBetween(old, own)], theirs: [...hunksBetween(old, other)] };
  const shift = { ours: 0, theirs: 0 };
  const pieces: Piece[] = [];
  let at = 0;
  for (;;) {
    const first = earliest(queues.ours[0], queues.theirs[0]);
    if (first === undefined) break;
    const { from } = first;
    let { to } = first;
    const taken: { ours: LineHunk[]; theirs: LineHunk[] } = { ours: [], theirs: [] };
    for (let grew = true; grew;) {
      grew = false;
      for (const side of ['ours', 'theirs'] as const) {
        const next = queues[side][0];
        if (next === undefined || !(next === first || touches(next, from, to, strict))) continue;
        queues[side].shift();
        taken[side].push(next);
        to = Math.max(to, next.to);
        grew = true;
      }
    }
    if (from > at) pieces.push({ clean: old.slice(at, from) });
    const part = (side: 'ours' | 'theirs', lines: readonly string[]): readonly string[] => {
      const start = from + shift[side];
      const last = taken[side].at(-1);
      if (last !== undefined) shift[side] = last.end - last.to;
      return lines.slice(start, to + shift[side]);
    };
    const [left, right] = [part('ours', own), part('theirs', other)];
    if (taken.theirs.length === 0) pieces.push({ clean: left });
    else if (taken.ours.length === 0 || sameLines(left, right)) pieces.push({ clean: right });
    else pieces.push({ base: old.slice(from, to), ours: left, theirs: right });
    at = to;
  }
  if (at < old.length) pieces.push({ clean: old.slice(at) });
  return pieces;
}

function earliest(one: LineHunk | undefined, other: LineHunk | undefined): LineHunk | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.from < one.from || (other.from === one.from && other.to < one.to) ? other : one;
}

function touches(hunk: LineHunk, from: number, to: number, strict: boolean): boolean {
  if (hunk.from < to || (strict && hunk.from === to)) return true;
  return hunk.from === hunk.to && from === to && hunk.from === from;
}

function sameLines(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
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
