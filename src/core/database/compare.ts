/** What two databases differ in, row by row; pure. Here is the workspace's own, there is the other one. */
import type { Row, SqlValue } from '../changes/change-set';
import type { DatabaseDump, TableDump } from './dump';

interface KeyedRow {
  readonly key: Row;
  readonly row: Row;
}

/** A row that both have: the columns in which it differs, with the values of each side. */
interface ChangedRow {
  readonly key: Row;
  readonly here: Row;
  readonly there: Row;
}

export interface TableDifference {
  readonly table: string;
  readonly onlyHere: readonly KeyedRow[];
  readonly onlyThere: readonly KeyedRow[];
  readonly changed: readonly ChangedRow[];
  /** Rows that stand elsewhere among the others. */
  readonly moved: readonly { readonly key: Row; readonly here: SqlValue; readonly there: SqlValue }[];
}

export interface DatabaseDifference {
  /** Tables that both have and that differ, in the order of the tables here. */
  readonly tables: readonly TableDifference[];
  /** Tables that only one has. */
  readonly tablesOnlyHere: readonly string[];
  readonly tablesOnlyThere: readonly string[];
  /** Columns of shared tables that only the other one has, where they hold something. */
  readonly columnsOnlyThere: readonly { readonly table: string; readonly column: string }[];
  /** Tables of either that were not read. */
  readonly leftOut: readonly string[];
}

export function compareDatabases(here: DatabaseDump, there: DatabaseDump): DatabaseDifference {
  const shared = [...here.tables.values()].flatMap((table) => {
    const other = there.tables.get(table.name);
    return other === undefined ? [] : [[table, other] as const];
  });
  return {
    tables: shared.map(([table, other]) => compareTable(table, other)).filter(differs),
    tablesOnlyHere: [...here.tables.keys()].filter((name) => !there.tables.has(name)),
    tablesOnlyThere: [...there.tables.keys()].filter((name) => !here.tables.has(name)),
    columnsOnlyThere: shared.flatMap(([table, other]) =>
      other.columns
        .filter((column) => !table.columns.includes(column))
        .filter((column) => other.rows.some((row) => (row[column] ?? null) !== null))
        .map((column) => ({ table: table.name, column })),
    ),
    leftOut: [...new Set([...here.leftOut, ...there.leftOut])],
  };
}

/** Whether both hold the same rows, as far as both can hold them. */
export function isSame({ tables, tablesOnlyHere, tablesOnlyThere, columnsOnlyThere }: DatabaseDifference): boolean {
  return tables.length + tablesOnlyHere.length + tablesOnlyThere.length + columnsOnlyThere.length === 0;
}

function compareTable(here: TableDump, there: TableDump): TableDifference {
  const ours = byKey(here, here.rows);
  const theirs = byKey(here, there.rows);
  const columns = here.columns.filter((column) => there.columns.includes(column));
  const changed: ChangedRow[] = [];
  const moved: TableDifference['moved'][number][] = [];
  for (const [id, { key, row }] of ours) {
    const other = theirs.get(id)?.row;
    if (other === undefined) continue;
    const different = columns.filter((column) => !same(row[column], other[column]));
    if (different.length > 0) changed.push({ key, here: pick(row, different), there: pick(other, different) });
    if (here.ordered && there.ordered && !same(row['rowid'], other['rowid']))
      moved.push({ key, here: row['rowid'] ?? null, there: other['rowid'] ?? null });
  }
  return {
    table: here.name,
    onlyHere: [...ours].filter(([id]) => !theirs.has(id)).map(([, each]) => each),
    onlyThere: [...theirs].filter(([id]) => !ours.has(id)).map(([, each]) => each),
    changed,
    moved,
  };
}

function differs({ onlyHere, onlyThere, changed, moved }: TableDifference): boolean {
  return onlyHere.length + onlyThere.length + changed.length + moved.length > 0;
}

function byKey(table: TableDump, rows: readonly Row[]): ReadonlyMap<string, KeyedRow> {
  const found = new Map<string, KeyedRow>();
  for (const row of rows) {
    const key = keyIn(table, row);
    found.set(JSON.stringify(Object.entries(key)), { key, row });
  }
  return found;
}

/** What identifies a row: its primary key, or its rowid where SQLite let a part of the key be NULL. */
function keyIn({ primaryKey, ordered }: TableDump, row: Row): Row {
  const whole = primaryKey.length > 0 && primaryKey.every((column) => (row[column] ?? null) !== null);
  return pick(row, whole || !ordered ? primaryKey : ['rowid']);
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

function same(a: SqlValue | undefined, b: SqlValue | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
