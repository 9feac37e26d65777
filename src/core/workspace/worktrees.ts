/**
 * The working trees of a repository, found as git finds them, without git: in a linked one `.git` is a file that names the
 * repository's own folder for it (https://git-scm.com/docs/gitrepository-layout, "commondir"). A file in the workspace
 * decides where this looks, so nothing is read there but two short lines, and nothing is taken from it but a name.
 */
import { join, nameOf, normalPath, parentOf } from '../ground/paths';
import type { FileSystem } from '../ground/ports';

/** Longer files than this, in bytes, are none that git writes. */
const LONGEST = 4096;

/** The folder of the main worktree that has the place of `root` in a linked one; undefined where `root` is in none. */
export async function inMainWorktree(files: FileSystem, root: string): Promise<string | undefined> {
  const top = await topOf(files, root);
  if (top?.linked !== true) return undefined;
  const repository = await repositoryOf(files, top.folder);
  // A repository without a worktree of its own has another name.
  if (repository === undefined || nameOf(repository) !== '.git') return undefined;
  return placeIn(parentOf(repository), root, top.folder);
}

/** Whether a root's repository may have other working trees. */
export async function mayHaveWorktrees(files: FileSystem, root: string): Promise<boolean> {
  const top = await topOf(files, root);
  if (top === undefined || top.linked) return top !== undefined;
  return (await kindOf(files, join(top.folder, '.git/worktrees'))) === 'directory';
}

/** The repository of a working tree: `.git`, or what the file of that name leads to. */
export async function repositoryOf(files: FileSystem, top: string): Promise<string | undefined> {
  const entry = join(top, '.git');
  if ((await kindOf(files, entry)) === 'directory') return entry;
  const named = /^gitdir: *(.+)$/m.exec((await lineOf(files, entry)) ?? '')?.[1];
  const own = named === undefined ? undefined : resolved(top, named);
  if (own === undefined || nameOf(parentOf(own)) !== 'worktrees') return undefined;
  const common = await lineOf(files, join(own, 'commondir'));
  return common === undefined ? undefined : resolved(own, common);
}

/** The folder, or the nearest one above it, that has a `.git`; in a linked working tree that is a file. */
export async function topOf(
  files: FileSystem,
  root: string,
): Promise<{ readonly folder: string; readonly linked: boolean } | undefined> {
  for (let folder = root; ; folder = parentOf(folder)) {
    const kind = await kindOf(files, join(folder, '.git'));
    if (kind !== undefined) return { folder, linked: kind === 'file' };
    if (parentOf(folder) === folder) return undefined;
  }
}

async function kindOf(files: FileSystem, path: string): Promise<string | undefined> {
  return (await files.stat(path).catch(() => undefined))?.kind;
}

/** The place in another working tree that `root` has in the one below `top`. */
export function placeIn(other: string, root: string, top: string): string {
  return root === top ? other : join(other, root.slice(top.length + 1));
}

/** What a short file says; undefined for anything else. */
async function lineOf(files: FileSystem, path: string): Promise<string | undefined> {
  const stat = await files.stat(path).catch(() => undefined);
  if (stat?.kind !== 'file' || stat.size > LONGEST) return undefined;
  const bytes = await files.readPart(path, 0, LONGEST).catch(() => undefined);
  return bytes && new TextDecoder().decode(bytes).trim();
}

/** A path that git wrote, absolute. Undefined for one on another machine. */
function resolved(folder: string, path: string): string | undefined {
  const normal = normalPath(path);
  if (isElsewhere(normal)) return undefined;
  if (normal.startsWith('/') || /^[a-zA-Z]:\//.test(normal)) return normal;
  return join(folder, normal);
}

/** Whether a path is on another machine: asking for it would sign in there. */
export function isElsewhere(path: string): boolean {
  return path.startsWith('//');
}
