/** What an entry of the backlog says beyond the columns of its row, and where it keeps that: for reading and for writing. */
import { DEEPEST } from '../database/metadata';
import { MISSION_FIELDS } from '../database/tables';
import type { BacklogField, BacklogMission } from '../files/backlog/model';
import type { YamlMapping } from '../files/yaml-node';

/** Keys of an entry that are columns of their own; every other key is kept in the `metadata` column. */
export const COLUMNS: ReadonlySet<string> = new Set(['id', 'sprintId', ...MISSION_FIELDS.map(({ field }) => field)]);

/** Written by the runtime into the database's metadata; a file without them says nothing different. */
export const RUNTIME_KEYS = new Set(['started_at', 'completed_at', 'blocked_at', 'blocked_reason', 'blocked_needs']);

/** Whether the runtime writes a value into both stores, in whatever entry. */
export function isMirrored(key: string): boolean {
  return key === 'started_at' || !RUNTIME_KEYS.has(key);
}

/**
 * The fields that a mission's status comes with, under the names of findings. They are taken from one side as one: half of
 * each side would say what never was.
 */
export const STATUS_FIELDS: ReadonlySet<string> = new Set([
  'status',
  'completed_at',
  'notes',
  ...[...RUNTIME_KEYS].map((key) => `metadata.${key}`),
]);

/** The keys that lead from an entry to a value in it, the value's own last. */
export type ValuePath = readonly [string, ...string[]];

/** A value that an entry keeps beyond its columns, and where. */
interface Extra {
  readonly key: string;
  readonly path: ValuePath;
  readonly field: BacklogField;
}

/**
 * Every value that an entry keeps beyond its columns, the outermost first: those of a nested `metadata` count as its own, as
 * the exporter nests them. Of several with one key the first is what the entry says.
 */
function* allExtrasOf({ fields }: BacklogMission): Generator<Extra> {
  let level = fields;
  for (const outer: string[] = []; outer.length < DEEPEST; outer.push('metadata')) {
    let nested: YamlMapping | undefined;
    for (const [key, field] of level) {
      if (key === 'metadata' && field.value.kind === 'mapping') nested = field.value;
      else if (outer.length > 0 || !COLUMNS.has(key)) yield { key, path: pathOf(outer, key), field };
    }
    if (nested === undefined) return;
    level = new Map(
      nested.pairs.flatMap(({ key, value }) =>
        key.kind === 'scalar' && key.value.type === 'str' ? [[key.value.value, { key, value }] as const] : [],
      ),
    );
  }
}

/** What an entry keeps beyond its columns, by key. */
export function extrasOf(entry: BacklogMission): ReadonlyMap<string, BacklogField> {
  const extras = new Map<string, BacklogField>();
  for (const { key, field } of allExtrasOf(entry)) if (!extras.has(key)) extras.set(key, field);
  return extras;
}

/** Where an entry keeps a value: the paths of all places that say something, the outermost first. */
export function placesOf(entry: BacklogMission, key: string): readonly ValuePath[] {
  return [...allExtrasOf(entry)].flatMap((extra) => (extra.key === key ? [extra.path] : []));
}

/**
 * Where an entry would keep a value that it does not have yet: beside what else of its kind it keeps, in its `metadata` where it
 * has one, else on itself. A column's name is taken there.
 */
export function homeOf(entry: BacklogMission, key: string): ValuePath {
  const sibling = RUNTIME_KEYS.has(key) ? runtimeValuesOf(entry)[0] : undefined;
  const nested = entry.fields.get('metadata')?.value.kind === 'mapping' ? ['metadata'] : [];
  const outer = sibling?.slice(0, -1) ?? nested;
  return pathOf(outer.length === 0 && COLUMNS.has(key) ? ['metadata'] : outer, key);
}

/** Whether an entry repeats in its `metadata` what the runtime writes into that of its row, as one does that was dumped. */
export function repeatsRuntime(entry: BacklogMission): boolean {
  return runtimeValuesOf(entry).some(({ length }) => length > 1);
}

function runtimeValuesOf(entry: BacklogMission): readonly ValuePath[] {
  return [...allExtrasOf(entry)].flatMap(({ key, path }) => (RUNTIME_KEYS.has(key) ? [path] : []));
}

function pathOf(outer: readonly string[], key: string): ValuePath {
  const [first, ...rest] = outer;
  return first === undefined ? [key] : [first, ...rest, key];
}
