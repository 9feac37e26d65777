/** Drift of missions, both ways: presence, fields, sprint and order. */
import { t } from '@vscode/l10n';
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
import type { Finding } from '../finding';
import { quoted, short } from '../values';
import { code, codes, type ParityRule } from '../rule';
import { rememberedBy } from '../../ground/memo';

const finding = codes({
  /**
   * A mission's field says one thing in the database and another in `backlog.yaml`. The database is canonical: most
   * often the file was left behind by a tool that writes only one-line entries. `metadata.…` is a key of the
   * mission's metadata; one that only one side has is information.
   *
   * Take the value that is right, the database's or the file's: a quick fix writes it to the other side.
   */
  'drift/mission-field': {
    severity: 'warning',
    message: ({ mission = '', field = '', databaseValue, fileValue }) =>
      t('{0}: {1} differs. Database: {2}, file: {3}.', mission, field, quoted(databaseValue), quoted(fileValue)),
  },
  /**
   * The database has a mission that `backlog.yaml` lacks.
   *
   * Put it into the file, or take it out of the database; the quick fixes do either.
   */
  'drift/mission-missing-in-file': {
    severity: 'warning',
    message: ({ mission = '', databaseValue = '' }) =>
      t('{0} ({1}) is in the database, not in the backlog file.', mission, short(databaseValue)),
    titles: ({ mission = '' }) => ({
      database: t('Put {0} into the backlog file', mission),
      files: t('Take {0} out of the database', mission),
    }),
  },
  /**
   * `backlog.yaml` has a mission that the database lacks: it was added by hand and never seeded, or it was removed
   * from the database.
   *
   * Put it into the database, or take it out of the file; the quick fixes do either. The reference's seeding
   * rebuilds the whole database, and loses what only the database has.
   */
  'drift/mission-missing-in-database': {
    severity: 'warning',
    message: ({ mission = '' }) => t('{0} is in the backlog file, not in the database.', mission),
    titles: ({ mission = '' }) => ({
      database: t('Take {0} out of the backlog file', mission),
      files: t('Put {0} into the database', mission),
    }),
  },
  /**
   * The mission stands at another place among the others than its row. Work is taken up in row order.
   *
   * Nothing, unless the order matters to you.
   */
  'drift/mission-order': code<{ after: string | undefined }>({
    // Row order is the order of work, text order is a matter of taste: worth knowing, no drift.
    severity: 'information',
    message: ({ mission = '', args: { after } }) =>
      after === undefined
        ? t('{0} comes first in the database, later in the file.', mission)
        : t('{0} comes after {1} in the database, elsewhere in the file.', mission, after),
  }),
});

export const driftOfMissions: ParityRule = {
  codes: finding.codes,
  compares: true,
  *check(snapshot) {
    const sides = sidesOf(snapshot);
    if (sides === undefined) return;
    const { rows, backlog } = sides;
    // Mostly both sides have the same missions in the same order: then there is nothing to look up.
    if (backlog !== undefined && sameSequence(rows, backlog.missions)) {
      let at = 0;
      for (const { id, missions } of backlog.sprints) {
        for (const entry of missions) {
          const row = rows[at++];
          if (row !== undefined) yield* compareMission(entry, row, id);
        }
      }
      return;
    }
    const index = backlog === undefined ? undefined : indexOf(backlog);
    for (const row of rows) {
      const entry = index?.missions.get(row.id);
      if (entry === undefined) yield missingInFile(row, index?.sprints.get(row.sprintId ?? ''));
      else yield* compareMission(entry, row, index?.sprintOf.get(entry)?.id);
    }
    if (index === undefined) return;
    const known = rowsById(rows);
    for (const [id, entry] of index.missions) {
      if (id !== '' && !known.has(id)) yield missingInDatabase(entry);
    }
    yield* orderOf(index.missions, rows);
  },
  async prepare(snapshot, breather) {
    const sides = sidesOf(snapshot);
    if (sides?.backlog === undefined) return;
    const index = indexOf(sides.backlog);
    for (const row of sides.rows) {
      const entry = index.missions.get(row.id);
      if (entry !== undefined) compareMission(entry, row, index.sprintOf.get(entry)?.id);
      await breather.pause();
    }
  },
};

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

const missingInFile = rememberedBy((row: MissionRow, sprint: BacklogSprint | undefined): Finding =>
  finding('drift/mission-missing-in-file', {
    mission: row.id,
    item: { kind: 'mission', id: row.id },
    lacks: 'files',
    place: { store: 'backlog', ...(sprint === undefined ? {} : { at: sprint.at }) },
    databaseValue: row.name,
  }),
);

const missingInDatabase = rememberedBy((entry: BacklogMission): Finding =>
  finding('drift/mission-missing-in-database', {
    mission: entry.id,
    item: { kind: 'mission', id: entry.id },
    lacks: 'database',
    place: { store: 'backlog', at: placeOfId(entry) },
    fileValue: scalarText(entry.fields.get('name')) ?? entry.id,
  }),
);

const compareMission = rememberedBy(
  (entry: BacklogMission, row: MissionRow, sprintId: string | undefined): readonly Finding[] => {
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
          mission: row.id,
          item: { kind: 'mission', id: row.id, field },
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

type Rest = Pick<Finding, 'severity'>;

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

function* orderOf(missions: ReadonlyMap<string, BacklogMission>, rows: readonly MissionRow[]): Iterable<Finding> {
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
      args: { after: shared[at - 1]?.id },
      mission: row.id,
      place: { store: 'backlog', at: placeOfId(entry) },
    });
  }
}
