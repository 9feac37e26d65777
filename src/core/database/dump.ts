/** Every row of every table, whatever the tables and columns are: for comparing two databases, and for restoring one. */
import type { Database } from 'sql.js';
import type { Row, SqlValue } from '../changes/change-set';
import type { Ports } from '../ground/ports';
import { type RawValue, shownValue } from './apply-rows';
import { quoted } from './quoted';
import { readStableImage } from './image';
import { engineError } from './reading';
import { virtualTables } from './virtual';

export interface TableDump {
  readonly name: string;
  /** Without generated ones. */
  readonly columns: readonly string[];
  /** The primary key's columns in its order; none where rows have their rowid alone. */
  readonly primaryKey: readonly string[];
  /** Whether the rows' order is that of a rowid beside the primary key; then each row has a `rowid`. */
  readonly ordered: boolean;
  /** The tables that its foreign keys lead to. */
  readonly parents: readonly string[];
  readonly rows: readonly Row[];
}

export interface DatabaseDump {
  readonly tables: ReadonlyMap<string, TableDump>;
  /** Tables that are not read: virtual ones, whose rows are other tables', and those behind them. */
  readonly leftOut: readonly string[];
}

/** Rows taken between two looks at the clock. */
const ROWS_A_STRETCH = 64;

/**
 * Reads a database at an absolute path, touching nothing. `name` is how messages name it.
 * @throws CmosError of a `database/…` code.
 */
export async function dumpDatabase(ports: Ports, path: string, name: string, limit: number): Promise<DatabaseDump> {
  return withImage(ports, path, name, limit, async (database) => {
    const { names, leftOut } = tablesOf(database);
    const decode = decoderOf(database);
    const tables = new Map<string, TableDump>();
    for (const [table, sql] of names) tables.set(table, await dumpTable(ports, database, table, sql, decode));
    return { tables, leftOut };
  });
}

/** How many rows some tables have; undefined for a table that is not there. */
export async function countRows(
  ports: Ports,
  path: string,
  name: string,
  limit: number,
  tables: readonly string[],
): Promise<readonly (number | undefined)[]> {
  return withImage(ports, path, name, limit, (database) => {
    const there = new Set(tablesOf(database).names.keys());
    const counts = tables.map((table) =>
      there.has(table) ? Number(database.exec(`SELECT count(*) FROM ${quoted(table)}`)[0]?.values[0]?.[0]) : undefined,
    );
    return Promise.resolve(counts);
  });
}

async function withImage<Result>(
  ports: Ports,
  path: string,
  name: string,
  limit: number,
  use: (database: Database) => Promise<Result>,
): Promise<Result> {
  const { bytes } = await readStableImage(ports, path, { limit, name });
  let database: Database | undefined;
  try {
    database = new (await ports.sql()).Database(bytes);
    database.run('PRAGMA query_only = 1');
    return await use(database);
  } catch (error) {
    throw engineError(error, name);
  } finally {
    database?.close();
  }
}

/** The tables to read, with the SQL that made each. */
function tablesOf(database: Database): { names: ReadonlyMap<string, string>; leftOut: readonly string[] } {
  const found =
    database.exec("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid")[0]?.values ?? [];
  const all = found
    .map(([name, sql]) => [String(name), String(sql)] as const)
    .filter(([name]) => !name.startsWith('sqlite_'));
  const virtual = virtualTables(all);
  const isLeftOut = (name: string): boolean => virtual.has(name);
  return {
    names: new Map(all.filter(([name]) => !isLeftOut(name))),
    leftOut: all.map(([name]) => name).filter(isLeftOut),
  };
}

async function dumpTable(
  ports: Ports,
  database: Database,
  name: string,
  sql: string,
  decode: (bytes: Uint8Array) => string,
): Promise<TableDump> {
  const infos = (database.exec(`PRAGMA table_xinfo(${quoted(name)})`)[0]?.values ?? []).map(
    ([, column, type, , , key, hidden]) => ({
      column: String(column),
      isInteger: /^integer$/i.test(String(type)),
      key: Number(key),
      hidden: Number(hidden) !== 0,
    }),
  );
  const columns = infos.filter(({ hidden }) => !hidden).map(({ column }) => column);
  const keys = infos.filter(({ key }) => key > 0).sort((a, b) => a.key - b.key);
  const hasRowid = !/\bWITHOUT\s+ROWID\b/i.test(sql) && !columns.some((column) => column.toLowerCase() === 'rowid');
  // An integer that is the key alone is the rowid itself.
  const isAlias = keys.length === 1 && keys[0]?.isInteger === true;
  const ordered = hasRowid && !isAlias;
  const parents = (database.exec(`PRAGMA foreign_key_list(${quoted(name)})`)[0]?.values ?? []).map((row) =>
    String(row[2]),
  );
  return {
    name,
    columns,
    primaryKey: keys.map(({ column }) => column),
    ordered,
    parents: [...new Set(parents)],
    rows: await rowsOf(ports, database, name, ordered ? ['rowid', ...columns] : columns, hasRowid, decode),
  };
}

async function rowsOf(
  ports: Ports,
  database: Database,
  table: string,
  columns: readonly string[],
  hasRowid: boolean,
  decode: (bytes: Uint8Array) => string,
): Promise<readonly Row[]> {
  // Text comes as its bytes, since the library ends it at a zero; integers as text, since a double may not hold them.
  const selected = columns
    .map(quoted)
    .map(
      (each) =>
        `CASE typeof(${each}) WHEN 'text' THEN CAST(${each} AS BLOB) WHEN 'integer' THEN CAST(${each} AS TEXT) ELSE ${each} END, typeof(${each})`,
    );
  const statement = database.prepare(
    `SELECT ${selected.join(', ')} FROM ${quoted(table)}${hasRowid ? ' ORDER BY rowid' : ''}`,
  );
  try {
    const rows: Row[] = [];
    while (statement.step()) {
      const values = statement.get();
      rows.push(
        Object.fromEntries(
          columns.map((column, index) => [column, valueOf(values[index * 2], values[index * 2 + 1], decode)]),
        ),
      );
      if (rows.length % ROWS_A_STRETCH === 0) await ports.breather.pause();
    }
    return rows;
  } finally {
    statement.free();
  }
}

function valueOf(value: RawValue | undefined, type: unknown, decode: (bytes: Uint8Array) => string): SqlValue {
  if (type === 'text') return value instanceof Uint8Array ? decode(value) : '';
  return type === 'integer' ? shownValue(BigInt(String(value))) : shownValue(value ?? null);
}

function decoderOf(database: Database): (bytes: Uint8Array) => string {
  const encoding = String(database.exec('PRAGMA encoding')[0]?.values[0]?.[0] ?? 'UTF-8');
  const decoder = new TextDecoder(encoding.toLowerCase(), { ignoreBOM: true });
  return (bytes) => decoder.decode(bytes);
}
