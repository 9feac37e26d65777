/** What a merged backlog is to hold: worked out on values alone, before any text is touched. */
import { type MergeConflict } from './conflict';
import { type Choice, type Kind, mergeFields, type Values } from './rules';
import { type Value } from './values';
import { type View, type ViewEntry } from './view';

/** Whose version is wanted where it is unclear: `kept` has ours, and entries that one side took away and the other changed. */
export type Version = 'kept' | 'ours' | 'theirs';

/** An entry of the result. */
export interface Wish {
  readonly kind: Kind;
  readonly id: string;
  /** Mutable: what turns out not to be writable becomes unclear. */
  readonly fields: Map<string, Choice>;
  /** A mission's sprint. */
  readonly home: { readonly value: string; readonly theirs?: string } | undefined;
  /** The side that took the entry away though the other changed it. */
  readonly removedBy?: 'ours' | 'theirs';
  /** The side whose text has the entry as it is to be copied where it is missing. */
  readonly from: 'ours' | 'theirs';
}

/** The wishes by name, ours first. */
export type Target = Map<string, Wish>;

/** Merges two views; without a base nobody knows what was taken away, so everything that a side has stays. */
export function targetOf(base: View | undefined, ours: View, theirs: View): Target {
  const target: Target = new Map();
  for (const name of new Set([...ours.entries.keys(), ...theirs.entries.keys()])) {
    const sides = [base, ours, theirs].map((view) => view?.entries.get(name));
    const wish = wishOf(sides[0], sides[1], sides[2], base === undefined);
    if (wish !== undefined) target.set(name, wish);
  }
  keepHomes(target, ours, theirs);
  return target;
}

function wishOf(
  base: ViewEntry | undefined,
  ours: ViewEntry | undefined,
  theirs: ViewEntry | undefined,
  twoWay: boolean,
): Wish | undefined {
  const only = ours ?? theirs;
  if (only === undefined) return undefined;
  const { kind, id } = only;
  if (ours !== undefined && theirs !== undefined) {
    const fields = mergeFields({ kind, base: base?.values, ours: ours.values, theirs: theirs.values, twoWay });
    const home = homeOf(base?.home, ours.home, theirs.home);
    return { kind, id, fields, home, from: home !== undefined && home.value === ours.home ? 'ours' : 'theirs' };
  }
  const side = ours === undefined ? 'theirs' : 'ours';
  const untouched = base !== undefined && base.home === only.home && sameValues(base.values, only.values);
  if (untouched) return undefined;
  return {
    kind,
    id,
    fields: new Map([...only.values].map(([key, value]) => [key, { value }])),
    home: only.home === undefined ? undefined : { value: only.home },
    from: side,
    ...(base === undefined ? {} : { removedBy: side === 'ours' ? ('theirs' as const) : ('ours' as const) }),
  };
}

function homeOf(base: string | undefined, ours: string | undefined, theirs: string | undefined): Wish['home'] {
  if (ours === undefined || theirs === undefined) return undefined;
  if (ours === theirs || theirs === base) return { value: ours };
  return ours === base ? { value: theirs } : { value: ours, theirs };
}

/** A sprint that one side took away stays while it has missions: the other side's. */
function keepHomes(target: Target, ours: View, theirs: View): void {
  for (const { home } of [...target.values()]) {
    for (const id of [home?.value, home?.theirs]) {
      const name = `sprint ${id ?? ''}`;
      if (id === undefined || target.has(name)) continue;
      const [side, entry] = ours.entries.has(name)
        ? (['ours', ours.entries.get(name)] as const)
        : (['theirs', theirs.entries.get(name)] as const);
      if (entry === undefined) continue;
      const fields = new Map([...entry.values].map(([key, value]) => [key, { value }]));
      target.set(name, { kind: 'sprint', id, fields, home: undefined, from: side });
    }
  }
}

function sameValues(one: Values, other: Values): boolean {
  return one.size === other.size && [...one].every(([key, { data }]) => other.get(key)?.data === data);
}

/** Whether a version has an entry. */
export function isThere({ removedBy }: Wish, version: Version): boolean {
  return removedBy === undefined || removedBy !== version;
}

export function wanted({ value, unclear }: Choice, version: Version): Value | undefined {
  return unclear !== undefined && version === 'theirs' ? unclear.theirs : value;
}

export function homeFor({ home }: Wish, version: Version): string | undefined {
  return version === 'theirs' ? (home?.theirs ?? home?.value) : home?.value;
}

/** What is unclear in a target. */
export function conflictsOf(target: Target): readonly MergeConflict[] {
  const conflicts: MergeConflict[] = [];
  for (const { kind, id, fields, home, removedBy } of target.values()) {
    const put = (field: string | undefined, ours: string | undefined, theirs: string | undefined): void => {
      conflicts.push({ kind, id, ...(kind === 'mission' ? { mission: id } : {}), field, ours, theirs });
    };
    if (removedBy !== undefined) {
      const said = [...fields.values()].map(({ value }) => value?.text ?? '').join(', ');
      put(undefined, removedBy === 'ours' ? undefined : said, removedBy === 'theirs' ? undefined : said);
    }
    if (home?.theirs !== undefined) put('sprint', home.value, home.theirs);
    for (const [field, { value, unclear }] of fields)
      if (unclear !== undefined) put(field, value?.text, unclear.theirs?.text);
  }
  return conflicts;
}
