import { t } from '@vscode/l10n';
import { CmosError } from '../../core/ground/errors';
import { candidates, type Mission, modelOf, nearestIds, type WorkspaceModel } from '../../core/model/missions';
import { type ReadinessState, readinessOf } from '../../core/model/readiness';
import { precedenceOf } from '../../core/model/status';
import type { Command } from '../command';
import { oneLine } from '../../core/ground/printable';

/** Whether a mission's prerequisites are met (playbook, "Context Intake", step 3). */
export const ready: Command = {
  name: 'ready',
  description: () => t('say whether a mission can be taken up, and what it waits for; without one, which can'),
  arguments: () => [['[id]', t('the mission')]],
  run({ snapshot, arguments: [id] }) {
    const model = modelOf(snapshot);
    const readiness = readinessOf(snapshot);
    if (id === undefined) {
      const missions = candidates(model).filter((mission) => readiness.of(mission.id).missing.length === 0);
      return {
        status: 0,
        text:
          missions.length === 0
            ? t('No mission can be taken up.')
            : missions.map((mission) => `${oneLine(mission.id)}  ${oneLine(mission.name)}`).join('\n'),
        json: { ready: missions.map((mission) => mission.id) },
      };
    }
    const mission = findMission(model, id);
    const { state, prerequisites, missing, waived, waitedForBy } = readiness.of(id);
    const waiting = waitedForBy.filter((other) => readiness.of(other).missing.some((each) => each.id === id));
    const lines = [
      sentenceOf(mission, state, missing),
      ...missing.map((each) =>
        each.mission === undefined
          ? t('  {0}: there is no such mission', each.id)
          : `  ${each.id}: ${each.mission.status}, ${oneLine(each.mission.name)}`,
      ),
      ...waived.map(({ prerequisite, waiver }) =>
        t('  {0} was waived by {1}: {2}', prerequisite.id, waiver.by, oneLine(waiver.reason)),
      ),
      ...(waiting.length > 0 ? [t('Waiting for it: {0}', waiting.join(', '))] : []),
    ];
    return {
      status: state === 'waiting' ? 1 : 0,
      text: lines.join('\n'),
      json: {
        mission: mission.id,
        status: mission.status,
        ready: state === 'ready' && precedenceOf(mission.kind) !== undefined,
        state,
        prerequisites: prerequisites.map((each) => ({ id: each.id, status: each.mission?.status ?? null })),
        missing: missing.map((each) => each.id),
        waived: waived.map(({ waiver }) => waiver),
        waitedForBy,
      },
    };
  },
};

function sentenceOf(
  { id, status, kind }: Mission,
  state: ReadinessState,
  missing: readonly { readonly id: string }[],
): string {
  if (state === 'not-applicable') return t('{0} is {1}: there is nothing to wait for.', id, oneLine(status));
  if (state === 'waiting') return t('{0} waits for {1}.', id, missing.map((each) => each.id).join(', '));
  if (precedenceOf(kind) !== undefined) return t('{0} is ready.', id);
  return t('{0} waits for no other mission; it is {1}.', id, oneLine(status) || t('without a status'));
}

/**
 * The mission with an id.
 * @throws CmosError `mission/unknown`, naming the ids most like it.
 */
export function findMission(model: WorkspaceModel, id: string | undefined): Mission {
  const mission = id === undefined ? undefined : model.byId.get(id);
  if (mission !== undefined) return mission;
  const near = nearestIds(model, id ?? '');
  throw new CmosError(
    'mission/unknown',
    t('There is no mission {0}.', id ?? ''),
    near.length === 0 ? {} : { advice: t('Did you mean {0}?', near.join(', ')) },
  );
}
