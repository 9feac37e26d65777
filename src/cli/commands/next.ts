import { t } from '@vscode/l10n';
import { candidates, isClosable, type Mission, modelOf, type WorkspaceModel } from '../../core/model/missions';
import { nextReady, readinessOf } from '../../core/model/readiness';
import { finishedSplits } from '../../core/model/splits';
import { finishedText } from '../../core/operations/finished-split';
import { isOver, sprintStage } from '../../core/model/status';
import type { Command } from '../command';
import { commandLine } from '../../core/ground/gate';
import { oneLine } from '../../core/ground/printable';
import { missionJson, statusCounts } from '../missions';

/** So many missions that were passed over are named; JSON has all. */
const MOST = 10;

/**
 * The mission to take up (playbook, "Mission Lifecycle", step 1). Ends with 0 where there is one and where nothing is left, so
 * that a script can go on until then; with 1 where all that is left waits for something.
 */
export const next: Command = {
  name: 'next',
  description: () =>
    t('name the mission to take up: in progress, current, queued, then row order; its prerequisites met'),
  run({ snapshot }) {
    const model = modelOf(snapshot);
    const readiness = readinessOf(snapshot);
    const queue = candidates(model);
    const mission = nextReady(queue, readiness);
    const passed = mission === undefined ? queue : queue.slice(0, queue.indexOf(mission));
    const waiting = passed.map(({ id }) => ({
      id,
      waitsFor: readiness.of(id).missing.map((prerequisite) => prerequisite.id),
    }));
    const because = waiting.map(({ id, waitsFor }) => t('{0} waits for {1}.', id, waitsFor.join(', ')));
    const finished = finishedSplits(model);
    const left = model.missions.filter(({ kind }) => !isOver(kind));
    const closable = model.sprints.filter(isClosable).flatMap(({ id }) => id ?? []);
    return {
      status: mission === undefined && left.length > 0 ? 1 : 0,
      text: [
        mission === undefined
          ? nothingText(model, left)
          : `${oneLine(mission.id)}  ${oneLine(mission.status)}  ${oneLine(mission.name)}`,
        ...because.slice(0, MOST),
        ...(because.length > MOST ? [t('And {0} more.', because.length - MOST)] : []),
        ...finished.map(finishedText),
        ...closableText(closable),
      ].join('\n'),
      json: {
        mission: mission === undefined ? null : missionJson(mission),
        waiting,
        left: left.length,
        finished: finished.map(({ mission: split }) => split.id),
        closable,
      },
    };
  },
};

/** The sprints that may be closed, and how the first is. */
function closableText(ids: readonly string[]): readonly string[] {
  const [first] = ids;
  if (first === undefined) return [];
  const more = ids.length - MOST;
  const named = more > 0 ? t('{0} and {1} more', ids.slice(0, MOST).join(', '), more) : ids.join(', ');
  const close = commandLine('sprint close', [first]);
  return [
    ids.length === 1
      ? t('Nothing is left in {0}. {1} closes it.', oneLine(named), close)
      : t('Nothing is left in {0}. {1} closes the first.', oneLine(named), close),
  ];
}

function nothingText({ missions, sprints }: WorkspaceModel, left: readonly Mission[]): string {
  const open = sprints.some(({ status }) => sprintStage(status) !== 'done');
  const sprint = commandLine('sprint add', []);
  if (missions.length === 0)
    return open
      ? t('There are no missions yet. cmos add adds one.')
      : t('There are no missions yet. {0} adds a sprint for them.', sprint);
  if (left.length === 0)
    return open ? t('All missions are done.') : t('All missions are done. {0} adds the next sprint.', sprint);
  return t('No mission can be taken up. Left: {0}.', statusCounts(left));
}
