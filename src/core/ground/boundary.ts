/**
 * Where anything may be written: in the cmos root, and to a store that lies beside it in the project. Decided on real paths,
 * at the moment of writing, so that neither a link, nor a journal, nor an id that a workspace contains leads outside.
 */
import { t } from '@vscode/l10n';
import { CmosError } from './errors';
import { storesBeside } from './store-names';
import { join, nameOf, parentOf } from './paths';
import type { CommitFiles } from './commit-files';

declare const mark: unique symbol;

/** A file system that refuses to write outside of one workspace. All code that writes takes this and no other. */
export type ConfinedFiles = CommitFiles & { readonly [mark]: true };

/** What a commit puts beside a store for a while (`staging.ts`, `roll-files.ts`). */
const TEMPORARY = /\.cmos-[a-z0-9-]+\.(new|old)$/;

/** The files of one workspace. Writing elsewhere is rejected with `commit/outside`; reading goes anywhere. */
export function confined(files: CommitFiles, root: string): ConfinedFiles {
  let home: string | undefined;
  const inside = async (path: string, real: string): Promise<void> => {
    home ??= await files.resolve(root);
    await requireInside(files, { root, home }, path, real);
  };
  /** For calls that act on a name itself, as renaming and removing do: a link there is not followed. */
  const place = async (path: string): Promise<void> => {
    await inside(path, join(await files.resolve(parentOf(path)), nameOf(path)));
  };
  /** For calls that follow a link. */
  const target = async (path: string): Promise<void> => {
    await inside(path, await files.resolve(path));
  };
  const confinedFiles: CommitFiles = {
    ...files,
    async writeNew(path, bytes, options) {
      await place(path);
      await files.writeNew(path, bytes, options);
    },
    async rename(from, to) {
      await place(from);
      await place(to);
      await files.rename(from, to);
    },
    async replace(from, to, seen) {
      await place(from);
      await place(to);
      return files.replace(from, to, seen);
    },
    async link(path, name) {
      await place(name);
      await files.link(path, name);
    },
    async append(path, bytes) {
      await target(path);
      await files.append(path, bytes);
    },
    async truncate(path, length, seen) {
      await target(path);
      return files.truncate(path, length, seen);
    },
    async remove(path, seen) {
      await place(path);
      return files.remove(path, seen);
    },
    async makeFolder(path, options) {
      await target(path);
      await files.makeFolder(path, options);
    },
    async removeFolder(path) {
      await place(path);
      await files.removeFolder(path);
    },
  };
  return confinedFiles as ConfinedFiles;
}

/** Where a path, relative to the root, really is. Throws `commit/outside` where that may not be written. */
export async function placeInside(files: CommitFiles, root: string, path: string): Promise<string> {
  const real = await files.resolve(join(root, path));
  await requireInside(files, { root, home: await files.resolve(root) }, path, real);
  return real;
}

/** Whether a path of the workspace, relative to the root, names a place where it may be written, by its letters alone. */
export function isNamedInside(root: string, path: string): boolean {
  if (path === '' || path.startsWith('/') || /^[a-zA-Z]:|[\\\0]/.test(path)) return false;
  const names = path.split('/');
  if (!names.some((name) => name === '' || name === '.' || name === '..')) return true;
  return storesBeside(root).some((store) => store.toLowerCase() === path.toLowerCase());
}

/** Whether a path, relative to the root, leads to a place in the root when links are followed. For reading: stores beside it are not in it. */
export async function leadsInside(files: Pick<CommitFiles, 'resolve'>, root: string, path: string): Promise<boolean> {
  return isWithin(await files.resolve(root), await files.resolve(join(root, path)));
}

/** Whether a real path is a folder's or one below it. */
export function isWithin(home: string, real: string): boolean {
  return real === home || real.startsWith(home.endsWith('/') ? home : `${home}/`);
}

/** A root as it is named, and where it really is. */
interface Bounds {
  readonly root: string;
  readonly home: string;
}

/** Throws `commit/outside` where a real path is not one that may be written; `path` is what it was reached by. */
export async function requireInside(
  files: CommitFiles,
  { root, home }: Bounds,
  path: string,
  real: string,
): Promise<void> {
  if (isWithin(home, real)) return;
  if (await isBeside(files, { root, home }, real)) return;
  const shown = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  throw new CmosError(
    'commit/outside',
    `${t('{0} leads outside of the workspace, to {1}.', shown, real)} ${t('Nothing was changed.')}`,
    { file: shown, advice: t('Replace the link with a file or folder of its own. Writing stops at {0}.', root) },
  );
}

/** A store in the project's folder, or what a commit puts beside it. Behind a link it is somebody else's file. */
async function isBeside(files: CommitFiles, { root, home }: Bounds, real: string): Promise<boolean> {
  const project = parentOf(home);
  if (parentOf(real) !== project) return false;
  const name = nameOf(real).replace(TEMPORARY, '').toLowerCase();
  if (!storesBeside(root).some((store) => nameOf(store).toLowerCase() === name)) return false;
  const store = join(project, nameOf(real).replace(TEMPORARY, ''));
  return (await files.resolve(store)) === store;
}
