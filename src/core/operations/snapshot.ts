import { t } from '@vscode/l10n';
import type { ChangeSet, CopyRequest } from '../changes/change-set';
import type { TakenCopy } from '../commit/database-copy';
import { CmosError } from '../ground/errors';
import type { Snapshot } from '../workspace/snapshot';
import { nameFor, SNAPSHOT_FOLDER } from '../workspace/snapshot-names';
import { refuseSecrets } from './secrets';
import { transact, type Transaction } from './transact';

/** Copies the database to `db/snapshots/`: a change that changes no store. A dry run answers where it would go. */
export async function takeSnapshot(transaction: Transaction, request: CopyRequest): Promise<TakenCopy> {
  const done = await transact(
    { ...transaction, skipAgreed: true },
    {
      plan: (snapshot) => Promise.resolve(planSnapshot(snapshot, request)),
      changeSetOf: (changeSet) => changeSet,
      changesNothing: true,
    },
  );
  const name = nameFor(transaction.ports.now(), request.reason);
  const planned = { name, path: `${SNAPSHOT_FOLDER}/${name}`, removed: [] };
  return ('committed' in done ? done.committed?.copy : undefined) ?? planned;
}

function planSnapshot({ layout }: Snapshot, copy: CopyRequest): ChangeSet {
  refuseSecrets({ [t('Reason')]: copy.reason });
  const { path, exists } = layout.stores.database;
  if (!exists)
    throw new CmosError('database/missing', t('There is no {0} to take a snapshot of.', path), { file: path });
  return { operation: 'snapshot', title: t('Snapshot of {0}', path), rows: [], files: [], copy };
}
