/** What both sides say now, as far as they say the same. */
import type { DatabaseReading, MissionRow, SprintRow } from '../../database/model';
import { metadataOf } from '../../database/metadata';
import { MISSION_FIELDS, SPRINT_FIELDS } from '../../database/tables';
import type { ContextDocument, JsonNode } from '../../files/context/model';
import { formatPath, parseContext } from '../../files/context/parse';
import { equalValues, valueKey } from '../../files/context/equal';
import type { BacklogDocument, BacklogMission, BacklogSprint } from '../../files/backlog/model';
import { pythonStrip } from '../../files/python';
import { rememberedBy } from '../../ground/memo';
import { type Mirror, MIRRORS } from '../../workspace/settings';
import { type ContextId, CONTEXT_IDS, documentOf, type Snapshot } from '../../workspace/snapshot';
import { indexOf } from '../backlog-index';
import { extrasOf } from '../extras';
import { isWhole } from '../scope';
import { dataText, fieldText, scalarText } from '../pair-text';
import { plainYaml, referenceEqual, sameJson } from '../values';
import { hashOf } from '../../ground/hash';
import type { AgreedContext, Hashes, Statements } from '../../workspace/agreed';

/**
 * Everything that database and files agree on in this snapshot; both must be there. What cannot be read as a whole is not
 * forgotten: of that it is what both said `before`, and all is undefined where that is not known.
 */
export function agreedNow(snapshot: Snapshot, before?: Statements): Statements | undefined {
  const database = documentOf(snapshot.database);
  if (database === undefined || snapshot.profile.name !== 'mirrored') return undefined;
  if (before === undefined && !areWhole(snapshot)) return undefined;
  const last = (mirror: Mirror): Statements | undefined => (isWhole(snapshot, mirror) ? undefined : before);
  const backlog = documentOf(snapshot.backlog);
  const { missions, sprints, dependencies } =
    last('backlog') ?? (backlog === undefined ? NO_BACKLOG : agreedBacklog(backlog, database));
  return {
    missions,
    sprints,
    dependencies,
    sessions: last('sessions')?.sessions ?? agreedSessions(snapshot, database),
    contexts: Object.fromEntries(
      CONTEXT_IDS.flatMap((id) => {
        const kept = last(id);
        if (kept !== undefined) return kept.contexts[id] === undefined ? [] : [[id, kept.contexts[id]]];
        const row = database.contexts.find((each) => each.id === id);
        const file = documentOf(snapshot[id]);
        return row === undefined || file === undefined ? [] : [[id, agreedContext(file, row.content)]];
      }),
    ),
  };
}

/** Whether all was read that both sides say of the same things. */
export function areWhole(snapshot: Snapshot): boolean {
  return MIRRORS.every((mirror) => isWhole(snapshot, mirror));
}

const NO_BACKLOG = { missions: {}, sprints: {}, dependencies: {} } as const;

const agreedBacklog = rememberedBy(
  (
    backlog: BacklogDocument,
    { missions, sprints, dependencies }: Pick<DatabaseReading, 'missions' | 'sprints' | 'dependencies'>,
  ): Pick<Statements, 'missions' | 'sprints' | 'dependencies'> => {
    const index = indexOf(backlog);
    return {
      missions: table(missions, (row) => {
        const entry = index.missions.get(row.id);
        return entry && agreedMission(entry, row, index.sprintOf.get(entry)?.id ?? '');
      }),
      sprints: table(sprints, (row) => {
        const entry = index.sprints.get(row.id);
        return entry && agreedSprint(entry, row);
      }),
      dependencies: Object.fromEntries(
        dependencies.flatMap(({ from, to, type }) => {
          const key = JSON.stringify([from, to]);
          return index.dependencies.get(key)?.type === type ? [[key, hashOf(type)]] : [];
        }),
      ),
    };
  },
);

function table<RowOf extends { readonly id: string }>(
  rows: readonly RowOf[],
  agreed: (row: RowOf) => Hashes | undefined,
): Readonly<Record<string, Hashes>> {
  // Entries, as an id may be `__proto__`.
  return Object.fromEntries(
    rows.flatMap((row) => {
      const hashes = agreed(row);
      return hashes === undefined ? [] : [[row.id, hashes] as const];
    }),
  );
}

function agreedMission(entry: BacklogMission, row: MissionRow, sprint: string): Hashes {
  const values: (readonly [name: string, hash: string])[] = [];
  for (const { field, property } of MISSION_FIELDS) {
    const value = row[property];
    if (referenceEqual(value, entry.fields.get(field))) values.push([field, hashOf(value ?? '')]);
  }
  if ((row.sprintId ?? '') === sprint) values.push(['sprint', hashOf(sprint)]);
  const file = extrasOf(entry);
  for (const [key, value] of Object.entries(metadataOf(row).fields)) {
    const field = file.get(key);
    if (field !== undefined && sameJson(value, plainYaml(field.value)))
      // The same value has a text on either side: `[1]` in JSON may be `[1.0]` in YAML.
      values.push([`metadata.${key}`, hashPair(dataText(value), fieldText(field))]);
  }
  return Object.fromEntries(values);
}

function hashPair(database: string | undefined, file: string | undefined): string {
  const [one, other] = [hashOf(database ?? ''), hashOf(file ?? '')];
  return one === other ? one : `${one} ${other}`;
}

function agreedSprint(entry: BacklogSprint, row: SprintRow): Hashes {
  return Object.fromEntries(
    SPRINT_FIELDS.flatMap(({ field, property }) => {
      const value = String(row[property] ?? '');
      return value === (scalarText(entry.fields.get(field)) ?? '') ? [[field, hashOf(value)]] : [];
    }),
  );
}

function agreedSessions(snapshot: Snapshot, database: DatabaseReading): readonly string[] {
  const { lines, events } = sessionStatements(snapshot, database);
  return [...events].filter((each) => lines.has(each));
}

/** The statements of the session events that one side alone has. */
export function sessionsOnOneSide(snapshot: Snapshot): readonly string[] {
  const { lines, events } = sessionStatements(snapshot, documentOf(snapshot.database));
  return [...[...events].filter((each) => !lines.has(each)), ...[...lines].filter((each) => !events.has(each))];
}

function sessionStatements(
  snapshot: Snapshot,
  database: DatabaseReading | undefined,
): Readonly<Record<'lines' | 'events', ReadonlySet<string>>> {
  const statements = (all: readonly { readonly raw: string }[] = []): ReadonlySet<string> =>
    new Set(all.map(({ raw }) => sessionStatement(raw)));
  return { lines: statements(documentOf(snapshot.sessions)?.lines), events: statements(database?.events) };
}

/** The statement that a session event is recorded. */
export function sessionStatement(raw: string): string {
  return hashOf(pythonStrip(raw));
}

const agreedContext = rememberedBy((file: ContextDocument, content: string): AgreedContext => {
  const values: [string, string][] = [];
  const elements = new Set<string>();
  const stored = parseContext(content).root;
  if (stored !== undefined && file.root !== undefined) visit(stored, file.root);
  return { values: Object.fromEntries(values), elements: [...elements] };

  function visit(one: JsonNode, other: JsonNode, path: readonly string[] = []): void {
    if (path.length > 0 && equalValues(one, other)) values.push([formatPath(path), hashOf(valueKey(one))]);
    if (one.kind === 'object' && other.kind === 'object')
      for (const [name, { value }] of one.members) {
        const mirrored = other.members.get(name)?.value;
        if (mirrored !== undefined) visit(value, mirrored, [...path, name]);
      }
    else if (one.kind === 'array' && other.kind === 'array') {
      const there = new Set<string>();
      for (const name of statementsIn(other, path)) there.add(name);
      for (const name of statementsIn(one, path)) if (there.has(name)) elements.add(name);
    }
  }
});

/** The statements of what stands in a context's lists on one side alone. */
export function elementsOnOneSide(snapshot: Snapshot, id: ContextId): readonly string[] {
  const row = documentOf(snapshot.database)?.contexts.find((each) => each.id === id);
  const roots = [row === undefined ? undefined : parseContext(row.content).root, documentOf(snapshot[id])?.root];
  const [stored, file] = roots.map((root) => new Set(root === undefined ? [] : statementsIn(root, [])));
  return [...(stored ?? []), ...(file ?? [])].filter((each) => stored?.has(each) !== file?.has(each));
}

/** The statement that an element, or a value in one, stands in a list. `path` is without indices. */
export function elementStatement(path: readonly string[], value: JsonNode): string {
  return hashOf(`${path.join('\0')}\0${valueKey(value)}`);
}

function* statementsIn(node: JsonNode, path: readonly string[]): Generator<string> {
  if (node.kind === 'array')
    for (const item of node.items) {
      yield elementStatement([...path, '[]'], item);
      yield* statementsIn(item, [...path, '[]']);
    }
  else if (node.kind === 'object' && path.includes('[]'))
    for (const [name, { value }] of node.members) {
      yield elementStatement([...path, name], value);
      yield* statementsIn(value, [...path, name]);
    }
  else if (node.kind === 'object')
    for (const [name, { value }] of node.members) yield* statementsIn(value, [...path, name]);
}
