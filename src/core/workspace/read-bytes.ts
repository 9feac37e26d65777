/** Reading files whose kind and size are looked at before a byte of them is read. */
import { t } from '@vscode/l10n';
import { CmosError, fileError } from '../ground/errors';
import type { FileStat, FileSystem } from '../ground/ports';

interface ReadLimit {
  /** In bytes. */
  readonly bytes: number;
  /** What can be done where a file is larger. */
  readonly advice?: string;
}

/** All bytes of a file; undefined where nothing is there. Rejected with a `CmosError` that calls the file `name`. */
export async function readBytes(
  files: Pick<FileSystem, 'stat' | 'read'>,
  path: string,
  name: string,
  limit: ReadLimit,
): Promise<Uint8Array | undefined> {
  try {
    const stat = await files.stat(path);
    if (stat === undefined) return undefined;
    checkReadable(stat, name, limit);
    return await files.read(path);
  } catch (error) {
    throw fileError(error, name);
  }
}

/** Throws a `CmosError` for what is not an ordinary file (a pipe would be waited for, a device has no end), and for one that is too large. */
export function checkReadable({ kind, size }: FileStat, name: string, { bytes, advice }: ReadLimit): void {
  if (kind === 'directory') throw fileError(Object.assign(new Error('is a directory'), { code: 'EISDIR' }), name);
  if (kind === 'other')
    throw new CmosError('file/unreadable', t('{0} is not an ordinary file and was not read.', name), { file: name });
  if (size <= bytes) return;
  throw new CmosError(
    'file/too-large',
    t('{0} is larger than {1} MB and was not read.', name, Math.round(bytes / (1024 * 1024))),
    { file: name, ...(advice === undefined ? {} : { advice }) },
  );
}
