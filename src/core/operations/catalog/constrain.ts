import { t } from '@vscode/l10n';
import { Change } from '../change';
import { refuse } from '../../ground/refusals';
import { hasSentence, listAt, placeOf, sentenceIn } from '../master-context';
import type { Operation } from '../operation';

/**
 * Adds a constraint to the master context, where it keeps them. Refused where it stands there already.
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
    const { snapshot } = context;
    const path = placeOf(snapshot, 'constraints');
    const [known, sentence] = [listAt(snapshot, path), String(constraint)];
    if (hasSentence(known, sentence))
      throw refuse(t('{0} has this constraint already.', snapshot.layout.stores.master_context.path));
    return new Change(context)
      .context('master_context', path, sentenceIn(known, sentence, context))
      .event({ action: 'constraint', status: 'recorded', summary: sentence })
      .plan('constrain', t('Record a constraint'));
  },
};
