import { t } from '@vscode/l10n';
import type { RowChange } from '../../changes/change-set';
import { managedElsewhere } from '../../commit/refusals';
import type { DatabaseReading } from '../../database/model';
import { bringOver, mirrored } from '../../repair/bring-over';
import { leftOut } from '../../repair/left-out';
import { RowsDraft } from '../../repair/rows-draft';
import { NEW_DATABASE } from '../../workspace/snapshot-after';
import { requireReadable } from '../../workspace/readable';
import { MIRRORS } from '../../workspace/settings';
import { documentOf } from '../../workspace/snapshot';
import { remedy } from '../../ground/gate';
import type { Operation } from '../operation';

/**
 * Brings into the database what the files say, and makes the database where there is none. What only the database has, or
 * [changed since both agreed](#what-moved), stays. See [Seed and export](#seed-and-export).
 *
 * @see field guide, sections 7 and 8
 */
export const seed: Operation = {
  name: 'seed',
  title: () => t('Seed Database from Files'),
  description: () =>
    t('bring into the database what the files say; what only the database has, or changed last, stays'),
  chapter: 'stores',
  order: 2,
  previewed: true,
  parameters: {},
  plan(_, { snapshot, now, agent, override, gates }) {
    const { layout, profile } = snapshot;
    if (profile.name === 'managed-elsewhere') throw managedElsewhere(profile.evidence.join(' '));
    if (profile.name === 'database-only')
      gates.add({
        code: 'gate/database-only',
        message: t('Only the database counts here: the files are exports, and may be older than it is.'),
        remedies: [remedy(t('Bring the files up to date'), 'export')],
        overridable: true,
      });
    requireReadable(snapshot);
    const database = documentOf(snapshot.database);
    const { path } = layout.stores.database;
    const { rows, notices } = bringOver(mirrored(snapshot, new Set(MIRRORS)), 'files', override !== undefined, now);
    return {
      changeSet: {
        operation: 'seed',
        title: t('Seed {0} from the files', path),
        agent,
        rows: rows.length === 0 && database !== undefined ? [] : [...seededAt(database ?? NEW_DATABASE, now), ...rows],
        files: [],
        toleratesDrift: true,
        ...(database === undefined ? { creates: path } : {}),
        ...(override === undefined ? {} : { override }),
      },
      notices: [
        ...(database === undefined ? [t('There is no {0} yet: it is made.', path)] : []),
        ...notices,
        ...leftOut(snapshot),
      ],
    };
  },
};

function seededAt(database: DatabaseReading, now: string): readonly RowChange[] {
  const rows = new RowsDraft(database);
  const before = database.metadata.get('seeded_at');
  if (before === undefined) rows.insert('metadata', { key: 'seeded_at', value: now });
  else rows.set('metadata', { key: 'seeded_at' }, 'value', before, now);
  return rows.changes;
}
