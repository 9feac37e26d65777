/** What a merged backlog is to hold: worked out on values alone, before any text is touched. */
import type { MergeConflict } from './conflict';
import { type MergedField, type EntryKind, mergeFields, type Values } from './rules';
import type { Value } from './values';
import { type MergeView, type BacklogViewEntry, entryName } from './view';

/** Whose version is asked for where it is unclear: `kept` has ours, and entries that one side took away and the other changed. */
export type Version = 'kept' | 'ours' | 'theirs';

/** An entry of the result. */
export interface PlannedEntry {
  readonly kind: EntryKind;
  readonly id: string;
  /** Mutable: what turns out not to be writable becomes unclear. */
  readonly fields: Map<string, MergedField>;
  /** A mission's sprint. */
  readonly sprintId: { readonly value: string; readonly theirs?: string } | undefined;
  /** The side that took the entry away though the other changed it. */
  readonly removedBy?: 'ours' | 'theirs';
  /** The side whose text has the entry as it is to be copied where it is missing. */
  readonly from: 'ours' | 'theirs';
}

/** The entries by name (`entryName`), ours first. */
export type MergePlan = Map<string, PlannedEntry>;

/** Merges two views; without a base nobody knows what was taken away, so everything that a side has stays. */
export function planMerge(base: MergeView | undefined, ours: MergeView, theirs: MergeView): MergePlan {
  const plan: MergePlan = new Map();
  for (const name of new Set([...ours.entries.keys(), ...theirs.entries.keys()])) {
    const sides = [base, ours, theirs].map((view) => view?.entries.get(name));
    const planned = planEntry(sides[0], sides[1], sides[2], base === undefined);
    if (planned !== undefined) plan.set(name, planned);
  }
  keepSprintsOfMissions(plan, ours, theirs);
  return plan;
}

function planEntry(
  base: BacklogViewEntry | undefined,
  ours: BacklogViewEntry | undefined,
  theirs: BacklogViewEntry | undefined,
  twoWay: boolean,
): PlannedEntry | undefined {
  const only = ours ?? theirs;
  if (only === undefined) return undefined;
  const { kind, id } = only;
  if (ours !== undefined && theirs !== undefined) {
    const fields = mergeFields({ kind, base: base?.values, ours: ours.values, theirs: theirs.values, twoWay });
    const sprintId = mergedSprint(base?.sprintId, ours.sprintId, theirs.sprintId);
    return {
      kind,
      id,
      fields,
      sprintId,
      from: sprintId !== undefined && sprintId.value === ours.sprintId ? 'ours' : 'theirs',
    };
  }
  const side = ours === undefined ? 'theirs' : 'ours';
  const untouched = base !== undefined && base.sprintId === only.sprintId && sameValues(base.values, only.values);
  if (untouched) return undefined;
  return {
    kind,
    id,
    fields: new Map([...only.values].map(([key, value]) => [key, { value }])),
    sprintId: only.sprintId === undefined ? undefined : { value: only.sprintId },
    from: side,
    ...(base === undefined ? {} : { removedBy: side === 'ours' ? ('theirs' as const) : ('ours' as const) }),
  };
}

function mergedSprint(
  base: string | undefined,
  ours: string | undefined,
  theirs: string | undefined,
): PlannedEntry['sprintId'] {
  if (ours === undefined || theirs === undefined) return undefined;
  if (ours === theirs || theirs === base) return { value: ours };
  return ours === base ? { value: theirs } : { value: ours, theirs };
}

/** A sprint that one side took away stays while it has missions: the other side's. */
function keepSprintsOfMissions(plan: MergePlan, ours: MergeView, theirs: MergeView): void {
  for (const { sprintId } of [...plan.values()]) {
    for (const id of [sprintId?.value, sprintId?.theirs]) {
      if (id === undefined) continue;
      const name = entryName('sprint', id);
      if (plan.has(name)) continue;
      const [side, entry] = ours.entries.has(name)
        ? (['ours', ours.entries.get(name)] as const)
        : (['theirs', theirs.entries.get(name)] as const);
      if (entry === undefined) continue;
      const fields = new Map([...entry.values].map(([key, value]) => [key, { value }]));
      plan.set(name, { kind: 'sprint', id, fields, sprintId: undefined, from: side });
    }
  }
}

function sameValues(one: Values, other: Values): boolean {
  return one.size === other.size && [...one].every(([key, { data }]) => other.get(key)?.data === data);
}

/** Whether a version has an entry. */
export function hasEntry({ removedBy }: PlannedEntry, version: Version): boolean {
  return removedBy === undefined || removedBy !== version;
}

/** What a field becomes in a version. */
export function valueIn({ value, unclear }: MergedField, version: Version): Value | undefined {
  return unclear !== undefined && version === 'theirs' ? unclear.theirs : value;
}

/** A mission's sprint in a version. */
export function sprintIn({ sprintId }: PlannedEntry, version: Version): string | undefined {
  return version === 'theirs' ? (sprintId?.theirs ?? sprintId?.value) : sprintId?.value;
}

/** What is unclear in a plan. */
export function conflictsOf(plan: MergePlan): readonly MergeConflict[] {
  const conflicts: MergeConflict[] = [];
  for (const { kind, id, fields, sprintId, removedBy } of plan.values()) {
    const put = (field: string | undefined, ours: string | undefined, theirs: string | undefined): void => {
      conflicts.push({ kind, id, ...(kind === 'mission' ? { mission: id } : {}), field, ours, theirs });
    };
    if (removedBy !== undefined) {
      const said = [...fields.values()].map(({ value }) => value?.text ?? '').join(', ');
      put(undefined, removedBy === 'ours' ? undefined : said, removedBy === 'theirs' ? undefined : said);
    }
    if (sprintId?.theirs !== undefined) put('sprint', sprintId.value, sprintId.theirs);
    for (const [field, { value, unclear }] of fields)
      if (unclear !== undefined) put(field, value?.text, unclear.theirs?.text);
  }
  return conflicts;
}
