import { t } from '@vscode/l10n';
import { commandLine } from '../../ground/gate';
import { refuse } from '../../ground/refusals';
import { leftIn, type Mission, modelOf, type Sprint } from '../../model/missions';
import { eventStatus, sprintStage } from '../../model/status';
import type { Snapshot } from '../../workspace/snapshot';
import { updateSprintPointers } from '../bookkeeping';
import { Change, sprintOf } from '../change';
import { nextSprint, requireNothingLeft } from '../left-missions';
import { sprintFor } from '../new-mission';
import { type Operation, type Parameters, type PlanContext, textOf } from '../operation';
import { setAside, waitingFor, waitingParameter } from '../put-aside';
import { sprintDateAs, sprintStatusAs } from '../sprint-style';

/**
 * Closes a sprint: `Completed`, with its end date. What is left in it is carried over to the next sprint (`--to` names another), put off or
 * given up, as somebody says; without that a sprint that has something left is not closed.
 */
export const sprintClose: Operation = {
  name: 'sprint close',
  title: () => t('Close Sprint'),
  description: () => t('close a sprint, and carry over, put off or give up what is left in it'),
  chapter: 'planning',
  order: 9,
  editor: {
    icon: 'pass',
    menus: [
      { view: 'cmos.backlog', rows: ['sprint'], with: ['planned', 'running'] },
      { view: 'cmos.backlog', rows: ['sprint'], with: ['finished'], inline: 1 },
    ],
  },
  // More than the sprint that was named changes.
  previewed: ({ left, to }) => left !== undefined || to !== undefined,
  parameters: {
    sprint: { type: 'sprint', title: () => t('Sprint'), required: true },
    left: {
      type: 'choice',
      title: () => t('What becomes of the missions that are left in it'),
      asked: (snapshot, given) => leftOf(snapshot, given).length > 0,
      choices: [
        { value: 'carry', title: () => t('They are carried over to another sprint') },
        { value: 'defer', title: () => t('They are put off') },
        { value: 'drop', title: () => t('They are given up') },
      ],
    },
    to: {
      type: 'sprint',
      title: () => t('Sprint that they are carried over to'),
      asked: (_, { left }) => left === 'carry',
      default: () => t('the next that is open'),
    },
    waiting: {
      ...waitingParameter,
      asked: (snapshot, given) => isAside(given) && waitingFor(snapshot, idsOf(leftOf(snapshot, given))).length > 0,
    },
    reason: {
      type: 'string',
      title: () => t('Why they are put off or given up'),
      asked: (_, given) => isAside(given),
    },
    summary: { type: 'string', title: () => t('What came of the sprint') },
  },
  plan(parameters, context) {
    const { snapshot, now } = context;
    const id = String(parameters['sprint']);
    const sprint = sprintOf(snapshot, id);
    const { sprints } = modelOf(snapshot);
    if (sprintStage(sprint.status) === 'done') throw refuse(t('{0} is {1} already.', id, sprint.status));
    const left = parameters['left'] ?? (parameters['to'] === undefined ? undefined : 'carry');
    if (parameters['to'] !== undefined && left !== 'carry')
      throw refuse(t('What is put off or given up goes into no other sprint.'));
    if (left === undefined) requireNothingLeft(sprint, context);
    const change = new Change(context);
    const became = seeToLeft(change, sprint, { ...parameters, left }, context);
    const status = sprintStatusAs(sprints, ['done'], 'Completed');
    const end = sprintDateAs(sprints, sprint, now);
    change.sprint(sprint, { status, end_date: end }).event({
      action: 'sprint-close',
      status: eventStatus(status),
      summary: textOf(parameters['summary']) ?? sprint.title,
      sprint: id,
      ...(sprint.endDate === undefined || sprint.endDate === '' ? {} : { planned_end: sprint.endDate }),
    });
    updateSprintPointers(change, context, sprint);
    return change
      .notice(...(became === undefined ? [] : [became]), wayOn(snapshot, sprint))
      .plan('sprint close', t('Close sprint {0}', id));
  },
};

/** What is left goes where somebody says; answers what to tell of it. */
function seeToLeft(change: Change, sprint: Sprint, parameters: Parameters, context: PlanContext): string | undefined {
  const missions = leftIn(sprint);
  const { left, reason, waiting } = parameters;
  if (missions.length === 0 || left === undefined) return undefined;
  if (left === 'carry') return carryOver(change, sprint, missions, textOf(parameters['to']), context);
  const operation = left === 'drop' ? 'drop' : 'defer';
  const status = left === 'drop' ? 'Dropped' : 'Deferred';
  // What was put off already stays so.
  const aside = missions.filter(({ kind }) => left === 'drop' || kind !== 'deferred');
  setAside(change, context, aside, {
    operation,
    status,
    reason: textOf(reason) ?? `Left in ${sprint.id ?? ''}`,
    waiting,
  });
  const names = aside.map((each) => each.id).join(', ');
  if (names === '') return undefined;
  return left === 'drop' ? t('Given up: {0}.', names) : t('Put off: {0}.', names);
}

function carryOver(
  change: Change,
  sprint: Sprint,
  missions: readonly Mission[],
  wanted: string | undefined,
  { snapshot }: PlanContext,
): string {
  const to = wanted ?? nextSprint(snapshot, sprint)?.id;
  if (to === undefined)
    throw refuse(t('There is no open sprint to carry them over to.'), t('Add one: {0}', commandLine('sprint add', [])));
  const target = sprintOf(snapshot, sprintFor(snapshot, to));
  if (target.id === sprint.id) throw refuse(t('{0} is the sprint that is to be closed.', to));
  if (sprintStage(target.status) === 'done')
    throw refuse(t('{0} is {1} already.', to, target.status), t('Name another with --to.'));
  for (const mission of missions)
    change.moveMission(mission, to).event({
      mission: mission.id,
      action: 'move',
      status: eventStatus(mission.status),
      summary: `${sprint.id ?? '-'} → ${to}`,
    });
  return t('Carried over to {0}: {1}.', to, missions.map(({ id }) => id).join(', '));
}

/** What comes after a sprint: work goes on somewhere. */
function wayOn(snapshot: Snapshot, sprint: Sprint): string {
  const open = modelOf(snapshot).sprints.filter((each) => each.id !== sprint.id && sprintStage(each.status) !== 'done');
  const running = open.find((each) => sprintStage(each.status) === 'running');
  if (running?.id !== undefined) return t('Under way: {0}.', running.id);
  const next = nextSprint(snapshot, sprint)?.id;
  return next === undefined
    ? t('No sprint is open. {0} adds the next.', commandLine('sprint add', []))
    : t('{0} takes the next sprint up.', commandLine('sprint start', [next]));
}

function leftOf(snapshot: Snapshot, { sprint }: Parameters): readonly Mission[] {
  const found = modelOf(snapshot).sprints.find(({ id }) => id !== undefined && id === sprint);
  return found === undefined ? [] : leftIn(found);
}

function idsOf(missions: readonly Mission[]): ReadonlySet<string> {
  return new Set(missions.map(({ id }) => id));
}

function isAside({ left }: Parameters): boolean {
  return left === 'defer' || left === 'drop';
}
