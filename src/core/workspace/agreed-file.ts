/** Reading what was agreed on, once for each time that it is written. Without it, or with a damaged one, all else works. */
import { type Agreed, AGREED_FILE, readAgreed } from '../parity/agreed/model';
import { join } from './paths';
import { type FileSystem } from './ports';

export interface AgreedState {
  /** The file's fingerprint. */
  readonly changed: string;
  readonly agreed: Agreed | undefined;
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
    return { changed, agreed: readAgreed(new TextDecoder().decode(await files.read(path))) };
  } catch {
    return undefined;
  }
}
