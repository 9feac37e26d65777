import { t } from '@vscode/l10n';
import { FOLLOW_UP_OF } from '../../model/directions';
import type { Mission } from '../../model/missions';
import type { Snapshot } from '../../workspace/snapshot';
import { updateSession } from '../bookkeeping';
import { Change, missionOf } from '../change';
import { requireStatus } from '../gates';
import { strictNotes, withParagraph } from '../notes';
import { type Operation, textOf, textsOf } from '../operation';
import { refuse } from '../../ground/refusals';
import { freeId, sprintFor, takenIds } from '../new-mission';
import { waitingEdge } from '../waiting-edge';

/**
 * Marks a mission blocked, and says what would unblock it: the criteria stand in its notes; follow-ups are added, and it
 * waits for them.
 *
 * @see playbook, "Escalation & Fallback"
 */
export const block: Operation = {
  name: 'block',
  title: () => t('Block Mission'),
  description: () => t('mark a mission blocked, and say what would unblock it'),
  chapter: 'lifecycle',
  order: 4,
  editor: {
    icon: 'circle-slash',
    menus: [
      { view: 'cmos.backlog', rows: ['mission'], with: ['running', 'current', 'queued', 'waiting'] },
      { view: 'cmos.needs', rows: ['stale'], group: '1_act@3' },
    ],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    summary: { type: 'string', title: () => t('What happened'), required: true },
    reason: { type: 'string', title: () => t('Why it cannot go on'), required: true },
    needs: { type: 'strings', title: () => t('What would unblock it'), flag: 'need', asked: true },
    criteria: {
      type: 'string',
      title: () => t('How it is known that it may go on; stands in the notes'),
      flag: 'unblock-when',
      asked: true,
      suggested: (_snapshot, { needs }) => textsOf(needs).join('; '),
    },
    followUps: {
      type: 'strings',
      title: () => t('Names of missions to be added that clear the way'),
      flag: 'follow-up',
      placeholder: 'NAME',
    },
    nextHint: { type: 'string', title: () => t('What the next session should do') },
    strict: strictNotes,
  },
  plan(parameters, context) {
    const { mission: given, summary, reason, needs, criteria, followUps, nextHint } = parameters;
    const { snapshot, now } = context;
    const id = String(given);
    const mission = missionOf(snapshot, id);
    requireStatus(mission, context, ['running', 'current', 'queued', 'planned'], {
      blocked: [t('It is blocked already; add what changed as a note'), 'note'],
    });
    const wanted = textsOf(needs);
    const change = new Change(context);
    const when = textOf(criteria);
    const paragraph = when === undefined ? String(reason) : `${String(reason)}\nUnblock when: ${when}`;
    const notes = withParagraph(mission, paragraph, parameters, context);
    const added = addFollowUps(change, snapshot, mission, textsOf(followUps));
    updateSession(change, context, { leaves: id });
    return change
      .mission(
        mission,
        { status: 'Blocked', completed_at: null, notes },
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
        follow_ups: added.length === 0 ? undefined : added,
      })
      .plan('block', t('Block {0}', id));
  },
};

/** Adds what clears the way, in the mission's sprint; the mission waits for it. Answers the new ids. */
function addFollowUps(change: Change, snapshot: Snapshot, mission: Mission, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  if (mission.sprintId === undefined) throw refuse(t('{0} is in no sprint.', mission.id), t('Move it to one first.'));
  const sprint = sprintFor(snapshot, mission.sprintId);
  const taken = takenIds(snapshot);
  return names.map((name) => {
    const id = freeId(`${mission.id}-f`, taken);
    change.addMission(sprint, { id, name, status: 'Queued', extra: { [FOLLOW_UP_OF]: mission.id } }, mission.id);
    change.addDependency(waitingEdge(snapshot, mission.id, id));
    return id;
  });
}
