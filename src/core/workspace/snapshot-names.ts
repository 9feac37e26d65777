/** How snapshots of the database are called, and where they lie; relative to the cmos root. */

export const SNAPSHOT_FOLDER = 'db/snapshots';

/** `cmos-<UTC time>-<reason>.sqlite`: only files with such a name are ours to remove. */
const OURS = /^cmos-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-([a-z0-9][a-z0-9-]{0,59})\.sqlite$/;

/** While a snapshot is being written, its name goes on like this. */
const UNFINISHED = /^(cmos-\d{8}T\d{6}Z-[a-z0-9-]+\.sqlite)\.[a-z0-9]+\.new$/;

const DATABASES = /\.(sqlite3?|db)$/i;

/** A reason in a file name is cut to this length. */
const LONGEST_REASON = 40;

interface SnapshotName {
  /** When it was taken: ISO 8601 in UTC, whole seconds. */
  readonly takenAt: string;
  readonly reason: string;
}

/** What a name of ours says; undefined for any other. */
export function readName(name: string): SnapshotName | undefined {
  const [, year, month, day, hour, minute, second, reason] = OURS.exec(name) ?? [];
  if (reason === undefined) return undefined;
  return { takenAt: `${year}-${month}-${day}T${hour}:${minute}:${second}Z`, reason };
}

/** The name of a snapshot; `again` counts those of the same second and reason, from 1. `at` is in milliseconds since 1970. */
export function nameFor(at: number, reason: string, again = 1): string {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `cmos-${time}-${slug(reason)}${again === 1 ? '' : `-${again}`}.sqlite`;
}

/** Whether a name in the folder is that of a database: ours, or one that somebody else put there. */
export function isDatabaseName(name: string): boolean {
  return DATABASES.test(name);
}

/** For the name of a snapshot that is being written, or was when its process ended: what it says. */
export function readUnfinishedName(name: string): SnapshotName | undefined {
  const [, whole] = UNFINISHED.exec(name) ?? [];
  return whole === undefined ? undefined : readName(whole);
}

/** A reason as letters, digits and hyphens. */
function slug(reason: string): string {
  const plain = reason
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_REASON)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'manual' : plain;
}
