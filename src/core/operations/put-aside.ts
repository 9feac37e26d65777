import { t } from '@vscode/l10n';
import { updateSession } from './bookkeeping';
import { Change, missionOf } from './change';
import { requireStatus } from './gates';
import type { Operation, Parameters, Plan, PlanContext } from './operation';

/** Puts a mission off: it is not selected until it is promoted. */
export const defer: Operation = {
  name: 'defer',
  title: () => t('Defer Mission'),
  description: () => t('put a mission off; it waits until it is promoted or started'),
  chapter: 'lifecycle',
  order: 7,
  editor: {
    menus: [
      {
        view: 'cmos.backlog',
        rows: ['mission'],
        with: ['running', 'current', 'queued', 'waiting', 'planned', 'blocked'],
      },
    ],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    reason: { type: 'string', title: () => t('Why it is put off'), required: true },
  },
  plan: (parameters, context) => putAside('defer', 'Deferred', parameters, context),
};

/** Gives a mission up. It stays in the backlog, with the reason. */
export const drop: Operation = {
  name: 'drop',
  title: () => t('Drop Mission'),
  description: () => t('give a mission up; it stays in the backlog, with the reason'),
  chapter: 'lifecycle',
  order: 8,
  editor: {
    menus: [
      {
        view: 'cmos.backlog',
        rows: ['mission'],
        with: ['running', 'current', 'queued', 'waiting', 'planned', 'blocked', 'deferred'],
      },
    ],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    reason: { type: 'string', title: () => t('Why it is given up'), required: true },
  },
  plan: (parameters, context) => putAside('drop', 'Dropped', parameters, context),
};

function putAside(
  operation: 'defer' | 'drop',
  status: 'Deferred' | 'Dropped',
  { mission: given, reason }: Parameters,
  context: PlanContext,
): Plan {
  const id = String(given);
  const mission = missionOf(context.snapshot, id);
  requireStatus(
    mission,
    context,
    ['running', 'current', 'queued', 'planned', 'blocked', ...(operation === 'drop' ? ['deferred' as const] : [])],
    {
      done: t('It is done; add a new mission for what is left'),
      deferred: [t('It is put off already; promote it to bring it back'), 'promote'],
    },
  );
  const change = new Change(context);
  updateSession(change, context, { leaves: id });
  return change
    .mission(mission, { status })
    .event({ mission: id, action: operation, status: status.toLowerCase(), summary: String(reason) })
    .plan(operation, operation === 'defer' ? t('Defer {0}', id) : t('Drop {0}', id));
}
