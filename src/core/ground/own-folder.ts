/** The product's own folders in a workspace: what they hold is never required, and git does not look. */
import type { ConfinedFiles } from './boundary';
import { hostCode } from './errors';
import { join } from './paths';
import { utf8Bytes } from './utf8';

/** What the product keeps for itself; relative to the cmos root. */
export const OWN_FOLDER = 'runtime/cmos-operations';

/** The journal of commits; relative to the cmos root. */
export const JOURNAL_FOLDER = '.cmos-operations';

/** Whether a path, relative to the cmos root, is of the product's own: no part of what the workspace is about. */
export function isOwn(path: string): boolean {
  return path.startsWith(`${OWN_FOLDER}/`) || path.startsWith(`${JOURNAL_FOLDER}/`);
}

/** Makes the folder for what the product keeps for itself. */
export async function makeOwnFolder(files: ConfinedFiles, root: string): Promise<void> {
  const folder = join(root, OWN_FOLDER);
  await files.makeFolder(folder);
  await ignoreByGit(files, folder);
}

/**
 * Keeps git out of a folder: it is of this machine's working copy alone. Another process may do the same at this moment. A power
 * cut may leave the file empty, so that an empty one is written anew.
 */
export async function ignoreByGit(files: ConfinedFiles, folder: string): Promise<void> {
  const file = join(folder, '.gitignore');
  const there = await files.read(file);
  if (there?.some((byte) => byte !== 0) === true) return;
  try {
    if (there !== undefined) await files.remove(file);
    await files.writeNew(file, utf8Bytes('*\n'), { remade: true });
  } catch (error) {
    if (hostCode(error) !== 'EEXIST') throw error;
  }
}
