import { t } from '@vscode/l10n';
import { Change } from '../change';
import { placeOf, signed } from '../master-context';
import type { Operation } from '../operation';

/**
 * Adds a constraint to the master context, where it keeps them.
 *
 * @see playbook, "Context Intake", step 4
 */
export const constrain: Operation = {
  name: 'constrain',
  title: () => t('Record Constraint'),
  description: () => t('add a constraint to the master context'),
  chapter: 'memory',
  order: 2,
  parameters: { constraint: { type: 'string', title: () => t('Constraint'), required: true, flag: 'summary' } },
  plan({ constraint }, context) {
    return new Change(context)
      .context('master_context', placeOf(context.snapshot, 'constraints'), signed(String(constraint), context))
      .event({ action: 'constraint', status: 'recorded', summary: String(constraint) })
      .plan('constrain', t('Record a constraint'));
  },
};
