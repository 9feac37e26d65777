/** Reading tables with SQLite itself: whatever pages alone do not tell. */
import type { Database, SqlValue } from 'sql.js';
import type { Ports } from '../ground/ports';
import { definitionOf } from './definition';
import type { StableImage } from './image';
import type { ColumnInfo, DatabaseSchema, TableInfo } from './model';
import { quoted } from './quoted';
import { moduleOf, virtualTables } from './virtual';

/** A row's rowid and the values of the columns asked for, in their order. */
export type RawRow = readonly [rowid: number, values: readonly SqlValue[]];

/** Which rows are asked for: those from the first rowid to the last. */
export interface RowidRange {
  readonly first: number;
  readonly last: number;
}

const NO_MODULES: ReadonlySet<string> = new Set();

/** A database of an image in SQLite; close it. */
export class Engine {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(ports: Ports, image: StableImage): Promise<Engine> {
    const sql = await ports.sql();
    const database = new sql.Database(image.bytes);
    database.run('PRAGMA query_only = 1');
    return new Engine(database);
  }

  close(): void {
    this.#database.close();
  }

  schema(): DatabaseSchema {
    const tables = new Map<string, TableInfo>();
    const views: string[] = [];
    const unknownModules = new Map<string, string>();
    const master = this.#database.exec(
      "SELECT type, name, rootpage, sql FROM sqlite_master WHERE type IN ('table', 'view')",
    );
    const all = (master[0]?.values ?? []).map(([type, name, rootPage, sql]) => ({
      type,
      name: String(name),
      rootPage: Number(rootPage),
      sql: String(sql),
    }));
    const virtual = virtualTables(all.map(({ name, sql }) => [name, sql]));
    const modules = virtual.size === 0 ? NO_MODULES : this.#modules();
    for (const { type, name, rootPage, sql } of all) {
      const module = moduleOf(sql);
      if (type === 'view') views.push(name);
      else if (module !== undefined && !modules.has(module.toLowerCase())) unknownModules.set(name, module);
      else if (!virtual.has(name))
        tables.set(name, {
          columns: this.#columns(name),
          alias: definitionOf(sql)?.alias,
          rootPage,
          hasRowid: !/\bWITHOUT\s+ROWID\b/i.test(sql),
        });
    }
    return { tables, views, unknownModules };
  }

  #columns(table: string): readonly ColumnInfo[] {
    const found = this.#database.exec(`PRAGMA table_info(${quoted(table)})`)[0]?.values ?? [];
    return found.map(([, column, , notNull, standard]) => ({
      name: String(column),
      notNull: notNull === 1,
      hasDefault: standard !== null,
    }));
  }

  /** The modules that virtual tables may be of here, in lower case. */
  #modules(): ReadonlySet<string> {
    const found = this.#database.exec('PRAGMA module_list')[0]?.values ?? [];
    return new Set(found.map(([name]) => String(name).toLowerCase()));
  }

  /** Rows in rowid order, or in the order of their key where they have no rowid; those are counted from 1. */
  *rows(
    name: string,
    { columns, hasRowid }: TableInfo,
    wanted: readonly string[],
    range?: RowidRange,
  ): Generator<RawRow> {
    const names = new Set(columns.map((column) => column.name));
    const selected = wanted.map((column) => (names.has(column) ? quoted(column) : 'NULL'));
    const where = range === undefined ? '' : 'WHERE rowid BETWEEN ? AND ?';
    const statement = this.#database.prepare(
      `SELECT ${hasRowid ? 'rowid' : '0'}, ${selected.join(', ')} FROM ${quoted(name)} ${where} ${hasRowid ? 'ORDER BY rowid' : ''}`,
      range === undefined ? [] : [range.first, range.last],
    );
    try {
      for (let read = 1; statement.step(); read++) {
        const [id, ...values] = statement.get();
        yield [hasRowid ? Number(id) : read, values];
      }
    } finally {
      statement.free();
    }
  }
}
