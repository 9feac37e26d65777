import { t } from '@vscode/l10n';
import type { PlainJson } from '../../files/python';
import { missionValue } from '../../model/mission-value';
import { Change, missionOf } from '../change';
import { requireStatus } from '../gates';
import { NOT_BLOCKED } from '../mission-edits';
import { type Operation, textOf } from '../operation';

/** Puts a blocked mission back into the queue. The reason stays in its notes and in the event. */
export const unblock: Operation = {
  name: 'unblock',
  title: () => t('Unblock Mission'),
  description: () => t('put a blocked mission back into the queue'),
  chapter: 'lifecycle',
  order: 5,
  editor: {
    icon: 'debug-continue',
    menus: [{ view: 'cmos.backlog', rows: ['mission'], with: ['blocked'], inline: 3 }],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    summary: { type: 'string', title: () => t('What unblocked it'), required: true },
    nextHint: { type: 'string', title: () => t('What the next session should do') },
  },
  plan({ mission: given, summary, nextHint }, context) {
    const id = String(given);
    const mission = missionOf(context.snapshot, id);
    requireStatus(mission, context, ['blocked'], {
      retired: [t('It was superseded; its notes name what took its place'), 'show'],
    });
    return new Change(context)
      .mission(mission, { status: 'Queued' }, NOT_BLOCKED)
      .event({
        mission: id,
        action: 'unblocked',
        status: 'queued',
        summary: String(summary),
        next_hint: textOf(nextHint),
        needs: missionValue(mission, 'blocked_needs') as PlainJson | undefined,
        reason: mission.blockedReason,
      })
      .plan('unblock', t('Unblock {0}', id));
  },
};
