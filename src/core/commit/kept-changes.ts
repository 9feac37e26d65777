/** The journal's records as changes: each as it was made, and what was last done to it, however often it was undone and redone. */
import type { Setting } from '../workspace/settings';
import type { JournalEntry, JournalRecord } from './record';

/** How many changes are kept where no setting says it, and the bounds of that setting. */
export const KEPT_CHANGES = { default: 50, least: 1, most: 1_000 } as const;

/** How many changes are kept: `cmos.history.keep`. What is not a whole number counts as not set. */
export function keptChangesFrom(setting: Setting): number {
  const wanted = setting('history.keep');
  if (typeof wanted !== 'number' || !Number.isInteger(wanted)) return KEPT_CHANGES.default;
  return Math.min(Math.max(wanted, KEPT_CHANGES.least), KEPT_CHANGES.most);
}

export interface KeptChange {
  /** The id of the record that was made first; undoing and redoing name the change by it. */
  readonly id: string;
  /** The change as it was made; where that record is gone, the oldest one that tells of it. */
  readonly first: JournalEntry;
  /** The record of what was last done to it: making, undoing or redoing it. To reverse that is to undo or redo the change. */
  readonly last: JournalEntry;
  /** `open`: begun and not finished. `past`: can no longer be undone. */
  readonly state: 'done' | 'undone' | 'past' | 'open';
}

export interface KeptChanges {
  /** In the order in which they were made, the latest last. */
  readonly all: readonly KeptChange[];
  /** What redo does again, in the order in which it was undone, the latest last. A new change ends it. */
  readonly redoable: readonly KeptChange[];
}

/** What the records of a journal, oldest first, come to. */
export function keptChanges(entries: readonly JournalEntry[]): KeptChanges {
  const originOf = originIn(entries);
  const records = new Map<string, { readonly first: JournalEntry; readonly last: JournalEntry }>();
  const past = new Set<string>();
  const undone = new Set<string>();
  for (const entry of entries) {
    const { record, open } = entry;
    const id = originOf(record);
    records.set(id, { first: records.get(id)?.first ?? entry, last: entry });
    if (open) continue;
    undone.delete(id);
    if (record.undoes !== undefined) undone.add(id);
    else if (record.redoes === undefined) undone.clear();
    if (record.asIs !== true) continue;
    // Nobody knows what is there: nothing before it can be undone or redone any more.
    for (const each of records.keys()) past.add(each);
    undone.clear();
  }
  const all = [...records].map(([id, { first, last }]): KeptChange => {
    const isUndone = last.record.undoes !== undefined && last.record.asIs !== true;
    const state = last.open ? 'open' : isUndone ? 'undone' : past.has(id) ? 'past' : 'done';
    return { id, first, last, state };
  });
  const byId = new Map(all.map((change) => [change.id, change]));
  return { all, redoable: [...undone].flatMap((id) => byId.get(id) ?? []) };
}

/** A change in the place where it was made, or its undoing where that was. */
export interface Step {
  readonly change: KeptChange;
  /** The records of it, the first and the last where it was redone. */
  readonly entries: readonly JournalEntry[];
}

/**
 * The steps that lead to what is there now, oldest first. What was undone and redone again counts as never undone: redo goes
 * back the very way that undo came. Changes from before a crash after which nobody knows what is there are left out.
 */
export function stepsOf({ all }: KeptChanges): readonly Step[] {
  const steps: Step[] = all.flatMap((change) => {
    const { first, last, state } = change;
    // Where the record of its making is gone, the oldest that is left may be an undoing.
    const made = first === last || first.record.undoes !== undefined ? [] : [first];
    if (state === 'done') return [{ change, entries: [...made, last] }];
    return state === 'undone' ? [...made, last].map((entry) => ({ change, entries: [entry] })) : [];
  });
  const numberOf = ({ entries: [entry] }: Step): number => Number(entry?.record.id.split('-')[0]);
  return steps.toSorted((one, other) => numberOf(one) - numberOf(other));
}

/** The finished records that can go where so many changes are kept, in the order in which they can. */
export function outdated(entries: readonly JournalEntry[], kept: number): readonly JournalEntry[] {
  const byId = new Map(entries.map((entry) => [entry.record.id, entry]));
  const needed = new Set<string>();
  for (const { first, last } of keptChanges(entries).all.slice(-kept)) {
    needed.add(first.record.id);
    for (
      let entry: JournalEntry | undefined = last;
      entry !== undefined;
      entry = byId.get(reversedBy(entry.record) ?? '')
    )
      needed.add(entry.record.id);
  }
  return entries.filter(({ record, open }) => !open && !needed.has(record.id));
}

/** The id of what a record undoes or redoes. */
function reversedBy({ undoes, redoes }: JournalRecord): string | undefined {
  return undoes ?? redoes;
}

/** Tells the change that a record belongs to. Older records name the record that they reversed, not the change itself. */
function originIn(entries: readonly JournalEntry[]): (record: JournalRecord) => string {
  const byId = new Map(entries.map(({ record }) => [record.id, record]));
  return (record) => {
    const seen = new Set<string>();
    for (let each = record; ;) {
      const reversed = reversedBy(each);
      if (reversed === undefined || seen.has(each.id)) return each.id;
      seen.add(each.id);
      const next = byId.get(reversed);
      if (next === undefined) return reversed;
      each = next;
    }
  };
}
