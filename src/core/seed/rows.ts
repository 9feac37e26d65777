/** The changes of one table, made against the columns that it has. */
import { keyOf, type Row, type RowChange, type SqlValue } from '../changes/change-set';
import { type DatabaseReading } from '../database/model';

export class TableRows {
  readonly changes: RowChange[] = [];
  readonly #table: string;
  /** Undefined for a table that is only made with the database: it has all columns. */
  readonly #columns: ReadonlySet<string> | undefined;

  /** `database` is undefined where it is not there yet. */
  constructor(table: string, database: DatabaseReading | undefined) {
    this.#table = table;
    const columns = database?.schema.tables.get(table)?.columns ?? [];
    this.#columns = database === undefined ? undefined : new Set(columns.map(({ name }) => name));
  }

  /** Whether there is such a table. */
  get exists(): boolean {
    return this.#columns?.size !== 0;
  }

  insert(row: Row): void {
    this.changes.push({ kind: 'insert', table: this.#table, row: this.#known(row) });
  }

  /** A row that goes; `before` is as much of it as was read, its key included. */
  remove(before: Row): void {
    this.changes.push({
      kind: 'delete',
      table: this.#table,
      key: keyOf(this.#table, before),
      before: this.#known(before),
    });
  }

  /** Sets columns to what they are in `after`; answers whether anything is different then. */
  update(key: Row, before: Row, after: Row): boolean {
    const wanted = Object.entries(this.#known(after)).filter(([column, value]) => before[column] !== value);
    if (wanted.length === 0) return false;
    const old = wanted.map(([column]): [string, SqlValue] => [column, before[column] ?? null]);
    this.changes.push({
      kind: 'update',
      table: this.#table,
      key,
      before: Object.fromEntries(old),
      after: Object.fromEntries(wanted),
    });
    return true;
  }

  #known(row: Row): Row {
    const columns = this.#columns;
    return columns === undefined ? row : Object.fromEntries(Object.entries(row).filter(([name]) => columns.has(name)));
  }
}
