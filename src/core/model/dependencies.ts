/** Who needs whom, from every place where a workspace says so (field guide, section 4). */
import { metadataOf } from '../database/metadata';
import { type DependencyRow } from '../database/model';
import { type BacklogDependency, type BacklogField, type BacklogMission } from '../files/backlog/model';
import { rememberedBy } from '../findings/rule';
import { dependencyKey } from '../parity/backlog-index';
import { plainYaml } from '../parity/values';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { type Mission, type WorkspaceModel } from './missions';

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
  /** The key that says so, such as `metadata.dependencies`. */
  readonly key: string;
}

/** The dependencies of both stores, each pair of missions once, in the database's order and then the file's. */
export function dependenciesOf(snapshot: Snapshot): readonly Dependency[] {
  const rows = documentOf(snapshot.database)?.dependencies ?? NO_ROWS;
  const entries = documentOf(snapshot.backlog)?.dependencies ?? NO_ENTRIES;
  return unite(rows, entries);
}

const NO_ROWS: readonly DependencyRow[] = [];
const NO_ENTRIES: readonly BacklogDependency[] = [];

const unite = rememberedBy(
  (rows: readonly DependencyRow[], entries: readonly BacklogDependency[]): readonly Dependency[] => {
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
const WAITED_FOR = 'blocking';

/** What the missions themselves declare, in row order. */
export function declaredOf({ missions }: WorkspaceModel): readonly Declared[] {
  return missions.flatMap(declaredBy);
}

const NOTHING: readonly Declared[] = [];

const declaredBy = rememberedBy((mission: Mission): readonly Declared[] => {
  const fields = {
    ...entryExtras(mission.entry),
    ...(mission.row === undefined ? {} : metadataOf(mission.row).fields),
  };
  const declared: Declared[] = [];
  for (const key of NEEDS) {
    for (const id of idsIn(fields[key])) declared.push({ before: id, after: mission.id, key: `metadata.${key}` });
  }
  for (const id of idsIn(fields[WAITED_FOR]))
    declared.push({ before: mission.id, after: id, key: `metadata.${WAITED_FOR}` });
  return declared.length === 0 ? NOTHING : declared;
});

/** The fields of an entry that say something of dependencies, on it or in its `metadata`. */
function entryExtras(entry: BacklogMission | undefined): Record<string, unknown> {
  const extras: Record<string, unknown> = {};
  const metadata = entry?.fields.get('metadata')?.value;
  for (const key of [...NEEDS, WAITED_FOR]) {
    const own: BacklogField | undefined = entry?.fields.get(key);
    if (own !== undefined) extras[key] = plainYaml(own.value);
    else if (metadata?.kind === 'mapping') {
      const pair = metadata.pairs.findLast(
        ({ key: name }) => name.kind === 'scalar' && name.value.type === 'str' && name.value.value === key,
      );
      if (pair !== undefined) extras[key] = plainYaml(pair.value);
    }
  }
  return extras;
}

/** Ids in a value that is an id, a list of them, or nothing (`null`, `None`, `""`, `[]`). */
function idsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '' && !/^(?:none|null|n\/a|-)$/i.test(id));
}
