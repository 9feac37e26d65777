/**
 * Writes a CMOS database in a process of its own, with SQLite's own locks: reading a database's file closes all POSIX
 * locks that the same process holds on it, so nobody else may live here. One JSON request a line comes from standard
 * input, one line answers each. What is not committed when the input ends is rolled back. `writer.py` does the same.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import readline from 'node:readline';
import { type Row, type RowChange, type SqlValue } from '../core/commit/change-set';
import { type RowKey, type WriterFailure } from '../core/commit/writer';

/** What is used of `node:sqlite`, which the oldest Node that we run on does not have. */
interface Statement {
  get(...values: unknown[]): Record<string, unknown> | undefined;
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
  | { do: 'commit' | 'rollback' };

class Refused extends Error {
  readonly failure: WriterFailure;
  readonly details: { change?: number; found?: Row | null };

  constructor(failure: WriterFailure, message: string, details: { change?: number; found?: Row | null } = {}) {
    super(message);
    this.failure = failure;
    this.details = details;
  }
}

/** SQLite's primary result codes that a person can do something about. */
const FAILURES: Readonly<Record<number, WriterFailure>> = {
  3: 'read-only',
  5: 'locked',
  6: 'locked',
  8: 'read-only',
  13: 'disk-full',
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const stored = (value: SqlValue): unknown =>
  typeof value === 'object' && value !== null ? Buffer.from(value.blob, 'hex') : value;
const shown = (value: unknown): SqlValue => {
  if (value instanceof Uint8Array) return { blob: Buffer.from(value).toString('hex') };
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
};
const where = (key: Row): string =>
  Object.keys(key)
    .map((column) => `${quoted(column)} IS ?`)
    .join(' AND ');
const valuesOf = (row: Row): unknown[] => Object.values(row).map(stored);

function whole(connection: Connection, table: string, key: Row): Row | null {
  const select = (columns: string): Statement =>
    connection.prepare(`SELECT ${columns} FROM ${quoted(table)} WHERE ${where(key)}`);
  let statement: Statement;
  try {
    statement = select('rowid AS rowid, *');
  } catch {
    // A table without rowids.
    statement = select('*');
  }
  statement.setReadBigInts(true);
  const row = statement.get(...valuesOf(key));
  return row === undefined
    ? null
    : Object.fromEntries(Object.entries(row).map(([column, value]) => [column, shown(value)]));
}

function connect(database: string, timeout: number): Connection {
  if (!existsSync(database)) throw new Refused('failed', 'There is no database file.');
  const connection = new DatabaseSync(database);
  connection.exec(`PRAGMA busy_timeout = ${Math.round(timeout)}; PRAGMA foreign_keys = ON`);
  return connection;
}

function apply(connection: Connection, change: RowChange, index: number): Row | null {
  const table = quoted(change.table);
  if (change.kind === 'insert') {
    const columns = Object.keys(change.row);
    const { lastInsertRowid } = connection
      .prepare(`INSERT INTO ${table} (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
      .run(...valuesOf(change.row));
    return whole(connection, change.table, { rowid: Number(lastInsertRowid) });
  }
  const expected = { ...change.key, ...change.before };
  if (connection.prepare(`SELECT 1 FROM ${table} WHERE ${where(expected)}`).get(...valuesOf(expected)) === undefined) {
    const row = whole(connection, change.table, change.key);
    const found = row && Object.fromEntries(Object.keys(change.before).map((column) => [column, row[column] ?? null]));
    throw new Refused('changed', 'A row is not as it was.', { change: index, found });
  }
  let changes: number | bigint;
  let after: Row | null = null;
  if (change.kind === 'delete') {
    ({ changes } = connection.prepare(`DELETE FROM ${table} WHERE ${where(change.key)}`).run(...valuesOf(change.key)));
  } else {
    const assignments = Object.keys(change.after).map((column) => `${quoted(column)} = ?`);
    ({ changes } = connection
      .prepare(`UPDATE ${table} SET ${assignments.join(', ')} WHERE ${where(change.key)}`)
      .run(...valuesOf(change.after), ...valuesOf(change.key)));
    const moved = Object.entries(change.key).map(([column, value]) => [column, change.after[column] ?? value]);
    after = whole(connection, change.table, Object.fromEntries(moved) as Row);
  }
  if (Number(changes) !== 1)
    throw new Refused('failed', `${Number(changes)} rows have the key of one.`, { change: index });
  return after;
}

let prepared: Connection | undefined;

function answer(request: Request): object {
  switch (request.do) {
    case 'prepare': {
      const connection = connect(request.database, request.timeout);
      try {
        connection.exec('BEGIN IMMEDIATE');
        const rows = request.changes.map((change, index) => apply(connection, change, index));
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
        return { rows: request.keys.map(({ table, key }) => whole(connection, table, key)) };
      } finally {
        if (connection !== prepared) connection.close();
      }
    }
    case 'commit':
    case 'rollback': {
      const connection = prepared;
      prepared = undefined;
      if (connection === undefined) throw new Refused('failed', 'Nothing is prepared.');
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
  if (error instanceof Refused) return { failure: error.failure, message: error.message, ...error.details };
  const code = (error as { errcode?: unknown }).errcode;
  const failure = typeof code === 'number' ? FAILURES[code & 0xff] : undefined;
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
