/** All rows of a seed, in an order in which each finds what it refers to. */
import { t } from '@vscode/l10n';
import { type RowChange } from '../changes/change-set';
import { type SeedInput } from './input';
import { seedContexts } from './contexts';
import { seedDependencies } from './dependencies';
import { seedEvents } from './events';
import { seedMissions } from './missions';
import { TableRows } from './rows';
import { seedSprints } from './sprints';

/** Tables that are written. */
const TABLES = ['sprints', 'missions', 'mission_dependencies', 'contexts', 'session_events'];

/** The changes; none where the database says all that the files say. */
export function seedRows(input: SeedInput): readonly RowChange[] {
  for (const table of TABLES)
    if (!new TableRows(table, input.database).exists)
      input.tally.find(t('The database has no table {0}: what belongs there was left out.', table));
  const sprints = seedSprints(input);
  const missions = seedMissions(input);
  const dependencies = seedDependencies(input);
  const contexts = seedContexts(input);
  const events = seedEvents(input);
  const rows = [
    ...dependencies.gone,
    ...sprints.put,
    ...missions.put,
    ...missions.gone,
    ...sprints.gone,
    ...dependencies.put,
    ...contexts,
    ...events.gone,
    ...events.put,
  ];
  return rows.length === 0 && input.database !== undefined ? [] : [...seededAt(input), ...rows];
}

function seededAt({ database, now }: SeedInput): readonly RowChange[] {
  const put = new TableRows('metadata', database);
  if (!put.exists) return [];
  const value = database?.metadata.get('seeded_at');
  if (value === undefined) put.insert({ key: 'seeded_at', value: now });
  else put.update({ key: 'seeded_at' }, { value }, { value: now });
  return put.changes;
}
