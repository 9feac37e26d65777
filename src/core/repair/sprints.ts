/** Mending differences of sprints. */
import { t } from '@vscode/l10n';
import { removeSprint } from '../files/backlog/write/remove';
import { insertSprint } from '../files/backlog/write/insert';
import { removeField, setField } from '../files/backlog/write/set';
import { sprintFields } from '../export/new-backlog';
import { SPRINT_COLUMNS, sprintRow, sprintValue } from '../seed/sprints';
import { type Side } from '../ground/side';
import { type RepairWork } from './work';

export function mendSprintField(work: RepairWork, id: string, field: string, take: Side): void {
  const row = work.database.sprints.find((each) => each.id === id);
  const entry = work.index?.sprints.get(id);
  const column = SPRINT_COLUMNS.find(([, name]) => name === field);
  if (row === undefined || entry === undefined || column === undefined) return;
  const [name, , , property] = column;
  if (take === 'database') {
    const value = row[property];
    work.edit((document, index) => {
      const target = index.sprints.get(id) ?? entry;
      return value === null || value === ''
        ? removeField(document, target, field)
        : setField(document, target, field, value);
    });
    return;
  }
  const value = sprintValue(entry, column);
  if (value === undefined) work.left.push(t('{0} of the sprint {1} was left out: no column can hold it.', field, id));
  else work.rows.set('sprints', { id }, name, row[property], name === 'title' ? (value ?? '') : value);
}

/** A sprint that the file lacks. */
export function mendSprintMissingInFile(work: RepairWork, id: string, take: Side): void {
  if (take === 'database') {
    sprintIntoFile(work, id);
    return;
  }
  const used = work.database.missions.find(
    (row) => row.sprintId === id && !work.rows.removes('missions', row.id) && !movesAway(work, row.id),
  );
  if (used !== undefined) {
    work.left.push(t('The sprint {0} stays in the database: {1} is in it there.', id, used.id));
    return;
  }
  work.rows.remove('sprints', { id });
  work.lost.push(id);
}

/** A sprint that the database lacks. */
export function mendSprintMissingInDatabase(work: RepairWork, id: string, take: Side): void {
  if (take === 'files') {
    sprintIntoDatabase(work, id);
    return;
  }
  const entry = work.index?.sprints.get(id);
  if (entry === undefined) return;
  const [used] = entry.missions;
  if (used !== undefined) {
    work.left.push(t('The sprint {0} stays in the file: {1} is in it there.', id, used.id));
    return;
  }
  work.edit((document, index) => removeSprint(document, index.sprints.get(id) ?? entry));
  work.lost.push(id);
}

/** Makes sure that the file has a sprint; answers whether it has. */
export function sprintIntoFile(work: RepairWork, id: string): boolean {
  if (work.index?.sprints.has(id) === true) return true;
  const row = work.database.sprints.find((each) => each.id === id);
  if (row === undefined || work.backlog === undefined) {
    work.left.push(t('There is no sprint {0} to put anything into.', id));
    return false;
  }
  const fields = Object.fromEntries(Object.entries(sprintFields(row)).filter(([, value]) => value !== null));
  work.edit((document) => insertSprint(document, fields));
  return work.index?.sprints.has(id) === true;
}

/** Makes sure that the database has a sprint; answers whether it has. */
export function sprintIntoDatabase(work: RepairWork, id: string): boolean {
  if (work.database.sprints.some((each) => each.id === id) || work.rows.inserts('sprints', id)) return true;
  const entry = work.index?.sprints.get(id);
  if (entry === undefined) {
    work.left.push(t('There is no sprint {0} to put anything into.', id));
    return false;
  }
  work.rows.insert('sprints', sprintRow(entry));
  return true;
}

function movesAway(work: RepairWork, mission: string): boolean {
  return work.rows.pending('missions', { id: mission }, 'sprint_id') !== undefined;
}
