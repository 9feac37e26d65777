/** Reading what was agreed on, once for each time that it is written. Without it, or with a damaged one, all else works. */
import { type Agreed, AGREED_FILE, NEWER, readAgreed } from './agreed';
import { join } from '../ground/paths';
import type { FileSystem } from '../ground/ports';

export interface AgreedState {
  /** The file's fingerprint. */
  readonly changed: string;
  readonly agreed: Agreed | undefined;
  /** Whether a newer version of the product keeps it. */
  readonly newer: boolean;
}

/** More than this, in bytes, no workspace comes to. */
const MOST = 16 * 1024 * 1024;

export async function readAgreedFile(
  files: FileSystem,
  root: string,
  previous: AgreedState | undefined,
): Promise<AgreedState | undefined> {
  try {
    const path = join(root, AGREED_FILE);
    const stat = await files.stat(path);
    if (stat?.kind !== 'file' || stat.size > MOST) return undefined;
    const changed = `${stat.changed} ${stat.size}`;
    if (previous?.changed === changed) return previous;
    const agreed = readAgreed(new TextDecoder().decode(await files.read(path)));
    return agreed === NEWER ? { changed, agreed: undefined, newer: true } : { changed, agreed, newer: false };
  } catch {
    return undefined;
  }
}
