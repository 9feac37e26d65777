import { t } from '@vscode/l10n';
import { readinessOf } from '../../model/readiness';
import { Change, missionOf } from '../change';
import { type Operation, textOf } from '../operation';
import { refuse } from '../../ground/refusals';
import { waitingEdge } from '../waiting-edge';

/**
 * Lets a mission wait for another, by the type and in the direction that the workspace itself uses.
 *
 * @see playbook, "Mission Lifecycle", step 1
 */
export const depend: Operation = {
  name: 'depend',
  title: () => t('Add Prerequisite'),
  description: () => t('let a mission wait for another'),
  chapter: 'planning',
  order: 3,
  editor: { menus: [{ view: 'cmos.backlog', rows: ['mission'] }] },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission that waits'), required: true },
    prerequisite: { type: 'mission', title: () => t('Mission that it waits for'), required: true },
    type: {
      type: 'string',
      title: () => t('Type of the dependency'),
      placeholder: 'TYPE',
      default: () => t('the one that most have'),
    },
  },
  plan({ mission: given, prerequisite: other, type: wanted }, context) {
    const { snapshot } = context;
    const [id, prerequisite] = [String(given), String(other)];
    missionOf(snapshot, id);
    missionOf(snapshot, prerequisite);
    const readiness = readinessOf(snapshot);
    const needs = (each: string): readonly string[] => readiness.of(each).prerequisites.map((one) => one.id);
    if (id === prerequisite) throw refuse(t('{0} cannot wait for itself.', id));
    if (needs(id).includes(prerequisite)) throw refuse(t('{0} waits for {1} already.', id, prerequisite));
    const reached = new Set([prerequisite]);
    for (const each of reached) for (const next of needs(each)) reached.add(next);
    if (reached.has(id)) throw refuse(t('{0} waits for {1}, so that both would wait for ever.', prerequisite, id));
    const dependency = waitingEdge(snapshot, id, prerequisite, textOf(wanted));
    const otherwise = wanted !== undefined && wanted !== dependency.type;
    return new Change(context)
      .addDependency(dependency)
      .notice(...(otherwise ? [t('Its type is {0}, as this workspace spells it.', dependency.type)] : []))
      .event({ mission: id, action: 'depend', status: 'planned', summary: `${id} waits for ${prerequisite}` })
      .plan('depend', t('Let {0} wait for {1}', id, prerequisite));
  },
};
