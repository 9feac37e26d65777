/** Whether the database is there and was read as a whole: a table that could not be read has no rows in the reading, and is not empty. */
import { t } from '@vscode/l10n';
import type { DatabaseReading, DatabaseRemark } from '../database/model';
import { CmosError } from '../ground/errors';
import { type DatabaseTraces, tellOfDatabase } from './database-traces';
import type { Mirror } from './settings';
import type { Snapshot } from './snapshot';

/** The tables that a mirror repeats. */
const TABLES: Readonly<Record<Mirror, readonly string[]>> = {
  backlog: ['missions', 'sprints', 'mission_dependencies'],
  sessions: ['session_events'],
  project_context: ['contexts'],
  master_context: ['contexts'],
};

/** Tables that a mirror repeats, and that lack something: what is not there was not emptied, so nothing is taken from it. */
const MIRRORED: ReadonlySet<string> = new Set(Object.values(TABLES).flat());

/** Whether a remark says that a table, or a column of it, could not be read. */
function isUnread({ kind, table }: DatabaseRemark): boolean {
  return (
    kind === 'unreadable-table' || (MIRRORED.has(table) && (kind === 'missing-table' || kind === 'missing-column'))
  );
}

/** Whether that is a fault: a database that no file mirrors may be of another version, which has other tables. */
export function isFault(remark: DatabaseRemark, { profile }: Pick<Snapshot, 'profile'>): boolean {
  return isUnread(remark) && (remark.kind === 'unreadable-table' || profile.name === 'mirrored');
}

/** The names of tables that could not be read, or not as a whole. */
function unreadableTables({ remarks }: Pick<DatabaseReading, 'remarks'>): readonly string[] {
  return remarks.filter(isUnread).map(({ table }) => table);
}

/** Whether the database's side of a mirror could be read. */
export function hasTablesOf(database: DatabaseReading, mirror: Mirror): boolean {
  const unreadable = unreadableTables(database);
  return unreadable.length === 0 || !TABLES[mirror].some((table) => unreadable.includes(table));
}

/** Why the database, or a table of it, could not be read; undefined where it was, or is not there. */
export function databaseFault(snapshot: Snapshot): CmosError | undefined {
  const { database, layout } = snapshot;
  if (database.state === 'unreadable') return database.error;
  if (database.state === 'absent') return undefined;
  const remark = database.document.remarks.find((each) => isFault(each, snapshot));
  if (remark === undefined) return undefined;
  const file = layout.stores.database.path;
  return new CmosError('database/damaged', unreadableTable(file, remark.table, remark.detail), {
    file,
    advice: t(
      'Move it away together with its -wal and -journal files, then put a snapshot or a backup in its place, or seed it from the files.',
    ),
  });
}

/** The same as a refusal, with what else can be done: no reason makes a change to what nobody has seen safe. */
export function unreadableDatabase(snapshot: Snapshot): CmosError | undefined {
  const fault = databaseFault(snapshot);
  if (fault === undefined) return undefined;
  const advice = [fault.advice, ...snapshotsText(snapshot.databaseTraces?.snapshots), t('cmos doctor says more.')];
  return new CmosError(fault.code, `${fault.message} ${t('Nothing was changed.')}`, {
    file: snapshot.layout.stores.database.path,
    advice: advice.filter((each) => each !== undefined).join(' '),
    cause: fault.cause,
  });
}

/** Whether there should be a database and is none: the profile promises one, or there was one here or is one elsewhere. */
export function isDatabaseMissing({ database, profile, databaseTraces }: Snapshot): boolean {
  if (database.state !== 'absent') return false;
  if (profile.name !== 'files-only') return true;
  return !profile.overridden && tellOfDatabase(databaseTraces);
}

/** What is known of a database that is missing, in sentences. */
export function missingText(file: string, { records, mainWorktree, snapshots }: Partial<DatabaseTraces> = {}): string {
  return [
    records === undefined || records.length === 0
      ? t('{0} is missing.', file)
      : t('{0} is missing, and there was a database here according to {1}.', file, records.join(', ')),
    ...(mainWorktree === undefined
      ? []
      : [t('This is a git worktree; the main worktree has its database at {0}.', mainWorktree)]),
    ...snapshotsText(snapshots),
  ].join(' ');
}

/** The latest snapshots by name, as a sentence; none where there are none. */
function snapshotsText(snapshots: readonly string[] = []): readonly string[] {
  return snapshots.length === 0 ? [] : [t('The latest snapshots: {0}.', snapshots.join(', '))];
}

export function unreadableTable(file: string, table: string, detail: string): string {
  return t('The table {1} of {0} could not be read: {2}.', file, table, detail);
}
