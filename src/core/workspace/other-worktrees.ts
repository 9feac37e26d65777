/** Which of the working trees that git lists belong to a root's repository. */
import type { FileSystem } from '../ground/ports';
import { isElsewhere, placeIn, repositoryOf, topOf } from './worktrees';

/** The places of `root` in the working trees of these tops that belong to its own repository, but for its own. */
export async function placesIn(files: FileSystem, tops: readonly string[], root: string): Promise<readonly string[]> {
  const own = await topOf(files, root);
  const repository = own === undefined ? undefined : await realOf(files, await repositoryOf(files, own.folder));
  if (own === undefined || repository === undefined) return [];
  const places: string[] = [];
  for (const top of tops) {
    // A repository's records may name any folder: one that does not name the repository in turn is none of its trees.
    if (isElsewhere(top) || (await realOf(files, await repositoryOf(files, top))) !== repository) continue;
    if ((await realOf(files, top)) !== (await realOf(files, own.folder))) places.push(placeIn(top, root, own.folder));
  }
  return places;
}

/** Where a path leads, links followed. */
function realOf(files: FileSystem, path: string | undefined): Promise<string | undefined> {
  if (path === undefined || files.resolve === undefined) return Promise.resolve(path);
  return files.resolve(path).catch(() => undefined);
}
