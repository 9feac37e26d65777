/**
 * Makes a database that is not there yet as a whole file, by SQLite compiled to WebAssembly. That knows no locks: it is never
 * used beside other writers, and refuses where somebody made the database meanwhile.
 */
import type { Database } from 'sql.js';
import type { RowChange } from '../changes/change-set';
import { type PreparedWrite, unfinished, WriterError } from '../changes/writer';
import type { CommitFiles } from '../ground/commit-files';
import { hostCode, reasonOf } from '../ground/errors';
import { parentOf } from '../ground/paths';
import type { Ports } from '../ground/ports';
import { applyRow, type SqlConnection, wholeRow } from './apply-rows';

interface NewDatabase {
  /** Absolute. */
  readonly path: string;
  /** SQL that makes its tables. */
  readonly schema: string;
  /** Its first rows. */
  readonly rows: readonly RowChange[];
}

/**
 * Makes the database in memory, and gives it its name in one step once `whilePrepared` has resolved. Rejected as a writer's
 * `transaction` is, or with what the schema fails with.
 */
export async function makeDatabase<Result>(
  { ports, files }: { readonly ports: Pick<Ports, 'sql'>; readonly files: CommitFiles },
  { path, schema, rows: changes }: NewDatabase,
  whilePrepared: (prepared: PreparedWrite) => Promise<Result>,
): Promise<Result> {
  if ((await files.read(path)) !== undefined) throw thereAlready();
  const database = new (await ports.sql()).Database();
  try {
    database.run('PRAGMA foreign_keys = ON');
    database.run(schema);
    const connection = connectionOf(database);
    const result = await whilePrepared({
      rows: applied(connection, changes),
      read: (keys) => Promise.resolve(keys.map(({ table, key }) => wholeRow(connection, table, key))),
    });
    await put(files, path, database.export()).catch(asWriterError);
    return result;
  } finally {
    database.close();
  }
}

function applied(connection: SqlConnection, changes: readonly RowChange[]): PreparedWrite['rows'] {
  try {
    return changes.map((change, index) => applyRow(connection, change, index));
  } catch (error) {
    return asWriterError(error);
  }
}

/** What row changes are applied through, of a database in memory. */
export function connectionOf(database: Database): SqlConnection {
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

/** By a second name: that fails where somebody made the database meanwhile. */
async function put(files: CommitFiles, path: string, bytes: Uint8Array): Promise<void> {
  const fresh = unfinished(path);
  await files.makeFolder(parentOf(path));
  await files.remove(fresh);
  await files.writeNew(fresh, bytes, { like: path });
  await files.link(fresh, path).catch(async (error: unknown) => {
    await files.remove(fresh);
    throw hostCode(error) === 'EEXIST' ? thereAlready() : error;
  });
  await files.remove(fresh);
  await files.syncFolder(parentOf(path));
}

function thereAlready(): WriterError {
  return new WriterError('changed', 'The database is there already.');
}

function asWriterError(error: unknown): never {
  if (error instanceof WriterError) throw error;
  switch (hostCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      throw new WriterError('read-only', reasonOf(error));
    case 'EEXIST':
      throw new WriterError('changed', reasonOf(error));
    case 'ENOSPC':
    case 'EDQUOT':
      throw new WriterError('disk-full', reasonOf(error));
    default:
      throw new WriterError('failed', reasonOf(error));
  }
}
