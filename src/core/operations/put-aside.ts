/** What `defer` and `drop` have in common. */
import { t } from '@vscode/l10n';
import { updateSession } from './bookkeeping';
import { Change, missionOf } from './change';
import { requireStatus } from './gates';
import type { Parameters, Plan, PlanContext } from './operation';

export function putAside(
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
