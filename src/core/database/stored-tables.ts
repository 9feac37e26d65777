/** The schema and the rows of a database straight from its pages, without SQLite. Everything throws `Unusual` where SQLite is to be asked. */
import type { SqlValue } from 'sql.js';
import { definitionOf } from './definition';
import type { RawRow, RowidRange } from './engine';
import type { StableImage } from './image';
import type { DatabaseSchema, TableInfo } from './model';
import { Pages, Unusual } from './pages';
import { valuesOf } from './record';
import { moduleOf } from './virtual';

/** `sqlite_master`'s columns by their places: type, name, root page and SQL. */
const MASTER = [0, 1, 3, 4];

/** The newest format of schemas there is, and UTF-8, by their numbers in the header. */
const NEWEST_SCHEMA_FORMAT = 4;
const UTF8 = 1;

export class StoredTables {
  readonly #pages: Pages;
  readonly #isUsual: boolean;

  constructor(image: StableImage) {
    this.#pages = new Pages(image);
    const { encoding, schemaFormat } = image.header;
    this.#isUsual = encoding === UTF8 && schemaFormat >= 1 && schemaFormat <= NEWEST_SCHEMA_FORMAT;
  }

  schema(): DatabaseSchema {
    const tables = new Map<string, TableInfo>();
    const views: string[] = [];
    for (const [, [type, name, rootPage, sql]] of this.#rows(1, MASTER)) {
      if (typeof name !== 'string') throw new Unusual();
      if (type === 'view') views.push(name);
      if (type !== 'table') continue;
      if (typeof sql !== 'string' || typeof rootPage !== 'number' || moduleOf(sql) !== undefined) throw new Unusual();
      const definition = definitionOf(sql);
      if (definition === undefined || tables.has(name)) throw new Unusual();
      tables.set(name, { ...definition, rootPage, hasRowid: true });
    }
    return { tables, views, unknownModules: new Map() };
  }

  /** The values of a table's rows by the names of columns; null for a column that the table does not have. */
  *rows({ columns, alias, rootPage }: TableInfo, wanted: readonly string[], range?: RowidRange): Generator<RawRow> {
    if (alias === undefined) throw new Unusual();
    const names = columns.map(({ name }) => name);
    const places = wanted.map((name) => names.indexOf(name));
    for (const [rowid, values] of this.#rows(rootPage, places, range)) {
      const all = values.map((value, at): SqlValue => {
        const place = places[at] ?? -1;
        if (place >= 0 && place === alias) return rowid;
        if (value !== undefined) return value;
        // The row is older than the column, and has the value that was given to it then.
        if (columns[place]?.hasDefault === true) throw new Unusual();
        return null;
      });
      yield [rowid, all];
    }
  }

  *#rows(root: number, places: readonly number[], range?: RowidRange): Generator<[number, (SqlValue | undefined)[]]> {
    if (!this.#isUsual) throw new Unusual();
    for (const leaf of this.#pages.leaves(root)) {
      if (range !== undefined) {
        const { first, last } = this.#pages.rowids(leaf);
        if (first > range.last || last < range.first) continue;
      }
      for (const { rowid, record } of this.#pages.rows(leaf))
        if (range === undefined || (rowid >= range.first && rowid <= range.last))
          yield [rowid, valuesOf(record, places)];
    }
  }
}
