/** Mending differences of missions. */
import { t } from '@vscode/l10n';
import { metadataWith, removeMetadata, setMetadata } from '../columns/metadata';
import { missionFields } from '../columns/new-backlog';
import { missionRow, unholdable } from '../columns/rows';
import { metadataOf } from '../database/metadata';
import type { MissionRow } from '../database/model';
import { MISSION_FIELDS } from '../database/tables';
import { removeDependency, removeMission } from '../files/backlog/write/remove';
import { insertMission } from '../files/backlog/write/insert';
import { moveMission } from '../files/backlog/write/move';
import type { NewData } from '../files/backlog/write/values';
import type { BacklogMission } from '../files/backlog/model';
import type { PlainJson } from '../files/python';
import { extrasOf, placesOf } from '../parity/extras';
import { plainYaml } from '../parity/values';
import type { Side } from '../ground/side';
import { mendField } from './fields';
import { sprintIntoDatabase, sprintIntoFile } from './sprints';
import type { BacklogStep, RepairWork } from './work';

const METADATA = 'metadata.';

export function mendMissionField(work: RepairWork, id: string, field: string, take: Side): void {
  const row = work.missions.get(id);
  const entry = work.index?.missions.get(id);
  if (row === undefined || entry === undefined) return;
  if (field === 'sprint') mendSprintOf(work, row, take);
  else if (field.startsWith(METADATA)) mendMetadata(work, row, entry, field.slice(METADATA.length), take);
  else mendField(work, 'missions', id, field, take);
}

function mendSprintOf(work: RepairWork, row: MissionRow, take: Side): void {
  const { index } = work;
  if (index === undefined) return;
  if (take === 'files') {
    const entry = index.missions.get(row.id);
    const sprint = (entry && index.sprintOf.get(entry)?.id) ?? '';
    if (sprint !== '' && !sprintIntoDatabase(work, sprint)) return;
    work.rows.set('missions', { id: row.id }, 'sprint_id', row.sprintId, sprint === '' ? null : sprint);
    return;
  }
  const { sprintId } = row;
  if (sprintId === null || sprintId === '') {
    work.left.push(t('{0} is in no sprint of the database, and the backlog has no place for such missions.', row.id));
    return;
  }
  if (!sprintIntoFile(work, sprintId)) return;
  // Of two entries with one id the last counts, as it does for their fields.
  work.edit((document, { missions }) => {
    const entry = missions.get(row.id);
    return entry === undefined ? [] : moveMission(document, entry, sprintId);
  });
}

function mendMetadata(work: RepairWork, row: MissionRow, entry: BacklogMission, key: string, take: Side): void {
  if (take === 'database') {
    const value = new Map(Object.entries(metadataOf(row).fields)).get(key);
    // What is taken away goes from each place that has it: below the outermost an inner one would show.
    for (let left = value === undefined ? placesOf(entry, key).length : 1; left > 0; left--)
      work.editField(`missions ${row.id}`, (document, index) => {
        const target = index.missions.get(row.id) ?? entry;
        return value === undefined
          ? removeMetadata(document, target, key)
          : setMetadata(document, target, key, value as NewData);
      });
    return;
  }
  const field = extrasOf(entry).get(key);
  const value = field === undefined ? undefined : (plainYaml(field.value) as PlainJson);
  const pending = work.rows.pending('missions', { id: row.id }, 'metadata');
  const text = typeof pending === 'string' ? pending : row.metadata;
  const after = metadataWith(text, key, value);
  if (after === undefined)
    work.left.push(t('The metadata of {0} in the database is no JSON, and was left as it is.', row.id));
  else work.rows.set('missions', { id: row.id }, 'metadata', row.metadata, after);
}

/** A mission that the file lacks: it is put there, or taken out of the database with the dependencies on it. */
export function mendMissingInFile(work: RepairWork, id: string, take: Side): void {
  const row = work.missions.get(id);
  if (row === undefined) return;
  if (take === 'files') {
    for (const { from, to, type } of work.database.dependencies)
      if (from === id || to === id) work.rows.remove('mission_dependencies', { from_id: from, to_id: to, type });
    work.rows.remove('missions', { id, status: row.status });
    work.lost.push(id);
    return;
  }
  const sprint = row.sprintId ?? '';
  if (sprint === '') {
    work.left.push(t('{0} was left out: it is in no sprint, and the backlog has no place for such missions.', id));
    return;
  }
  if (!sprintIntoFile(work, sprint)) return;
  work.edit((document, index) => {
    const { missions } = work.database;
    // Before the next one of its sprint, so that row order and file order stay one.
    const follower = missions.slice(missions.indexOf(row) + 1).find((other) => {
      const entry = index.missions.get(other.id);
      return entry !== undefined && index.sprintOf.get(entry)?.id === sprint;
    });
    return insertMission(document, sprint, missionFields(row), follower?.id);
  });
}

/** A mission that the database lacks: it is put there, or taken out of the file with the dependencies on it. */
export function mendMissingInDatabase(work: RepairWork, id: string, take: Side): void {
  const entry = work.index?.missions.get(id);
  if (entry === undefined) return;
  if (take === 'files') {
    const sprint = work.index?.sprintOf.get(entry)?.id ?? '';
    if (sprint !== '' && !sprintIntoDatabase(work, sprint)) return;
    work.leaveOut(unholdable(entry.fields, MISSION_FIELDS), id);
    work.rows.insert('missions', missionRow(entry, sprint === '' ? null : sprint));
    return;
  }
  const dependencies = [...(work.index?.dependencies ?? [])].filter(([, { from, to }]) => from === id || to === id);
  work.edit(
    ...dependencies.map(
      ([key, dependency]): BacklogStep =>
        (document, index) =>
          removeDependency(document, index.dependencies.get(key) ?? dependency),
    ),
    (document, index) => removeMission(document, index.missions.get(id) ?? entry),
  );
  work.lost.push(id);
}
