/** Missions in progress that more than one works on. */
import { t } from '@vscode/l10n';
import { claimsOf } from '../../model/claims';
import { placeOfMission } from '../mission-place';
import { code, codes, type Rule } from '../rule';

const finding = codes({
  /**
   * Two agents work on one mission: since it was taken up, each of them recorded something of it after the other. Reviews and
   * waivers do not count, and after a takeover only what came later.
   *
   * Agree who goes on. That one takes it over (`cmos start ID --take-over REASON`).
   */
  'claims/two-agents': code<{ agents: string }>({
    severity: 'warning',
    message: ({ mission = '', args: { agents } }) => t('Two agents work on {0} at once: {1}.', mission, agents),
  }),
  /**
   * A mission is in progress here and in another git worktree of the same repository. A warning where it was started in each of
   * them; information where both have the same start, which one of them checked out.
   *
   * Agree where it goes on, and block, defer or complete it in the other worktree.
   */
  'claims/two-worktrees': code<{ place: string }>({
    severity: 'warning',
    message: ({ mission = '', args: { place } }) =>
      t('{0} is in progress in another git worktree too: {1}.', mission, place),
  }),
});

export const claims: Rule = {
  codes: finding.codes,
  *check(snapshot) {
    for (const { mission, atOnce } of claimsOf(snapshot).values()) {
      const about = { mission: mission.id, field: 'status', place: placeOfMission(mission, 'status') };
      if (atOnce !== undefined) yield finding('claims/two-agents', { ...about, args: { agents: atOnce.join(', ') } });
      for (const { place, startedAt } of (snapshot.elsewhere ?? []).filter((each) => each.mission === mission.id))
        yield finding('claims/two-worktrees', {
          ...about,
          args: { place },
          ...(startedAt !== undefined && startedAt === mission.startedAt ? { severity: 'information' } : {}),
        });
    }
  },
};
