import { t } from '@vscode/l10n';
import { commandLine } from '../../ground/gate';
import { refuse } from '../../ground/refusals';
import { candidates, leftIn, modelOf } from '../../model/missions';
import { eventStatus, sprintStage, UNDER_WAY } from '../../model/status';
import { updateSprintPointers } from '../bookkeeping';
import { Change, sprintOf } from '../change';
import type { Operation } from '../operation';
import { sprintDateAs, sprintStatusAs } from '../sprint-style';

/** Takes a sprint up: its status becomes what this workspace calls a sprint under way, and it starts now unless it has a start date. */
export const sprintStart: Operation = {
  name: 'sprint start',
  title: () => t('Start Sprint'),
  description: () => t('take a sprint up, with its start date'),
  chapter: 'planning',
  order: 8,
  editor: { icon: 'play', menus: [{ view: 'cmos.backlog', rows: ['sprint'], with: ['planned'] }] },
  parameters: { sprint: { type: 'sprint', title: () => t('Sprint'), required: true } },
  plan({ sprint: given }, context) {
    const { snapshot, now } = context;
    const id = String(given);
    const sprint = sprintOf(snapshot, id);
    const model = modelOf(snapshot);
    if (sprintStage(sprint.status) !== 'planned')
      throw refuse(
        t('{0} is {1} already.', id, sprint.status),
        sprintStage(sprint.status) === 'done'
          ? t('To open it again: {0}', commandLine('sprint edit', [id], '--status STATUS'))
          : t('To give it another start date: {0}', commandLine('sprint edit', [id], '--start DATE')),
      );
    const status = sprintStatusAs(model.sprints, UNDER_WAY, 'In Progress');
    const startDate = (sprint.startDate ?? '') === '' ? { start_date: sprintDateAs(model.sprints, sprint, now) } : {};
    const change = new Change(context)
      .sprint(sprint, { status, ...startDate })
      .event({ action: 'sprint-start', status: eventStatus(status), summary: sprint.title, sprint: id });
    updateSprintPointers(change, context, sprint);
    const left = leftIn(sprint);
    const [first] = left;
    if (first !== undefined && !candidates(model).some((each) => left.includes(each)))
      change.notice(t('None of its missions is queued. {0} takes one up.', commandLine('promote', [first.id])));
    return change.plan('sprint start', t('Start sprint {0}', id));
  },
};
