/** Reading files on this machine's disks: ordinary ones only, whatever a path leads to. */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { t } from '@vscode/l10n';

/**
 * Opens an ordinary file for reading. A folder is refused with `EISDIR`; a pipe, which would be waited for, and a device,
 * which has no end, with `EINVAL`, and neither is opened.
 */
export async function openFile(file: string): Promise<FileHandle> {
  const found = await stat(file);
  if (found.isDirectory()) throw Object.assign(new Error(t('it is a folder')), { code: 'EISDIR' });
  if (!found.isFile()) throw Object.assign(new Error(t('it is not an ordinary file')), { code: 'EINVAL' });
  // Should it become a pipe in this moment, opening it must not wait either. Windows has neither the flag nor such pipes.
  return open(file, constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK));
}

/** All bytes of an ordinary file. */
export async function readFileBytes(file: string): Promise<Uint8Array> {
  const handle = await openFile(file);
  try {
    const { buffer, byteOffset, byteLength } = await handle.readFile();
    return new Uint8Array(buffer, byteOffset, byteLength);
  } finally {
    await handle.close();
  }
}
