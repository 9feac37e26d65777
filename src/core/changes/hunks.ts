/**
 * Edits with enough of their surroundings to find their place again in a text that has changed elsewhere since, like a
 * patch: so a file's change can be taken back, or finished, without overwriting what others did to it meanwhile.
 */
import { applyEdits, sortedEdits } from '../files/edits';
import { type TextEdit } from '../files/text';
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
  const after = applyEdits(text, sorted);
  for (let lines = FIRST_CONTEXT; ; lines *= 2) {
    const hunks = group(text, sorted, lines);
    const certain = hunks.every(
      (hunk) =>
        placeOf(text, hunk.lead, hunk.before, hunk.trail) !== undefined &&
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
  const edits: TextEdit[] = [];
  for (const hunk of hunks) {
    const wanted = hunk[to];
    const present = hunk[to === 'before' ? 'after' : 'before'];
    const start = placeOf(text, hunk.lead, present, hunk.trail);
    if (start !== undefined) edits.push({ start, end: start + present.length, newText: wanted });
    else if (placeOf(text, hunk.lead, wanted, hunk.trail) === undefined) return undefined;
  }
  return edits;
}

/** The same place in a text of bytes (`byte-text.ts`). */
export function inUnits({ lead, before, after, trail }: Hunk): Hunk {
  return { lead: utf8Units(lead), before: utf8Units(before), after: utf8Units(after), trail: utf8Units(trail) };
}

/** Where the middle begins, if the three stand together in the text exactly once. */
function placeOf(text: string, lead: string, middle: string, trail: string): number | undefined {
  const wanted = lead + middle + trail;
  if (wanted === '') return text === '' ? 0 : undefined;
  const first = text.indexOf(wanted);
  if (first < 0 || text.includes(wanted, first + 1)) return undefined;
  // Without surroundings on a side, that side is an end of the text.
  if (lead === '' && first !== 0) return undefined;
  if (trail === '' && first + wanted.length !== text.length) return undefined;
  return first + lead.length;
}

function group(text: string, edits: readonly TextEdit[], lines: number): Hunk[] {
  const groups: { first: TextEdit; edits: TextEdit[]; end: number; reach: number }[] = [];
  for (const edit of edits) {
    const last = groups.at(-1);
    const reach = edit.end + trailOf(text, edit.end, lines).length;
    if (last !== undefined && edit.start - leadOf(text, edit.start, lines).length < last.reach) {
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
      lead: leadOf(text, first.start, lines),
      before,
      after: applyEdits(before, shifted),
      trail: trailOf(text, end, lines),
    };
  });
}

/** The rest of the line before an offset, and some whole lines before that. */
function leadOf(text: string, offset: number, lines: number): string {
  let start = offset;
  // At a line's start the line end just before does not count: it ends the line that is wanted.
  for (let left = lines; left >= 0 && start > 0; left--) start = start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
  return text.slice(start, offset);
}

/** The rest of the line after an offset, and some whole lines after that. */
function trailOf(text: string, offset: number, lines: number): string {
  let end = offset;
  for (let left = lines; left >= 0 && end < text.length; left--) {
    const next = text.indexOf('\n', end);
    end = next < 0 ? text.length : next + 1;
  }
  return text.slice(offset, end);
}
