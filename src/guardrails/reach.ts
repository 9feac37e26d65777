/**
 * Reaching files that a workspace's own files name. A manifest is anybody's text: what it names may lie outside, behind a link,
 * be a device, or have no end. Nothing outside the cmos root is looked at, not even whether it is there.
 */
import { t } from '@vscode/l10n';
import { type CommitFiles } from '../core/ground/commit-files';
import { CmosError, fileError, hostCode } from '../core/ground/errors';
import { join } from '../core/ground/paths';
import { type FileStat, type FileSystem } from '../core/ground/ports';
import { checkReadable } from '../core/workspace/read-bytes';

/** The disk, as guardrails look at it. */
export interface Reach {
  readonly files: FileSystem;
  /** Follows symbolic links, to the end of them. */
  readonly links: Pick<CommitFiles, 'resolve'>;
  /** The cmos root, absolute. */
  readonly root: string;
}

export interface Reached {
  /** Relative to the root, `/` between names, without `.` and `..`; empty for the root itself. */
  readonly path: string;
  /** The absolute path behind all links. */
  readonly full: string;
  /** Undefined where nothing is there. */
  readonly stat: FileStat | undefined;
}

/** So large a file is read, in bytes. */
export const READ_LIMIT = 10 * 1024 * 1024;

/** Where a target leads. Throws a `CmosError` where that is outside the root, or no path at all. */
export async function reach({ files, links, root }: Reach, target: string): Promise<Reached> {
  const path = pathInside(root, target);
  const full = path === '' ? root : join(root, path);
  try {
    const [real, home] = [await links.resolve(full), await links.resolve(root)];
    // A path where nothing is leads to itself; what it leads through may still be a link.
    const known = real === full ? await throughFolders(links, root, path) : real;
    if (known !== home && !known.startsWith(home.endsWith('/') ? home : `${home}/`)) throw outside(target);
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

/** The text of a file, byte-order mark included, as Node reads it: bytes that are no UTF-8 become U+FFFD. Undefined where none is there. */
export async function readReached(world: Reach, { path, full, stat }: Reached): Promise<string | undefined> {
  if (stat === undefined) return undefined;
  checkReadable(stat, path, { bytes: READ_LIMIT });
  try {
    return decoder.decode(await world.files.readPart(full, 0, stat.size));
  } catch (error) {
    throw fileError(error, path);
  }
}

/** The same by a target. */
export async function readTarget(world: Reach, target: string): Promise<string | undefined> {
  return readReached(world, await reach(world, target));
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A target as a path relative to the root. An absolute one may lead into it; `..` counts by its letters, as Node's `path.resolve` has it. */
function pathInside(root: string, target: string): string {
  if (target === '' || target.includes('\0'))
    throw new CmosError('file/unreadable', t('{0} is no path.', JSON.stringify(target)));
  const windows = /^([a-zA-Z]:|\/\/)/.test(root);
  const slashed = windows ? target.replaceAll('\\', '/') : target;
  const absolute = slashed.startsWith('/') || (windows && /^[a-zA-Z]:/.test(slashed));
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

/** Where a path would be whose last names are not there: the nearest folder above that is, behind its links. */
async function throughFolders(links: Reach['links'], root: string, path: string): Promise<string> {
  const names = path.split('/');
  for (let length = names.length - 1; length > 0; length--) {
    const folder = join(root, names.slice(0, length).join('/'));
    const real = await links.resolve(folder);
    if (real !== folder) return join(real, names.slice(length).join('/'));
  }
  return join(await links.resolve(root), path);
}

function outside(target: string): CmosError {
  return new CmosError('file/unreadable', t('{0} leads out of the workspace; it was not looked at.', target));
}
