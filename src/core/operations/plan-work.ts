/** Work that is planned: new missions, and what waits for what (playbook, "Mission Lifecycle", step 1). */
import { t } from '@vscode/l10n';
import { modelOf } from '../model/missions';
import { eventStatus, statusKind } from '../model/status';
import { type Readiness, readinessOf } from '../model/readiness';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { Change, type NewDependency, missionOf } from './change';
import { requireAlone } from './gates';
import { type Operation, textOf } from './operation';
import { refuse } from '../ground/refusals';

export const add: Operation = {
  name: 'add',
  title: () => t('Add Mission'),
  description: () => t('add a mission to a sprint, at its end'),
  chapter: 'planning',
  order: 1,
  editor: { icon: 'add', menus: [{ view: 'cmos.backlog', group: 'navigation@9' }] },
  parameters: {
    id: { type: 'string', title: () => t('Id of the new mission'), required: true },
    name: { type: 'string', title: () => t('What it is called'), required: true },
    sprint: { type: 'sprint', title: () => t('Sprint; without one the sprint of the last mission') },
    status: { type: 'string', title: () => t('Status; without one Queued') },
  },
  plan(parameters, context) {
    const { snapshot } = context;
    const id = String(parameters['id']).trim();
    const name = String(parameters['name']).trim();
    const status = textOf(parameters['status']) ?? 'Queued';
    newId(snapshot, id);
    if (statusKind(status) === 'running') requireAlone({ id }, context);
    const sprint = sprintFor(snapshot, textOf(parameters['sprint']));
    return new Change(context)
      .addMission(sprint, { id, name, status })
      .event({ mission: id, action: 'add', status: eventStatus(status), summary: name })
      .plan('add', t('Add {0}', id));
  },
};

export const depend: Operation = {
  name: 'depend',
  title: () => t('Add Prerequisite'),
  description: () => t('let a mission wait for another'),
  chapter: 'planning',
  order: 3,
  editor: { menus: [{ view: 'cmos.backlog', rows: ['mission'] }] },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission that waits'), required: true },
    prerequisite: { type: 'mission', title: () => t('Mission that it waits for'), required: true },
    type: { type: 'string', title: () => t('Type of the dependency; without one Blocks') },
  },
  plan({ mission: given, prerequisite: other, type: wanted }, context) {
    const { snapshot } = context;
    const [id, prerequisite] = [String(given), String(other)];
    missionOf(snapshot, id);
    missionOf(snapshot, prerequisite);
    const readiness = readinessOf(snapshot);
    const needs = (each: string): readonly string[] => readiness.of(each).prerequisites.map((one) => one.id);
    if (id === prerequisite) throw refuse(t('{0} cannot wait for itself.', id));
    if (needs(id).includes(prerequisite)) throw refuse(t('{0} waits for {1} already.', id, prerequisite));
    const reached = new Set([prerequisite]);
    for (const each of reached) for (const next of needs(each)) reached.add(next);
    if (reached.has(id)) throw refuse(t('{0} waits for {1}, so that both would wait for ever.', prerequisite, id));
    return new Change(context)
      .addDependency(waitingEdge(readiness, id, prerequisite, textOf(wanted)))
      .event({ mission: id, action: 'depend', status: 'planned', summary: `${id} waits for ${prerequisite}` })
      .plan('depend', t('Let {0} wait for {1}', id, prerequisite));
  },
};

/** The dependency by which a mission waits for another, as this workspace reads the type: which end comes first is not the same everywhere. */
export function waitingEdge(
  { directions }: Pick<Readiness, 'directions'>,
  waits: string,
  prerequisite: string,
  type = 'Blocks',
): NewDependency {
  const [from, to] = directions.get(type)?.direction === 'to-first' ? [waits, prerequisite] : [prerequisite, waits];
  return { from, to, type };
}

/** Refuses an id that is taken, or that cannot stand in a file's name. */
export function newId(snapshot: Snapshot, id: string): void {
  if (modelOf(snapshot).byId.has(id))
    throw refuse(t('There is a mission {0} already.', id), t('Give the new one an id of its own.'));
  if (/[\p{Cc}/\\]|^\.+$/u.test(id))
    throw refuse(t('{0} is no id: it becomes a part of file names.', id), t('Use letters, digits, dots and dashes.'));
}

/** The first free id of a stem and a number; it is taken from then on. */
export function freeId(stem: string, taken: Set<string>): string {
  let number = 1;
  while (taken.has(`${stem}${number}`)) number++;
  const id = `${stem}${number}`;
  taken.add(id);
  return id;
}

/** The sprint of an id, else that of the last mission in row order. */
export function sprintFor(snapshot: Snapshot, wanted: string | undefined): string {
  const model = modelOf(snapshot);
  const id = wanted ?? model.missions.findLast(({ sprintId }) => sprintId !== undefined)?.sprintId;
  const known = model.sprints.map((sprint) => sprint.id).filter((each) => each !== undefined);
  if (id === undefined || !known.includes(id))
    throw refuse(
      id === undefined ? t('There is no sprint to add it to.') : t('There is no sprint {0}.', id),
      known.length === 0 ? undefined : t('There are: {0}.', known.slice(-8).join(', ')),
    );
  const database = documentOf(snapshot.database);
  if (database !== undefined && !database.sprints.some((sprint) => sprint.id === id))
    throw refuse(t('The database has no sprint {0}.', id), t('Repair the drift of sprints first.'));
  return id;
}
