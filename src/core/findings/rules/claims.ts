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
});

export const claims: Rule = {
  codes: finding.codes,
  *check(snapshot) {
    for (const { mission, atOnce } of claimsOf(snapshot).values())
      if (atOnce !== undefined)
        yield finding('claims/two-agents', {
          args: { agents: atOnce.join(', ') },
          mission: mission.id,
          field: 'status',
          place: placeOfMission(mission, 'status'),
        });
  },
};
