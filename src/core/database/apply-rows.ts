/** Row changes as SQL: what every writer that speaks JavaScript does between BEGIN and COMMIT. `writer.py` does the same. */
import type { Row, RowChange, SqlValue } from '../changes/change-set';
import { WriterError } from '../changes/writer';
import { quoted } from './quoted';

/** A column's value as the library in use takes and gives it. */
export type RawValue = string | number | bigint | null | Uint8Array;

/** What is asked of an SQLite library. */
export interface SqlConnection {
  /** The first row, or undefined. Integers may come as either kind. */
  get(sql: string, values: readonly RawValue[]): Readonly<Record<string, RawValue>> | undefined;
  run(sql: string, values: readonly RawValue[]): { readonly changes: number; readonly rowid: number };
}

/** A row with all its columns and its rowid, or undefined where there is none. */
export function wholeRow(connection: SqlConnection, table: string, key: Row): Row | undefined {
  const select = (columns: string): Readonly<Record<string, RawValue>> | undefined =>
    connection.get(`SELECT ${columns} FROM ${quoted(table)} WHERE ${where(key)}`, valuesOf(key));
  let row: Readonly<Record<string, RawValue>> | undefined;
  try {
    row = select('rowid AS rowid, *');
  } catch {
    // A table without rowids.
    row = select('*');
  }
  return row && Object.fromEntries(Object.entries(row).map(([column, value]) => [column, shownValue(value)]));
}

/** Applies one change and answers the row as it is then. Throws a `WriterError`, or what the library throws. */
export function applyRow(connection: SqlConnection, change: RowChange, index: number): Row | undefined {
  const table = quoted(change.table);
  if (change.kind === 'insert') {
    const columns = Object.keys(change.row);
    const marks = columns.map(() => '?').join(', ');
    const { rowid } = connection.run(
      `INSERT INTO ${table} (${columns.map(quoted).join(', ')}) VALUES (${marks})`,
      valuesOf(change.row),
    );
    return wholeRow(connection, change.table, change.key ?? { rowid });
  }
  const expected = { ...change.key, ...change.before };
  if (connection.get(`SELECT 1 FROM ${table} WHERE ${where(expected)}`, valuesOf(expected)) === undefined) {
    const row = wholeRow(connection, change.table, change.key);
    const found = row && Object.fromEntries(Object.keys(change.before).map((column) => [column, row[column] ?? null]));
    throw new WriterError('changed', 'A row is not as it was.', { change: index, found });
  }
  const total = (): number => Number(connection.get('SELECT total_changes() AS total', [])?.['total']);
  const before = total();
  const { changes } =
    change.kind === 'delete'
      ? connection.run(`DELETE FROM ${table} WHERE ${where(change.key)}`, valuesOf(change.key))
      : connection.run(
          `UPDATE ${table} SET ${Object.keys(change.after)
            .map((column) => `${quoted(column)} = ?`)
            .join(', ')} WHERE ${where(change.key)}`,
          [...valuesOf(change.after), ...valuesOf(change.key)],
        );
  if (changes !== 1) throw new WriterError('failed', `${changes} rows have the key of one.`, { change: index });
  if (change.kind === 'delete') {
    // What goes with it stands in no change set: it could not be shown before, nor brought back.
    if (total() - before > 1) throw new WriterError('cascades', 'Other rows would go with it.', { change: index });
    return undefined;
  }
  const moved = Object.entries(change.key).map(([column, value]) => [column, change.after[column] ?? value]);
  return wholeRow(connection, change.table, Object.fromEntries(moved) as Row);
}

function where(key: Row): string {
  return Object.keys(key)
    .map((column) => `${quoted(column)} IS ?`)
    .join(' AND ');
}

function valuesOf(row: Row): RawValue[] {
  return Object.values(row).map((value) =>
    typeof value === 'object' && value !== null
      ? Uint8Array.from(value.blob.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
      : value,
  );
}

/** A value as change sets hold it. */
export function shownValue(value: RawValue): SqlValue {
  if (value instanceof Uint8Array)
    return { blob: Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') };
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value;
}
