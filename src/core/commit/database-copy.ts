/** Copies the database as of one moment to `db/snapshots/`, by SQLite itself beside whoever uses it. */
import type { CopyRequest } from '../changes/change-set';
import { databaseInside } from '../database/inside';
import { confined, type ConfinedFiles } from '../ground/boundary';
import { hostCode } from '../ground/errors';
import type { Layout } from '../workspace/layout';
import { join } from '../ground/paths';
import { randomSuffix } from '../ground/random-suffix';
import { utf8Bytes } from '../ground/utf8';
import { nameFor, readName, readUnfinishedName, SNAPSHOT_FOLDER } from '../workspace/snapshot-names';
import type { CommitPorts } from './ports';
import { databaseRefusal, hostRefusal, noWriter } from './refusals';

/** How many copies are kept, unless told otherwise. */
export const KEPT_COPIES = 10;

/** What a process that ended left unfinished is removed when it is older than this, in milliseconds. */
const STALE = 60 * 60 * 1000;

interface DatabaseCopy {
  readonly name: string;
  /** Relative to the root. */
  readonly path: string;
}

/** A copy, and the names of those that went for it. */
export interface TakenCopy extends DatabaseCopy {
  readonly removed: readonly string[];
}

/** Rejected with a `commit/…` refusal; then there is no new copy. */
export async function copyDatabase(
  ports: CommitPorts,
  { root, stores }: Layout,
  { reason }: CopyRequest,
): Promise<DatabaseCopy> {
  const { path } = stores.database;
  const writer = await ports.writer();
  if (writer === undefined) throw noWriter();
  const folder = join(root, SNAPSHOT_FOLDER);
  const files = confined(ports.files, root);
  const database = await databaseInside(files, root, path);
  let temporary: string | undefined;
  try {
    await prepareFolder(files, ports.now(), folder);
    temporary = join(folder, `${nameFor(ports.now(), reason)}.${randomSuffix()}.new`);
    await writer.backup(database, temporary, ports.patience).catch(async (error: unknown) => {
      throw databaseRefusal(error, [], path, await ports.holders(database).catch(() => []));
    });
    const name = await giveName(files, ports.now(), folder, temporary, reason);
    return { name, path: `${SNAPSHOT_FOLDER}/${name}` };
  } catch (error) {
    if (temporary !== undefined) await files.remove(temporary).catch(() => undefined);
    throw hostRefusal(error, SNAPSHOT_FOLDER);
  }
}

async function prepareFolder(files: ConfinedFiles, now: number, folder: string): Promise<void> {
  await files.makeFolder(folder);
  const ignore = join(folder, '.gitignore');
  // They are copies of what one machine has; what others put there is theirs to share.
  if ((await files.read(ignore)) === undefined)
    await files.writeNew(ignore, utf8Bytes('cmos-*.sqlite*\n')).catch((error: unknown) => {
      if (hostCode(error) !== 'EEXIST') throw error;
    });
  await removeUnfinishedCopies(files, now, folder);
}

/** Removes the copies that processes left half-written when they ended. */
export async function removeUnfinishedCopies(files: ConfinedFiles, now: number, folder: string): Promise<void> {
  for (const name of await files.list(folder)) {
    const left = readUnfinishedName(name);
    if (left !== undefined && Date.parse(left.takenAt) < now - STALE) await files.remove(join(folder, name));
  }
}

/** Gives the copy its name in one step, a further number where another process had the same moment and reason. */
async function giveName(
  files: ConfinedFiles,
  now: number,
  folder: string,
  temporary: string,
  reason: string,
): Promise<string> {
  for (let again = 1; ; again++) {
    const name = nameFor(now, reason, again);
    try {
      await files.link(temporary, join(folder, name));
    } catch (error) {
      if (hostCode(error) === 'EEXIST') continue;
      throw error;
    }
    await files.remove(temporary);
    await files.syncFolder(folder);
    return name;
  }
}

/** Removes the oldest of our copies that are more than are kept, and answers their names. */
export async function removeOldest(
  { files: raw }: Pick<CommitPorts, 'files'>,
  root: string,
  fresh: DatabaseCopy,
  { keep = KEPT_COPIES, spare }: CopyRequest,
): Promise<readonly string[]> {
  const files = confined(raw, root);
  const folder = join(root, SNAPSHOT_FOLDER);
  const others = (await files.list(folder)).filter((name) => name !== fresh.name && readName(name) !== undefined);
  const surplus = others.sort().slice(0, Math.max(0, others.length - Math.max(0, keep - 1)));
  const removed: string[] = [];
  for (const name of surplus) {
    if (name === spare) continue;
    await files.remove(join(folder, name));
    removed.push(name);
  }
  return removed;
}
