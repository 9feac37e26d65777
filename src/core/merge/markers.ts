/** Conflict markers: reading the sides out of a file that has them, and writing them around what differs. */
import type { Stretch } from '../ground/stretches';
import { lastNotGreater, type Span } from '../files/text';
import { joinLines, lineEndOf, linesOf } from '../files/lines';
import { lineStretches, offsetsOf } from './lines';

/** What a file with conflict markers holds. */
interface MarkedText {
  /** Undefined where a conflict does not say what was there before (git's usual style). */
  readonly base: string | undefined;
  readonly ours: string;
  readonly theirs: string;
}

type Section = 'outside' | 'ours' | 'base' | 'theirs';

/** From which section a marker leads to which other one. */
const STEPS: Readonly<Record<string, (section: Section) => Section | undefined>> = {
  '<': (section) => (section === 'outside' ? 'ours' : undefined),
  '|': (section) => (section === 'ours' ? 'base' : undefined),
  '=': (section) => (section === 'ours' || section === 'base' ? 'theirs' : undefined),
  '>': (section) => (section === 'theirs' ? 'outside' : undefined),
};

/** Seven signs at a line's start, as git writes them; more than seven are inside a conflict of git's own making. */
const MARKER = /^(?:([<|>])\1{6}(?:[ \t][^\r\n]*)?|(=)={6}[ \t]*)(?=\r?\n|$)/;

/**
 * The sides of a text with conflict markers: undefined where it has none, `broken` where they do not belong together
 * (one was taken away by hand, say).
 */
export function readMarkers(text: string): MarkedText | 'broken' | undefined {
  if (!/^(?:<{7}|\|{7}|={7}|>{7})/m.test(text)) return undefined;
  const sides = { base: '', ours: '', theirs: '' };
  let section: Section = 'outside';
  let [found, based] = [0, 0];
  for (const line of linesOf(text)) {
    const match = MARKER.exec(line);
    const sign = match?.[1] ?? match?.[2];
    if (sign === undefined) {
      for (const side of ['base', 'ours', 'theirs'] as const)
        if (section === 'outside' || section === side) sides[side] += line;
      continue;
    }
    const next: Section | undefined = STEPS[sign]?.(section);
    if (next === undefined) return 'broken';
    if (next === 'ours') found++;
    if (next === 'base') based++;
    section = next;
  }
  if (found === 0) return undefined;
  return section === 'outside' ? { ...sides, base: based === found ? sides.base : undefined } : 'broken';
}

/** Two texts as one with markers around each stretch that differs; one inside a span of ours takes in all its lines. */
export function withMarkers(ours: string, theirs: string, whole: readonly Span[] = []): string {
  const [own, other] = [linesOf(ours), linesOf(theirs)];
  const lineEnd = lineEndOf(ours);
  const pieces: (readonly string[])[] = [];
  let at = 0;
  for (const { oneStart, oneEnd, otherStart, otherEnd } of coveringEntries(lineStretches(own, other), own, whole)) {
    pieces.push(own.slice(at, oneStart), [`<<<<<<< ours${lineEnd}`], own.slice(oneStart, oneEnd));
    pieces.push([`=======${lineEnd}`], other.slice(otherStart, otherEnd), [`>>>>>>> theirs${lineEnd}`]);
    at = oneEnd;
  }
  pieces.push(own.slice(at));
  // A carriage return alone ends no line to git.
  return joinLines(pieces.flat(), lineEnd, /\n$/);
}

/** Stretches that reach into the lines of one entry become one, which has all its lines. */
function coveringEntries(
  stretches: readonly Stretch[],
  lines: readonly string[],
  entries: readonly Span[],
): readonly Stretch[] {
  const offsets = offsetsOf(lines);
  const lineAt = (offset: number): number => Math.min(lastNotGreater(offsets, offset), lines.length - 1);
  const ranges = entries.map(({ start, end }) => ({
    first: lineAt(start),
    stop: lineAt(Math.max(start, end - 1)) + 1,
  }));
  const result: Stretch[] = [];
  for (const each of stretches) {
    const entry = ranges.find(({ first, stop }) => each.oneStart >= first && each.oneStart < stop);
    const last = result.at(-1);
    const first = last !== undefined && entry !== undefined && last.oneEnd > each.oneStart ? last : each;
    const oneStart = Math.min(first.oneStart, entry?.first ?? first.oneStart);
    const oneEnd = Math.max(each.oneEnd, entry?.stop ?? each.oneEnd);
    // What lies between is the same on both sides, so both grow alike.
    const next = {
      oneStart,
      oneEnd,
      otherStart: first.otherStart - (first.oneStart - oneStart),
      otherEnd: each.otherEnd + (oneEnd - each.oneEnd),
    };
    if (first === last) result[result.length - 1] = next;
    else result.push(next);
  }
  return result;
}
