import { t } from '@vscode/l10n';
import { keepSession } from './bookkeeping';
import { Change, missionOf } from './change';
import { from } from './gates';
import { type Operation, textOf, textsOf } from './operation';

/** Marks a mission blocked and says what would unblock it (playbook, "Escalation & Fallback"). */
export const block: Operation = {
  name: 'block',
  title: t('Block Mission'),
  description: t('mark a mission blocked, and say what would unblock it'),
  parameters: {
    mission: { type: 'mission', title: t('Mission'), required: true },
    summary: { type: 'string', title: t('What happened'), required: true },
    reason: { type: 'string', title: t('Why it cannot go on'), required: true },
    needs: { type: 'strings', title: t('What would unblock it'), flag: 'need', asked: true },
    nextHint: { type: 'string', title: t('What the next session should do') },
  },
  plan({ mission: given, summary, reason, needs, nextHint }, context) {
    const { snapshot, now } = context;
    const id = String(given);
    const mission = missionOf(snapshot, id);
    from(mission, ['running', 'current', 'queued', 'planned'], {
      blocked: t('It is blocked already. Add what changed as a note.'),
      done: t('It is done. Add a new mission for what is left.'),
    });
    const wanted = textsOf(needs);
    const change = new Change(context);
    keepSession(change, context, { leaves: id });
    return change
      .mission(
        mission,
        { status: 'Blocked', completed_at: null, notes: String(reason) },
        { blocked_at: now, blocked_reason: String(reason), ...(wanted.length === 0 ? {} : { blocked_needs: wanted }) },
      )
      .event({
        mission: id,
        action: 'blocked',
        status: 'blocked',
        summary: String(summary),
        next_hint: textOf(nextHint) ?? null,
        needs: wanted,
        reason: String(reason),
      })
      .plan('block', t('Block {0}', id));
  },
};
