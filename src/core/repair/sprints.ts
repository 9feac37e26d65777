/** Mending sprints that one side lacks. */
import { t } from '@vscode/l10n';
import { sprintFields } from '../columns/new-backlog';
import { sprintRow, unholdable } from '../columns/rows';
import { SPRINT_FIELDS } from '../database/tables';
import { removeSprint } from '../files/backlog/write/remove';
import { insertSprint } from '../files/backlog/write/insert';
import type { Side } from '../ground/side';
import type { RepairWork } from './work';

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
  const row = work.sprints.get(id);
  // A backlog that is written anew has all sprints.
  if (work.index === undefined ? row !== undefined : work.index.sprints.has(id)) return true;
  if (row === undefined) {
    work.left.push(t('There is no sprint {0} to put anything into.', id));
    return false;
  }
  const fields = Object.fromEntries(Object.entries(sprintFields(row)).filter(([, value]) => value !== null));
  work.edit((document) => insertSprint(document, fields));
  return work.index?.sprints.has(id) === true;
}

/** Makes sure that the database has a sprint; answers whether it has. */
export function sprintIntoDatabase(work: RepairWork, id: string): boolean {
  if (work.sprints.has(id) || work.rows.inserts('sprints', id)) return true;
  const entry = work.index?.sprints.get(id);
  if (entry === undefined) {
    work.left.push(t('There is no sprint {0} to put anything into.', id));
    return false;
  }
  work.leaveOut(unholdable(entry.fields, SPRINT_FIELDS), t('sprint {0}', id));
  work.rows.insert('sprints', sprintRow(entry));
  return true;
}

function movesAway(work: RepairWork, mission: string): boolean {
  return work.rows.pending('missions', { id: mission }, 'sprint_id') !== undefined;
}
