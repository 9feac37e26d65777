import { t } from '@vscode/l10n';
import type { PlainJson } from '../../files/python';
import { Change, missionOf } from '../change';
import { listsPlainText, placeOf, signed } from '../master-context';
import { type Operation, textOf } from '../operation';

/**
 * Adds a decision to the master context, where it keeps them.
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
    const { snapshot, now, agent } = context;
    const known = textOf(mission);
    if (known !== undefined) missionOf(snapshot, known);
    const path = placeOf(snapshot, 'decisions_made');
    const why = textOf(rationale);
    // As its neighbours are: plain sentences where the list has those alone.
    const value: PlainJson =
      listsPlainText(snapshot, path) && why === undefined
        ? signed(String(decision), context)
        : { date: now, decision: String(decision), ...(why === undefined ? {} : { rationale: why }), by: agent };
    return new Change(context)
      .context('master_context', path, value)
      .event({ mission: known, action: 'decision', status: 'recorded', summary: String(decision) })
      .plan('decide', t('Record a decision'));
  },
};
