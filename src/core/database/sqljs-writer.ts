/**
 * Writes a database as a whole file, by SQLite compiled to WebAssembly: for one that does not exist yet, or lies where no
 * process can open it. It knows no locks, so it is never used beside other writers: it refuses a file that changed.
 */
import { type Database } from 'sql.js';
import { type RowChange, type Row } from '../changes/change-set';
import { type CommitFiles } from '../ground/commit-files';
import { type DatabaseWriter, type PreparedWrite, type RowKey, unfinished, WriterError } from '../changes/writer';
import { hostCode, reasonOf } from '../ground/errors';
import { parentOf } from '../ground/paths';
import { type Ports } from '../ground/ports';
import { readStableImage, sameBytes } from './image';
import { applyRow, type SqlConnection, wholeRow } from './apply-rows';

/** Where the header keeps the number of changes, and the number that it was last valid for; in bytes. */
const CHANGE_COUNTER = 24;
const VALID_FOR = 92;

export interface SqlJsWriterOptions {
  readonly ports: Ports;
  readonly files: CommitFiles;
  /** SQL that makes the tables of a database that is not there: then one that is there is refused; without it the other way round. */
  readonly schema?: string;
}

export class SqlJsWriter implements DatabaseWriter {
  readonly engine = 'sql.js';
  readonly #options: SqlJsWriterOptions;

  constructor(options: SqlJsWriterOptions) {
    this.#options = options;
  }

  async prepare(path: string, changes: readonly RowChange[]): Promise<PreparedWrite> {
    const { files } = this.#options;
    const before = await files.read(path);
    if (before !== undefined && this.#options.schema !== undefined)
      throw new WriterError('changed', 'The database is there already.');
    const database = await this.#open(before);
    try {
      const rows = changes.map((change, index) => applyRow(through(database), change, index));
      return {
        rows,
        read: (keys) => Promise.resolve(keys.map(({ table, key }) => wholeRow(through(database), table, key))),
        commit: async () => {
          try {
            if (!same(before, await files.read(path)))
              throw new WriterError('changed', 'The database file was changed meanwhile.');
            if (changes.length > 0 || before === undefined)
              await put(files, path, bytesOf(database, before), before === undefined);
          } catch (error) {
            throw asWriterError(error);
          } finally {
            database.close();
          }
        },
        rollback: () => {
          database.close();
          return Promise.resolve();
        },
      };
    } catch (error) {
      database.close();
      throw asWriterError(error);
    }
  }

  async read(path: string, keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]> {
    const database = await this.#open(await this.#options.files.read(path));
    try {
      return keys.map(({ table, key }) => wholeRow(through(database), table, key));
    } finally {
      database.close();
    }
  }

  async backup(path: string, target: string): Promise<void> {
    const { ports, files } = this.#options;
    try {
      const { bytes } = await readStableImage(ports, path, { limit: Number.POSITIVE_INFINITY });
      await files.writeNew(target, bytes, { like: path });
    } catch (error) {
      // Nobody was in the way of a change: the name of the copy was taken.
      if (hostCode(error) === 'EEXIST') throw new WriterError('failed', reasonOf(error));
      throw asWriterError(error);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #open(bytes: Uint8Array | undefined): Promise<Database> {
    const { ports, schema } = this.#options;
    if (bytes === undefined && schema === undefined) throw new WriterError('failed', 'There is no database file.');
    const SQL = await ports.sql();
    // A copy of its own: the library keeps the array that it is given.
    const database = bytes === undefined ? new SQL.Database() : new SQL.Database(Uint8Array.from(bytes));
    database.run('PRAGMA foreign_keys = ON');
    try {
      if (bytes === undefined && schema !== undefined) database.run(schema);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }
}

function through(database: Database): SqlConnection {
  return {
    get(sql, values) {
      const statement = database.prepare(
        sql,
        values.map((value) => (typeof value === 'bigint' ? Number(value) : value)),
      );
      try {
        return statement.step() ? statement.getAsObject() : undefined;
      } finally {
        statement.free();
      }
    },
    run(sql, values) {
      database.run(
        sql,
        values.map((value) => (typeof value === 'bigint' ? Number(value) : value)),
      );
      const changes = database.getRowsModified();
      return { changes, rowid: Number(database.exec('SELECT last_insert_rowid()')[0]?.values[0]?.[0] ?? 0) };
    },
  };
}

/** The file's bytes; its counter of changes goes on from where it was, so that caches of others notice. */
function bytesOf(database: Database, before: Uint8Array | undefined): Uint8Array {
  const bytes = database.export();
  if (before === undefined || before.length < 100) return bytes;
  const counter = new DataView(before.buffer, before.byteOffset).getUint32(CHANGE_COUNTER) + 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(CHANGE_COUNTER, counter);
  view.setUint32(VALID_FOR, counter);
  return bytes;
}

async function put(files: CommitFiles, path: string, bytes: Uint8Array, isNew: boolean): Promise<void> {
  const fresh = unfinished(path);
  await files.makeFolder(parentOf(path));
  await files.remove(fresh);
  await files.writeNew(fresh, bytes, { like: path });
  if (isNew) {
    // By a second name: that fails where somebody made the database meanwhile.
    await files.link(fresh, path).catch(async (error: unknown) => {
      await files.remove(fresh);
      throw hostCode(error) === 'EEXIST' ? new WriterError('changed', 'The database is there already.') : error;
    });
    await files.remove(fresh);
  } else await files.rename(fresh, path);
  await files.syncFolder(parentOf(path));
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameBytes(a, b);
}

function asWriterError(error: unknown): WriterError {
  if (error instanceof WriterError) return error;
  switch (hostCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new WriterError('read-only', reasonOf(error));
    case 'EEXIST':
      return new WriterError('changed', reasonOf(error));
    case 'ENOSPC':
      return new WriterError('disk-full', reasonOf(error));
    default:
      return new WriterError('failed', reasonOf(error));
  }
}
