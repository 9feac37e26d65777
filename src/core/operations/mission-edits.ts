/** Changing a mission where each store keeps its values: its columns, its row's metadata, its entry. */
import { metadataWith, removeMetadata, setMetadata } from '../columns/metadata';
import type { BacklogDraft } from '../files/backlog/draft';
import type { BacklogMission } from '../files/backlog/model';
import type { PlainJson } from '../files/python';
import { COLUMNS, isMirrored, placesOf, repeatsRuntime } from '../parity/extras';

/** A mission's columns that operations change. */
export interface MissionColumns {
  readonly name?: string;
  readonly status?: string;
  readonly completed_at?: string | null;
  readonly notes?: string | null;
}

/** Members of a mission's metadata; undefined: it goes. */
export type Metadata = Readonly<Record<string, PlainJson | undefined>>;

/** Metadata of a mission that is blocked no longer: they say how things stand; what was is in the log (field guide, section 5). */
export const NOT_BLOCKED: Metadata = { blocked_at: undefined, blocked_reason: undefined, blocked_needs: undefined };

/** The metadata column with values set and taken away; undefined where it cannot be read as JSON. */
export function metadataAfter(text: string | null, changes: Metadata): string | null | undefined {
  let after: string | null | undefined = text;
  for (const [key, value] of Object.entries(changes)) if (after !== undefined) after = metadataWith(after, key, value);
  return after;
}

/** Changes a mission's columns in its entry, in the order in which the reference adds those that were not there. */
export function editColumns(
  draft: BacklogDraft,
  id: string,
  { name, status, completed_at, notes }: MissionColumns,
): void {
  draft.mission(id, {
    ...(name === undefined ? {} : { name }),
    ...(status === undefined ? {} : { status }),
    ...(completed_at === undefined ? {} : { completed_at: completed_at ?? undefined }),
    ...(notes === undefined ? {} : { notes: notes ?? undefined }),
  });
}

/**
 * Changes metadata in an entry, in each place that keeps it. `complete`: also what the runtime writes into the row alone where
 * there is one, unless the entry repeats that.
 */
export function editMetadata(draft: BacklogDraft, id: string, changes: Metadata, complete: boolean): void {
  const entryOf = (): BacklogMission | undefined => draft.document.missions.find((each) => each.id === id);
  for (const [key, value] of Object.entries(changes)) {
    const entry = entryOf();
    if (entry === undefined) return;
    const places = placesOf(entry, key);
    if (value === undefined)
      // Below the outermost an inner one would show.
      for (let left = places.length; left > 0; left--)
        draft.take(removeMetadata(draft.document, entryOf() ?? entry, key));
    else if (places.length > 0 || isMirrored(key) || repeatsRuntime(entry) || (complete && !COLUMNS.has(key)))
      draft.take(setMetadata(draft.document, entry, key, value));
  }
}
