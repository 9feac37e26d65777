import { t } from '@vscode/l10n';
import { eventStatus } from '../../model/status';
import { Change, missionOf } from '../change';
import { withLine } from '../notes';
import type { Operation } from '../operation';

/**
 * Adds to a mission's notes, with time and author; what was there stays.
 *
 * @see playbook, "Mission Lifecycle", step 3
 */
export const note: Operation = {
  name: 'note',
  title: () => t('Add Note to Mission'),
  description: () => t('add to a mission’s notes, with time and author'),
  chapter: 'lifecycle',
  order: 9,
  editor: {
    menus: [
      { view: 'cmos.backlog', rows: ['mission'] },
      { view: 'cmos.needs', rows: ['stale'], group: '1_act@2' },
    ],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    summary: { type: 'string', title: () => t('Note'), required: true },
  },
  plan({ mission: given, summary }, context) {
    const id = String(given);
    const mission = missionOf(context.snapshot, id);
    const line = `[${context.now} ${context.agent}] ${String(summary)}`;
    return new Change(context)
      .mission(mission, { notes: withLine(mission, line) })
      .event({
        mission: id,
        action: 'note',
        status: eventStatus(mission.status),
        summary: String(summary),
      })
      .plan('note', t('Note on {0}', id));
  },
};
