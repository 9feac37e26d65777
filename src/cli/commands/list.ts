import { t } from '@vscode/l10n';
import { claimsOf, claimText } from '../../core/model/claims';
import { modelOf } from '../../core/model/missions';
import { isWaiting, readinessOf } from '../../core/model/readiness';
import { normalStatus } from '../../core/model/status';
import type { Command } from '../command';
import { oneLine } from '../../core/ground/printable';
import { missionJson, table } from '../missions';

/** All missions in row order. */
export const list: Command = {
  name: 'list',
  description: () => t('list missions in row order'),
  options: () => [
    ['--status <status>', t('only missions with this status, in any case')],
    ['--sprint <id>', t('only missions of this sprint')],
  ],
  run({ snapshot, options }) {
    const readiness = readinessOf(snapshot);
    const wanted = typeof options['status'] === 'string' ? normalStatus(options['status']) : undefined;
    const sprint = typeof options['sprint'] === 'string' ? options['sprint'] : undefined;
    const missions = modelOf(snapshot).missions.filter(
      ({ status, sprintId }) =>
        (wanted === undefined || normalStatus(status) === wanted) && (sprint === undefined || sprintId === sprint),
    );
    const claims = claimsOf(snapshot);
    const rows = missions.map((mission) => {
      const missing = isWaiting(mission, readiness) ? readiness.of(mission.id).missing.map(({ id }) => id) : [];
      const claim = claims.get(mission.id);
      const details =
        missing.length > 0
          ? t('waits for {0}', missing.join(', '))
          : claim === undefined
            ? ''
            : claimText(claim, snapshot);
      const status = details === '' ? mission.status : `${mission.status} (${details})`;
      return [oneLine(mission.id), oneLine(status), oneLine(mission.name)];
    });
    return {
      status: 0,
      text: missions.length === 0 ? t('No such missions.') : table(rows).join('\n'),
      json: {
        total: missions.length,
        missions: missions.map((mission) => ({
          ...missionJson(mission),
          waitsFor: readiness.of(mission.id).missing.map(({ id }) => id),
        })),
      },
    };
  },
};
