/** What merging left to a person: where, and what either side says. */
import { t } from '@vscode/l10n';
import { oneLine, shortened } from '../ground/printable';
import type { EntryKind } from './rules';

/** Values are texts for a person; undefined where a side has none, or took the whole entry away. */
export interface MergeConflict {
  /**
   * `lines`: the file could not be read as entries, and both sides changed the same lines. `markers`: the conflict
   * markers in the file do not belong together.
   */
  readonly kind: EntryKind | 'lines' | 'markers';
  /** The entry's id; empty for lines. */
  readonly id: string;
  /** Set for a mission's own conflicts. */
  readonly mission?: string;
  /** Undefined where one side took the entry away and the other changed it. */
  readonly field: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** A conflict in a sentence. */
export function conflictText({ kind, id, field, ours, theirs }: MergeConflict): string {
  if (kind === 'markers') return t('The conflict markers do not belong together: one of them is missing.');
  if (kind === 'lines') return t('Both sides changed the same lines: {0}', shown(ours ?? theirs));
  if (field !== undefined)
    return t('{0}: both sides changed {1}. Ours: {2}, theirs: {3}.', id, field, shown(ours), shown(theirs));
  return ours === undefined
    ? t('{0}: we took it away, and they changed it.', id)
    : t('{0}: we changed it, and they took it away.', id);
}

function shown(text: string | undefined): string {
  if (text === undefined || text === '') return t('none');
  return `“${shortened(oneLine(text), 60)}”`;
}
