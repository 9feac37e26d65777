/** Drift of missions, both ways: presence, fields, sprint and order. */
import type { MissionRow } from '../../database/model';
import { metadataOf } from '../../database/metadata';
import { MISSION_FIELDS } from '../../database/tables';
import type { BacklogDocument, BacklogField, BacklogMission, BacklogSprint } from '../../files/backlog/model';
import type { Anchor } from '../../files/text';
import { indexOf } from '../../parity/backlog-index';
import { COLUMNS, extrasOf, RUNTIME_KEYS } from '../../parity/extras';
import { longestIncreasing } from '../../parity/order';
import { dataText, fieldText, scalarText } from '../../parity/pair-text';
import { comparableDatabase } from '../../parity/scope';
import { plainYaml, referenceEqual, sameJson } from '../../parity/values';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Finding, FindingDraft } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code =
  'drift/mission-field' | 'drift/mission-missing-in-file' | 'drift/mission-missing-in-database' | 'drift/mission-order';

export const driftOfMissions = rule<Code>(
  {
    'drift/mission-field': 'warning',
    'drift/mission-missing-in-file': 'warning',
    'drift/mission-missing-in-database': 'warning',
    // Row order is the order of work, text order is a matter of taste: worth knowing, no drift.
    'drift/mission-order': 'information',
  },
  function* (snapshot, finding) {
    const sides = sidesOf(snapshot);
    if (sides === undefined) return;
    const { rows, backlog } = sides;
    // Mostly both sides have the same missions in the same order: then there is nothing to look up.
    if (backlog !== undefined && sameSequence(rows, backlog.missions)) {
      let at = 0;
      for (const { id, missions } of backlog.sprints) {
        for (const entry of missions) {
          const row = rows[at++];
          if (row !== undefined) yield* compareMission(entry, row, id, finding);
        }
      }
      return;
    }
    const index = backlog === undefined ? undefined : indexOf(backlog);
    for (const row of rows) {
      const entry = index?.missions.get(row.id);
      if (entry === undefined) yield missingInFile(row, index?.sprints.get(row.sprintId ?? ''), finding);
      else yield* compareMission(entry, row, index?.sprintOf.get(entry)?.id, finding);
    }
    if (index === undefined) return;
    const known = rowsById(rows);
    for (const [id, entry] of index.missions) {
      if (id !== '' && !known.has(id)) yield missingInDatabase(entry, finding);
    }
    yield* orderOf(index.missions, rows, finding);
  },
  async (snapshot, breather, finding) => {
    const sides = sidesOf(snapshot);
    if (sides?.backlog === undefined) return;
    const index = indexOf(sides.backlog);
    for (const row of sides.rows) {
      const entry = index.missions.get(row.id);
      if (entry !== undefined) compareMission(entry, row, index.sprintOf.get(entry)?.id, finding);
      await breather.pause();
    }
  },
);

/** What is compared: the rows, and the backlog where there is one. Undefined where nothing can be said. */
function sidesOf(
  snapshot: Snapshot,
): { rows: readonly MissionRow[]; backlog: BacklogDocument | undefined } | undefined {
  const database = comparableDatabase(snapshot, 'backlog');
  const backlog = documentOf(snapshot.backlog);
  if (database === undefined || (backlog === undefined && snapshot.backlog.state !== 'absent')) return undefined;
  return { rows: database.missions, backlog };
}

function sameSequence(rows: readonly MissionRow[], entries: readonly BacklogMission[]): boolean {
  if (rows.length !== entries.length) return false;
  for (let at = 0; at < rows.length; at++) if (rows[at]?.id !== entries[at]?.id) return false;
  return true;
}

const rowsById = rememberedBy((rows: readonly MissionRow[]) => new Map(rows.map((row) => [row.id, row])));

const missingInFile = rememberedBy(
  (row: MissionRow, sprint: BacklogSprint | undefined, finding: FindingMaker<Code>): Finding =>
    finding('drift/mission-missing-in-file', {
      args: { mission: row.id, name: row.name },
      mission: row.id,
      place: { store: 'backlog', ...(sprint === undefined ? {} : { at: sprint.at }) },
      databaseValue: row.name,
    }),
);

const missingInDatabase = rememberedBy((entry: BacklogMission, finding: FindingMaker<Code>): Finding =>
  finding('drift/mission-missing-in-database', {
    args: { mission: entry.id },
    mission: entry.id,
    place: { store: 'backlog', at: placeOfId(entry) },
    fileValue: scalarText(entry.fields.get('name')) ?? entry.id,
  }),
);

const compareMission = rememberedBy(
  (
    entry: BacklogMission,
    row: MissionRow,
    sprintId: string | undefined,
    finding: FindingMaker<Code>,
  ): readonly Finding[] => {
    const findings: Finding[] = [];
    const differs = (
      field: string,
      database: string | undefined,
      at: Anchor,
      file: string | undefined,
      rest?: Rest,
    ) => {
      const values = {
        ...(database === undefined ? {} : { databaseValue: database }),
        ...(file === undefined ? {} : { fileValue: file }),
      };
      findings.push(
        finding('drift/mission-field', {
          args: { mission: row.id, field, database, file },
          mission: row.id,
          field,
          place: { store: 'backlog', at },
          ...values,
          ...rest,
        }),
      );
    };

    for (const { field: name, property } of MISSION_FIELDS) {
      const value = row[property];
      const field = entry.fields.get(name);
      if (!referenceEqual(value, field)) differs(name, value ?? undefined, placeOf(entry, field), fieldText(field));
    }
    if ((row.sprintId ?? '') !== (sprintId ?? '')) {
      differs('sprint', row.sprintId ?? undefined, placeOfId(entry), sprintId);
    }
    for (const difference of compareMetadata(row, entry)) {
      differs(
        `metadata.${difference.key}`,
        dataText(difference.database),
        placeOf(entry, difference.field),
        fieldText(difference.field),
        {
          // A key that only one side has may well be kept elsewhere by the tool that wrote it.
          severity: difference.database === undefined || difference.field === undefined ? 'information' : 'warning',
        },
      );
    }
    return findings;
  },
);

type Rest = Pick<FindingDraft<'drift/mission-field'>, 'severity'>;

interface MetadataDifference {
  readonly key: string;
  readonly database: unknown;
  readonly field: BacklogField | undefined;
}

function* compareMetadata(row: MissionRow, entry: BacklogMission): Generator<MetadataDifference> {
  if (row.metadata === null && entry.fields.size <= COLUMNS.size && !hasExtras(entry)) return;
  const database = new Map(Object.entries(metadataOf(row).fields));
  const file = extrasOf(entry);
  for (const [key, value] of database) {
    const field = file.get(key);
    if (field === undefined) {
      if (!RUNTIME_KEYS.has(key) && value !== null) yield { key, database: value, field: undefined };
    } else if (!sameJson(value, plainYaml(field.value))) {
      yield { key, database: value, field };
    }
  }
  for (const [key, field] of file) {
    if (!database.has(key) && plainYaml(field.value) !== null) yield { key, database: undefined, field };
  }
}

function hasExtras({ fields }: BacklogMission): boolean {
  for (const key of fields.keys()) if (!COLUMNS.has(key)) return true;
  return false;
}

/** The value's own text; where the entry lacks the field or its value is empty, what is nearest to it. */
function placeOf(entry: BacklogMission, field: BacklogField | undefined): Anchor {
  if (field === undefined) return placeOfId(entry);
  const at = field.value.alias ?? (field.value.kind === 'scalar' ? field.value.at : field.value.node);
  return at.start === at.end ? field.key.at : at;
}

function placeOfId(entry: BacklogMission): Anchor {
  const id = entry.fields.get('id')?.value;
  return id?.kind === 'scalar' && id.at.start < id.at.end ? id.at : entry.at;
}

function* orderOf(
  missions: ReadonlyMap<string, BacklogMission>,
  rows: readonly MissionRow[],
  finding: FindingMaker<Code>,
): Iterable<Finding> {
  let position = 0;
  const positions = new Map<string, number>();
  for (const id of missions.keys()) positions.set(id, position++);
  const shared = rows.filter(({ id }) => positions.has(id));
  const inPlace = longestIncreasing(shared.map(({ id }) => positions.get(id) ?? 0));
  if (inPlace.size === shared.length) return;
  for (const [at, row] of shared.entries()) {
    const entry = missions.get(row.id);
    if (inPlace.has(at) || entry === undefined) continue;
    yield finding('drift/mission-order', {
      args: { mission: row.id, after: shared[at - 1]?.id },
      mission: row.id,
      place: { store: 'backlog', at: placeOfId(entry) },
    });
  }
}
