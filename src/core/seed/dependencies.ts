/** The rows of `mission_dependencies`. Its foreign keys refuse one that names a mission which is nowhere. */
import { t } from '@vscode/l10n';
import { dependencyKey, indexOf } from '../parity/backlog-index';
import { type SeedInput, type SeedRows } from './input';
import { TableRows } from './rows';

export function seedDependencies(input: SeedInput): SeedRows {
  const { backlog, database, rebuild, tally, stays } = input;
  const put = new TableRows('mission_dependencies', database);
  const gone = new TableRows('mission_dependencies', database);
  if (!put.exists) return { put: [], gone: [] };
  const rows = new Map(database?.dependencies.map((row) => [dependencyKey(row), row]));
  const index = backlog === undefined ? undefined : indexOf(backlog);
  const known = new Set((database?.missions ?? []).map(({ id }) => id));
  const missions = new Set([
    ...[...(index?.missions.keys() ?? [])].filter((id) => known.has(id) || !stays.value('mission', id)),
    ...(rebuild ? [] : known),
  ]);
  for (const entry of backlog?.dependencies ?? []) {
    const { from, to, type } = entry;
    const key = dependencyKey(entry);
    // Of two between the same missions the last counts: a pair has one row.
    if (from === '' || to === '' || index?.dependencies.get(key) !== entry) continue;
    const row = rows.get(key);
    if (row?.type !== type && stays.value('dependency', from, to)) continue;
    const missing = [from, to].find((id) => !missions.has(id));
    if (missing !== undefined) {
      tally.find(
        index.missions.has(missing)
          ? t('The dependency {0} → {1} waits: {2} is not in the database yet.', from, to, missing)
          : t('The dependency {0} → {1} names {2}, and there is no such mission.', from, to, missing),
      );
      continue;
    }
    if (row === undefined) {
      put.insert({ from_id: from, to_id: to, type });
      tally.add('inserted', 'dependency');
    } else if (put.update({ from_id: from, to_id: to }, { type: row.type }, { type }))
      tally.add('changed', 'dependency');
  }
  for (const [key, row] of rows) {
    if (index?.dependencies.has(key) === true) continue;
    tally.add(rebuild ? 'lost' : 'kept', 'dependency');
    if (rebuild) gone.remove({ from_id: row.from, to_id: row.to, type: row.type });
  }
  return { put: put.changes, gone: gone.changes };
}
