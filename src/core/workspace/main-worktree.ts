/**
 * The main worktree of a linked one, found as git finds it, without git: `.git` is a file there that names the
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
  if (top === undefined) return undefined;
  const named = /^gitdir: *(.+)$/m.exec((await lineOf(files, join(top, '.git'))) ?? '')?.[1];
  const own = named === undefined ? undefined : resolved(top, named);
  if (own === undefined || nameOf(parentOf(own)) !== 'worktrees') return undefined;
  const common = await lineOf(files, join(own, 'commondir'));
  const repository = common === undefined ? undefined : resolved(own, common);
  // A repository without a worktree of its own has another name.
  if (repository === undefined || nameOf(repository) !== '.git') return undefined;
  const main = parentOf(repository);
  return root === top ? main : join(main, root.slice(top.length + 1));
}

/** The folder, or the nearest one above it, in which `.git` is a file; undefined where it is a folder first. */
async function topOf(files: FileSystem, root: string): Promise<string | undefined> {
  for (let folder = root; ; folder = parentOf(folder)) {
    const kind = (await files.stat(join(folder, '.git')).catch(() => undefined))?.kind;
    if (kind !== undefined) return kind === 'file' ? folder : undefined;
    if (parentOf(folder) === folder) return undefined;
  }
}

/** What a short file says; undefined for anything else. */
async function lineOf(files: FileSystem, path: string): Promise<string | undefined> {
  const stat = await files.stat(path).catch(() => undefined);
  if (stat?.kind !== 'file' || stat.size > LONGEST) return undefined;
  const bytes = await files.readPart(path, 0, LONGEST).catch(() => undefined);
  return bytes && new TextDecoder().decode(bytes).trim();
}

/** A path that git wrote, absolute. Undefined for one on another machine: asking for it would sign in there. */
function resolved(folder: string, path: string): string | undefined {
  const normal = normalPath(path);
  if (normal.startsWith('//')) return undefined;
  if (normal.startsWith('/') || /^[a-zA-Z]:\//.test(normal)) return normal;
  return join(folder, normal);
}
