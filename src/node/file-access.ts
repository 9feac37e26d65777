/** Who owns what is made, and who may read and write it. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { hostCode } from '../core/ground/errors';
import { isAbsence } from './ports';

/** Windows has owners and permissions of another kind, which a new file takes from its folder. */
const hasOwners = process.platform !== 'win32';

/** What the host answers where a file may not be given away: it takes the superuser, and a file system that knows owners. */
const NOT_ALLOWED = ['EPERM', 'EACCES', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/**
 * Gives a new file the owner, the group and the permissions of the one that it replaces. Where the owner cannot be kept, the
 * file is ours, as with each program that saves by renaming; where the group cannot be kept, the new group may do only what
 * everybody may.
 */
export async function takeAccess(handle: FileHandle, model: Stats): Promise<void> {
  if (!hasOwners) return;
  const { uid, gid } = await handle.stat();
  let mode = model.mode & 0o7777;
  if ((uid !== model.uid || gid !== model.gid) && !(await give(handle, model.uid, model.gid))) {
    // To run as its owner is not for another owner.
    mode &= 0o1777;
    if (gid !== model.gid && !(await give(handle, uid, model.gid))) mode = (mode & ~0o070) | ((mode & 0o007) << 3);
  }
  // After that: a change of owner takes permissions away. The process's mask may have taken some, too.
  await handle.chmod(mode);
}

/**
 * What the superuser makes in somebody's folder belongs to the folder's owner, who could not work on in the workspace
 * otherwise.
 */
export async function takeOwnerOfFolder(handle: FileHandle, folder: string): Promise<void> {
  if (!hasOwners || process.geteuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  await give(handle, uid, gid);
}

/** The same for a folder that was made. */
export async function giveFolderToOwner(folder: string): Promise<void> {
  if (!hasOwners || process.geteuid?.() !== 0) return;
  const handle = await open(folder, constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await takeOwnerOfFolder(handle, path.dirname(folder));
  } finally {
    await handle.close();
  }
}

export async function statIfThere(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function give(handle: FileHandle, uid: number, gid: number): Promise<boolean> {
  try {
    await handle.chown(uid, gid);
    return true;
  } catch (error) {
    if (NOT_ALLOWED.includes(hostCode(error) ?? '')) return false;
    throw error;
  }
}
