/** Several changes of rows as one: a row that is changed twice is changed once, and each finds what it refers to. */
import { keyOf, type Row, type RowChange, type SqlValue } from '../changes/change-set';
import type { DatabaseReading } from '../database/model';

type Table = 'metadata' | 'sprints' | 'missions' | 'mission_dependencies' | 'contexts' | 'session_events';

interface Update {
  readonly key: Row;
  readonly before: Record<string, SqlValue>;
  readonly after: Record<string, SqlValue>;
}

/** What becomes of a table's rows. */
class TableDraft {
  readonly updates = new Map<string, Update>();
  readonly inserted: Row[] = [];
  readonly insertedIds = new Set<SqlValue | undefined>();
  readonly removed = new Map<string, Row>();
}

export class RowsDraft {
  readonly #database: DatabaseReading;
  readonly #tables = new Map<Table, TableDraft>();

  constructor(database: DatabaseReading) {
    this.#database = database;
  }

  /** Gives a column another value; `before` is what was read of it. */
  set(table: Table, key: Row, column: string, before: SqlValue, after: SqlValue): void {
    const { updates } = this.#draft(table);
    const name = JSON.stringify(key);
    const update = updates.get(name) ?? { key, before: {}, after: {} };
    if (!(column in update.before)) update.before[column] = before;
    update.after[column] = after;
    updates.set(name, update);
  }

  /** What a column is to become; undefined where nothing was said of it. */
  pending(table: Table, key: Row, column: string): SqlValue | undefined {
    return this.#draft(table).updates.get(JSON.stringify(key))?.after[column];
  }

  insert(table: Table, row: Row): void {
    const { inserted, insertedIds } = this.#draft(table);
    inserted.push(row);
    insertedIds.add(row['id']);
  }

  /** `before` is as much of the row as was read, its key included. A row goes once. */
  remove(table: Table, before: Row): void {
    this.#draft(table).removed.set(JSON.stringify(keyOf(table, before)), before);
  }

  /** Whether a row of this id is put in. */
  inserts(table: Table, id: string): boolean {
    return this.#draft(table).insertedIds.has(id);
  }

  /** Whether a row of this id goes. */
  removes(table: Table, id: string): boolean {
    return this.#draft(table).removed.has(JSON.stringify({ id }));
  }

  /** Tables for which something is planned, and that the database does not have. */
  get missingTables(): readonly string[] {
    return [...this.#tables].flatMap(([table, { updates, inserted, removed }]) =>
      updates.size + inserted.length + removed.size > 0 && this.#columnsOf(table)?.size === 0 ? [table] : [],
    );
  }

  /** In an order in which each row finds what it refers to, and nothing refers to one that goes. */
  get changes(): readonly RowChange[] {
    return [
      ...this.#written('metadata'),
      ...this.#removed('mission_dependencies'),
      ...this.#written('sprints'),
      ...this.#written('missions'),
      ...this.#removed('missions'),
      ...this.#removed('sprints'),
      ...this.#written('mission_dependencies'),
      ...this.#written('contexts'),
      ...this.#removed('session_events'),
      ...this.#written('session_events'),
    ];
  }

  #draft(table: Table): TableDraft {
    const known = this.#tables.get(table) ?? new TableDraft();
    this.#tables.set(table, known);
    return known;
  }

  /** Undefined where the database is yet to be made, with all tables and columns. */
  #columnsOf(table: Table): ReadonlySet<string> | undefined {
    const { tables } = this.#database.schema;
    return tables.size === 0 ? undefined : new Set(tables.get(table)?.columns.map(({ name }) => name));
  }

  /** Made against the columns that the table has; a table that is not there is left out. */
  #written(table: Table): readonly RowChange[] {
    const columns = this.#columnsOf(table);
    if (columns?.size === 0) return [];
    const { updates, inserted } = this.#draft(table);
    const changes: RowChange[] = [];
    for (const { key, before, after } of updates.values()) {
      const changed = Object.keys(after).filter(
        (column) => columns?.has(column) !== false && after[column] !== before[column],
      );
      if (changed.length > 0)
        changes.push({ kind: 'update', table, key, before: pick(before, changed), after: pick(after, changed) });
    }
    for (const row of inserted) changes.push({ kind: 'insert', table, row: known(row, columns) });
    return changes;
  }

  #removed(table: Table): readonly RowChange[] {
    const columns = this.#columnsOf(table);
    if (columns?.size === 0) return [];
    return [...this.#draft(table).removed.values()].map((row) => ({
      kind: 'delete',
      table,
      key: keyOf(table, row),
      before: known(row, columns),
    }));
  }
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

function known(row: Row, columns: ReadonlySet<string> | undefined): Row {
  return columns === undefined
    ? row
    : Object.fromEntries(Object.entries(row).filter(([column]) => columns.has(column)));
}
