/** The rows that a change wrote, and whether a later change rests on one: wrote the same field, or a row that names the row. */
import { insertedKey, type Row, type RowChange } from '../changes/change-set';

export class WrittenRows {
  readonly #byKey = new Map<string, RowChange[]>();
  /** Rows that were put in, by table and id. */
  readonly #made = new Set<string>();

  constructor(changes: readonly RowChange[]) {
    for (const change of changes) {
      const key = keyText(change.table, keyAfter(change));
      this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), change]);
      if (change.kind === 'insert') this.#made.add(named(change.table, change.row['id']));
    }
  }

  areUnder(later: readonly RowChange[]): boolean {
    return later.some((change) => this.#isWritten(change) || this.#isNamed(change));
  }

  #isWritten(later: RowChange): boolean {
    const earlier = this.#byKey.get(keyText(later.table, keyBefore(later))) ?? [];
    return earlier.some(
      (each) =>
        later.kind !== 'update' ||
        each.kind !== 'update' ||
        Object.keys(later.after).some((column) => column in each.after),
    );
  }

  #isNamed(later: RowChange): boolean {
    if (later.kind === 'delete') return false;
    const row = later.kind === 'insert' ? later.row : later.after;
    return NAMES.some(([table, column, of]) => table === later.table && this.#made.has(named(of, row[column])));
  }
}

/** The columns in which a row names a row of another table by its id. */
const NAMES = [
  ['missions', 'sprint_id', 'sprints'],
  ['mission_dependencies', 'from_id', 'missions'],
  ['mission_dependencies', 'to_id', 'missions'],
  ['session_events', 'mission', 'missions'],
] as const;

function named(table: string, id: unknown): string {
  return JSON.stringify([table, id ?? null]);
}

function keyText(table: string, key: Row): string {
  return JSON.stringify([table, Object.entries(key).toSorted(([one], [other]) => (one < other ? -1 : 1))]);
}

function keyBefore(change: RowChange): Row {
  return change.kind === 'insert' ? insertedKey(change) : change.key;
}

/** An update may change what identifies the row. */
function keyAfter(change: RowChange): Row {
  const key = keyBefore(change);
  if (change.kind !== 'update') return key;
  return Object.fromEntries(Object.entries(key).map(([column, value]) => [column, change.after[column] ?? value]));
}
