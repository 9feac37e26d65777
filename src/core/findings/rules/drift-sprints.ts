/** Drift of sprints, both ways. */
import { t } from '@vscode/l10n';
import type { SprintRow } from '../../database/model';
import { SPRINT_FIELDS } from '../../database/tables';
import type { BacklogSprint } from '../../files/backlog/model';
import type { Anchor } from '../../files/text';
import { indexOf } from '../../parity/backlog-index';
import { scalarText } from '../../parity/pair-text';
import { comparableDatabase } from '../../parity/scope';
import { documentOf } from '../../workspace/snapshot';
import type { Finding, Item } from '../finding';
import { quoted } from '../values';
import { codes, type ParityRule } from '../rule';
import { rememberedBy } from '../../ground/memo';

const finding = codes({
  /**
   * A sprint's title, focus, status, dates or counters differ.
   *
   * Take the value that is right: a quick fix writes it to the other side.
   */
  'drift/sprint-field': {
    severity: 'warning',
    message: ({ item, field = '', databaseValue, fileValue }) =>
      t(
        'Sprint “{0}”: {1} differs. Database: {2}, file: {3}.',
        idOf(item),
        field,
        quoted(databaseValue),
        quoted(fileValue),
      ),
  },
  /**
   * The database has a sprint that the file lacks.
   *
   * Put it into the file, or take it out of the database.
   */
  'drift/sprint-missing-in-file': {
    severity: 'warning',
    message: ({ item }) => t('Sprint “{0}” is in the database, not in the backlog file.', idOf(item)),
    titles: ({ item }) => ({
      database: t('Put the sprint {0} into the backlog file', idOf(item)),
      files: t('Take the sprint {0} out of the database', idOf(item)),
    }),
  },
  /**
   * The file has a sprint that the database lacks.
   *
   * Put it into the database, or take it out of the file.
   */
  'drift/sprint-missing-in-database': {
    severity: 'warning',
    message: ({ item }) => t('Sprint “{0}” is in the backlog file, not in the database.', idOf(item)),
    titles: ({ item }) => ({
      database: t('Take the sprint {0} out of the backlog file', idOf(item)),
      files: t('Put the sprint {0} into the database', idOf(item)),
    }),
  },
});

function idOf(item: Item | undefined): string {
  return item?.kind === 'sprint' ? item.id : '';
}

export const driftOfSprints: ParityRule = {
  codes: finding.codes,
  compares: true,
  *check(snapshot) {
    const database = comparableDatabase(snapshot, 'backlog');
    const backlog = documentOf(snapshot.backlog);
    if (database === undefined || (backlog === undefined && snapshot.backlog.state !== 'absent')) return;
    const sprints = backlog === undefined ? NONE : indexOf(backlog).sprints;
    for (const row of database.sprints) {
      const entry = sprints.get(row.id);
      if (entry !== undefined) yield* compareSprint(entry, row);
      else {
        yield finding('drift/sprint-missing-in-file', {
          item: { kind: 'sprint', id: row.id },
          lacks: 'files',
          place: { store: 'backlog' },
          databaseValue: row.title === '' ? row.id : row.title,
        });
      }
    }
    const rows = new Set(database.sprints.map(({ id }) => id));
    for (const [id, entry] of sprints) {
      if (id === '' || rows.has(id)) continue;
      yield finding('drift/sprint-missing-in-database', {
        item: { kind: 'sprint', id },
        lacks: 'database',
        place: { store: 'backlog', at: placeOfId(entry) },
        fileValue: scalarText(entry.fields.get('title')) ?? id,
      });
    }
  },
};

const NONE: ReadonlyMap<string, BacklogSprint> = new Map();

const compareSprint = rememberedBy((entry: BacklogSprint, row: SprintRow): readonly Finding[] =>
  SPRINT_FIELDS.flatMap(({ field, property }) => {
    const value = row[property];
    const database = value === null || value === '' ? undefined : String(value);
    const pair = entry.fields.get(field);
    const file = scalarText(pair);
    if ((database ?? '') === (file ?? '')) return [];
    const at =
      pair?.value.kind === 'scalar' && pair.value.at.start < pair.value.at.end ? pair.value.at : placeOfId(entry);
    return finding('drift/sprint-field', {
      item: { kind: 'sprint', id: row.id, field },
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
