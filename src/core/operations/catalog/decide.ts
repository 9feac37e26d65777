import { t } from '@vscode/l10n';
import { Change, missionOf } from '../change';
import { decisionIn } from '../decision-shape';
import { listAt, placeOf } from '../master-context';
import { type Operation, textOf } from '../operation';

/**
 * Adds a decision to the master context, where it keeps them, in the shape of the last one there.
 *
 * @see playbook, "Escalation & Fallback": knowledge capture
 */
export const decide: Operation = {
  name: 'decide',
  title: () => t('Record Decision'),
  description: () => t('add a decision to the master context'),
  chapter: 'memory',
  order: 1,
  parameters: {
    decision: { type: 'string', title: () => t('Decision'), required: true, flag: 'summary' },
    rationale: { type: 'string', title: () => t('Why') },
    mission: { type: 'mission', title: () => t('Mission that it was made in') },
  },
  plan({ decision, rationale, mission }, context) {
    const { snapshot } = context;
    const known = textOf(mission);
    if (known !== undefined) missionOf(snapshot, known);
    const path = placeOf(snapshot, 'decisions_made');
    const made = { decision: String(decision), rationale: textOf(rationale), mission: known };
    const value = decisionIn(listAt(snapshot, path), made, context);
    return new Change(context)
      .context('master_context', path, value)
      .event({ mission: known, action: 'decision', status: 'recorded', summary: String(decision) })
      .plan('decide', t('Record a decision'));
  },
};
