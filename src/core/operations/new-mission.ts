/** Where a new mission goes, and what it may be called. */
import { t } from '@vscode/l10n';
import { commandLine } from '../ground/gate';
import { foldedId, idsByFolded } from '../model/mission-ids';
import { modelOf } from '../model/missions';
import { sprintStage } from '../model/status';
import { refuse } from '../ground/refusals';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { sprintOf } from './change';

/** Refuses an id that is taken, in whatever case, or that cannot stand in a file's name. */
export function newId(snapshot: Snapshot, id: string): void {
  const known = idsByFolded(modelOf(snapshot)).get(foldedId(id));
  if (known === id) throw refuse(t('There is a mission {0} already.', id), t('Give the new one an id of its own.'));
  if (known !== undefined)
    throw refuse(
      t('{0} differs from the mission {1} in case alone.', id, known),
      t('Where file names have no case, both would have one telemetry file. Give the new one an id of its own.'),
    );
  if (/[\p{Cc}/\\]|^\.+$/u.test(id))
    throw refuse(t('{0} is no id: it becomes a part of file names.', id), t('Use letters, digits, dots and dashes.'));
}

/** The ids that are taken, as they are folded. */
export function takenIds(snapshot: Snapshot): Set<string> {
  return new Set(idsByFolded(modelOf(snapshot)).keys());
}

/** The first free id of a stem and a number; it is taken from then on. */
export function freeId(stem: string, taken: Set<string>): string {
  let number = 1;
  while (taken.has(foldedId(`${stem}${number}`))) number++;
  const id = `${stem}${number}`;
  taken.add(foldedId(id));
  return id;
}

/** The sprint of an id, else the one where new missions go. */
export function sprintFor(snapshot: Snapshot, wanted: string | undefined): string {
  const id = wanted ?? usualSprint(snapshot);
  if (id === undefined)
    throw refuse(t('There is no sprint to add it to.'), t('Add one: {0}', commandLine('sprint add', [])));
  sprintOf(snapshot, id);
  const database = documentOf(snapshot.database);
  if (database !== undefined && !database.sprints.some((sprint) => sprint.id === id))
    throw refuse(t('The database has no sprint {0}.', id), t('Repair the drift of sprints first.'));
  return id;
}

/** The sprint of the last mission in row order; where that is closed, the one under way, else the first that is open. */
export function usualSprint(snapshot: Snapshot): string | undefined {
  const { missions, sprints } = modelOf(snapshot);
  const last = missions.findLast(({ sprintId }) => sprintId !== undefined)?.sprintId;
  const open = sprints.filter((each) => each.id !== undefined && sprintStage(each.status) !== 'done');
  if (open.some(({ id }) => id === last)) return last;
  const running = open.find((each) => sprintStage(each.status) === 'running');
  return (running ?? open[0])?.id ?? last;
}
