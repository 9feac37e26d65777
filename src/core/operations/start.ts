import { t } from '@vscode/l10n';
import { requireDatabase } from '../commit/gates';
import { candidates, modelOf } from '../model/missions';
import { readinessOf } from '../model/readiness';
import { Change, missionOf } from './change';
import { updateSession } from './bookkeeping';
import { requireAlone, requireStatus, requireInSync, requireReady } from './gates';
import type { Operation } from './operation';
import { refuse } from '../ground/refusals';

/** Takes a mission up (playbook, "Mission Lifecycle"). */
export const start: Operation = {
  name: 'start',
  title: t('Start Mission'),
  description: t('take a mission up; without one, the next that is ready'),
  parameters: {
    mission: { type: 'mission', title: t('Mission'), asked: true },
    summary: { type: 'string', title: t('What is going to be done'), required: true },
  },
  plan({ mission: given, summary }, context) {
    const { snapshot, now, override } = context;
    requireDatabase(snapshot, override);
    const id = typeof given === 'string' ? given : nextReady(context.snapshot);
    const mission = missionOf(snapshot, id);
    requireStatus(mission, ['current', 'queued', 'planned', 'deferred'], {
      running: t('It is under way already. Add a note, or complete it.'),
      done: t('It is done. Add a new mission for what is left.'),
      blocked: t('Unblock it first: what it waited for should be there.'),
    });
    requireInSync(context);
    requireAlone(mission, context);
    requireReady(mission, context);
    const change = new Change(context);
    updateSession(change, context, { begins: id });
    return change
      .mission(mission, { status: 'In Progress' }, { started_at: now }, { started_at: now })
      .event({ mission: id, action: 'start', status: 'in_progress', summary: String(summary) })
      .plan('start', t('Start {0}', id));
  },
};

function nextReady(snapshot: Parameters<typeof modelOf>[0]): string {
  const readiness = readinessOf(snapshot);
  const next = candidates(modelOf(snapshot)).find(
    ({ id, kind }) => kind !== 'running' && readiness.of(id).missing.length === 0,
  );
  if (next === undefined) throw refuse(t('No mission can be taken up.'), t('Promote, unblock or add one.'));
  return next.id;
}
