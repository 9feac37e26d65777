/**
 * Keeping the last agreed state with a commit: what it is to become is written beside it before COMMIT and takes its place
 * before the journal's entry is finished, so that recovery does it where a kill comes between. The file is never required: what
 * fails here is no reason to refuse a change.
 */
import type { ConfinedFiles } from '../ground/boundary';
import { makeOwnFolder, OWN_FOLDER } from '../ground/own-folder';
import { join } from '../ground/paths';
import { randomSuffix } from '../ground/random-suffix';
import { utf8Bytes } from '../ground/utf8';
import { AGREED_FILE, NEWER, readAgreed } from '../workspace/agreed';
import type { Journal } from './journal';

/** The name that goes with a journal entry, and that of a look without a change: the time, and what tells two apart. */
const PREPARED = /^agreed\.json\.(\d{8,15}-[a-z0-9]+)\.new$/;
const LOOKED = /^agreed\.json\.([0-9a-z]{8})[0-9a-z]{6}\.new$/;

/** A look that takes longer, in milliseconds, has ended: and where it has not, the next one remembers the same. */
const LONGEST_LOOK = 60_000;

function preparedPath(root: string, id: string): string {
  return `${join(root, AGREED_FILE)}.${id}.new`;
}

/** Writes what the state is to become with the commit of this journal entry. */
export async function prepareAgreed(files: ConfinedFiles, root: string, id: string, text: string): Promise<void> {
  await write(files, root, preparedPath(root, id), text).catch(() => undefined);
}

/** The commit is there: so is what was prepared for it, where anything was. */
export async function placeAgreed(files: ConfinedFiles, root: string, id: string): Promise<void> {
  await place(files, root, preparedPath(root, id)).catch(() => undefined);
}

/** The commit is not there. */
export async function dropAgreed(files: ConfinedFiles, root: string, id: string): Promise<void> {
  await files.remove(preparedPath(root, id)).catch(() => undefined);
}

/** Writes the state after a look without a change; `now` is in milliseconds since 1970. */
export async function writeAgreed(files: ConfinedFiles, root: string, text: string, now: number): Promise<void> {
  const fresh = `${join(root, AGREED_FILE)}.${now.toString(36).padStart(8, '0')}${randomSuffix()}.new`;
  try {
    await write(files, root, fresh, text);
    await place(files, root, fresh);
  } catch {
    await files.remove(fresh).catch(() => undefined);
  }
}

/** Removes what processes that ended left beside it. */
export async function sweepAgreed(files: ConfinedFiles, root: string, journal: Journal, now: number): Promise<void> {
  const folder = join(root, OWN_FOLDER);
  const names = (await files.list(folder)).filter((name) => PREPARED.test(name) || LOOKED.test(name));
  if (names.length === 0) return;
  // Looked at after the names: what is made meanwhile belongs to an entry that is open by now.
  const open = await journal.openIds();
  for (const name of names) {
    const [, id] = PREPARED.exec(name) ?? [];
    const [, begun] = LOOKED.exec(name) ?? [];
    const isLeft = id === undefined ? parseInt(begun ?? '', 36) < now - LONGEST_LOOK : !open.has(id);
    if (isLeft) await files.remove(join(folder, name));
  }
}

async function write(files: ConfinedFiles, root: string, path: string, text: string): Promise<void> {
  await makeOwnFolder(files, root);
  await files.remove(path);
  await files.writeNew(path, utf8Bytes(text));
}

async function place(files: ConfinedFiles, root: string, fresh: string): Promise<void> {
  const path = join(root, AGREED_FILE);
  // An editor of a newer version may have begun to keep it since the snapshot was read.
  const there = await files.read(path);
  if (there !== undefined && readAgreed(new TextDecoder().decode(there)) === NEWER) {
    await files.remove(fresh);
    return;
  }
  await files.rename(fresh, path);
  // Where a power cut brings back the state before, its fingerprints tell; that there never was one, nothing would tell.
  if (there === undefined) await files.syncFolder(join(root, OWN_FOLDER));
}
