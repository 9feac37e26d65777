import { t } from '@vscode/l10n';
import { managedElsewhere } from '../../commit/refusals';
import { compareDatabases, type DatabaseDifference } from '../../database/compare';
import type { DatabaseDump } from '../../database/dump';
import { rowsToRestore } from '../../database/restore-rows';
import { fileName, readCurrent, readSnapshot } from '../../snapshots/folder';
import { unreadableDatabase } from '../../workspace/database-fault';
import { documentOf } from '../../workspace/snapshot';
import type { Operation } from '../operation';
import { refuse } from '../../ground/refusals';

/**
 * Brings the database's rows back from a snapshot, after taking one. The files stay, and `parity` says where they differ
 * then. Undone like any change.
 */
export const restore: Operation = {
  name: 'restore',
  title: () => t('Restore Database from Snapshot'),
  description: () => t('bring back the database’s rows from a snapshot, after taking one; the files stay as they are'),
  chapter: 'stores',
  order: 5,
  editor: { menus: [{ view: 'cmos.backlog', group: '5_database@2' }] },
  parameters: { snapshot: { type: 'snapshot', title: () => t('Snapshot'), required: true } },
  gathersAnew: true,
  previewed: true,
  async gather({ snapshot: given }, { snapshot }, { reading }) {
    const { layout, database } = snapshot;
    const name = fileName(String(given));
    const { path } = layout.stores.database;
    const unreadable = unreadableDatabase(snapshot);
    if (unreadable !== undefined) throw unreadable;
    // Read first: that there is no such snapshot is told in any case.
    const there = await readSnapshot(reading, layout.root, name);
    if (documentOf(database) === undefined)
      throw refuse(
        t('There is no {0} to bring rows back into.', path),
        t('Copy the snapshot there under that name, while no other program works in the folder.'),
      );
    return { databases: { name, here: await readCurrent(reading, layout.root, path), there } };
  },
  plan(_, { snapshot, gathered, agent, override }) {
    // Said before the copy is taken, which it would be for nothing.
    if (snapshot.profile.name === 'managed-elsewhere') throw managedElsewhere(snapshot.profile.evidence.join(' '));
    const { databases } = gathered ?? {};
    if (databases === undefined) return { changeSet: { ...NO_CHANGE, title: t('Restore the database'), agent } };
    const { name, here, there } = databases;
    const difference = compareDatabases(here, there);
    refuseLoss(name, there, difference);
    const rows = rowsToRestore(here, there, difference);
    if (rows.length === 0) throw refuse(t('The database holds the rows of {0} already.', name));
    return {
      changeSet: {
        operation: 'restore',
        title: t('Restore the database from {0}', name),
        agent,
        rows,
        files: [],
        // Files that said the same as the database before say something else now.
        toleratesDrift: true,
        copy: { reason: 'restore', spare: name },
        ...(override === undefined ? {} : { override }),
      },
      ...(snapshot.profile.name === 'mirrored'
        ? {
            notices: [t('Backlog, log and contexts are as they were: cmos parity says where they differ from it now.')],
          }
        : {}),
    };
  },
};

/** Before anything was read. */
const NO_CHANGE = { operation: 'restore', rows: [], files: [] };

/** What the tables here have no place for would be lost without a word. */
function refuseLoss(name: string, there: DatabaseDump, difference: DatabaseDifference): void {
  const places = [
    ...difference.tablesOnlyThere.filter((table) => (there.tables.get(table)?.rows.length ?? 0) > 0),
    ...difference.columnsOnlyThere.map(({ table, column }) => `${table}.${column}`),
  ];
  if (places.length > 0)
    throw refuse(
      t('{0} holds what the database has no table or column for: {1}.', name, places.join(', ')),
      t('Add them to the database first, with the tool that made them.'),
    );
}
