import { t } from '@vscode/l10n';
import { eventStatus } from '../../model/status';
import { Change, missionOf } from '../change';
import { closedNotice } from '../left-missions';
import type { Operation } from '../operation';
import { refuse } from '../../ground/refusals';
import { sprintFor } from '../new-mission';

/** Puts a mission into another sprint, at its end; its lines stay as they are. */
export const move: Operation = {
  name: 'move',
  title: () => t('Move Mission to Sprint'),
  description: () => t('put a mission into another sprint'),
  chapter: 'planning',
  order: 5,
  editor: { icon: 'arrow-swap', menus: [{ view: 'cmos.backlog', rows: ['mission'] }] },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    sprint: { type: 'sprint', title: () => t('Sprint'), required: true },
  },
  plan({ mission: given, sprint: wanted }, context) {
    const id = String(given);
    const mission = missionOf(context.snapshot, id);
    const sprint = sprintFor(context.snapshot, String(wanted));
    if (mission.sprintId === sprint) throw refuse(t('{0} is in {1} already.', id, sprint));
    return new Change(context)
      .moveMission(mission, sprint)
      .event({
        mission: id,
        action: 'move',
        status: eventStatus(mission.status),
        summary: `${mission.sprintId ?? '-'} → ${sprint}`,
      })
      .notice(...closedNotice(context.snapshot, sprint))
      .plan('move', t('Move {0} to {1}', id, sprint));
  },
};
