/** Taking away what a mission waits for, or putting another mission in its place; wherever the workspace says that it waits. */
import { t } from '@vscode/l10n';
import type { PlainJson } from '../files/python';
import { refuse } from '../ground/refusals';
import { type Declared, declaredOf, dependenciesOf, type Dependency, WAITED_FOR } from '../model/dependencies';
import { missionValue } from '../model/mission-value';
import { modelOf } from '../model/missions';
import { readinessOf } from '../model/readiness';
import { isOver } from '../model/status';
import type { Snapshot } from '../workspace/snapshot';
import { type Change, missionOf } from './change';

/** Refuses a prerequisite by which a mission would wait for itself, or for ever. */
export function requireMayWait(snapshot: Snapshot, id: string, prerequisite: string): void {
  const { kind, status } = missionOf(snapshot, prerequisite);
  if (id === prerequisite) throw refuse(t('{0} cannot wait for itself.', id));
  const reached = new Set([prerequisite]);
  for (const each of reached) for (const next of neededBy(snapshot, each)) reached.add(next);
  if (reached.has(id)) throw refuse(t('{0} waits for {1}, so that both would wait for ever.', prerequisite, id));
  if (isOver(kind) && kind !== 'done')
    throw refuse(
      t('{0} is {1}: what waits for it would wait for ever.', prerequisite, status),
      t('Reopen it first, or name another mission.'),
    );
}

/** The ids of a mission's prerequisites, met or not. */
export function neededBy(snapshot: Snapshot, id: string): readonly string[] {
  return readinessOf(snapshot)
    .of(id)
    .prerequisites.map((each) => each.id);
}

/** Lets a mission wait for another one no longer. Where they are only related, the relation goes. */
export function removePrerequisite(change: Change, snapshot: Snapshot, id: string, prerequisite: string): void {
  const { edges, declared, related } = tiesOf(snapshot, id, prerequisite);
  const gone = edges.length + declared.length > 0 ? edges : related;
  if (gone.length + declared.length === 0) throw notAwaited(snapshot, id, prerequisite);
  for (const each of gone) change.removeDependency(each);
  const own = new DeclaredDraft(snapshot);
  for (const each of declared) own.remove(each);
  own.write(change);
}

/** Lets missions that wait for one wait for another one instead, in place; the types stay. */
export function replacePrerequisite(
  change: Change,
  snapshot: Snapshot,
  ids: readonly string[],
  { old, by }: Readonly<Record<'old' | 'by', string>>,
): void {
  const own = new DeclaredDraft(snapshot);
  for (const id of ids) {
    const { edges, declared } = tiesOf(snapshot, id, old);
    if (edges.length + declared.length === 0) throw notAwaited(snapshot, id, old);
    const waits = neededBy(snapshot, id).includes(by);
    if (!waits) requireMayWait(snapshot, id, by);
    for (const each of edges)
      if (waits) change.removeDependency(each);
      else change.retarget(each, each.from === old ? { from: by } : { to: by });
    for (const each of declared)
      if (waits) own.remove(each);
      else own.replace(each, by);
  }
  own.write(change);
}

interface Ties {
  /** Dependencies by which the one waits for the other. */
  readonly edges: readonly Dependency[];
  /** What the missions themselves say of it. */
  readonly declared: readonly Declared[];
  /** Dependencies between the two by which nothing waits. */
  readonly related: readonly Dependency[];
}

function tiesOf(snapshot: Snapshot, id: string, prerequisite: string): Ties {
  const { directions } = readinessOf(snapshot);
  const between = dependenciesOf(snapshot).filter(
    ({ from, to }) => (from === id && to === prerequisite) || (from === prerequisite && to === id),
  );
  return {
    edges: between.filter(({ from, type }) => {
      const direction = directions.get(type)?.direction;
      return from === id ? direction === 'to-first' : direction === 'from-first';
    }),
    declared: declaredOf(modelOf(snapshot)).filter(({ before, after }) => before === prerequisite && after === id),
    related: between.filter(({ type }) => directions.get(type)?.direction === 'soft'),
  };
}

function notAwaited(snapshot: Snapshot, id: string, prerequisite: string): Error {
  const needed = neededBy(snapshot, id);
  return refuse(
    t('{0} does not wait for {1}.', id, prerequisite),
    needed.length === 0 ? undefined : t('It waits for {0}.', needed.join(', ')),
  );
}

/** What missions themselves say of what they need and block, as it is to be; each mission is changed once. */
class DeclaredDraft {
  readonly #snapshot: Snapshot;
  readonly #changes = new Map<string, Record<string, PlainJson | undefined>>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  remove({ before, after, key }: Declared): void {
    const name = nameOf(key);
    const [owner, named] = name === WAITED_FOR ? [before, after] : [after, before];
    this.#set(owner, name, withoutId(this.#valueOf(owner, name), named));
  }

  replace(declared: Declared, by: string): void {
    const name = nameOf(declared.key);
    const { before, after } = declared;
    if (name === WAITED_FOR) {
      this.remove(declared);
      this.#set(by, name, [...listOf(this.#valueOf(by, name)), after]);
    } else this.#set(after, name, withoutId(this.#valueOf(after, name), before, by));
  }

  write(change: Change): void {
    for (const [id, values] of this.#changes) change.mission(missionOf(this.#snapshot, id), {}, values);
  }

  #valueOf(id: string, name: string): unknown {
    const changed = this.#changes.get(id);
    return changed !== undefined && name in changed ? changed[name] : missionValue(missionOf(this.#snapshot, id), name);
  }

  #set(id: string, name: string, value: PlainJson | undefined): void {
    this.#changes.set(id, { ...this.#changes.get(id), [name]: value });
  }
}

/** The key itself, without the `metadata.` before it. */
function nameOf(key: string): string {
  return key.split('.').at(-1) ?? key;
}

/** A value that names missions, without one of them or with another in its place; undefined where none is left. */
function withoutId(value: unknown, id: string, instead?: string): PlainJson | undefined {
  const left = listOf(value).flatMap((each) => {
    if (idIn(each) !== id) return [each];
    return instead === undefined ? [] : [instead];
  });
  if (left.length === 0) return undefined;
  return Array.isArray(value) ? left : left.map((each) => idIn(each) ?? '').join(', ');
}

/** A list, or what stands in one text between commas. */
function listOf(value: unknown): readonly PlainJson[] {
  if (Array.isArray(value)) return value as readonly PlainJson[];
  if (typeof value === 'string' && value.trim() !== '') return value.split(',').map((each) => each.trim());
  return typeof value === 'number' || (typeof value === 'object' && value !== null) ? [value as PlainJson] : [];
}

function idIn(value: PlainJson): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.trim();
  return typeof value === 'object' && value !== null && 'id' in value ? idIn(value['id'] ?? null) : undefined;
}
