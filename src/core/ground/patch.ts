/** What turns one state of the last agreement into another, so that an undo brings back what was known before. */

/** Tables of texts, of sets of texts, and of tables, by name. */
export interface Tree {
  readonly [name: string]: string | readonly string[] | Tree;
}

/** By name: a text that takes its place, a set's texts behind `+` or `-`, what changes in a table; null: it goes. */
export interface Patch {
  readonly [name: string]: string | readonly string[] | Patch | null;
}

/** What makes `to` of `from`; nothing of what is the same. */
export function patchBetween(from: Tree, to: Tree): Patch {
  const before = new Map(Object.entries(from));
  const changes: [string, Patch[string]][] = [];
  for (const [name, wanted] of Object.entries(to)) {
    const old = before.get(name);
    before.delete(name);
    if (typeof wanted === 'string') {
      if (old !== wanted) changes.push([name, wanted]);
    } else if (isSet(wanted)) {
      const change = setChange(isSet(old) ? old : [], wanted);
      if (change.length > 0 || !isSet(old)) changes.push([name, change]);
    } else {
      const change = patchBetween(isTable(old) ? old : {}, wanted);
      if (Object.keys(change).length > 0 || !isTable(old)) changes.push([name, change]);
    }
  }
  return Object.fromEntries([...changes, ...[...before.keys()].map((name) => [name, null] as const)]);
}

/** A state with a patch applied. */
export function patched(tree: Tree, patch: Patch): Tree {
  const after = new Map(Object.entries(tree));
  for (const [name, change] of Object.entries(patch)) {
    const old = after.get(name);
    if (change === null) after.delete(name);
    else if (typeof change === 'string') after.set(name, change);
    else if (isSet(change)) after.set(name, changedSet(isSet(old) ? old : [], change));
    else after.set(name, patched(isTable(old) ? old : {}, change));
  }
  return Object.fromEntries(after);
}

export function isPatch(value: unknown): value is Patch {
  const isChange = (each: unknown): boolean =>
    each === null ||
    typeof each === 'string' ||
    (Array.isArray(each) ? each.every((text) => typeof text === 'string') : isPatch(each));
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isChange);
}

function setChange(from: readonly string[], to: readonly string[]): readonly string[] {
  const [before, after] = [new Set(from), new Set(to)];
  return [
    ...to.filter((text) => !before.has(text)).map((text) => `+${text}`),
    ...from.filter((text) => !after.has(text)).map((text) => `-${text}`),
  ];
}

function changedSet(set: readonly string[], change: readonly string[]): readonly string[] {
  const after = new Set(set);
  for (const each of change)
    if (each.startsWith('+')) after.add(each.slice(1));
    else after.delete(each.slice(1));
  return [...after];
}

function isSet(value: Tree[string] | Patch[string] | undefined): value is readonly string[] {
  return Array.isArray(value);
}

function isTable(value: Tree[string] | undefined): value is Tree {
  return typeof value === 'object' && !isSet(value);
}
