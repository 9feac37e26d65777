import { t } from '@vscode/l10n';
import { candidates, type Mission, modelOf } from '../../core/model/missions';
import { nextReady, readinessOf } from '../../core/model/readiness';
import { finishedSplits } from '../../core/model/splits';
import { finishedText } from '../../core/operations/finished-split';
import { isOver } from '../../core/model/status';
import type { Command } from '../command';
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
    return {
      status: mission === undefined && left.length > 0 ? 1 : 0,
      text: [
        mission === undefined
          ? nothingText(model.missions, left)
          : `${oneLine(mission.id)}  ${oneLine(mission.status)}  ${oneLine(mission.name)}`,
        ...because.slice(0, MOST),
        ...(because.length > MOST ? [t('And {0} more.', because.length - MOST)] : []),
        ...finished.map(finishedText),
      ].join('\n'),
      json: {
        mission: mission === undefined ? null : missionJson(mission),
        waiting,
        left: left.length,
        finished: finished.map(({ mission: split }) => split.id),
      },
    };
  },
};

function nothingText(missions: readonly Mission[], left: readonly Mission[]): string {
  if (missions.length === 0) return t('There are no missions yet. cmos add adds one.');
  if (left.length === 0) return t('All missions are done.');
  return t('No mission can be taken up. Left: {0}.', statusCounts(left));
}
