/**
 * Merging two descendants of a backlog by what they say: entry by entry, field by field. Lines are merged first, as git
 * would, which keeps what no value tells of (comments, blank lines, order); then the text is made to hold what the values
 * of both sides come to, by the edits that are needed. A result that does not hold just that is never answered.
 */
import type { BacklogDocument } from '../files/backlog/model';
import { parseBacklog } from '../files/backlog/parse';
import type { Span } from '../files/text';
import { withComments } from './comments';
import { conflictsOf, type MergePlan, planMerge, type Version } from './plan';
import type { MergeConflict } from './conflict';
import { matchesPlan } from './verify';
import { lineEndOf, linesOf } from '../files/lines';
import { lineStretches, mergeLines, type Piece, sideOf } from './lines';
import { applyPlan, type Sources } from './apply-plan';
import { sameValue, valueOf } from './values';
import { type MergeView, type DocumentPart, entriesOf, entryName, nameOfEntry, partsOf, viewOf } from './view';

export interface BacklogMerge {
  /** Ours with what theirs adds; where it is unclear ours, and entries that one side changed and the other took away. */
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
  /** Where there are conflicts: the text as either side would have it, everything that is clear merged in both. */
  readonly sides?: { readonly ours: string; readonly theirs: string };
}

/** Merges two texts that came of the same one; without `base` what differs is unclear unless a rule decides. Never throws. */
export function mergeBacklog(base: string | undefined, ours: string, theirs: string): BacklogMerge {
  if (ours === theirs || theirs === base) return { text: ours, conflicts: [] };
  if (ours === base) return { text: theirs, conflicts: [] };
  const views = { base: base === undefined ? undefined : viewOf(base), ours: viewOf(ours), theirs: viewOf(theirs) };
  const readable = base === undefined || views.base !== undefined;
  if (!readable || views.ours === undefined || views.theirs === undefined) return linesOnly(base, ours, theirs);
  try {
    const merged = byEntries(base, views.base, { ours: views.ours, theirs: views.theirs });
    if (merged !== undefined) return merged;
  } catch (error) {
    // Both sides' aliases together may make a value endless that neither has.
    if (!(error instanceof RangeError)) throw error;
  }
  const lines = linesOnly(base, ours, theirs);
  // Lines that merge without a conflict, and still do not say what both sides say: a person must look.
  if (lines.conflicts.length > 0) return lines;
  return { text: ours, conflicts: linesOnly(undefined, ours, theirs).conflicts, sides: { ours, theirs } };
}

function byEntries(base: string | undefined, old: MergeView | undefined, sources: Sources): BacklogMerge | undefined {
  const [ours, theirs] = [sources.ours.document, sources.theirs.document];
  if (ours.documentCount !== theirs.documentCount || ours.planDocument !== theirs.planDocument) return undefined;
  const lineEnd = lineEndOf(ours.text.text);
  const lines = (strict: boolean): ReturnType<typeof sideOf> =>
    sideOf(mergeLines(base ?? '', ours.text.text, theirs.text.text, strict), 'ours', lineEnd);
  for (const document of base === undefined ? [ours] : [parseBacklog(lines(false).text), ours]) {
    const plan = planMerge(old, sources.ours, sources.theirs);
    if (base !== undefined && conflictsOf(plan).length > 0) acceptLines(plan, lines(true));
    const make = (version: Version, start: BacklogDocument): BacklogDocument | undefined => {
      const { document: made, unwritable } = applyPlan(start, plan, version, sources);
      if (unwritable.length === 0) {
        const commented = made && withComments(made, old?.document, [ours, theirs]);
        return commented === made || (commented && matchesPlan(commented, plan, version)) ? commented : undefined;
      }
      // What cannot be written is a person's to write.
      for (const { planned, key, field } of unwritable) {
        if (field.unclear !== undefined) return undefined;
        const value = (side: 'ours' | 'theirs') =>
          sources[side].entries.get(entryName(planned.kind, planned.id))?.values.get(key);
        planned.fields.set(key, { value: value('ours'), unclear: { theirs: value('theirs') } });
      }
      return make(version, start);
    };
    const kept = make('kept', document);
    if (kept === undefined) continue;
    const conflicting = conflictsOf(plan);
    if (conflicting.length === 0) return { text: kept.text.text, conflicts: [] };
    const [own, other] = [make('ours', kept), make('theirs', kept)];
    if (own !== undefined && other !== undefined)
      return {
        text: kept.text.text,
        conflicts: conflictsOf(plan),
        sides: { ours: own.text.text, theirs: other.text.text },
      };
  }
  return undefined;
}

/** Where both sides changed lines of one long value that do not even touch, it is merged as git would. */
function acceptLines(plan: MergePlan, { text, conflicts }: ReturnType<typeof sideOf>): void {
  const document = parseBacklog(text);
  const parts = partsOf(document);
  const entries = new Map(entriesOf(document).map((each) => [nameOfEntry(each), each]));
  for (const [name, { kind, id, fields }] of plan) {
    for (const [key, { unclear }] of fields) {
      if (unclear === undefined) continue;
      const own = kind === 'part' ? parts.get(id as DocumentPart) : entries.get(name)?.fields;
      const field = own?.get(key);
      const span = field && spanOf(document, kind === 'part', field.value.node);
      if (field === undefined || span === undefined || field.value.alias !== undefined) continue;
      if (conflicts.some(({ start, end }) => start <= span.end && span.start <= end)) continue;
      const value = valueOf(field);
      // A value on one line is one that both changed.
      if (value.raw === undefined && !sameValue(value, fields.get(key)?.value)) fields.set(key, { value });
    }
  }
}

function spanOf(
  document: BacklogDocument,
  whole: boolean,
  at: Parameters<BacklogDocument['text']['spanOf']>[0],
): Span | undefined {
  return whole ? { start: at.start, end: at.end } : document.text.spanOf(at);
}

/** The plain merge of lines, for what cannot be read as entries. */
export function linesOnly(base: string | undefined, ours: string, theirs: string): BacklogMerge {
  const lineEnd = lineEndOf(ours);
  const pieces = base === undefined ? differences(ours, theirs) : mergeLines(base, ours, theirs, true);
  const conflicts = pieces.flatMap((piece) => ('clean' in piece ? [] : linesConflict(piece)));
  const side = (which: 'ours' | 'theirs'): string => sideOf(pieces, which, lineEnd).text;
  if (conflicts.length === 0) return { text: side('ours'), conflicts };
  return { text: side('ours'), conflicts, sides: { ours: side('ours'), theirs: side('theirs') } };
}

/** Without an ancestor each stretch that differs is a conflict. */
function differences(ours: string, theirs: string): readonly Piece[] {
  const [own, other] = [linesOf(ours), linesOf(theirs)];
  const pieces: Piece[] = [];
  let at = 0;
  for (const { oneStart, oneEnd, otherStart, otherEnd } of lineStretches(own, other)) {
    pieces.push(
      { clean: own.slice(at, oneStart) },
      { base: [], ours: own.slice(oneStart, oneEnd), theirs: other.slice(otherStart, otherEnd) },
    );
    at = oneEnd;
  }
  return [...pieces, { clean: own.slice(at) }];
}

function linesConflict({ ours, theirs }: Exclude<Piece, { clean: unknown }>): MergeConflict {
  const text = (lines: readonly string[]): string | undefined => (lines.length === 0 ? undefined : lines.join(''));
  return { kind: 'lines', id: '', field: undefined, ours: text(ours), theirs: text(theirs) };
}
