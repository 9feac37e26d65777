/** Changes that were begun and not ended, as the journal's folder shows them to anybody who looks. */
import { JOURNAL_FOLDER } from '../ground/own-folder';
import { join } from '../ground/paths';
import type { FileSystem } from '../ground/ports';

/** A change that a crash interrupted, or that another process is in the middle of: a look takes no lock, so it cannot tell. */
export interface UnfinishedChange {
  /** Relative to the cmos root. */
  readonly file: string;
  /** Empty where the record cannot be read. */
  readonly title: string;
  /** When it was begun, ISO 8601; empty where the record cannot be read. */
  readonly at: string;
}

const OPEN = /^\d{8,15}-[a-z0-9]+\.open\.json$/;

/** A record that is larger is only named, in bytes. */
const MOST = 16 * 1024 * 1024;

/** The open entries of the journal, oldest first. */
export async function readUnfinishedChanges(files: FileSystem, root: string): Promise<readonly UnfinishedChange[]> {
  const names = await files.list(join(root, JOURNAL_FOLDER)).catch(() => []);
  const open = names.filter((name) => OPEN.test(name)).toSorted();
  return Promise.all(open.map((name) => describe(files, root, `${JOURNAL_FOLDER}/${name}`)));
}

async function describe(files: FileSystem, root: string, file: string): Promise<UnfinishedChange> {
  try {
    const stat = await files.stat(join(root, file));
    if (stat?.kind !== 'file' || stat.size > MOST) return { file, title: '', at: '' };
    const value: unknown = JSON.parse(new TextDecoder().decode(await files.read(join(root, file))));
    const { title, at } = value as { readonly title?: unknown; readonly at?: unknown };
    return { file, title: typeof title === 'string' ? title : '', at: typeof at === 'string' ? at : '' };
  } catch {
    return { file, title: '', at: '' };
  }
}
