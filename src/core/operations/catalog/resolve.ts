import { t } from '@vscode/l10n';
import type { FileChange } from '../../changes/change-set';
import { conflictText } from '../../merge/conflict';
import { editsBetween } from '../../merge/lines';
import { resolveConflicts } from '../../merge/merge';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Operation } from '../operation';
import { refuse } from '../../ground/refusals';

const FILES = ['backlog', 'sessions'] as const;
type MergedFile = (typeof FILES)[number];

/**
 * Merges what stands between the conflict markers that git left in backlog and session log; see [Merging](#merging). The
 * database is not touched.
 */
export const resolve: Operation = {
  name: 'resolve',
  title: () => t('Resolve Merge Conflicts'),
  description: () => t('merge what stands between the conflict markers of backlog and session log'),
  chapter: 'stores',
  order: 4,
  parameters: {
    file: {
      type: 'choice',
      title: () => t('File'),
      default: () => t('each that has conflict markers'),
      choices: [
        { value: 'backlog', title: () => t('Backlog') },
        { value: 'sessions', title: () => t('Session log') },
      ],
    },
  },
  plan({ file }, { snapshot, agent }) {
    const wanted = FILES.filter((each) => file === undefined || file === each);
    const files = wanted.flatMap((each) => changeOf(snapshot, each) ?? []);
    if (files.length === 0) throw refuse(t('There are no conflict markers in {0}.', pathsOf(snapshot, wanted)));
    const merged = files.map(({ path }) => path).join(', ');
    const title = t('Resolve merge conflicts in {0}', merged);
    // The database may not know yet what the other side did: that is drift, for a repair to mend.
    return { changeSet: { operation: 'resolve', title, agent, rows: [], files, toleratesDrift: true } };
  },
};

/** The change of a file; undefined where it has no markers. Refused where something is unclear. */
function changeOf(snapshot: Snapshot, store: MergedFile): FileChange | undefined {
  const reading = snapshot[store];
  if (reading.state === 'unreadable') throw reading.error;
  const before = documentOf<{ readonly text: { readonly text: string } }>(reading)?.text.text;
  const resolved = before === undefined ? undefined : resolveConflicts(before, store);
  if (before === undefined || resolved === undefined) return undefined;
  const { path } = snapshot.layout.stores[store];
  const [first, ...more] = resolved.unresolved;
  if (first !== undefined) {
    const rest = more.length === 0 ? '' : ` ${t('And {0} more.', more.length)}`;
    throw refuse(
      `${path}: ${conflictText(first)}${rest}`,
      t('Take away one side and the markers there by hand, then try again.'),
    );
  }
  return { kind: 'edit', path, store, before, edits: editsBetween(before, resolved.text) };
}

function pathsOf({ layout }: Snapshot, files: readonly MergedFile[]): string {
  return files.map((file) => layout.stores[file].path).join(', ');
}
