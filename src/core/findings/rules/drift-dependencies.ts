/** Drift of dependencies, both ways. A pair of missions has one dependency, as in the database's key. */
import { type DependencyRow } from '../../database/model';
import { type BacklogDependency, type BacklogDocument } from '../../files/backlog/model';
import { type Anchor } from '../../files/text';
import { dependencyKey, indexOf } from '../../parity/backlog-index';
import { comparableDatabase } from '../../parity/scope';
import { documentOf } from '../../workspace/snapshot';
import { type Finding } from '../finding';
import { type Found, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code = 'drift/dependency-type' | 'drift/dependency-missing-in-file' | 'drift/dependency-missing-in-database';

export const driftOfDependencies = rule<Code>(
  {
    'drift/dependency-type': 'warning',
    'drift/dependency-missing-in-file': 'warning',
    'drift/dependency-missing-in-database': 'warning',
  },
  function* (snapshot, found) {
    const database = comparableDatabase(snapshot, 'backlog');
    const backlog = documentOf(snapshot.backlog);
    if (database !== undefined && backlog !== undefined) yield* compare(backlog, database.dependencies, found);
  },
);

const compare = rememberedBy(
  (backlog: BacklogDocument, rows: readonly DependencyRow[], found: Found<Code>): readonly Finding[] => {
    const { dependencies, missions } = indexOf(backlog);
    const stored = new Map(rows.map((row) => [dependencyKey(row), row]));
    const findings: Finding[] = [];
    for (const [key, row] of stored) {
      const entry = dependencies.get(key);
      const args = { from: row.from, to: row.to };
      if (entry === undefined) {
        findings.push(
          found('drift/dependency-missing-in-file', {
            args: { ...args, type: row.type },
            place: { store: 'backlog' },
            databaseValue: row.type,
          }),
        );
      } else if (entry.type !== row.type) {
        findings.push(
          found('drift/dependency-type', {
            args: { ...args, database: row.type, file: entry.type },
            field: 'type',
            place: { store: 'backlog', at: placeOfType(entry) },
            databaseValue: row.type,
            fileValue: entry.type,
          }),
        );
      }
    }
    for (const [key, entry] of dependencies) {
      // The database cannot hold a dependency on a mission that is nowhere: that one is told of as dangling.
      if (stored.has(key) || !missions.has(entry.from) || !missions.has(entry.to)) continue;
      findings.push(
        found('drift/dependency-missing-in-database', {
          args: { from: entry.from, to: entry.to, type: entry.type },
          place: { store: 'backlog', at: entry.at },
          fileValue: entry.type,
        }),
      );
    }
    return findings;
  },
);

function placeOfType(entry: BacklogDependency): Anchor {
  const type = entry.fields.get('type')?.value;
  return type?.kind === 'scalar' && type.at.start < type.at.end ? type.at : entry.at;
}
