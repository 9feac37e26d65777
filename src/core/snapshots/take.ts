/**
 * Takes a snapshot: a copy of the database as of one moment, made by SQLite itself beside whoever uses it. Only then do
 * the oldest ones that were made here go.
 */
import { t } from '@vscode/l10n';
import { type CommitPorts } from '../commit/ports';
import { confined, type ConfinedFiles } from '../ground/boundary';
import { databaseInside } from '../database/inside';
import { databaseRefusal, hostRefusal, noWriter, untrusted } from '../commit/refusals';
import { CmosError, hostCode } from '../ground/errors';
import { type Layout } from '../workspace/layout';
import { join } from '../ground/paths';
import { randomSuffix } from '../ground/random-suffix';
import { nameFor, readName, readUnfinished, SNAPSHOT_FOLDER } from '../workspace/snapshot-names';

/** How many snapshots are kept, unless told otherwise. */
export const KEPT_SNAPSHOTS = 10;

/** What a process that ended left unfinished is removed when it is older than this, in milliseconds. */
const STALE = 60 * 60 * 1000;

export interface TakeOptions {
  /** Why; becomes a part of the name. */
  readonly reason: string;
  /** How many are kept with this one, at least 1. */
  readonly keep?: number;
  /** The name of one that stays however old it is. */
  readonly spare?: string | undefined;
}

export interface Taken {
  readonly name: string;
  /** Relative to the root. */
  readonly path: string;
  /** The names of those that went. */
  readonly removed: readonly string[];
}

/** Rejected with a `commit/…` or `database/…` refusal; then there is no new snapshot, and none was removed. */
export async function takeSnapshot(ports: CommitPorts, { root, stores }: Layout, options: TakeOptions): Promise<Taken> {
  if (!ports.trusted) throw untrusted();
  const { path, exists } = stores.database;
  if (!exists)
    throw new CmosError('database/missing', t('There is no {0} to take a snapshot of.', path), { file: path });
  const writer = await ports.writer();
  if (writer === undefined) throw noWriter();
  const folder = join(root, SNAPSHOT_FOLDER);
  const files = confined(ports.files, root);
  const database = await databaseInside(files, root, path);
  let temporary: string | undefined;
  try {
    await prepareFolder(files, ports.now(), folder);
    temporary = join(folder, `${nameFor(ports.now(), options.reason)}.${randomSuffix()}.new`);
    await writer.backup(database, temporary, ports.patience).catch(async (error: unknown) => {
      throw databaseRefusal(error, [], path, await ports.holders(database).catch(() => []));
    });
    const name = await giveName(files, ports.now(), folder, temporary, options.reason);
    const removed = await removeOldest(files, folder, name, options).catch(() => []);
    return { name, path: `${SNAPSHOT_FOLDER}/${name}`, removed };
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
    await files.writeNew(ignore, new TextEncoder().encode('cmos-*.sqlite*\n')).catch((error: unknown) => {
      if (hostCode(error) !== 'EEXIST') throw error;
    });
  for (const name of await files.list(folder)) {
    const left = readUnfinished(name);
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

async function removeOldest(
  files: ConfinedFiles,
  folder: string,
  fresh: string,
  { keep = KEPT_SNAPSHOTS, spare }: TakeOptions,
): Promise<readonly string[]> {
  const others = (await files.list(folder)).filter((name) => name !== fresh && readName(name) !== undefined).sort();
  const surplus = others.slice(0, Math.max(0, others.length - Math.max(0, keep - 1)));
  const removed: string[] = [];
  for (const name of surplus) {
    if (name === spare) continue;
    await files.remove(join(folder, name));
    removed.push(name);
  }
  return removed;
}
