/** What is left in a sprint that is to be over: of missions somebody says what becomes of them; a sprint without any may be closed. */
import { t } from '@vscode/l10n';
import { commandLine, type Remedy } from '../ground/gate';
import { isClosable, leftIn, modelOf, type Sprint } from '../model/missions';
import { sprintStage } from '../model/status';
import type { Snapshot } from '../workspace/snapshot';
import type { PlanContext } from './operation';

/** Asks that nothing is left in a sprint; no reason passes it, since each of its ways on is a decision. */
export function requireNothingLeft(sprint: Sprint, { snapshot, gates }: PlanContext): void {
  const left = leftIn(sprint);
  if (left.length === 0) return;
  const id = sprint.id ?? '';
  const next = nextSprint(snapshot, sprint)?.id;
  const way = (title: string, choice: string, flags: string): Remedy => ({
    title,
    command: commandLine('sprint close', [id], `--left ${choice}${flags}`),
    action: { name: 'sprint close', parameters: { sprint: id, left: choice } },
  });
  gates.add({
    code: 'gate/left-missions',
    message: t('Left in {0}: {1}.', id, left.map((each) => `${each.id} (${each.status})`).join(', ')),
    remedies: [
      way(
        next === undefined ? t('Carry them over to another sprint') : t('Carry them over to {0}', next),
        'carry',
        next === undefined ? ' --to SPRINT' : '',
      ),
      way(t('Put them off'), 'defer', ' --reason TEXT'),
      way(t('Give them up'), 'drop', ' --reason TEXT'),
    ],
    overridable: false,
  });
}

/** That a sprint may be closed, where it has come to that. */
export function closableNotice(after: Snapshot, id: string | undefined): readonly string[] {
  const sprint = modelOf(after).sprints.find((each) => each.id === id);
  if (sprint?.id === undefined || !isClosable(sprint)) return [];
  return [t('Nothing is left in {0}. {1} closes it.', sprint.id, commandLine('sprint close', [sprint.id]))];
}

/** That a mission goes into a sprint that is closed, where it does. */
export function closedNotice(snapshot: Snapshot, id: string | undefined): readonly string[] {
  const sprint = modelOf(snapshot).sprints.find((each) => each.id !== undefined && each.id === id);
  if (sprint?.id === undefined || sprintStage(sprint.status) !== 'done') return [];
  const open = commandLine('sprint edit', [sprint.id], '--status STATUS');
  return [t('Its sprint {0} is {1}. To open that again: {2}', sprint.id, sprint.status, open)];
}

/** The first open sprint behind one; where there is none, the first open one at all. */
export function nextSprint(snapshot: Snapshot, sprint: Sprint): Sprint | undefined {
  const kept = modelOf(snapshot).sprints.filter(({ row, entry }) => row !== undefined || entry !== undefined);
  const at = kept.indexOf(sprint);
  return [...kept.slice(at + 1), ...kept.slice(0, at)].find((each) => sprintStage(each.status) !== 'done');
}
