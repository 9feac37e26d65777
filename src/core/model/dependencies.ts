/** Who needs whom, from every place where a workspace says so (field guide, section 4). */
import { metadataOf } from '../database/metadata';
import type { DependencyRow } from '../database/model';
import type { BacklogDependency, BacklogMission } from '../files/backlog/model';
import { pairOf } from '../files/yaml-node';
import { rememberedBy } from '../ground/memo';
import { dependencyKey } from '../parity/backlog-index';
import { plainYaml } from '../parity/values';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import type { Mission, WorkspaceModel } from './missions';

/** A row of `mission_dependencies` or of `missionDependencies`, or both. Which end comes first depends on the type. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly row: DependencyRow | undefined;
  readonly entry: BacklogDependency | undefined;
}

/** What a mission itself says: `before` must be done before `after`. */
export interface Declared {
  readonly before: string;
  readonly after: string;
  /** The key that says so, such as `metadata.dependencies`, or `requires` where it is the mission's own. */
  readonly key: string;
}

/** The dependencies of both stores, each pair of missions once, in the database's order and then the file's. */
export function dependenciesOf(snapshot: Snapshot): readonly Dependency[] {
  const rows = documentOf(snapshot.database)?.dependencies;
  const entries = documentOf(snapshot.backlog)?.dependencies;
  return unite(rows ?? entries ?? NONE, rows ?? NONE, entries ?? NONE);
}

const NONE: readonly never[] = [];

const unite = rememberedBy(
  (_key: object, rows: readonly DependencyRow[], entries: readonly BacklogDependency[]): readonly Dependency[] => {
    const byKey = new Map(entries.map((entry) => [dependencyKey(entry), entry]));
    const united: Dependency[] = rows.map((row) => {
      const key = dependencyKey(row);
      const entry = byKey.get(key);
      byKey.delete(key);
      return { from: row.from, to: row.to, type: row.type, row, entry };
    });
    for (const entry of byKey.values()) {
      if (entry.from !== '' && entry.to !== '')
        united.push({ from: entry.from, to: entry.to, type: entry.type, row: undefined, entry });
    }
    return united;
  },
);

/** Keys of a mission that name what it needs, and the one that names what waits for it. */
const NEEDS = ['dependencies', 'prerequisites', 'requires', 'depends_on'];
export const WAITED_FOR = 'blocking';

/** Whether a mission says nothing of what it needs or what waits for it. */
export function declareNothing(mission: Mission): boolean {
  return declaredBy(mission).length === 0;
}

/** What the missions themselves declare, in row order. Ids that are no mission's are among it. */
export const declaredOf = rememberedBy(({ missions }: WorkspaceModel): readonly Declared[] =>
  missions.flatMap((mission) => declaredBy(mission)),
);

const NOTHING: readonly Declared[] = [];

const declaredBy = rememberedBy((mission: Mission): readonly Declared[] => {
  const inDatabase = mission.row === undefined ? {} : metadataOf(mission.row).fields;
  const declared: Declared[] = [];
  for (const key of [...NEEDS, WAITED_FOR]) {
    const said = Object.hasOwn(inDatabase, key)
      ? { key: `metadata.${key}`, value: inDatabase[key] }
      : inEntry(mission.entry, key);
    if (said === undefined) continue;
    for (const id of idsIn(said.value)) {
      const [before, after] = key === WAITED_FOR ? [mission.id, id] : [id, mission.id];
      declared.push({ before, after, key: said.key });
    }
  }
  return declared.length === 0 ? NOTHING : declared;
});

/** What an entry says under a key, on itself or in its `metadata`. */
function inEntry(entry: BacklogMission | undefined, key: string): { key: string; value: unknown } | undefined {
  const own = entry?.fields.get(key);
  if (own !== undefined) return { key, value: plainYaml(own.value) };
  const metadata = entry?.fields.get('metadata')?.value;
  const pair = metadata?.kind === 'mapping' ? pairOf(metadata, key) : undefined;
  return pair === undefined ? undefined : { key: `metadata.${key}`, value: plainYaml(pair.value) };
}

/** Ids in a value that is an id, something with an `id`, a list of such, or nothing (`null`, `None`, `""`, `[]`). */
function idsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'object' && value !== null) return idsIn('id' in value ? value.id : undefined);
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '' && !/^(?:none|null|n\/a|-)$/i.test(id));
}
