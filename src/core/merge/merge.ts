/**
 * Merging CMOS files by what they say. Two people who ran missions on two branches changed the same lines of a file more
 * often than the same thing: here missions, fields and events are merged, and lines only where nothing else can be read.
 * Front ends: the git merge driver (`cmos merge-file`), and the operation `resolve` for a file that has conflict markers.
 */
import { parseBacklog } from '../files/backlog/parse';
import { parseLog } from '../files/log/parse';
import type { Span } from '../files/text';
import { type BacklogMerge, linesOnly, mergeBacklog } from './backlog';
import type { MergeConflict } from './conflict';
import { readMarkers, withMarkers } from './markers';
import { mergeSessions } from './sessions';
import { entryName, nameOfEntry, viewOf } from './view';

/** What kind of file is merged; of an unknown one the lines. */
type MergeKind = 'backlog' | 'sessions' | 'lines';

/** A merged text; what is unclear stands in it between conflict markers. */
interface MergedText {
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
}

/** Merges the texts of two descendants of `base`. Never throws; nothing that either side wrote is lost. */
export function mergeTexts(kind: MergeKind, base: string, ours: string, theirs: string): MergedText {
  switch (kind) {
    case 'sessions':
      return { text: mergeSessions(ours, theirs), conflicts: [] };
    case 'backlog':
      // Git gives an empty file where both sides made the file.
      return withConflictMarkers(mergeBacklog(base.trim() === '' ? undefined : base, ours, theirs));
    case 'lines':
      return withConflictMarkers(linesOnly(base, ours, theirs));
  }
}

/**
 * Merges what stands between the conflict markers of a file; undefined where there are none. `text` has markers left
 * around what is `unresolved` only; where the markers do not belong together it is as it was.
 */
export function resolveConflicts(
  text: string,
  kind: 'backlog' | 'sessions',
): { readonly text: string; readonly unresolved: readonly MergeConflict[] } | undefined {
  const sides = readMarkers(text);
  if (sides === undefined) return undefined;
  if (sides === 'broken')
    return { text, unresolved: [{ kind: 'markers', id: '', field: undefined, ours: undefined, theirs: undefined }] };
  const { ours, theirs } = sides;
  if (kind === 'sessions') return { text: mergeSessions(ours, theirs), unresolved: [] };
  // Git may have moved lines that both sides have out of a conflict: what is left of the base is then no backlog.
  const base = sides.base === undefined || viewOf(sides.base) === undefined ? undefined : sides.base;
  const merged = withConflictMarkers(mergeBacklog(base, ours, theirs));
  return { text: merged.text, unresolved: merged.conflicts };
}

/** What kind of file a path names, or else what its text looks like. */
export function mergeKindOf(path: string | undefined, text: string): MergeKind {
  const name = path?.split(/[\\/]/).at(-1)?.toLowerCase() ?? '';
  if (/^backlog\.ya?ml$/.test(name)) return 'backlog';
  // Every log of one JSON object a line only grows: telemetry too.
  if (name.endsWith('.jsonl')) return 'sessions';
  if (/\.[a-z]+$/.test(name) && !/\.ya?ml$/.test(name)) return 'lines';
  const first = parseLog(text).lines.find(({ raw }) => raw !== '');
  if (first?.event !== undefined) return 'sessions';
  return parseBacklog(text).sprints.length > 0 ? 'backlog' : 'lines';
}

function withConflictMarkers({ text, conflicts, sides }: BacklogMerge): MergedText {
  if (sides === undefined) return { text, conflicts };
  return { text: withMarkers(sides.ours, sides.theirs, conflictingEntries(sides.ours, conflicts)), conflicts };
}

/** Where the missions and dependencies with conflicts are: markers go around the whole entry. */
function conflictingEntries(text: string, conflicts: readonly MergeConflict[]): readonly Span[] {
  const names = new Set(
    conflicts.map(({ kind, id }) => (kind === 'lines' || kind === 'markers' ? '' : entryName(kind, id))),
  );
  if (conflicts.every(({ kind }) => kind === 'lines')) return [];
  const document = parseBacklog(text);
  return [...document.missions, ...document.dependencies].flatMap((each) =>
    names.has(nameOfEntry(each)) ? (document.text.spanOf(each.at) ?? []) : [],
  );
}
