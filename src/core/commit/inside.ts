/** Whether folders are in the workspace really, or by a link alone. */
import { join } from '../workspace/paths';
import { type CommitFiles } from './commit-files';

/** The first of some folders (relative to the root) that is a link leading out of it; undefined where all are in it. */
export async function leadsOut(
  files: Pick<CommitFiles, 'resolve'>,
  root: string,
  folders: Iterable<string>,
): Promise<string | undefined> {
  const real = await files.resolve(root);
  for (const folder of folders) {
    const full = join(root, folder);
    const leads = await files.resolve(full);
    // A path where nothing is leads to itself.
    if (leads !== full && !leads.startsWith(real.endsWith('/') ? real : `${real}/`)) return folder;
  }
  return undefined;
}
