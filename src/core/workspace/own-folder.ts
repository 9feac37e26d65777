/** The product's own folder under a workspace's `runtime/`: what stands in it is never required, and git does not look. */
import { type CommitFiles } from '../commit/commit-files';
import { hostCode } from '../errors';
import { join } from './paths';

/** Relative to the cmos root. */
export const OWN_FOLDER = 'runtime/cmos-operations';

/** Whether a path, relative to the cmos root, is of the product's own: no part of what the workspace is about. */
export function isOwn(path: string): boolean {
  return path.startsWith(`${OWN_FOLDER}/`) || path.startsWith('.cmos-operations/');
}

/** Makes it, with a file that keeps git out. Another process may do the same at this moment. */
export async function makeOwnFolder(files: CommitFiles, root: string): Promise<void> {
  const folder = join(root, OWN_FOLDER);
  await files.makeFolder(folder);
  if ((await files.list(folder)).includes('.gitignore')) return;
  try {
    await files.writeNew(join(folder, '.gitignore'), new TextEncoder().encode('*\n'));
  } catch (error) {
    if (hostCode(error) !== 'EEXIST') throw error;
  }
}
