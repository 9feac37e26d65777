import { t } from '@vscode/l10n';
import type { PlainJson } from '../../files/python';
import { missionValue } from '../../model/mission-value';
import { Change, missionOf } from '../change';
import { requireStatus } from '../gates';
import { type Operation, textOf } from '../operation';

/**
 * Puts a blocked mission back into the queue. Its metadata say how things stand, so that what `block` set there goes; why it was
 * blocked stays in the notes, and on record in the event, as the log is where history is (field guide, section 5).
 */
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
      done: t('It is done; add a new mission for what is left'),
    });
    return new Change(context)
      .mission(
        mission,
        { status: 'Queued' },
        { blocked_at: undefined, blocked_reason: undefined, blocked_needs: undefined },
      )
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
