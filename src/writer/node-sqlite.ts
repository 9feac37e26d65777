/**
 * Writes a CMOS database in a process of its own, with SQLite's own locks: reading a database's file closes all POSIX
 * locks that the same process holds on it, so nobody else may live here. One JSON request a line comes from standard
 * input, one line answers each. What is not committed when the input ends is rolled back. `writer.py` does the same.
 */
import { chmodSync, chownSync, closeSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import readline from 'node:readline';
import type { RowChange } from '../core/changes/change-set';
import { type RowKey, WriterError, type WriterFailure } from '../core/changes/writer';
import { applyRow, type RawValue, type SqlConnection, wholeRow } from '../core/database/apply-rows';

/** What is used of `node:sqlite`, which the oldest Node that we run on does not have. */
interface Statement {
  get(...values: unknown[]): Record<string, RawValue> | undefined;
  run(...values: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  setReadBigInts(on: boolean): void;
}
interface Connection {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

type Request =
  | { do: 'prepare'; database: string; timeout: number; changes: readonly RowChange[] }
  | { do: 'read'; database: string; timeout: number; keys: readonly RowKey[] }
  | { do: 'backup'; database: string; timeout: number; target: string }
  | { do: 'commit' | 'rollback' };

/** SQLite's primary result codes that a person can do something about. */
const FAILURES: Readonly<Record<number, WriterFailure>> = {
  3: 'read-only',
  5: 'locked',
  6: 'locked',
  8: 'read-only',
  10: 'io-error',
  13: 'disk-full',
  15: 'no-locks',
};

/** SQLite's codes of an I/O error where a lock, or the memory that processes share in WAL mode, cannot be had. */
const NO_LOCKS: readonly number[] = [2058, 2314, 3594, 3850, 4618, 5130, 5386];

/** The library behind the interface that row changes are applied through. */
const through = (connection: Connection): SqlConnection => ({
  get(sql, values) {
    const statement = connection.prepare(sql);
    statement.setReadBigInts(true);
    return statement.get(...values);
  },
  run(sql, values) {
    const { changes, lastInsertRowid } = connection.prepare(sql).run(...values);
    return { changes: Number(changes), rowid: Number(lastInsertRowid) };
  },
});

function connect(database: string, timeout: number): Connection {
  if (!existsSync(database)) throw new WriterError('failed', 'There is no database file.');
  const connection = new DatabaseSync(database);
  connection.exec(`PRAGMA busy_timeout = ${Math.round(timeout)}; PRAGMA foreign_keys = ON`);
  return connection;
}

let prepared: Connection | undefined;

function answer(request: Request): object {
  switch (request.do) {
    case 'prepare': {
      const connection = connect(request.database, request.timeout);
      try {
        connection.exec('BEGIN IMMEDIATE');
        const rows = request.changes.map((change, index) => applyRow(through(connection), change, index) ?? null);
        prepared = connection;
        return { rows };
      } catch (error) {
        // Closing rolls back.
        connection.close();
        throw error;
      }
    }
    case 'read': {
      const connection = prepared ?? connect(request.database, request.timeout);
      try {
        return { rows: request.keys.map(({ table, key }) => wholeRow(through(connection), table, key) ?? null) };
      } finally {
        if (connection !== prepared) connection.close();
      }
    }
    case 'backup': {
      const connection = connect(request.database, request.timeout);
      try {
        // Reads as one reader does, keeps rowids, and leaves a file that stands alone whatever the journal mode is.
        connection.prepare('VACUUM INTO ?').run(request.target);
      } finally {
        connection.close();
      }
      const { uid, gid, mode } = statSync(request.database);
      try {
        chownSync(request.target, uid, gid);
      } catch {
        // Only the superuser may give a file away.
      }
      chmodSync(request.target, mode & 0o7777);
      const file = openSync(request.target, 'r+');
      try {
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return {};
    }
    case 'commit':
    case 'rollback': {
      const connection = prepared;
      prepared = undefined;
      if (connection === undefined) throw new WriterError('failed', 'Nothing is prepared.');
      try {
        connection.exec(request.do === 'commit' ? 'COMMIT' : 'ROLLBACK');
      } finally {
        connection.close();
      }
      return {};
    }
  }
}

function failureOf(error: unknown): object {
  if (error instanceof WriterError) {
    const { failure, message, change, found = null } = error;
    return { failure, message, change, found };
  }
  const code = (error as { errcode?: unknown }).errcode;
  const failure = typeof code !== 'number' ? undefined : NO_LOCKS.includes(code) ? 'no-locks' : FAILURES[code & 0xff];
  return { failure: failure ?? 'failed', message: error instanceof Error ? error.message : String(error) };
}

function say(message: object): void {
  // One line for anybody: some readers of lines end them at U+2028 too.
  const json = JSON.stringify(message).replace(
    /[\u0085\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  process.stdout.write(`${json}\n`);
}

// Where there is no node:sqlite this ends the process with an error, and another kind of writer is looked for.
const { DatabaseSync } = createRequire(__filename)('node:sqlite') as {
  DatabaseSync: new (path: string) => Connection;
};
const memory = new DatabaseSync(':memory:');
const version = memory.prepare('SELECT sqlite_version() AS version').get()?.['version'];
memory.close();
say({ engine: `Node ${process.versions.node} (SQLite ${String(version)})` });
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  try {
    say({ ok: true, ...answer(JSON.parse(line) as Request) });
  } catch (error) {
    say({ ok: false, ...failureOf(error) });
  }
});
