import { t } from '@vscode/l10n';
import { metadataText } from '../database/metadata';
import { blockedNotes } from './block';
import { Change, missionOf } from './change';
import { requireStatus } from './gates';
import { type Operation, textOf } from './operation';

/** Puts a blocked mission back into the queue, and clears what `block` set. */
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
    // The notes are the reason that `block` wrote, unless somebody wrote others since.
    const reason = mission.row === undefined ? mission.notes : metadataText(mission.row, 'blocked_reason');
    const own =
      reason !== undefined &&
      (mission.notes === reason || mission.notes?.startsWith(blockedNotes(reason, '')) === true);
    return new Change(context)
      .mission(
        mission,
        { status: 'Queued', ...(own ? { notes: null } : {}) },
        { blocked_at: undefined, blocked_reason: undefined, blocked_needs: undefined },
      )
      .event({
        mission: id,
        action: 'unblocked',
        status: 'queued',
        summary: String(summary),
        next_hint: textOf(nextHint),
      })
      .plan('unblock', t('Unblock {0}', id));
  },
};
