/** Finding cmos roots (field guide, section 1). */
import { join, parentOf } from '../ground/paths';
import type { FileSystem } from '../ground/ports';

/** Any of these alone makes a folder a cmos root; a bare folder named `cmos` is none. */
const STRONG_SIGNS = ['db/cmos.sqlite', 'db/schema.sql', 'missions/backlog.yaml'];

/** These do, unless the folder's own `cmos` folder is the root they belong to. */
const WEAK_SIGNS = [
  'PROJECT_CONTEXT.json',
  'context/MASTER_CONTEXT.json',
  'context/project_context.json',
  'context/master_context.json',
  'contexts/project_context.json',
  'contexts/master_context.json',
];

/** The cmos roots that a folder opens: the folder itself, `<folder>/cmos`, or both. Absolute paths, `/` between names. */
export async function findRoots(files: FileSystem, folder: string): Promise<readonly string[]> {
  const inside = join(folder, 'cmos');
  const [strong, weak, insideStrong, insideWeak] = await Promise.all([
    anyThere(files, folder, STRONG_SIGNS),
    anyThere(files, folder, WEAK_SIGNS),
    anyThere(files, inside, STRONG_SIGNS),
    anyThere(files, inside, WEAK_SIGNS),
  ]);
  const insideIsRoot = insideStrong || insideWeak;
  const roots = strong || (weak && !insideIsRoot) ? [folder] : [];
  return insideIsRoot ? [...roots, inside] : roots;
}

/** The nearest cmos root for a working directory: it, its `cmos` folder, then the same for each folder above. */
export async function findRootUpward(files: FileSystem, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = parentOf(folder)) {
    const [root] = await findRoots(files, folder);
    if (root !== undefined) return root;
    if (parentOf(folder) === folder) return undefined;
  }
}

async function anyThere(files: FileSystem, folder: string, signs: readonly string[]): Promise<boolean> {
  const found = await Promise.all(signs.map((sign) => isThere(files, join(folder, sign))));
  return found.includes(true);
}

async function isThere(files: FileSystem, path: string): Promise<boolean> {
  try {
    return (await files.stat(path)) !== undefined;
  } catch {
    // A folder that may not be looked into is no reason to stop looking elsewhere.
    return false;
  }
}
