import { t } from '@vscode/l10n';
import { commandLine, remedy } from '../../ground/gate';
import { type Claim, claimsOf, isSameAgent, TAKEN_FROM } from '../../model/claims';
import { candidates, modelOf } from '../../model/missions';
import { readinessOf } from '../../model/readiness';
import { Change, missionOf } from '../change';
import { updateSession } from '../bookkeeping';
import { requireAlone, requireDatabase, requireStatus, requireInSync, requireReady } from '../gates';
import { type Operation, type PlanContext, textOf } from '../operation';
import { shellWord } from '../../ground/printable';
import { refuse } from '../../ground/refusals';

/**
 * Takes a mission up, without an id the next that is ready. Refused while another is in progress, its prerequisites are not
 * met, or the stores differ. `--take-over` takes a mission over from another agent that has it in progress.
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
    takeOver: {
      type: 'string',
      title: () => t('Why it is taken over from the agent that has it in progress'),
      placeholder: 'REASON',
    },
  },
  plan({ mission: given, summary, takeOver }, context) {
    const { snapshot, now } = context;
    requireDatabase(context);
    const id = typeof given === 'string' ? given : nextReady(snapshot);
    const mission = missionOf(snapshot, id);
    const change = new Change(context);
    const claim = claimsOf(snapshot).get(id);
    if (claim !== undefined && (takeOver !== undefined || isAnothers(claim, context.agent))) {
      requireHandover(claim, textOf(takeOver), context);
      requireInSync(context);
      updateSession(change, context, { begins: id });
      return change
        .event({
          mission: id,
          action: 'start',
          status: 'in_progress',
          summary: String(summary),
          reason: textOf(takeOver),
          [TAKEN_FROM]: claim.agent ?? null,
        })
        .plan('start', t('Take over {0}', id));
    }
    requireStatus(mission, context, ['current', 'queued', 'planned', 'deferred'], {
      running: [t('It is under way already; add a note, or complete it'), 'complete'],
      blocked: [t('Unblock it first'), 'unblock'],
    });
    if (takeOver !== undefined)
      throw refuse(t('{0} is not in progress: there is nothing to take over.', id), t('Start it without --take-over.'));
    requireInSync(context);
    requireAlone(mission, context);
    requireReady(mission, context);
    updateSession(change, context, { begins: id });
    return change
      .mission(mission, { status: 'In Progress' }, { started_at: now })
      .event({ mission: id, action: 'start', status: 'in_progress', summary: String(summary) })
      .plan('start', t('Start {0}', id));
  },
};

/** Whether somebody else is known to work on a mission. */
function isAnothers({ agent }: Claim, me: string): boolean {
  return agent !== undefined && !isSameAgent(agent, me);
}

/** Asks for a reason before a mission changes hands, and that it does. */
function requireHandover({ mission, agent: holder }: Claim, reason: string | undefined, context: PlanContext): void {
  const { id, status } = mission;
  const own = holder !== undefined && isSameAgent(holder, context.agent);
  if (!own && reason !== undefined) return;
  const takeOver = {
    title: t('Take it over'),
    command: commandLine('start', [id], '--take-over REASON --summary TEXT'),
    action: { name: 'take-over', parameters: { mission: id } },
  };
  context.gates.add({
    code: 'gate/status',
    message: own
      ? t('{0} is {1}, and {2} works on it already.', id, status, holder)
      : t('{0} is {1}, and {2} works on it.', id, status, holder ?? ''),
    remedies: [
      ...(own ? [] : [takeOver]),
      remedy(t('Add a note'), 'note', { mission: id }),
      remedy(t('Complete {0}', id), 'complete', { mission: id }),
    ],
    overridable: false,
  });
}

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
