/** Looking for what tells of a database that is not there or cannot be read. */
import { isDatabaseName, readName, SNAPSHOT_FOLDER } from './snapshot-names';
import { AGREED_FILE, type Agreed } from './agreed';
import type { SessionLog } from '../files/log/model';
import type { Layout } from './layout';
import { inMainWorktree } from './worktrees';
import { JOURNAL_FOLDER } from '../ground/own-folder';
import { join } from '../ground/paths';
import type { FileSystem } from '../ground/ports';
import type { DatabaseTraces } from './database-traces';

/** So many of the latest journal records are looked at, and so much of each, in bytes. */
const RECORDS = 20;
const BEGINNING = 16 * 1024;

/** So many snapshots are named. */
const SNAPSHOTS = 3;

/** Looks for traces. Reads names, and the beginning of a few files. */
export async function findTraces(
  files: FileSystem,
  { root, stores }: Layout,
  { agreed, health }: { readonly agreed: Agreed | undefined; readonly health: SessionLog | undefined },
): Promise<DatabaseTraces> {
  const [journal, names, main] = await Promise.all([
    journalHasRows(files, join(root, JOURNAL_FOLDER)),
    files.list(join(root, SNAPSHOT_FOLDER)).catch(() => []),
    inMainWorktree(files, root),
  ]);
  const elsewhere = main === undefined ? undefined : join(main, stores.database.path);
  const isThere = elsewhere !== undefined && (await files.stat(elsewhere).catch(() => undefined))?.kind === 'file';
  return {
    records: [
      ...(journal ? [JOURNAL_FOLDER] : []),
      ...(agreed === undefined ? [] : [AGREED_FILE]),
      ...(health?.lines.some((line) => line.event?.status === 'ok') === true ? [stores.health.path] : []),
      // Those that were taken here: other databases in the folder may be anything.
      ...(names.some((name) => readName(name) !== undefined) ? [SNAPSHOT_FOLDER] : []),
    ],
    mainWorktree: isThere ? elsewhere : undefined,
    snapshots: names
      .filter(isDatabaseName)
      .toSorted()
      .slice(-SNAPSHOTS)
      .toReversed()
      .map((name) => `${SNAPSHOT_FOLDER}/${name}`),
  };
}

/** Whether a finished operation changed rows, or made the database. */
async function journalHasRows(files: FileSystem, folder: string): Promise<boolean> {
  const names = await files.list(folder).catch(() => []);
  const latest = names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .slice(-RECORDS);
  for (const name of latest.toReversed()) {
    const bytes = await files.readPart(join(folder, name), 0, BEGINNING).catch(() => undefined);
    // Rows come before files in a record.
    if (bytes !== undefined && /"rows":\s*\[\s*\{|"creates":\s*"/.test(new TextDecoder().decode(bytes))) return true;
  }
  return false;
}
