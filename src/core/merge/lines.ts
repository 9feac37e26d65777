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

/** Two texts further apart than this, in lines, count as altogether different between their common ends. */
const MOST_CHANGES = 4000;

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
  const parts = diffArrays(before.slice(head, before.length - tail), after.slice(head, after.length - tail), {
    maxEditLength: MOST_CHANGES,
  });
  if (parts === undefined) return [{ from: head, to: before.length - tail, start: head, end: after.length - tail }];
  const hunks: LineHunk[] = [];
  let [at, bt] = [head, head];
  for (const { added, removed, count } of parts) {
    const next = { from: at, to: at + (added ? 0 : count), start: bt, end: bt + (removed ? 0 : count) };
    [at, bt] = [next.to, next.end];
    const last = hunks.at(-1);
    if (!added && !removed) continue;
    if (last?.to === next.from && last.end === next.start)
      hunks[hunks.length - 1] = { ...last, to: next.to, end: next.end };
    else hunks.push(next);
  }
  return hunks;
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
