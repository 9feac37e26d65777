/** What is in `db/snapshots/`, and reading it. Nothing outside that folder is ever read or written through a name. */
import { t } from '@vscode/l10n';
import type { CommitFiles } from '../ground/commit-files';
import { countRows, type DatabaseDump, dumpDatabase } from '../database/dump';
import { CmosError } from '../ground/errors';
import { join } from '../ground/paths';
import type { Ports } from '../ground/ports';
import { DEFAULT_SETTINGS } from '../workspace/settings';
import { isDatabaseName, readName, SNAPSHOT_FOLDER } from '../workspace/snapshot-names';

/** A snapshot as a list shows it. */
export interface DatabaseSnapshot {
  readonly name: string;
  /** Relative to the root. */
  readonly path: string;
  /** Undefined for a database that somebody else put there. */
  readonly takenAt: string | undefined;
  readonly reason: string | undefined;
  /** Undefined where it cannot be looked at. */
  readonly bytes: number | undefined;
  /** How many it has; undefined where it has no such table, or cannot be read. */
  readonly missions: number | undefined;
  readonly events: number | undefined;
  /** Why it cannot be read. */
  readonly problem: string | undefined;
}

/** What it takes to read snapshots. */
export interface SnapshotPorts {
  readonly ports: Ports;
  readonly files: Pick<CommitFiles, 'resolve' | 'list'>;
}

/** All of them, the latest first; those of others last. One that cannot be read hides no other. */
export async function listSnapshots(reading: SnapshotPorts, root: string): Promise<readonly DatabaseSnapshot[]> {
  const names = (await reading.files.list(join(root, SNAPSHOT_FOLDER))).filter(isDatabaseName);
  const found: DatabaseSnapshot[] = [];
  for (const name of names) found.push(await describe(reading, root, name));
  const rank = ({ takenAt, name }: DatabaseSnapshot): string => `${takenAt ?? ''} ${name}`;
  return found.sort((a, b) => (rank(a) < rank(b) ? 1 : -1));
}

async function describe(reading: SnapshotPorts, root: string, name: string): Promise<DatabaseSnapshot> {
  const known = readName(name);
  const path = `${SNAPSHOT_FOLDER}/${name}`;
  const base = { name, path, takenAt: known?.takenAt, reason: known?.reason };
  const nothing = { bytes: undefined, missions: undefined, events: undefined };
  try {
    const file = await snapshotPath(reading, root, name);
    const bytes = (await reading.ports.files.stat(file))?.size;
    try {
      const [missions, events] = await countRows(reading.ports, file, path, LIMIT, ['missions', 'session_events']);
      return { ...base, bytes, missions, events, problem: undefined };
    } catch (error) {
      return { ...base, ...nothing, bytes, problem: CmosError.is(error) ? error.message : String(error) };
    }
  } catch (error) {
    return { ...base, ...nothing, problem: CmosError.is(error) ? error.message : String(error) };
  }
}

const LIMIT = DEFAULT_SETTINGS.limits.databaseBytes;

/** All rows of a snapshot. `name` is its file's name, with or without the folder. Refused for any other file. */
export async function readSnapshot(reading: SnapshotPorts, root: string, name: string): Promise<DatabaseDump> {
  const file = await snapshotPath(reading, root, name);
  return dumpDatabase(reading.ports, file, `${SNAPSHOT_FOLDER}/${fileName(name)}`, LIMIT);
}

/** All rows of the workspace's own database. */
export function readCurrent({ ports }: SnapshotPorts, root: string, database: string): Promise<DatabaseDump> {
  return dumpDatabase(ports, join(root, database), database, LIMIT);
}

/** Where a snapshot is: a name that the folder has, of a file that really lies in it. */
async function snapshotPath({ files, ports }: SnapshotPorts, root: string, given: string): Promise<string> {
  const name = fileName(given);
  const folder = join(root, SNAPSHOT_FOLDER);
  const names = (await files.list(folder)).filter(isDatabaseName);
  if (!names.includes(name)) {
    const ours = names.sort().reverse().slice(0, 5);
    throw new CmosError('operation/refused', t('There is no snapshot {0} in {1}.', given, SNAPSHOT_FOLDER), {
      advice:
        ours.length === 0 ? t('There is none at all. cmos snapshot takes one.') : t('There are: {0}.', ours.join(', ')),
    });
  }
  const real = await files.resolve(join(folder, name));
  const inside = `${await files.resolve(folder)}/`;
  const isFile = (await ports.files.stat(real))?.kind === 'file';
  if (!isFile || !real.startsWith(inside) || !inside.startsWith(`${await files.resolve(root)}/`))
    throw new CmosError('operation/refused', t('{0} is no file in {1}; it was not read.', name, SNAPSHOT_FOLDER), {
      file: `${SNAPSHOT_FOLDER}/${name}`,
      advice: t('Put the database itself there, instead of a link to it.'),
    });
  return real;
}

/** A snapshot's name without the folder, which a shell's completion puts before it. */
export function fileName(given: string): string {
  return given.startsWith(`${SNAPSHOT_FOLDER}/`) ? given.slice(SNAPSHOT_FOLDER.length + 1) : given;
}
