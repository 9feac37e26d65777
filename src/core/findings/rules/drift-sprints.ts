/** Drift of sprints, both ways. */
import type { SprintRow } from '../../database/model';
import { SPRINT_FIELDS } from '../../database/tables';
import type { BacklogSprint } from '../../files/backlog/model';
import type { Anchor } from '../../files/text';
import { indexOf } from '../../parity/backlog-index';
import { scalarText } from '../../parity/pair-text';
import { comparableDatabase } from '../../parity/scope';
import { documentOf } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code = 'drift/sprint-field' | 'drift/sprint-missing-in-file' | 'drift/sprint-missing-in-database';

export const driftOfSprints = rule<Code>(
  {
    'drift/sprint-field': 'warning',
    'drift/sprint-missing-in-file': 'warning',
    'drift/sprint-missing-in-database': 'warning',
  },
  function* (snapshot, finding) {
    const database = comparableDatabase(snapshot, 'backlog');
    const backlog = documentOf(snapshot.backlog);
    if (database === undefined || (backlog === undefined && snapshot.backlog.state !== 'absent')) return;
    const sprints = backlog === undefined ? NONE : indexOf(backlog).sprints;
    for (const row of database.sprints) {
      const entry = sprints.get(row.id);
      if (entry !== undefined) yield* compareSprint(entry, row, finding);
      else {
        yield finding('drift/sprint-missing-in-file', {
          args: { sprint: row.id },
          place: { store: 'backlog' },
          databaseValue: row.title === '' ? row.id : row.title,
        });
      }
    }
    const rows = new Set(database.sprints.map(({ id }) => id));
    for (const [id, entry] of sprints) {
      if (id === '' || rows.has(id)) continue;
      yield finding('drift/sprint-missing-in-database', {
        args: { sprint: id },
        place: { store: 'backlog', at: placeOfId(entry) },
        fileValue: scalarText(entry.fields.get('title')) ?? id,
      });
    }
  },
);

const NONE: ReadonlyMap<string, BacklogSprint> = new Map();

const compareSprint = rememberedBy(
  (entry: BacklogSprint, row: SprintRow, finding: FindingMaker<Code>): readonly Finding[] =>
    SPRINT_FIELDS.flatMap(({ field, property }) => {
      const value = row[property];
      const database = value === null || value === '' ? undefined : String(value);
      const pair = entry.fields.get(field);
      const file = scalarText(pair);
      if ((database ?? '') === (file ?? '')) return [];
      const at =
        pair?.value.kind === 'scalar' && pair.value.at.start < pair.value.at.end ? pair.value.at : placeOfId(entry);
      return finding('drift/sprint-field', {
        args: { sprint: row.id, field, database, file },
        field,
        place: { store: 'backlog', at },
        ...(database === undefined ? {} : { databaseValue: database }),
        ...(file === undefined ? {} : { fileValue: file }),
      });
    }),
);

function placeOfId(entry: BacklogSprint): Anchor {
  const id = (entry.fields.get('sprintId') ?? entry.fields.get('id'))?.value;
  return id?.kind === 'scalar' && id.at.start < id.at.end ? id.at : entry.at;
}
