import { t } from '@vscode/l10n';
import { eventStatus, statusKind } from '../../model/status';
import { Change, missionOf } from '../change';
import { requireAlone } from '../gates';
import { closedNotice } from '../left-missions';
import { newId, sprintFor, usualSprint } from '../new-mission';
import { nextMissionId } from '../next-id';
import { type Operation, textOf, textsOf } from '../operation';
import { waitingEdge } from '../waiting-edge';

/**
 * Adds a mission at the end of a sprint; without an id it gets the next one that is free, in the sprint's own scheme.
 *
 * @see playbook, "Mission Lifecycle", step 1
 */
export const add: Operation = {
  name: 'add',
  title: () => t('Add Mission'),
  description: () => t('add a mission to a sprint, at its end'),
  chapter: 'planning',
  order: 1,
  editor: {
    icon: 'add',
    menus: [
      { view: 'cmos.backlog', group: 'navigation@9' },
      { view: 'cmos.backlog', rows: ['sprint'] },
    ],
  },
  parameters: {
    id: {
      type: 'id',
      title: () => t('Id of the new mission'),
      placeholder: 'ID',
      asked: true,
      suggested: (snapshot, { sprint }) => {
        const id = textOf(sprint) ?? usualSprint(snapshot);
        return id === undefined ? undefined : nextMissionId(snapshot, id);
      },
      default: () => t('the next in its sprint that is free'),
    },
    name: { type: 'string', title: () => t('What it is called'), required: true },
    sprint: {
      type: 'sprint',
      title: () => t('Sprint'),
      default: () => t('the sprint of the last mission, or one that is open'),
    },
    status: { type: 'string', title: () => t('Status'), placeholder: 'STATUS', default: () => 'Queued' },
    prerequisites: {
      type: 'strings',
      title: () => t('Missions that it waits for'),
      flag: 'prerequisite',
      placeholder: 'ID',
    },
  },
  plan(parameters, context) {
    const { snapshot } = context;
    const sprint = sprintFor(snapshot, textOf(parameters['sprint']));
    const given = textOf(parameters['id'])?.trim();
    const id = given ?? nextMissionId(snapshot, sprint);
    const name = String(parameters['name']).trim();
    const status = textOf(parameters['status']) ?? 'Queued';
    newId(snapshot, id);
    if (statusKind(status) === 'running') requireAlone({ id }, context);
    const prerequisites = textsOf(parameters['prerequisites']).map((each) => missionOf(snapshot, each).id);
    const change = new Change(context).addMission(sprint, { id, name, status });
    for (const each of new Set(prerequisites)) change.addDependency(waitingEdge(snapshot, id, each));
    if (given === undefined) change.notice(t('Its id is {0}, the next in {1} that is free.', id, sprint));
    return change
      .event({ mission: id, action: 'add', status: eventStatus(status), summary: name })
      .notice(...closedNotice(snapshot, sprint))
      .plan('add', t('Add {0}', id));
  },
};
