import { t } from '@vscode/l10n';
import { modelOf } from '../../model/missions';
import { readinessOf } from '../../model/readiness';
import type { Snapshot } from '../../workspace/snapshot';
import { Change, missionOf } from '../change';
import { requireDatabase, requireStatus, requireInSync, requireReady } from '../gates';
import { type Operation, textOf } from '../operation';
import { refuse } from '../../ground/refusals';

/**
 * Makes a queued mission `Current`, without an id the next that is ready.
 *
 * @see playbook, "Mission Lifecycle"
 */
export const promote: Operation = {
  name: 'promote',
  title: () => t('Promote Mission'),
  description: () => t('make a queued mission Current'),
  chapter: 'lifecycle',
  order: 6,
  editor: { menus: [{ view: 'cmos.backlog', rows: ['mission'], with: ['queued', 'planned', 'deferred'] }] },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), asked: true, default: () => t('the next that is ready') },
    summary: { type: 'string', title: () => t('Why it comes next') },
  },
  plan({ mission: given, summary }, context) {
    requireDatabase(context);
    const id = textOf(given) ?? nextQueued(context.snapshot);
    const mission = missionOf(context.snapshot, id);
    requireStatus(mission, context, ['queued', 'planned', 'deferred'], {
      current: [t('It is Current already; start it'), 'start'],
      running: t('It is under way already; go on with it'),
      blocked: [t('Unblock it first'), 'unblock'],
    });
    requireInSync(context);
    requireReady(mission, context);
    return new Change(context)
      .mission(mission, { status: 'Current' })
      .event({ mission: id, action: 'promote', status: 'current', summary: textOf(summary) ?? `${id} is now Current` })
      .next(id)
      .plan('promote', t('Promote {0}', id));
  },
};

function nextQueued(snapshot: Snapshot): string {
  const readiness = readinessOf(snapshot);
  const next = modelOf(snapshot).missions.find(
    ({ id, kind }) => kind === 'queued' && readiness.of(id).missing.length === 0,
  );
  if (next === undefined)
    throw refuse(t('No queued mission is ready.'), t('cmos ready ID shows what a mission waits for.'));
  return next.id;
}
