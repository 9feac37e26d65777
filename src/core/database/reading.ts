/** Reading an image: tables by the columns they have, from their pages or with SQLite, in slices, so that nobody is held up for long. */
import { t } from '@vscode/l10n';
import { CmosError, reasonOf } from '../ground/errors';
import { part } from '../ground/parts';
import type { Ports } from '../ground/ports';
import { changedLeaves, type TableChange } from './changes';
import type { Engine, RawRow, RowidRange } from './engine';
import { damaged } from './header';
import type { StableImage } from './image';
import type { DatabaseReading, DatabaseRemark, DatabaseSchema, TableInfo } from './model';
import { isUnusual } from './pages';
import { StoredTables } from './stored-tables';
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

/** An image with what was read of it. */
export interface ReadImage {
  readonly image: StableImage;
  readonly reading: DatabaseReading;
}

/** Rows taken between two looks at the clock. */
const ROWS_A_STRETCH = 64;

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
  const reader = new Reader(ports, image, name, previous);
  try {
    return await reader.read();
  } catch (error) {
    throw engineError(error, name);
  } finally {
    reader.close();
  }
}

class Reader {
  readonly #ports: Ports;
  readonly #image: StableImage;
  readonly #name: string;
  readonly #previous: ReadImage | undefined;
  readonly #stored: StoredTables;
  readonly #remarks: DatabaseRemark[] = [];
  readonly #byEngine = new Set<string>();
  #engine: Engine | undefined;
  #schema: DatabaseSchema = { tables: new Map(), views: [], unknownModules: new Map() };

  constructor(ports: Ports, image: StableImage, name: string, previous: ReadImage | undefined) {
    this.#ports = ports;
    this.#image = image;
    this.#name = name;
    this.#stored = new StoredTables(image);
    // Another schema or another layout of pages: nothing can be compared page by page. Nor with a table that was not read.
    const same =
      previous?.image.header.schemaCookie === image.header.schemaCookie &&
      previous.image.header.pageSize === image.header.pageSize &&
      !previous.reading.remarks.some(({ kind }) => kind === 'unreadable-table');
    this.#previous = same ? previous : undefined;
  }

  async read(): Promise<DatabaseReading> {
    const before = this.#previous?.reading;
    this.#schema = before?.schema ?? (await this.#readSchema());
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
      byEngine: this.#byEngine,
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

  async #readSchema(): Promise<DatabaseSchema> {
    try {
      return this.#stored.schema();
    } catch (error) {
      return (await this.#bySqlite('sqlite_master', error)).schema();
    }
  }

  /** SQLite, for a table whose pages could not be read because of an error; throws that again where it is no reason to ask SQLite. */
  async #bySqlite(table: string, error: unknown): Promise<Engine> {
    if (!isUnusual(error)) throw error;
    this.#byEngine.add(table);
    this.#engine ??= await (await part(import('./engine'))).Engine.open(this.#ports, this.#image);
    return this.#engine;
  }

  close(): void {
    this.#engine?.close();
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
      return await this.#query(table, info);
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
      if (changed) rows.push(...(await this.#query(table, info, { first, last })));
      else {
        while (at < before.length && table.rowid(before[at] as Row) < first) at++;
        for (; at < before.length && table.rowid(before[at] as Row) <= last; at++) rows.push(before[at] as Row);
      }
    }
    return rows;
  }

  async #query<Row>(table: Table<Row>, info: TableInfo, range?: RowidRange): Promise<readonly Row[]> {
    const wanted = table.columns.map(({ name }) => name);
    try {
      return await this.#collect(table, this.#stored.rows(info, wanted, range));
    } catch (error) {
      const engine = await this.#bySqlite(table.name, error);
      return await this.#collect(table, engine.rows(table.name, info, wanted, range));
    }
  }

  async #collect<Row>(table: Table<Row>, found: Iterable<RawRow>): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const remarks: DatabaseRemark[] = [];
    let read = 0;
    for (const [rowid, values] of found) {
      const row = table.make(rowid, values);
      if (row !== undefined) rows.push(row);
      else remarks.push({ kind: 'unreadable-row', table: table.name, detail: t('row {0} has no id', rowid) });
      if (++read % ROWS_A_STRETCH === 0) await this.#ports.breather.pause();
    }
    this.#remarks.push(...remarks);
    return rows;
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
