import { t } from '@vscode/l10n';
import { modelOf } from '../../model/missions';
import { sprintStatusAs } from '../sprint-style';
import { eventStatus } from '../../model/status';
import { Change } from '../change';
import { keepsCounts } from '../counters';
import { type Operation, textOf } from '../operation';
import { sprintColumns, sprintParameter } from '../sprint-fields';
import { newSprintId, nextSprintId } from '../sprint-ids';

/**
 * Adds a sprint behind the others. Without an id it gets the next that is free, in the way in which the others are called.
 *
 * @see playbook, "Mission Lifecycle", step 1
 */
export const sprintAdd: Operation = {
  name: 'sprint add',
  title: () => t('Add Sprint'),
  description: () => t('add a sprint behind the others'),
  chapter: 'planning',
  order: 6,
  editor: { menus: [{ view: 'cmos.backlog', group: '1_add@1' }] },
  parameters: {
    id: {
      type: 'id',
      title: () => t('Id of the new sprint'),
      placeholder: 'SPRINT',
      asked: true,
      suggested: nextSprintId,
      default: () => t('the next that is free'),
    },
    title: sprintParameter('title', { required: true }),
    focus: sprintParameter('focus', { asked: true }),
    start: sprintParameter('start'),
    end: sprintParameter('end'),
    status: sprintParameter('status', {
      placeholder: 'STATUS',
      default: () => t('as other planned sprints have it'),
    }),
  },
  plan(parameters, context) {
    const { snapshot } = context;
    const { sprints } = modelOf(snapshot);
    const id = textOf(parameters['id'])?.trim() ?? nextSprintId(snapshot);
    newSprintId(snapshot, id);
    const { status = sprintStatusAs(sprints, ['planned', 'queued'], 'Planned'), ...columns } =
      sprintColumns(parameters);
    return new Change(context)
      .addSprint(id, {
        ...columns,
        status,
        ...(keepsCounts(sprints) ? { total_missions: 0, completed_missions: 0 } : {}),
      })
      .event({ action: 'sprint-add', status: eventStatus(status ?? ''), summary: columns.title, sprint: id })
      .plan('sprint add', t('Add sprint {0}', id));
  },
};
