/** The first bytes of a SQLite file: what it is, and in which way it cannot be read (https://sqlite.org/fileformat.html). */
import { t } from '@vscode/l10n';
import { CmosError } from '../ground/errors';

/** In bytes. */
export const HEADER_SIZE = 100;

const MAGIC = 'SQLite format 3\0';

export interface DatabaseHeader {
  /** In bytes. */
  readonly pageSize: number;
  /** Bytes at the end of each page that are not SQLite's. */
  readonly reserved: number;
  readonly journalMode: 'rollback' | 'wal';
  /** Grows with every transaction in rollback mode. */
  readonly changeCounter: number;
  /** The size in pages as the header states it; 0 where it states none that can be trusted. */
  readonly pageCount: number;
  /** Grows with every change of the schema. */
  readonly schemaCookie: number;
  readonly schemaFormat: number;
  /** 1 for UTF-8. */
  readonly encoding: number;
  readonly autoVacuum: boolean;
}

/**
 * Reads the header of a database of `size` bytes.
 * @throws CmosError `database/empty`, `database/not-a-database`, `database/encrypted`, `database/newer-format` or `database/damaged`.
 */
export function readHeader(bytes: Uint8Array, size: number, file: string): DatabaseHeader {
  if (size === 0) {
    throw new CmosError('database/empty', t('{0} is an empty file.', file), {
      file,
      advice: t('Put the real database in its place, or move the empty file away to work with the files alone.'),
    });
  }
  if (bytes.length < HEADER_SIZE || latin(bytes, 0, MAGIC.length) !== MAGIC) throw notADatabase(bytes, size, file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const written = view.getUint8(18);
  const read = view.getUint8(19);
  if (read > 2) {
    throw new CmosError(
      'database/newer-format',
      t('{0} was written by a newer SQLite, in a format that is not known here.', file),
      {
        file,
        advice: t('Update this extension.'),
      },
    );
  }
  const stated = view.getUint16(16);
  const pageSize = stated === 1 ? 65536 : stated;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) throw damaged(file, t('its page size is impossible'));
  const changeCounter = view.getUint32(24);
  return {
    pageSize,
    reserved: view.getUint8(20),
    journalMode: written === 2 && read === 2 ? 'wal' : 'rollback',
    changeCounter,
    pageCount: view.getUint32(92) === changeCounter ? view.getUint32(28) : 0,
    schemaCookie: view.getUint32(40),
    schemaFormat: view.getUint32(44),
    encoding: view.getUint32(56),
    autoVacuum: view.getUint32(52) !== 0,
  };
}

export function damaged(file: string, detail: string, cause?: unknown): CmosError {
  return new CmosError('database/damaged', t('{0} is a damaged database: {1}.', file, detail), {
    file,
    advice: t(
      'Move it away together with its -wal and -journal files, then put a snapshot or a backup in its place, or seed it from the files.',
    ),
    cause,
  });
}

function notADatabase(bytes: Uint8Array, size: number, file: string): CmosError {
  // Encrypted SQLite files are whole pages of what looks like noise from the first byte on.
  if (size % 512 === 0 && size >= 512 && looksRandom(bytes)) {
    return new CmosError('database/encrypted', t('{0} looks like an encrypted database.', file), {
      file,
      advice: t('CMOS databases are not encrypted: put an unencrypted copy in its place.'),
    });
  }
  return new CmosError('database/not-a-database', t('{0} is not a SQLite database.', file), {
    file,
    advice: t('Move the file away and put the real database in its place.'),
  });
}

/** Whether bytes are spread as in noise: text and most files have far fewer different ones among the first hundred. */
function looksRandom(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, HEADER_SIZE);
  return sample.length === HEADER_SIZE && new Set(sample).size > 70;
}

function latin(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
