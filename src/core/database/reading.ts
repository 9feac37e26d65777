/** Reading an image with SQLite: tables by the columns they have, in slices, so that nobody is held up for long. */
import { t } from '@vscode/l10n';
import type { BindParams, Database } from 'sql.js';
import { CmosError, reasonOf } from '../ground/errors';
import type { Ports } from '../ground/ports';
import { quoted } from './quoted';
import { changedLeaves, type TableChange } from './changes';
import { damaged } from './header';
import type { StableImage } from './image';
import type { ColumnInfo, DatabaseReading, DatabaseRemark, DatabaseSchema, TableInfo } from './model';
import {
  contextsTable,
  dependenciesTable,
  eventsTable,
  metadataTable,
  type MetadataRow,
  missionsTable,
  promptsTable,
  sprintsTable,
  type StoredContext,
  type Table,
} from './tables';
import { moduleOf, virtualTables } from './virtual';

/** An image with what was read of it. */
export interface ReadImage {
  readonly image: StableImage;
  readonly reading: DatabaseReading;
}

/** Rows taken between two looks at the clock. */
const ROWS_A_STRETCH = 64;

const NO_MODULES: ReadonlySet<string> = new Set();

const TABLES = [missionsTable, sprintsTable, dependenciesTable, contextsTable, eventsTable, metadataTable];

/**
 * Reads everything CMOS keeps in a database. With an earlier image and its reading only rows on changed pages are read
 * again; all other rows, and the lists of tables that did not change, are the same objects as before.
 * @throws CmosError `database/no-cmos-tables`, `database/damaged`, `database/not-a-database` or `database/engine`.
 */
export async function readDatabase(
  ports: Ports,
  image: StableImage,
  name: string,
  previous?: ReadImage,
): Promise<DatabaseReading> {
  let database: Database | undefined;
  try {
    const sql = await ports.sql();
    database = new sql.Database(image.bytes);
    database.run('PRAGMA query_only = 1');
    return await new Reader(ports, database, image, name, previous).read();
  } catch (error) {
    throw engineError(error, name);
  } finally {
    database?.close();
  }
}

class Reader {
  readonly #ports: Ports;
  readonly #database: Database;
  readonly #image: StableImage;
  readonly #name: string;
  readonly #previous: ReadImage | undefined;
  readonly #remarks: DatabaseRemark[] = [];
  #schema: DatabaseSchema = { tables: new Map(), views: [], unknownModules: new Map() };

  constructor(ports: Ports, database: Database, image: StableImage, name: string, previous: ReadImage | undefined) {
    this.#ports = ports;
    this.#database = database;
    this.#image = image;
    this.#name = name;
    // Another schema or another layout of pages: nothing can be compared page by page. Nor with a table that was not read.
    const same =
      previous?.image.header.schemaCookie === image.header.schemaCookie &&
      previous.image.header.pageSize === image.header.pageSize &&
      !previous.reading.remarks.some(({ kind }) => kind === 'unreadable-table');
    this.#previous = same ? previous : undefined;
  }

  async read(): Promise<DatabaseReading> {
    const before = this.#previous?.reading;
    this.#schema = before?.schema ?? this.#readSchema();
    if (!TABLES.some(({ name }) => this.#schema.tables.has(name))) {
      throw new CmosError('database/no-cmos-tables', t('{0} is a database without any table of CMOS.', this.#name), {
        file: this.#name,
        advice: t('Put the right database in its place.'),
      });
    }
    for (const [table, module] of this.#schema.unknownModules)
      this.#remarks.push({
        kind: 'unknown-module',
        table,
        detail: t('it needs the SQLite module {0}, which is not available here; all other tables are read', module),
      });
    const missions = await this.#rows(missionsTable, before?.missions);
    const sprints = await this.#rows(sprintsTable, before?.sprints);
    const dependencies = await this.#rows(dependenciesTable, before?.dependencies);
    const contexts = await this.#rows(contextsTable, before?.contexts as readonly StoredContext[] | undefined);
    const events = await this.#rows(eventsTable, before?.events);
    const metadata = await this.#rows<MetadataRow>(metadataTable, undefined);
    // Not every version has it: that it is missing is nothing to tell.
    const prompts = this.#schema.tables.has(promptsTable.name) ? await this.#rows(promptsTable, before?.prompts) : [];
    return {
      schema: this.#schema,
      journalMode: this.#image.journalMode,
      engine: this.#engine(),
      missions,
      sprints,
      dependencies,
      contexts,
      events,
      metadata: new Map(metadata.map(({ key, value }) => [key, value])),
      prompts,
      remarks: this.#remarks,
    };
  }

  #engine(): string {
    return String(this.#database.exec('SELECT sqlite_version()')[0]?.values[0]?.[0] ?? '');
  }

  #readSchema(): DatabaseSchema {
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
        tables.set(name, { columns: [], rootPage, hasRowid: !/\bWITHOUT\s+ROWID\b/i.test(sql) });
    }
    for (const [name, info] of tables) {
      const columns = this.#database.exec(`PRAGMA table_info(${quoted(name)})`)[0]?.values ?? [];
      tables.set(name, {
        ...info,
        columns: columns.map(([, column, , notNull, standard]): ColumnInfo => ({
          name: String(column),
          notNull: notNull === 1,
          hasDefault: standard !== null,
        })),
      });
    }
    return { tables, views, unknownModules };
  }

  /** The modules that virtual tables may be of here, in lower case. */
  #modules(): ReadonlySet<string> {
    const found = this.#database.exec('PRAGMA module_list')[0]?.values ?? [];
    return new Set(found.map(([name]) => String(name).toLowerCase()));
  }

  /** A table's rows; none where it is missing or damaged, which a remark says then: other tables are read all the same. */
  async #rows<Row>(table: Table<Row>, before: readonly Row[] | undefined): Promise<readonly Row[]> {
    const info = this.#schema.tables.get(table.name);
    if (info === undefined) {
      this.#remarks.push({ kind: 'missing-table', table: table.name, detail: t('there is no such table') });
      return [];
    }
    const names = new Set(info.columns.map(({ name }) => name));
    const missing = table.columns.map(({ name }) => name).filter((name) => !names.has(name));
    if (missing.length > 0) {
      this.#remarks.push({
        kind: 'missing-column',
        table: table.name,
        detail: t('it has no column {0}', missing.join(', ')),
      });
    }
    try {
      const change = this.#changeOf(info, before);
      if (change === 'same' && before !== undefined) return before;
      if (change !== undefined && change !== 'same' && before !== undefined)
        return await this.#reread(table, info, change, before);
      return await this.#query(table, info, '', []);
    } catch (error) {
      this.#remarks.push({ kind: 'unreadable-table', table: table.name, detail: reasonOf(error) });
      return [];
    }
  }

  #changeOf(info: TableInfo, before: readonly unknown[] | undefined): TableChange | 'same' | undefined {
    if (this.#previous === undefined || before === undefined || !info.hasRowid) return undefined;
    return changedLeaves(this.#previous.image, this.#image, info.rootPage);
  }

  /** Rows of unchanged pages from before, the others by their rowids. */
  async #reread<Row>(
    table: Table<Row>,
    info: TableInfo,
    change: TableChange,
    before: readonly Row[],
  ): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let at = 0;
    for (const { first, last, changed } of change) {
      if (changed) rows.push(...(await this.#query(table, info, 'WHERE rowid BETWEEN ? AND ?', [first, last])));
      else {
        while (at < before.length && table.rowid(before[at] as Row) < first) at++;
        for (; at < before.length && table.rowid(before[at] as Row) <= last; at++) rows.push(before[at] as Row);
      }
    }
    return rows;
  }

  async #query<Row>(
    table: Table<Row>,
    info: TableInfo,
    where: string,
    parameters: BindParams,
  ): Promise<readonly Row[]> {
    const names = new Set(info.columns.map(({ name }) => name));
    const columns = table.columns.map(({ name }) => (names.has(name) ? quoted(name) : 'NULL'));
    const rowid = info.hasRowid ? 'rowid' : '0';
    const order = info.hasRowid ? 'ORDER BY rowid' : '';
    const statement = this.#database.prepare(
      `SELECT ${rowid}, ${columns.join(', ')} FROM ${quoted(table.name)} ${where} ${order}`,
      parameters,
    );
    try {
      const rows: Row[] = [];
      for (let read = 1; statement.step(); read++) {
        const [id, ...values] = statement.get();
        const number = info.hasRowid ? Number(id) : read;
        const row = table.make(number, values);
        if (row !== undefined) rows.push(row);
        else this.#remarks.push({ kind: 'unreadable-row', table: table.name, detail: t('row {0} has no id', number) });
        if (read % ROWS_A_STRETCH === 0) await this.#ports.breather.pause();
      }
      return rows;
    } finally {
      statement.free();
    }
  }
}

/** What SQLite said, for a person. */
export function engineError(error: unknown, name: string): CmosError {
  if (CmosError.is(error)) return error;
  const reason = reasonOf(error);
  if (/malformed|corrupt/i.test(reason)) return damaged(name, reason, error);
  if (/not a database/i.test(reason))
    return new CmosError('database/not-a-database', t('{0} is not a SQLite database.', name), {
      file: name,
      cause: error,
    });
  return new CmosError('database/engine', t('{0} could not be read: {1}', name, reason), {
    file: name,
    advice: t('The log has the details.'),
    cause: error,
  });
}
