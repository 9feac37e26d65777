/** Drift of dependencies, both ways. A pair of missions has one dependency, as in the database's key. */
import type { DependencyRow, MissionRow } from '../../database/model';
import type { BacklogDependency, BacklogDocument } from '../../files/backlog/model';
import type { Anchor } from '../../files/text';
import { dependencyKey, indexOf } from '../../parity/backlog-index';
import { comparableDatabase } from '../../parity/scope';
import { documentOf } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code = 'drift/dependency-type' | 'drift/dependency-missing-in-file' | 'drift/dependency-missing-in-database';

export const driftOfDependencies = rule<Code>(
  {
    'drift/dependency-type': 'warning',
    'drift/dependency-missing-in-file': 'warning',
    'drift/dependency-missing-in-database': 'warning',
  },
  function* (snapshot, finding) {
    const database = comparableDatabase(snapshot, 'backlog');
    const backlog = documentOf(snapshot.backlog);
    if (database === undefined) return;
    const { dependencies, missions } = database;
    if (backlog !== undefined) yield* compare(backlog, dependencies, missions, finding);
    else if (snapshot.backlog.state === 'absent') for (const row of dependencies) yield missingInFile(row, finding);
  },
);

const compare = rememberedBy(
  (
    backlog: BacklogDocument,
    rows: readonly DependencyRow[],
    known: readonly MissionRow[],
    finding: FindingMaker<Code>,
  ): readonly Finding[] => {
    const { dependencies, missions } = indexOf(backlog);
    const stored = new Map(rows.map((row) => [dependencyKey(row), row]));
    const findings: Finding[] = [];
    for (const [key, row] of stored) {
      const entry = dependencies.get(key);
      if (entry === undefined) findings.push(missingInFile(row, finding));
      else if (entry.type !== row.type) {
        findings.push(
          finding('drift/dependency-type', {
            args: { from: row.from, to: row.to, database: row.type, file: entry.type },
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
          args: { from: entry.from, to: entry.to, type: entry.type },
          place: { store: 'backlog', at: entry.at },
          fileValue: entry.type,
        }),
      );
    }
    return findings;
  },
);

function missingInFile({ from, to, type }: DependencyRow, finding: FindingMaker<Code>): Finding {
  return finding('drift/dependency-missing-in-file', {
    args: { from, to, type },
    place: { store: 'backlog' },
    databaseValue: type,
  });
}

function placeOfType(entry: BacklogDependency): Anchor {
  const type = entry.fields.get('type')?.value;
  return type?.kind === 'scalar' && type.at.start < type.at.end ? type.at : entry.at;
}
