/** Rows of a change set beside what the database has of them. */
import type { Row, RowChange, SqlValue } from './change-set';
import type { DatabaseWriter } from './writer';

/** The changes, with each row that goes in all its columns: so it can be put back. */
export async function wholeRows(
  writer: DatabaseWriter,
  path: string,
  changes: readonly RowChange[],
): Promise<readonly RowChange[]> {
  const going = changes.filter((change) => change.kind === 'delete');
  if (going.length === 0) return changes;
  const rows = await writer.read(
    path,
    going.map(({ table, key }) => ({ table, key })),
  );
  const whole = new Map<RowChange, Row | undefined>(going.map((change, index) => [change, rows[index]]));
  return changes.map((change) => {
    const row = whole.get(change);
    // What the plan saw counts where the two differ: then the row has changed, and that is refused.
    return change.kind === 'delete' && row !== undefined ? { ...change, before: { ...row, ...change.before } } : change;
  });
}

/** Inserted rows with all that the database gave them, so that they can be found and taken back. */
export function completed(changes: readonly RowChange[], rows: readonly (Row | undefined)[]): readonly RowChange[] {
  return changes.map((change, index) => {
    const row = rows[index];
    return change.kind === 'insert' && row !== undefined ? { ...change, row } : change;
  });
}

/** Whether a row has the wanted values; numbers may have become their text and the other way round, by a column's type. */
export function hasValues(row: Row, wanted: Row): boolean {
  return Object.entries(wanted).every(([column, value]) => sameValue(row[column] ?? null, value));
}

function sameValue(a: SqlValue, b: SqlValue): boolean {
  if (a === null || b === null) return a === b;
  if (typeof a === 'object' || typeof b === 'object')
    return typeof a === 'object' && typeof b === 'object' && a.blob === b.blob;
  return a === b || String(a) === String(b);
}
