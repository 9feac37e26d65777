import { t } from '@vscode/l10n';
import { candidates, modelOf } from '../../core/model/missions';
import { nextReady, readinessOf } from '../../core/model/readiness';
import type { Command } from '../command';
import { oneLine } from '../../core/ground/printable';
import { missionJson } from '../missions';

/** The mission to take up (playbook, "Mission Lifecycle", step 1). */
export const next: Command = {
  name: 'next',
  description: () =>
    t('name the mission to take up: in progress, current, queued, then row order; its prerequisites met'),
  run({ snapshot }) {
    const readiness = readinessOf(snapshot);
    const queue = candidates(modelOf(snapshot));
    const mission = nextReady(queue, readiness);
    const passed = mission === undefined ? queue : queue.slice(0, queue.indexOf(mission));
    const waiting = passed.map(({ id }) => ({
      id,
      waitsFor: readiness.of(id).missing.map((prerequisite) => prerequisite.id),
    }));
    const because = waiting.map(({ id, waitsFor }) => t('{0} waits for {1}.', id, waitsFor.join(', ')));
    return {
      status: 0,
      text: [
        mission === undefined
          ? t('No mission can be taken up.')
          : `${oneLine(mission.id)}  ${oneLine(mission.status)}  ${oneLine(mission.name)}`,
        ...because.slice(0, 10),
      ].join('\n'),
      json: { mission: mission === undefined ? null : missionJson(mission), waiting },
    };
  },
};
