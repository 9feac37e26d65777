import { t } from '@vscode/l10n';
import { intakeSteps, type IntakeStep, loadedFlags } from '../intake-steps';
import { snapshotAfter } from '../../workspace/snapshot-after';
import { CmosError, reasonOf } from '../../ground/errors';
import { databaseFault, isDatabaseMissing } from '../../workspace/database-fault';
import { join } from '../../ground/paths';
import { withoutNothingChanged } from '../../ground/refusals';
import { Change } from '../change';
import type { Operation, Plan, PlanContext } from '../operation';

/** Instructions longer than this, in bytes, are no instructions. */
const LONGEST = 1024 * 1024;

/**
 * The playbook's checklist before work begins: contexts, `agents.md`, parity, the next mission, sizes. Marks `agents.md` as
 * loaded where a context keeps that, once it was read. Ends with 1 where a step does not hold.
 *
 * @see playbook, "Context Intake"
 */
export const intake: Operation = {
  name: 'intake',
  title: () => t('Context Intake'),
  description: () => t('check what must be so before work begins, and mark agents.md as loaded once it was read'),
  chapter: 'lifecycle',
  order: 1,
  editor: { icon: 'checklist', menus: [{ view: 'cmos.backlog', group: '4_parity@0' }] },
  parameters: {},
  async gather(_parameters, { snapshot }, { files }) {
    const { path, exists } = snapshot.layout.stores.agents;
    if (!exists) return { agentsRead: false };
    const file = join(snapshot.layout.root, path);
    try {
      const stat = await files.stat(file);
      if (stat?.kind === 'other') return { agentsRead: false, agentsProblem: t('it is not an ordinary file') };
      if ((stat?.size ?? 0) > LONGEST) return { agentsRead: false, agentsProblem: t('it is larger than 1 MB') };
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await files.read(file));
      return text.trim() === '' ? { agentsRead: false, agentsProblem: t('it is empty') } : { agentsRead: true };
    } catch (error) {
      return { agentsRead: false, agentsProblem: reasonOf(error) };
    }
  },
  plan(_parameters, context) {
    const { snapshot, gathered = {} } = context;
    const { agentsRead = false, agentsProblem } = gathered;
    const { plan, unset } = marked(context, agentsRead);
    const { path } = snapshot.layout.stores.agents;
    const steps = intakeSteps(snapshotAfter(snapshot, plan.changeSet));
    if (agentsProblem !== undefined)
      return { ...plan, checklist: withFailed(steps, t('{0} could not be read: {1}.', path, agentsProblem)) };
    if (unset.length === 0) return { ...plan, checklist: steps };
    return { ...plan, checklist: withFailed(steps, unmarkedText(path, unset.join('; '))) };
  },
  unwritten(snapshot, reason) {
    const steps = intakeSteps(snapshot);
    return {
      ...nothing(),
      checklist: withFailed(steps, unmarkedText(snapshot.layout.stores.agents.path, reason)),
    };
  },
};

function withFailed(steps: readonly IntakeStep[], detail: string): readonly IntakeStep[] {
  return steps.map((step) => (step.step === 'agents' ? { ...step, state: 'failed', detail } : step));
}

function unmarkedText(path: string, reason: string): string {
  return t('Whether {0} was loaded could not be written down: {1}', path, reason);
}

function nothing(agent = ''): Plan {
  return { changeSet: { operation: 'intake', title: t('Context intake'), agent, rows: [], files: [] } };
}

interface Marked {
  readonly plan: Plan;
  /** What could not be set, and why. */
  readonly unset: readonly string[];
}

/** Marks whether `agents.md` was read where a context keeps that; nothing where the database cannot be used: the checklist says so. */
function marked(context: PlanContext, agentsRead: boolean): Marked {
  const { snapshot, override, gathered } = context;
  if (databaseFault(snapshot) !== undefined || (override === undefined && isDatabaseMissing(snapshot)))
    return { plan: nothing(context.agent), unset: [] };
  const change = new Change(context);
  const flags = gathered === undefined ? [] : loadedFlags(snapshot).filter(({ value }) => value !== agentsRead);
  const unset = flags.flatMap(({ context: id, part }) => {
    const file = snapshot.layout.stores[id].path;
    try {
      if (change.contextValue(id, [part, 'agents_md_loaded'], () => agentsRead)) return [];
      return [t('{0} and the database say different things there', file)];
    } catch (error) {
      if (!CmosError.is(error)) throw error;
      return [`${file}: ${withoutNothingChanged(error.message)}`];
    }
  });
  return { plan: change.plan('intake', t('Context intake')), unset };
}
