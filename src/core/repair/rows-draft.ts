/** Several changes of rows as one: a row that is changed twice is changed once, and each finds what it refers to. */
import { type Row, type RowChange, type SqlValue } from '../changes/change-set';
import { type DatabaseReading } from '../database/model';
import { TableRows } from '../seed/rows';

type Table = 'sprints' | 'missions' | 'mission_dependencies' | 'contexts' | 'session_events';

interface Update {
  readonly key: Row;
  readonly before: Record<string, SqlValue>;
  readonly after: Record<string, SqlValue>;
}

export class RowsDraft {
  readonly #database: DatabaseReading;
  readonly #updates = new Map<Table, Map<string, Update>>();
  readonly #put = new Map<Table, Row[]>();
  readonly #gone = new Map<Table, Row[]>();

  constructor(database: DatabaseReading) {
    this.#database = database;
  }

  /** Gives a column another value; `before` is what was read of it. */
  set(table: Table, key: Row, column: string, before: SqlValue, after: SqlValue): void {
    const updates = this.#updates.get(table) ?? new Map<string, Update>();
    const name = JSON.stringify(key);
    const update = updates.get(name) ?? { key, before: {}, after: {} };
    if (!(column in update.before)) update.before[column] = before;
    update.after[column] = after;
    updates.set(name, update);
    this.#updates.set(table, updates);
  }

  /** What a column is to become; undefined where nothing was said of it. */
  pending(table: Table, key: Row, column: string): SqlValue | undefined {
    return this.#updates.get(table)?.get(JSON.stringify(key))?.after[column];
  }

  insert(table: Table, row: Row): void {
    this.#put.set(table, [...(this.#put.get(table) ?? []), row]);
  }

  /** `before` is as much of the row as was read, its key included. A row goes once. */
  remove(table: Table, before: Row): void {
    const gone = this.#gone.get(table) ?? [];
    if (gone.some((row) => JSON.stringify(row) === JSON.stringify(before))) return;
    this.#gone.set(table, [...gone, before]);
  }

  /** Whether a row of this id is put in. */
  inserts(table: Table, id: string): boolean {
    return this.#put.get(table)?.some((row) => row['id'] === id) === true;
  }

  /** Whether a row of this id goes. */
  removes(table: Table, id: string): boolean {
    return this.#gone.get(table)?.some((row) => row['id'] === id) === true;
  }

  /** In an order in which each row finds what it refers to, and nothing refers to one that goes. */
  get changes(): readonly RowChange[] {
    return [
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

  #written(table: Table): readonly RowChange[] {
    const rows = new TableRows(table, this.#database);
    for (const { key, before, after } of this.#updates.get(table)?.values() ?? []) rows.update(key, before, after);
    for (const row of this.#put.get(table) ?? []) rows.insert(row);
    return rows.changes;
  }

  #removed(table: Table): readonly RowChange[] {
    const rows = new TableRows(table, this.#database);
    for (const row of this.#gone.get(table) ?? []) rows.remove(row);
    return rows.changes;
  }
}
