import { t } from '@vscode/l10n';
import { APPROVE, REVIEW } from '../../escalation/reviews';
import type { PlainJson } from '../../files/python';
import { missionValue } from '../../model/mission-value';
import { isSameAgent, workerOf } from '../../model/claims';
import type { Mission } from '../../model/missions';
import { eventStatus } from '../../model/status';
import { Change, missionOf } from '../change';
import { withLine } from '../notes';
import { type Operation, type PlanContext, textOf } from '../operation';

/**
 * Records a person's word on a mission that fell back, in notes, metadata (`reviews`) and log; an approved one may be
 * completed. With the id of an incident that `needs` lists, marks it as reviewed.
 *
 * @see playbook, "Escalation & Fallback"
 */
export const review: Operation = {
  name: 'review',
  title: () => t('Review Mission'),
  description: () => t('record a person’s word on a mission that fell back; an approved one may be completed'),
  chapter: 'lifecycle',
  order: 10,
  editor: { menus: [{ view: 'cmos.backlog', rows: ['mission'] }] },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    verdict: {
      type: 'choice',
      title: () => t('Verdict'),
      asked: true,
      default: () => APPROVE,
      choices: [
        { value: APPROVE, title: () => t('Approve: it may be completed') },
        { value: 'reject', title: () => t('Reject: it stays open') },
      ],
    },
    remark: { type: 'string', title: () => t('What was looked at, and what came of it'), required: true },
  },
  plan({ mission: given, verdict: chosen, remark }, context) {
    const { snapshot, now, agent } = context;
    const id = String(given);
    const mission = missionOf(snapshot, id);
    const verdict = textOf(chosen) ?? APPROVE;
    if (verdict === APPROVE) requireAnother(id, context);
    const word = verdict === APPROVE ? 'approved' : 'rejected';
    const line = `[${now} ${agent}] Review: ${word}. ${String(remark)}`;
    return new Change(context)
      .mission(
        mission,
        { notes: withLine(mission, line) },
        { reviews: [...reviewsIn(mission), { at: now, by: agent, verdict, remark: String(remark) }] },
      )
      .event({
        mission: id,
        action: REVIEW,
        status: eventStatus(mission.status),
        summary: String(remark),
        verdict,
      })
      .plan('review', t('Review {0}', id));
  },
};

/** Asks that the one who made the run is not the one who approves of it. */
function requireAnother(id: string, { snapshot, agent, gates }: PlanContext): void {
  const worker = workerOf(snapshot, id);
  if (worker === undefined || !isSameAgent(worker, agent)) return;
  gates.add({
    code: 'gate/own-review',
    message: t('{0} made the run of {1}, and cannot be its reviewer.', agent, id),
    remedies: [{ title: t('Review it under another name, with --agent NAME or the setting cmos.agent') }],
    overridable: true,
  });
}

/** Reviews that are recorded already. */
function reviewsIn(mission: Mission): readonly PlainJson[] {
  const known = missionValue(mission, 'reviews');
  return Array.isArray(known) ? (known as readonly PlainJson[]) : [];
}
