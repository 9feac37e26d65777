/** The rows of `sprints`. */
import { t } from '@vscode/l10n';
import { type Row } from '../changes/change-set';
import { type SprintRow } from '../database/model';
import { type BacklogSprint } from '../files/backlog/model';
import { indexOf } from '../parity/backlog-index';
import { columnNumber, columnText, sameText } from './columns';
import { type SeedInput, type SeedRows } from './input';
import { TableRows } from './rows';

/** Each column with the file's name of it, and whether it counts something. */
export const SPRINT_COLUMNS = [
  ['title', 'title', false, 'title'],
  ['focus', 'focus', false, 'focus'],
  ['status', 'status', false, 'status'],
  ['start_date', 'startDate', false, 'startDate'],
  ['end_date', 'endDate', false, 'endDate'],
  ['total_missions', 'totalMissions', true, 'totalMissions'],
  ['completed_missions', 'completedMissions', true, 'completedMissions'],
] as const satisfies readonly (readonly [string, string, boolean, keyof SprintRow])[];

export type SprintColumn = (typeof SPRINT_COLUMNS)[number];

/** What an entry says for a column; undefined for what no column can hold. */
export function sprintValue(
  { fields }: BacklogSprint,
  [, field, counts]: SprintColumn,
): string | number | null | undefined {
  return counts ? columnNumber(fields.get(field)) : columnText(fields.get(field));
}

/** A new row of an entry; what no column can hold is left out. */
export function sprintRow(entry: BacklogSprint): Row {
  const values = SPRINT_COLUMNS.map((column) => [column[0], sprintValue(entry, column) ?? null]);
  const row = Object.fromEntries(values) as Row;
  return { id: entry.id, ...row, title: row['title'] ?? '' };
}

export function seedSprints(input: SeedInput): SeedRows {
  const { backlog, database, rebuild, tally, stays } = input;
  const put = new TableRows('sprints', database);
  const gone = new TableRows('sprints', database);
  if (!put.exists) return { put: [], gone: [] };
  const rows = new Map(database?.sprints.map((row) => [row.id, row]));
  const known = backlog === undefined ? undefined : indexOf(backlog).sprints;
  for (const sprint of backlog?.sprints ?? []) {
    // Of two with one id the last counts, as in Python.
    if (sprint.id === '' || known?.get(sprint.id) !== sprint) continue;
    const row = rows.get(sprint.id);
    if (row === undefined) {
      if (!isNeeded(input, sprint) && stays.value('sprint', sprint.id)) continue;
      for (const column of SPRINT_COLUMNS) valueOf(input, sprint, column);
      put.insert(sprintRow(sprint));
      tally.add('inserted', 'sprint');
    } else if (updateSprint(input, put, sprint, row)) tally.add('changed', 'sprint');
  }
  for (const row of rows.values()) {
    if (known?.has(row.id) === true) continue;
    tally.add(rebuild ? 'lost' : 'kept', 'sprint');
    if (rebuild) gone.remove({ id: row.id });
  }
  return { put: put.changes, gone: gone.changes };
}

/** Whether a mission is put into it: then it comes back, though the database took it away. */
function isNeeded({ database, stays }: SeedInput, sprint: BacklogSprint): boolean {
  return sprint.missions.some(({ id }) => {
    const known = database?.missions.some((row) => row.id === id) === true;
    return !stays.value('mission', id, ...(known ? ['sprint'] : []));
  });
}

function updateSprint(input: SeedInput, put: TableRows, sprint: BacklogSprint, row: SprintRow): boolean {
  const { rebuild, tally, stays } = input;
  const before: Record<string, string | number | null> = {};
  const after: Record<string, string | number | null> = {};
  for (const each of SPRINT_COLUMNS) {
    const [column, field, , property] = each;
    const value = valueOf(input, sprint, each);
    const old = row[property];
    if (value === undefined || sameText(old, value)) continue;
    if (!sprint.fields.has(field)) {
      tally.add(rebuild ? 'lost' : 'kept', 'value');
      if (!rebuild) continue;
    }
    if (stays.value('sprint', row.id, field)) continue;
    before[column] = old;
    after[column] = column === 'title' ? (value ?? '') : value;
  }
  return put.update({ id: row.id }, before, after);
}

/** A column's value; undefined for one that no column can hold, which is told. */
function valueOf(
  { tally }: SeedInput,
  sprint: BacklogSprint,
  column: SprintColumn,
): string | number | null | undefined {
  const value = sprintValue(sprint, column);
  if (value === undefined)
    tally.find(t('{0} of the sprint {1} was left out: no column can hold it.', column[1], sprint.id));
  return value;
}
