import { t } from '@vscode/l10n';
import { unreviewed } from '../escalation/reviews';
import { fallbackStepsOf } from '../escalation/records';
import type { Mission } from '../model/missions';
import { remedy } from '../ground/gate';
import type { PlanContext } from './operation';

/** Asks that somebody has approved of a mission that fell back. A review covers what falls back in the same way again. */
export function requireReview({ id }: Mission, { snapshot, gathered, escalation, gates }: PlanContext): void {
  const steps = gathered?.records === undefined ? [] : fallbackStepsOf(gathered.records);
  const before = steps.filter((each) => each.mission === id);
  const open = unreviewed(snapshot, id, before);
  const covered = new Set(before.filter((each) => !open.includes(each)).map(({ step }) => step));
  const now = (escalation?.fallbacks ?? gathered?.fallbacks ?? []).filter(({ step }) => !covered.has(step));
  const [first] = [...open, ...now];
  if (first === undefined) return;
  gates.add({
    code: 'gate/review',
    message: t(
      '{0} rests on a fallback that nobody has reviewed: {1}.',
      id,
      [first.step, first.reason]
        .filter((each) => each !== '')
        .join(': ')
        .replace(/\.$/, '') || t('its telemetry says so'),
    ),
    // The one who made the run is not its reviewer.
    remedies: [remedy(t('Look at it, and record a review'), 'review', { mission: id }, '--remark TEXT --agent NAME')],
    overridable: true,
  });
}
