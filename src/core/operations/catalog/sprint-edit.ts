import { t } from '@vscode/l10n';
import { refuse } from '../../ground/refusals';
import { modelOf } from '../../model/missions';
import { eventStatus, sprintStage } from '../../model/status';
import { updateSprintPointers } from '../bookkeeping';
import { Change, sprintOf } from '../change';
import { requireNothingLeft } from '../left-missions';
import type { Operation, Parameter } from '../operation';
import { said, sprintColumns, sprintParameter } from '../sprint-fields';

/** Changes a sprint's title, focus, dates or status; `--without` takes its focus or a date away. */
export const sprintEdit: Operation = {
  name: 'sprint edit',
  title: () => t('Edit Sprint'),
  description: () => t('change a sprint’s title, focus, dates or status'),
  chapter: 'planning',
  order: 7,
  editor: { menus: [{ view: 'cmos.backlog', rows: ['sprint'] }] },
  parameters: {
    sprint: { type: 'sprint', title: () => t('Sprint'), required: true },
    title: asNow('title'),
    focus: asNow('focus'),
    start: asNow('start'),
    end: asNow('end'),
    status: asNow('status', { placeholder: 'STATUS' }),
    without: { type: 'strings', title: () => t('What is taken away: focus, start, end'), placeholder: 'NAME' },
  },
  plan(parameters, context) {
    const id = String(parameters['sprint']);
    const sprint = sprintOf(context.snapshot, id);
    const columns = sprintColumns(parameters, sprint);
    const names = Object.keys(columns);
    if (names.length === 0) throw refuse(t('{0} says all that already.', id));
    const status = columns.status ?? sprint.status;
    if (sprintStage(status) === 'done' && sprintStage(sprint.status) !== 'done') requireNothingLeft(sprint, context);
    const change = new Change(context).sprint(sprint, columns);
    updateSprintPointers(change, context, sprint);
    return change
      .event({
        action: 'sprint-edit',
        status: eventStatus(status),
        summary: `Changed: ${names.join(', ')}`,
        sprint: id,
      })
      .plan('sprint edit', t('Edit sprint {0}', id));
  },
};

/** A field that a person finds as the sprint has it. */
function asNow(name: Parameters<typeof said>[1], more: Partial<Parameter> = {}): Parameter {
  return sprintParameter(name, {
    asked: true,
    suggested: (snapshot, { sprint }) =>
      said(
        modelOf(snapshot).sprints.find(({ id }) => id === sprint),
        name,
      ),
    ...more,
  });
}
