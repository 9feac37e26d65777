/** A mirror as it would be if it said what the database says: what the file is compared with. */
import { applyEdits } from '../files/edits';
import { exportBacklog } from '../export/backlog';
import { exportContext } from '../export/contexts';
import { type ExportInput } from '../export/input';
import { exportSessions } from '../export/sessions';
import { type FileChange } from '../changes/change-set';
import { isWhole } from '../parity/scope';
import { NOTHING_STAYS } from '../seed/input';
import { Tally } from '../seed/tally';
import { documentOf, type Snapshot } from '../workspace/snapshot';

/** The stores that mirror the database. */
export type MirrorStore = 'backlog' | 'sessions' | 'project_context' | 'master_context';

export const MIRROR_STORES: readonly MirrorStore[] = ['backlog', 'sessions', 'project_context', 'master_context'];

/**
 * The text of a mirror with everything as the database has it, in the file's own style, and without what only the file has.
 * Undefined where there is no database, or either could not be read as a whole. `now` is ISO 8601.
 */
export function mirrorText(snapshot: Snapshot, store: MirrorStore, now: string): string | undefined {
  const database = documentOf(snapshot.database);
  const reading = snapshot[store];
  if (database === undefined || !isWhole(snapshot, store)) return undefined;
  const input: ExportInput = { snapshot, database, rebuild: true, now, tally: new Tally(), stays: NOTHING_STAYS };
  const [change] = changesOf(input, store);
  const before = reading.state === 'read' ? reading.document.text.text : '';
  return change === undefined ? before : after(change, before);
}

function changesOf(input: ExportInput, store: MirrorStore): readonly FileChange[] {
  switch (store) {
    case 'backlog':
      return exportBacklog(input);
    case 'sessions':
      return exportSessions(input);
    default:
      return exportContext(input, store);
  }
}

function after(change: FileChange, before: string): string {
  switch (change.kind) {
    case 'edit':
      return applyEdits(before, change.edits);
    case 'create':
      return change.text;
    case 'append':
      return (
        before + (before === '' || before.endsWith('\n') ? '' : '\n') + change.lines.map((each) => `${each}\n`).join('')
      );
    case 'remove':
      return '';
  }
}
