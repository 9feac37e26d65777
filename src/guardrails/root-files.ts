/**
 * Reading files that a workspace's own files, or people, name. A manifest is anybody's text: what it names may lie outside,
 * behind a link, be a device, or have no end. Nothing outside the cmos root is looked at, not even whether it is there.
 */
import { t } from '@vscode/l10n';
import { isWithin } from '../core/ground/boundary';
import { CmosError, fileError, hostCode } from '../core/ground/errors';
import { join } from '../core/ground/paths';
import type { FileStat, FileSystem } from '../core/ground/ports';
import { checkReadable } from '../core/workspace/read-bytes';

/** The files of one cmos root. */
export interface RootFiles {
  readonly files: FileSystem;
  /** Absolute. */
  readonly root: string;
}

/** Where a target leads. */
export interface LocatedFile {
  /** Relative to the root, `/` between names, without `.` and `..`; empty for the root itself. */
  readonly path: string;
  /** The absolute path behind all links. */
  readonly full: string;
  /** Undefined where nothing is there. */
  readonly stat: FileStat | undefined;
}

/** So large a file is read, in bytes. */
export const READ_LIMIT = 10 * 1024 * 1024;

/** Throws a `CmosError` where the target lies outside the root, or is no path at all. */
export async function locateTarget({ files, root }: RootFiles, target: string): Promise<LocatedFile> {
  const path = pathInside(root, target);
  const full = path === '' ? root : join(root, path);
  try {
    const real = await resolved(files, full);
    if (!isWithin(await resolved(files, root), real)) throw outside(target);
    return { path, full: real, stat: await files.stat(real) };
  } catch (error) {
    if (CmosError.is(error)) throw error;
    if (hostCode(error) === 'ELOOP')
      throw new CmosError('file/unreadable', t('{0} is a symbolic link that leads back to itself.', path), {
        file: path,
        cause: error,
      });
    throw fileError(error, path);
  }
}

/**
 * The text of what was located, byte-order mark included, as Node reads it: bytes that are not UTF-8 become U+FFFD. Undefined
 * where nothing is there. With `most` only so many bytes of a larger file are read, which is refused otherwise.
 */
export async function readLocated(
  { files }: RootFiles,
  { path, full, stat }: LocatedFile,
  most?: number,
): Promise<string | undefined> {
  if (stat === undefined) return undefined;
  checkReadable(stat, path, { bytes: most === undefined ? READ_LIMIT : Infinity });
  try {
    return decoder.decode(await files.readPart(full, 0, Math.min(stat.size, most ?? Infinity)));
  } catch (error) {
    throw fileError(error, path);
  }
}

/** The same by a target. */
export async function readTarget(rootFiles: RootFiles, target: string): Promise<string | undefined> {
  return readLocated(rootFiles, await locateTarget(rootFiles, target));
}

/** So many files of a folder are listed. */
const MOST_FILES = 1_000;
const DEEPEST = 8;

/** Paths of the files in a folder and below, sorted; `more`: whether there are others. Links are followed only within the root. */
export async function filesBelow(
  rootFiles: RootFiles,
  folder: string,
  wanted: (path: string) => boolean = () => true,
): Promise<{ readonly paths: readonly string[]; readonly more: boolean }> {
  const paths: string[] = [];
  let more = false;
  const walk = async (path: string, depth: number): Promise<void> => {
    const names = await rootFiles.files.list(join(rootFiles.root, path)).catch(() => []);
    for (const name of names.toSorted()) {
      const below = `${path}/${name}`;
      const kind = await locateTarget(rootFiles, below).then(
        ({ stat }) => stat?.kind,
        () => undefined,
      );
      if (kind === 'directory' && depth < DEEPEST && !name.startsWith('.')) await walk(below, depth + 1);
      if (kind !== 'file' || !wanted(below)) continue;
      if (paths.length >= MOST_FILES) more = true;
      else paths.push(below);
    }
  };
  await walk(folder, 0);
  return { paths, more };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A target as a path relative to the root. An absolute one may lead into it; `..` counts by its letters, as Node's `path.resolve` has it. */
function pathInside(root: string, target: string): string {
  if (target === '' || target.includes('\0'))
    throw new CmosError('operation/refused', t('{0} is no path.', JSON.stringify(target)));
  const windows = /^([a-zA-Z]:|\/\/)/.test(root);
  const slashed = windows ? target.replaceAll('\\', '/') : target;
  const absolute = slashed.startsWith('/') || /^[a-zA-Z]:[\\/]/.test(slashed);
  const names: string[] = absolute ? [] : root.split('/').filter((name) => name !== '');
  for (const name of slashed.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  const base = root.split('/').filter((name) => name !== '');
  if (!base.every((name, at) => names[at] === name)) throw outside(target);
  return names.slice(base.length).join('/');
}

/** Behind all links, where the host has any. */
function resolved(files: FileSystem, path: string): Promise<string> {
  return files.resolve?.(path) ?? Promise.resolve(path);
}

function outside(target: string): CmosError {
  return new CmosError('operation/refused', t('{0} leads out of the workspace; it was not looked at.', target), {
    file: target,
    advice: t('Name a file by its path in the cmos root.'),
  });
}
