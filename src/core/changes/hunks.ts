/**
 * Edits with enough of their surroundings to find their place again in a text that has changed elsewhere since, like a
 * patch: so a file's change can be taken back, or finished, without overwriting what others did to it meanwhile.
 */
import { applyEdits, sortedEdits } from '../files/edits';
import { lastNotGreater, type TextEdit } from '../files/text';
import { utf8Units } from './byte-text';

/** One replacement with whole lines around it; `lead + before + trail` stands once in the text that it was made for. */
export interface Hunk {
  readonly lead: string;
  readonly before: string;
  readonly after: string;
  readonly trail: string;
}

/** How many lines of surroundings are tried first; twice as many each time until the place is certain. */
const FIRST_CONTEXT = 2;

/** The edits of a text as hunks, none touching another. */
export function hunksOf(text: string, edits: readonly TextEdit[]): readonly Hunk[] {
  const sorted = sortedEdits(edits);
  const [before, after] = [new Lines(text), new Lines(applyEdits(text, sorted))];
  for (let lines = FIRST_CONTEXT; ; lines *= 2) {
    const hunks = group(before, sorted, lines);
    const certain = hunks.every(
      (hunk) =>
        placeOf(before, hunk.lead, hunk.before, hunk.trail) !== undefined &&
        placeOf(after, hunk.lead, hunk.after, hunk.trail) !== undefined,
    );
    // With the whole text around it any place is certain.
    if (certain || lines > text.length) return hunks;
  }
}

/** The edits that lead a text from one side of the hunks to the other; undefined where a place is gone or not certain. */
export function editsFrom(
  text: string,
  hunks: readonly Hunk[],
  to: 'before' | 'after',
): readonly TextEdit[] | undefined {
  const lines = new Lines(text);
  const edits: TextEdit[] = [];
  for (const hunk of hunks) {
    const wanted = hunk[to];
    const present = hunk[to === 'before' ? 'after' : 'before'];
    const start = placeOf(lines, hunk.lead, present, hunk.trail);
    if (start !== undefined) edits.push({ start, end: start + present.length, newText: wanted });
    else if (placeOf(lines, hunk.lead, wanted, hunk.trail) === undefined) return undefined;
  }
  return edits;
}

/** The same place in a text of bytes (`byte-text.ts`). */
export function inUnits({ lead, before, after, trail }: Hunk): Hunk {
  return { lead: utf8Units(lead), before: utf8Units(before), after: utf8Units(after), trail: utf8Units(trail) };
}

/** Where the middle begins, if the three stand together in the text exactly once. */
function placeOf(lines: Lines, lead: string, middle: string, trail: string): number | undefined {
  const wanted = lead + middle + trail;
  const { length } = lines.text;
  if (wanted === '') return length === 0 ? 0 : undefined;
  const first = lines.only(wanted);
  if (first === undefined) return undefined;
  // Without surroundings on a side, that side is an end of the text.
  if (lead === '' && first !== 0) return undefined;
  if (trail === '' && first + wanted.length !== length) return undefined;
  return first + lead.length;
}

function group(lines: Lines, edits: readonly TextEdit[], context: number): Hunk[] {
  const { text } = lines;
  const groups: { first: TextEdit; edits: TextEdit[]; end: number; reach: number }[] = [];
  for (const edit of edits) {
    const last = groups.at(-1);
    const reach = lines.trailEnd(edit.end, context);
    if (last !== undefined && lines.leadStart(edit.start, context) < last.reach) {
      last.edits.push(edit);
      last.end = Math.max(last.end, edit.end);
      last.reach = Math.max(last.reach, reach);
    } else groups.push({ first: edit, edits: [edit], end: edit.end, reach });
  }
  return groups.map(({ first, edits: own, end }) => {
    const before = text.slice(first.start, end);
    const shifted = own.map((edit) => ({
      start: edit.start - first.start,
      end: edit.end - first.start,
      newText: edit.newText,
    }));
    return {
      lead: text.slice(lines.leadStart(first.start, context), first.start),
      before,
      after: applyEdits(before, shifted),
      trail: text.slice(end, lines.trailEnd(end, context)),
    };
  });
}

/** Shorter texts are looked for by the engine's own search, which takes a time of the product of both lengths at worst. */
const SHORT = 64;

/** A text by its lines, which line feeds end. */
class Lines {
  readonly text: string;
  /** Where each line begins. */
  readonly #starts: readonly number[];
  #places: ReadonlyMap<string, number> | undefined;

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1);
    this.#starts = starts;
  }

  /** Where the lead of an offset begins: the rest of its line before it, and so many whole lines before that. */
  leadStart(offset: number, lines: number): number {
    const line = lastNotGreater(this.#starts, offset);
    // At a line's start the line end just before does not count: it ends the line that is wanted.
    return this.#starts[line - lines - (this.#starts[line] === offset ? 1 : 0)] ?? 0;
  }

  /** Where the trail of an offset ends: behind the rest of its line, and so many whole lines after that. */
  trailEnd(offset: number, lines: number): number {
    return this.#starts[lastNotGreater(this.#starts, offset) + lines + 1] ?? this.text.length;
  }

  /**
   * Where a text appears, if it does so exactly once. A whole line in it that appears only once is where it must be;
   * mostly there is one.
   */
  only(wanted: string): number | undefined {
    this.#places ??= this.#linePlaces();
    for (let from = wanted.indexOf('\n') + 1; from > 0;) {
      const next = wanted.indexOf('\n', from) + 1;
      if (next === 0) break;
      const place = this.#places.get(wanted.slice(from, next));
      if (place === undefined) return undefined;
      const start = place - from;
      if (place >= 0) return start >= 0 && this.text.startsWith(wanted, start) ? start : undefined;
      from = next;
    }
    return onlyPlace(this.text, wanted);
  }

  /** Where each line is; -1 for one that appears more than once. */
  #linePlaces(): ReadonlyMap<string, number> {
    const places = new Map<string, number>();
    this.#starts.forEach((start, index) => {
      const line = this.text.slice(start, this.#starts[index + 1]);
      places.set(line, places.has(line) ? -1 : start);
    });
    return places;
  }
}

/** Where a text appears, if it does so exactly once; by Knuth, Morris and Pratt, in time linear in both lengths. */
function onlyPlace(text: string, wanted: string): number | undefined {
  if (wanted.length < SHORT) {
    const first = text.indexOf(wanted);
    return first < 0 || text.includes(wanted, first + 1) ? undefined : first;
  }
  /** By a length of what is wanted: how much of its end it begins with as well. */
  const again = new Int32Array(wanted.length + 1);
  for (let at = 1, matched = 0; at < wanted.length; at++) {
    while (matched > 0 && wanted.charCodeAt(at) !== wanted.charCodeAt(matched)) matched = again[matched] ?? 0;
    if (wanted.charCodeAt(at) === wanted.charCodeAt(matched)) matched++;
    again[at + 1] = matched;
  }
  let found: number | undefined;
  for (let at = 0, matched = 0; at < text.length; at++) {
    while (matched > 0 && text.charCodeAt(at) !== wanted.charCodeAt(matched)) matched = again[matched] ?? 0;
    if (text.charCodeAt(at) === wanted.charCodeAt(matched)) matched++;
    if (matched < wanted.length) continue;
    if (found !== undefined) return undefined;
    found = at + 1 - wanted.length;
    matched = again[matched] ?? 0;
  }
  return found;
}
