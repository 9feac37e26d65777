/**
 * The row changes that bring the rows of one database into another. No row that both have is deleted and put in again:
 * foreign keys that cascade would take others with it (field guide, section 2, `context_snapshots`).
 */
import type { Row, RowChange, SqlValue } from '../changes/change-set';
import type { DatabaseDifference, TableDifference } from './compare';
import type { DatabaseDump, TableDump } from './dump';

/**
 * In this order: what is missing is put in, parents first; what differs is changed, and may now lead to it; what is too
 * much is deleted, children first; then rows whose place was taken by another get theirs.
 */
export function rowsToRestore(
  here: DatabaseDump,
  there: DatabaseDump,
  { tables }: Pick<DatabaseDifference, 'tables'>,
): readonly RowChange[] {
  const order = parentsFirst(here);
  const sorted = tables.toSorted((a, b) => order.indexOf(a.table) - order.indexOf(b.table));
  const placed = sorted.map((difference) => {
    const [table, other] = [here.tables.get(difference.table), there.tables.get(difference.table)];
    return table === undefined || other === undefined ? { inserts: [], moves: [] } : place(table, other, difference);
  });
  return [
    ...placed.flatMap(({ inserts }) => inserts),
    ...sorted.flatMap(({ table, changed }) =>
      changed.map(({ key, here: before, there: after }): RowChange => ({ kind: 'update', table, key, before, after })),
    ),
    ...sorted
      .toReversed()
      .flatMap(({ table, onlyHere }) =>
        onlyHere.map(({ key, row }): RowChange => ({ kind: 'delete', table, key, before: row })),
      ),
    ...placed.flatMap(({ moves }) => moves),
  ];
}

interface Move {
  readonly key: Row;
  readonly from: SqlValue;
  readonly to: SqlValue;
}

/** Missing rows with a rowid that is free, and what gives each row the rowid it is to have. */
function place(
  here: TableDump,
  there: TableDump,
  { table, onlyThere, moved }: TableDifference,
): { readonly inserts: readonly RowChange[]; readonly moves: readonly RowChange[] } {
  const isOrdered = here.ordered && there.ordered;
  const taken = new Set(isOrdered ? here.rows.map((row) => row['rowid']) : []);
  let free = [...here.rows, ...there.rows].reduce((most, row) => Math.max(most, Number(row['rowid'] ?? 0)), 0);
  const moves: Move[] = moved.map(({ key, here: from, there: to }) => ({ key, from, to }));
  const inserts = onlyThere.map(({ key, row }): RowChange => {
    const known = Object.fromEntries(
      here.columns.filter((column) => column in row).map((column) => [column, row[column] ?? null]),
    );
    if (!isOrdered) return { kind: 'insert', table, row: known, key };
    const to = row['rowid'] ?? null;
    const at = taken.has(to) ? ++free : to;
    const placed = { rowid: at, ...known };
    // What its rowid alone identifies is identified by the one that it gets.
    if ('rowid' in key) return { kind: 'insert', table, row: placed, key: { rowid: at } };
    if (at !== to) moves.push({ key, from: at, to });
    return { kind: 'insert', table, row: placed, key };
  });
  // Where the place of one is another's that is to move as well, all step aside first.
  const leaving = new Set(moves.map(({ from }) => from));
  if (!moves.some(({ to }) => leaving.has(to))) return { inserts, moves: moves.map((move) => moveOf(table, move)) };
  const aside = moves.map((move) => ({ ...move, to: ++free }));
  const home = moves.map(({ key, to }, index) => ({ key, from: aside[index]?.to ?? null, to }));
  return { inserts, moves: [...aside, ...home].map((move) => moveOf(table, move)) };
}

function moveOf(table: string, { key, from, to }: Move): RowChange {
  return { kind: 'update', table, key, before: { rowid: from }, after: { rowid: to } };
}

/** The names of all tables, those that foreign keys lead to before those that they come from. */
function parentsFirst({ tables }: DatabaseDump): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const byName = new Map([...tables.keys()].map((name) => [name.toLowerCase(), name]));
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const parent of tables.get(name)?.parents ?? []) {
      const known = byName.get(parent.toLowerCase());
      if (known !== undefined) visit(known);
    }
    order.push(name);
  };
  for (const name of tables.keys()) visit(name);
  return order;
}
