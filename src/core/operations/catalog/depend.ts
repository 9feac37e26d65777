import { t } from '@vscode/l10n';
import { refuse } from '../../ground/refusals';
import { modelOf } from '../../model/missions';
import type { Snapshot } from '../../workspace/snapshot';
import { Change, missionOf } from '../change';
import { type Operation, textOf } from '../operation';
import { neededBy, removePrerequisite, replacePrerequisite, requireMayWait } from '../prerequisites';
import { waitingEdge } from '../waiting-edge';

/**
 * Lets a mission wait for another, by the type and in the direction that the workspace itself uses. `--instead-of` puts it in
 * the place of a prerequisite, whose type stays; `--remove` takes the prerequisite away, whatever says that the mission waits for it.
 *
 * @see playbook, "Mission Lifecycle", step 1
 */
export const depend: Operation = {
  name: 'depend',
  title: () => t('Add Prerequisite'),
  description: () => t('let a mission wait for another, or no longer'),
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
    insteadOf: { type: 'mission', title: () => t('Prerequisite whose place it takes') },
    remove: { type: 'boolean', title: () => t('Take this prerequisite away') },
  },
  plan({ mission: given, prerequisite: other, type: wanted, insteadOf, remove }, context) {
    const { snapshot } = context;
    const [id, prerequisite] = [String(given), String(other)];
    const [type, old] = [textOf(wanted), textOf(insteadOf)];
    const change = new Change(context);
    if (remove === true) {
      if (type !== undefined || old !== undefined)
        throw refuse(t('--remove takes a prerequisite away, and goes with no other option.'));
      removePrerequisite(change, snapshot, id, prerequisite);
      return change
        .event({
          // The one that waits may be the one that was never there.
          mission: modelOf(snapshot).byId.has(id) ? id : prerequisite,
          action: 'undepend',
          status: 'planned',
          summary: `${id} waits for ${prerequisite} no longer`,
        })
        .plan('depend', t('Let {0} wait for {1} no longer', id, prerequisite));
    }
    missionOf(snapshot, id);
    missionOf(snapshot, prerequisite);
    if (old !== undefined) {
      if (old === prerequisite) throw refuse(t('{0} waits for {1} already.', id, prerequisite));
      if (type !== undefined) throw refuse(t('A prerequisite that takes the place of another has its type.'));
      replacePrerequisite(change, snapshot, [id], { old, by: prerequisite });
      return change
        .event({
          mission: id,
          action: 'depend',
          status: 'planned',
          summary: `${id} waits for ${prerequisite} instead of ${old}`,
        })
        .plan('depend', t('Let {0} wait for {1} instead of {2}', id, prerequisite, old));
    }
    addPrerequisite(change, snapshot, id, prerequisite, type);
    return change
      .event({ mission: id, action: 'depend', status: 'planned', summary: `${id} waits for ${prerequisite}` })
      .plan('depend', t('Let {0} wait for {1}', id, prerequisite));
  },
};

function addPrerequisite(change: Change, snapshot: Snapshot, id: string, prerequisite: string, wanted?: string): void {
  if (neededBy(snapshot, id).includes(prerequisite)) throw refuse(t('{0} waits for {1} already.', id, prerequisite));
  requireMayWait(snapshot, id, prerequisite);
  const dependency = waitingEdge(snapshot, id, prerequisite, wanted);
  change.addDependency(dependency);
  if (wanted !== undefined && wanted !== dependency.type)
    change.notice(t('Its type is {0}, as this workspace spells it.', dependency.type));
}
