/**
 * The stable image: the bytes of a database as of one moment, read beside whoever writes it, touching nothing.
 *
 * All that decides what the bytes mean is looked at before and after they are read: sizes and times, the main file's
 * header with its change counter, the journal's and the write-ahead log's headers. Only when both looks agree is it an
 * image. In rollback mode the main file must not have changed in between, or a hot journal that covers every change
 * (it is read after the main file, so it holds the old content of each page written by then) is rolled back. With a
 * write-ahead log the log must be of the same round in both looks; whatever a checkpoint moved into the main file
 * meanwhile is still in it, and is put in its place once more.
 */
import { t } from '@vscode/l10n';
import { CmosError, fileError, hostCode } from '../ground/errors';
import type { FileStat, Ports } from '../ground/ports';
import { damaged, type DatabaseHeader, HEADER_SIZE, readHeader } from './header';
import { isHot, JOURNAL_HEADER_SIZE, rollBack } from './journal';
import { applyWal, FRAME_HEADER_SIZE, WAL_HEADER_SIZE } from './wal';

/** A database as of one moment. `bytes` says of itself that it has no write-ahead log. */
export interface StableImage {
  readonly bytes: Uint8Array;
  readonly header: DatabaseHeader;
  readonly journalMode: 'rollback' | 'wal';
  /** How often the bytes had to be read; 1 where nobody was writing. */
  readonly attempts: number;
  readonly look: Look;
  /** Where the log's next frame would begin, in bytes; 0 without a log. */
  readonly walEnd: number;
}

/** What is compared before and after. */
interface Look {
  readonly main: FileStat;
  readonly header: Uint8Array;
  readonly wal: FileStat | undefined;
  readonly walHeader: Uint8Array;
  readonly journal: FileStat | undefined;
  readonly journalHeader: Uint8Array;
}

interface ImageOptions {
  /** Larger databases, in bytes, are not read. */
  readonly limit: number;
  /** The image read last: the same object is the answer where nothing has changed since. */
  readonly previous?: StableImage | undefined;
  /** How it is named in messages; relative to the cmos root. */
  readonly name?: string;
}

/** How long a quiet moment is looked for, in milliseconds. */
const PATIENCE = 3000;

/** The longest wait between two attempts, in milliseconds: a writer that never rests has only short quiet moments. */
const LONGEST_PAUSE = 6;

const NOTHING = new Uint8Array(0);

/**
 * Reads an image of the database at an absolute path.
 * @throws CmosError of a `database/…` code; `database/busy` where no quiet moment was found in some two seconds.
 */
export async function readStableImage(ports: Ports, path: string, options: ImageOptions): Promise<StableImage> {
  const name = options.name ?? path.slice(path.lastIndexOf('/') + 1);
  const end = ports.now() + PATIENCE;
  let attempts = 0;
  for (let round = 0; round === 0 || ports.now() < end; round++) {
    // Uneven waits, so as not to fall into step with the writer.
    if (round > 0) await ports.sleep((round * 7) % (LONGEST_PAUSE + 1));
    try {
      const before = await lookAt(ports, path, name);
      if (
        options.previous !== undefined &&
        attempts === 0 &&
        (await isUnchanged(ports, path, before, options.previous))
      ) {
        return options.previous;
      }
      if (before.main.size > options.limit) throw tooLarge(before.main.size, options.limit, name);
      attempts++;
      const image = await attempt(ports, path, name, before, attempts);
      if (image !== undefined) return image;
    } catch (error) {
      // A journal or log that vanished between the look and the reading: the writer ended, look again.
      if (hostCode(error) !== 'ENOENT') throw asDatabaseError(error, name);
    }
  }
  throw new CmosError(
    'database/busy',
    t('{0} is being written all the time; no quiet moment was found to read it.', name),
    {
      file: name,
      advice: t('Try again when the other process is done.'),
    },
  );
}

async function attempt(
  ports: Ports,
  path: string,
  name: string,
  before: Look,
  attempts: number,
): Promise<StableImage | undefined> {
  const main = await ports.files.read(path);
  if (before.walHeader.length === WAL_HEADER_SIZE) return withLog(ports, path, name, before, main, attempts);
  const hot = isHot(before.journalHeader);
  const journal = hot ? await ports.files.read(`${path}-journal`) : NOTHING;
  const after = await lookAt(ports, path, name);
  const quiet =
    after.walHeader.length === before.walHeader.length &&
    sameBytes(before.journalHeader, after.journalHeader) &&
    main.length === before.main.size &&
    sameBytes(before.header, main.subarray(0, HEADER_SIZE));
  if (!quiet) return undefined;
  if (!hot)
    return sameMain(before, after) ? imageOf(main, main, name, { attempts, look: after, walEnd: 0 }) : undefined;
  if (!sameBytes(journal.subarray(0, JOURNAL_HEADER_SIZE), before.journalHeader)) return undefined;
  const pageSize = readHeader(main, main.length, name).pageSize;
  return imageOf(rollBack(main, journal, pageSize), main, name, { attempts, look: after, walEnd: 0 });
}

/** The image of a database with a write-ahead log: the log is read after the main file, and must be of one round throughout. */
async function withLog(
  ports: Ports,
  path: string,
  name: string,
  before: Look,
  main: Uint8Array,
  attempts: number,
): Promise<StableImage | undefined> {
  const wal = await ports.files.read(`${path}-wal`);
  const header = await ports.files.readPart(`${path}-wal`, 0, WAL_HEADER_SIZE);
  const sameRound = sameBytes(before.walHeader, header) && sameBytes(header, wal.subarray(0, WAL_HEADER_SIZE));
  if (!sameRound) return undefined;
  const applied = applyWal(main, wal);
  // Without a single committed frame the main file stands alone, and must not have changed while it was read.
  if (applied.end <= WAL_HEADER_SIZE && !sameMain(before, await lookAt(ports, path, name))) return undefined;
  return imageOf(applied.bytes, main, name, { attempts, look: before, walEnd: applied.end });
}

function imageOf(
  bytes: Uint8Array,
  main: Uint8Array,
  name: string,
  { attempts, look, walEnd }: { attempts: number; look: Look; walEnd: number },
): StableImage {
  const header = readHeader(bytes, bytes.length, name);
  if (bytes.length < header.pageCount * header.pageSize) throw damaged(name, t('its end is missing'));
  const { journalMode } = header;
  // What says "there is a write-ahead log" is cleared: the image stands alone. The file's own bytes are not touched.
  const own = bytes === main ? bytes.slice() : bytes;
  own[18] = 1;
  own[19] = 1;
  return { bytes: own, header, journalMode, attempts, look, walEnd };
}

async function lookAt(ports: Ports, path: string, name: string): Promise<Look> {
  const { files } = ports;
  const [main, wal, journal] = await Promise.all([
    files.stat(path),
    files.stat(`${path}-wal`),
    files.stat(`${path}-journal`),
  ]);
  if (main === undefined) {
    throw new CmosError('database/missing', t('{0} is not there any more.', name), { file: name });
  }
  if (main.kind === 'directory') {
    throw new CmosError('database/is-a-directory', t('{0} is a folder, not a database.', name), {
      file: name,
      advice: t('Move the folder away, so that the database can be put in its place.'),
    });
  }
  const part = (suffix: string, stat: FileStat | undefined, length: number): Promise<Uint8Array> =>
    stat === undefined || stat.size === 0 ? Promise.resolve(NOTHING) : files.readPart(path + suffix, 0, length);
  const [header, walHeader, journalHeader] = await Promise.all([
    part('', main, HEADER_SIZE),
    part('-wal', wal, WAL_HEADER_SIZE),
    part('-journal', journal, JOURNAL_HEADER_SIZE),
  ]);
  if (main.size === 0 && walHeader.length === 0) readHeader(header, 0, name);
  return { main, header, wal, walHeader, journal, journalHeader };
}

/** Whether nothing was written since an image was made. File times are coarse, so counters and the log's end count too. */
async function isUnchanged(ports: Ports, path: string, now: Look, { look, walEnd }: StableImage): Promise<boolean> {
  if (!sameMain(look, now) || !sameStat(look.wal, now.wal) || !sameBytes(look.walHeader, now.walHeader)) return false;
  if (!sameStat(look.journal, now.journal) || !sameBytes(look.journalHeader, now.journalHeader)) return false;
  if (walEnd === 0 || now.wal === undefined || now.wal.size < walEnd + FRAME_HEADER_SIZE) return true;
  // A log that starts over keeps its size: a new frame would bear the log's salts.
  const next = await ports.files.readPart(`${path}-wal`, walEnd, FRAME_HEADER_SIZE);
  return !sameBytes(next.subarray(8, 16), now.walHeader.subarray(16, 24));
}

function sameMain(a: Look, b: Look): boolean {
  return sameStat(a.main, b.main) && sameBytes(a.header, b.header);
}

function sameStat(a: FileStat | undefined, b: FileStat | undefined): boolean {
  return a?.size === b?.size && a?.changed === b?.changed;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function tooLarge(size: number, limit: number, name: string): CmosError {
  const megabytes = (bytes: number) => Math.round(bytes / (1024 * 1024));
  return new CmosError(
    'database/too-large',
    t('{0} has {1} MB and was not read; the limit is {2} MB.', name, megabytes(size), megabytes(limit)),
    {
      file: name,
      advice: t('Raise the limit in the settings (cmos.limits.databaseMegabytes).'),
    },
  );
}

function asDatabaseError(error: unknown, name: string): unknown {
  const code = hostCode(error);
  if (code !== 'EACCES' && code !== 'EPERM') return CmosError.is(error) ? error : fileError(error, name);
  return new CmosError('database/no-permission', t('{0} may not be read by this user.', name), {
    file: name,
    advice: t('Give yourself the right to read it: its owner can change its permissions.'),
    cause: error,
  });
}
