/** A commit's file system on Node. */
import { constants, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { access, chmod, constants as copying, copyFile, link, mkdir, open, rename, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { CommitFiles, Stamp } from '../core/ground/commit-files';
import { hostCode } from '../core/ground/errors';
import { giveFolderToOwner, statIfThere, takeAccess, takeOwnerOfFolder } from './file-access';
import { isAbsence, nodeFiles, resolvePath } from './ports';
import { readFileBytes } from './read-file';

export const nodeCommitFiles: CommitFiles = {
  async read(file) {
    try {
      return await readFileBytes(file);
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  },
  async writeNew(file, bytes, { like, private: own = false, remade = false } = {}) {
    const model = like === undefined ? undefined : await statIfThere(like);
    const handle = await open(file, 'wx', own ? 0o600 : model?.mode);
    try {
      await handle.writeFile(bytes);
      if (model === undefined) await takeOwnerOfFolder(handle, path.dirname(file));
      else await takeAccess(handle, model);
      if (!remade) await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename: (from, to) => rename(from, to),
  stamp: (file) => Promise.resolve(stampOf(file)),
  // Without a turn of the event loop between look and act, the moment in which somebody else can save is as short as it gets.
  replace(from, to, seen) {
    if (stampOf(to) !== seen) return Promise.resolve(false);
    renameSync(from, to);
    return Promise.resolve(true);
  },
  async link(file, name) {
    try {
      await link(file, name);
    } catch (error) {
      // Some file systems have no second names; a copy serves as well, though it does not see what is written meanwhile.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(hostCode(error) ?? '')) throw error;
      await copyFile(file, name, copying.COPYFILE_EXCL);
    }
  },
  async append(file, bytes) {
    const handle = await open(file, 'a');
    let isNew: boolean;
    try {
      const found = await handle.stat();
      isNew = found.size === 0;
      if (isNew && found.uid === process.geteuid?.()) await takeOwnerOfFolder(handle, path.dirname(file));
      await handle.appendFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (isNew) await syncFolder(path.dirname(file));
  },
  async truncate(file, length, seen) {
    if (stampOf(file) !== seen) return false;
    truncateSync(file, length);
    const handle = await open(file, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  },
  remove(file, seen) {
    if (seen !== undefined && stampOf(file) !== seen) return Promise.resolve(false);
    rmSync(file, { force: true });
    return Promise.resolve(true);
  },
  async makeFolder(folder, { private: own = false } = {}) {
    const first = await mkdir(folder, { recursive: true });
    const made: string[] = [];
    if (first !== undefined)
      for (let at = folder; ; at = path.dirname(at)) {
        made.unshift(at);
        if (path.relative(first, at) === '') break;
      }
    for (const each of made) {
      await giveFolderToOwner(each);
      await syncFolder(path.dirname(each));
    }
    if (own && process.platform !== 'win32') await chmod(folder, 0o700);
  },
  async removeFolder(folder) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (!isAbsence(error) && !['ENOTEMPTY', 'EEXIST'].includes(hostCode(error) ?? '')) throw error;
    }
  },
  syncFolder,
  list: (folder) => nodeFiles.list(folder),
  resolve: resolvePath,
  async names(file) {
    return (await statIfThere(file))?.nlink ?? 0;
  },
  async writable(file) {
    for (let at = file; ; at = path.dirname(at)) {
      try {
        await access(at, constants.W_OK);
        return true;
      } catch (error) {
        if (hostCode(error) === 'EROFS') throw error;
        if (!isAbsence(error) || path.dirname(at) === at) return false;
      }
    }
  },
};

function stampOf(file: string): Stamp {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? 'nothing' : `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing, and keeps names in order by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
