import { t } from '@vscode/l10n';
import { candidates, modelOf } from '../../model/missions';
import { readinessOf } from '../../model/readiness';
import { Change, missionOf } from '../change';
import { updateSession } from '../bookkeeping';
import { requireAlone, requireDatabase, requireStatus, requireInSync, requireReady } from '../gates';
import type { Operation } from '../operation';
import { shellWord } from '../../ground/printable';
import { refuse } from '../../ground/refusals';

/**
 * Takes a mission up, without an id the next that is ready. Refused while another is in progress, its prerequisites are not
 * met, or the stores differ.
 *
 * @see playbook, "Mission Lifecycle"
 */
export const start: Operation = {
  name: 'start',
  title: () => t('Start Mission'),
  description: () => t('take a mission up'),
  chapter: 'lifecycle',
  order: 2,
  editor: {
    icon: 'play',
    menus: [{ view: 'cmos.backlog', rows: ['mission'], with: ['current', 'queued', 'planned', 'deferred'], inline: 1 }],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), asked: true, default: () => t('the next that is ready') },
    summary: { type: 'string', title: () => t('What is going to be done'), required: true },
  },
  plan({ mission: given, summary }, context) {
    const { snapshot, now } = context;
    requireDatabase(context);
    const id = typeof given === 'string' ? given : nextReady(snapshot);
    const mission = missionOf(snapshot, id);
    requireStatus(mission, context, ['current', 'queued', 'planned', 'deferred'], {
      running: [t('It is under way already; add a note, or complete it'), 'complete'],
      done: t('It is done; add a new mission for what is left'),
      blocked: [t('Unblock it first'), 'unblock'],
    });
    requireInSync(context);
    requireAlone(mission, context);
    requireReady(mission, context);
    const change = new Change(context);
    updateSession(change, context, { begins: id });
    return change
      .mission(mission, { status: 'In Progress' }, { started_at: now })
      .event({ mission: id, action: 'start', status: 'in_progress', summary: String(summary) })
      .plan('start', t('Start {0}', id));
  },
};

function nextReady(snapshot: Parameters<typeof modelOf>[0]): string {
  const readiness = readinessOf(snapshot);
  const missions = candidates(modelOf(snapshot));
  const next = missions.find(({ id, kind }) => kind !== 'running' && readiness.of(id).missing.length === 0);
  if (next !== undefined) return next.id;
  const running = missions.find(({ kind }) => kind === 'running');
  throw running === undefined
    ? refuse(
        t('No mission is ready to start.'),
        t('Promote, unblock or add one. cmos ready ID shows what a mission waits for.'),
      )
    : refuse(
        t('{0} is already In Progress, and no other mission is ready to start.', running.id),
        t('Go on with it, complete it or block it. cmos show {0} shows it.', shellWord(running.id)),
      );
}
