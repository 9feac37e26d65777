/** Drift of dependencies, both ways. A pair of missions has one dependency, as in the database's key. */
import { t } from '@vscode/l10n';
import type { DependencyRow, MissionRow } from '../../database/model';
import type { BacklogDependency, BacklogDocument } from '../../files/backlog/model';
import type { Anchor } from '../../files/text';
import { dependencyKey, indexOf } from '../../parity/backlog-index';
import { comparableDatabase } from '../../parity/scope';
import { documentOf } from '../../workspace/snapshot';
import type { Finding, Item } from '../finding';
import { quoted } from '../values';
import { codes, type ParityRule } from '../rule';
import { rememberedBy } from '../../ground/memo';

const finding = codes({
  /**
   * Both stores have the dependency, with another type.
   *
   * Take the type that is right: a quick fix writes it to the other side.
   */
  'drift/dependency-type': {
    severity: 'warning',
    message: ({ item, databaseValue, fileValue }) =>
      t(
        'The dependency {0} has another type. Database: {1}, file: {2}.',
        arrow(item),
        quoted(databaseValue),
        quoted(fileValue),
      ),
  },
  /**
   * The database has a dependency that the file lacks.
   *
   * Put it into `missionDependencies`, or take it out of the database.
   */
  'drift/dependency-missing-in-file': {
    severity: 'warning',
    message: ({ item, databaseValue = '' }) =>
      t('The dependency {0} ({1}) is in the database, not in the backlog file.', arrow(item), databaseValue),
    titles: () => ({
      database: t('Put the dependency into the backlog file'),
      files: t('Take the dependency out of the database'),
    }),
  },
  /**
   * The file has a dependency between known missions that the database lacks.
   *
   * Put it into the database, or take it out of the file.
   */
  'drift/dependency-missing-in-database': {
    severity: 'warning',
    message: ({ item, fileValue = '' }) =>
      t('The dependency {0} ({1}) is in the backlog file, not in the database.', arrow(item), fileValue),
    titles: () => ({
      database: t('Take the dependency out of the backlog file'),
      files: t('Put the dependency into the database'),
    }),
  },
});

function arrow(item: Item | undefined): string {
  return item?.kind === 'dependency' ? `${item.from} → ${item.to}` : '';
}

export const driftOfDependencies: ParityRule = {
  codes: finding.codes,
  compares: true,
  *check(snapshot) {
    const database = comparableDatabase(snapshot, 'backlog');
    const backlog = documentOf(snapshot.backlog);
    if (database === undefined) return;
    const { dependencies, missions } = database;
    if (backlog !== undefined) yield* compare(backlog, dependencies, missions);
    else if (snapshot.backlog.state === 'absent') for (const row of dependencies) yield missingInFile(row);
  },
};

const compare = rememberedBy(
  (backlog: BacklogDocument, rows: readonly DependencyRow[], known: readonly MissionRow[]): readonly Finding[] => {
    const { dependencies, missions } = indexOf(backlog);
    const stored = new Map(rows.map((row) => [dependencyKey(row), row]));
    const findings: Finding[] = [];
    for (const [key, row] of stored) {
      const entry = dependencies.get(key);
      if (entry === undefined) findings.push(missingInFile(row));
      else if (entry.type !== row.type) {
        findings.push(
          finding('drift/dependency-type', {
            item: { kind: 'dependency', from: row.from, to: row.to },
            field: 'type',
            place: { store: 'backlog', at: placeOfType(entry) },
            databaseValue: row.type,
            fileValue: entry.type,
          }),
        );
      }
    }
    const lacking = [...dependencies].filter(([key]) => !stored.has(key));
    const rowIds = new Set(lacking.length === 0 ? [] : known.map(({ id }) => id));
    for (const [, entry] of lacking) {
      // The database cannot hold a dependency on a mission that is nowhere: that one is told of as dangling.
      if (![entry.from, entry.to].every((id) => missions.has(id) || rowIds.has(id))) continue;
      findings.push(
        finding('drift/dependency-missing-in-database', {
          item: { kind: 'dependency', from: entry.from, to: entry.to },
          lacks: 'database',
          place: { store: 'backlog', at: entry.at },
          fileValue: entry.type,
        }),
      );
    }
    return findings;
  },
);

function missingInFile({ from, to, type }: DependencyRow): Finding {
  return finding('drift/dependency-missing-in-file', {
    item: { kind: 'dependency', from, to },
    lacks: 'files',
    place: { store: 'backlog' },
    databaseValue: type,
  });
}

function placeOfType(entry: BacklogDependency): Anchor {
  const type = entry.fields.get('type')?.value;
  return type?.kind === 'scalar' && type.at.start < type.at.end ? type.at : entry.at;
}
