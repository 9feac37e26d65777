import { t } from '@vscode/l10n';
import { intakeSteps, type IntakeStep, loadedFlags } from '../intake-steps';
import { snapshotAfter } from '../../workspace/snapshot-after';
import { reasonOf } from '../../ground/errors';
import { databaseFault, isDatabaseMissing } from '../../workspace/database-fault';
import { join } from '../../ground/paths';
import { Change } from '../change';
import type { Operation, Plan, PlanContext } from '../operation';

/** Instructions longer than this, in bytes, are no instructions. */
const LONGEST = 1024 * 1024;

/** The checklist before work begins; marks `agents.md` as loaded where a context keeps that (playbook, "Context Intake"). */
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
    const plan = marked(context, agentsRead);
    const steps = intakeSteps(snapshotAfter(snapshot, plan.changeSet));
    return {
      ...plan,
      checklist: steps.map((step): IntakeStep => {
        if (step.step !== 'agents' || agentsProblem === undefined) return step;
        const { path } = snapshot.layout.stores.agents;
        return { ...step, state: 'failed', detail: t('{0} could not be read: {1}.', path, agentsProblem) };
      }),
    };
  },
};

/** Marks whether `agents.md` was read where a context keeps that; nothing where the database cannot be used: the checklist says so. */
function marked(context: PlanContext, agentsRead: boolean): Plan {
  const { snapshot, override, agent } = context;
  const title = t('Context intake');
  if (databaseFault(snapshot) !== undefined || (override === undefined && isDatabaseMissing(snapshot)))
    return { changeSet: { operation: 'intake', title, agent, rows: [], files: [] } };
  const change = new Change(context);
  const flags = loadedFlags(snapshot).filter(({ value }) => value !== agentsRead);
  if (context.gathered !== undefined)
    for (const { context: id, part } of flags) change.contextValue(id, [part, 'agents_md_loaded'], () => agentsRead);
  return change.plan('intake', title);
}
