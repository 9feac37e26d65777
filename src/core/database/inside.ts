/** Whether a database lies in its workspace, with all that SQLite keeps beside it. */
import { requireInside } from '../ground/boundary';
import type { CommitFiles } from '../ground/commit-files';
import { join } from '../ground/paths';
import { superJournalOf } from './journal';

/**
 * Where the database really is, with what SQLite keeps beside it: all of it must be in the workspace, since another process
 * writes it by these names. `database` is relative to the root.
 */
export async function databaseInside(files: CommitFiles, root: string, database: string): Promise<string> {
  const path = join(root, database);
  const real = await files.resolve(path);
  const bounds = { root, home: await files.resolve(root) };
  for (const end of ['', '-journal', '-wal', '-shm'])
    await requireInside(files, bounds, `${database}${end}`, await files.resolve(`${real}${end}`));
  // SQLite removes the file that a hot journal names so: a journal that came with a workspace may name anything.
  const journal = await files.read(`${real}-journal`);
  const named = journal === undefined ? undefined : superJournalOf(journal);
  if (named !== undefined) await requireInside(files, bounds, `${database}-journal`, await files.resolve(named));
  return real;
}
