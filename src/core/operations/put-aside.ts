/** What `defer` and `drop` have in common: the mission leaves the queue, and what waits for it is seen to. */
import { t } from '@vscode/l10n';
import { commandLine } from '../ground/gate';
import { type Mission, modelOf } from '../model/missions';
import { readinessOf } from '../model/readiness';
import { isOver } from '../model/status';
import type { Snapshot } from '../workspace/snapshot';
import { updateSession } from './bookkeeping';
import { Change, missionOf } from './change';
import { requireStatus } from './gates';
import type { Parameter, Parameters, Plan, PlanContext } from './operation';
import { waiverOf } from './waivers';

/** Asked for only where missions wait. */
export const waitingParameter: Parameter = {
  type: 'choice',
  title: () => t('What becomes of the missions that wait for it'),
  asked: (snapshot, { mission }) => typeof mission === 'string' && waitingFor(snapshot, mission).length > 0,
  choices: [
    { value: 'keep', title: () => t('They wait') },
    { value: 'waive', title: () => t('They go on without it: it is waived for each') },
    { value: 'along', title: () => t('They go with it, and so does what waits for them') },
  ],
};

export function putAside(
  operation: 'defer' | 'drop',
  status: 'Deferred' | 'Dropped',
  { mission: given, reason, waiting }: Parameters,
  context: PlanContext,
): Plan {
  const { snapshot } = context;
  const id = String(given);
  const mission = missionOf(snapshot, id);
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
  const aside = (each: Mission): void => {
    updateSession(change, context, { leaves: each.id });
    change
      .mission(each, { status })
      .event({ mission: each.id, action: operation, status: status.toLowerCase(), summary: String(reason) });
  };
  const others = waitingFor(snapshot, id);
  const withIt = allWaitingFor(snapshot, id).filter((each) => each.status !== status);
  if (waiting === 'along') for (const each of withIt) aside(each);
  if (waiting === 'waive')
    for (const each of others)
      change.context('master_context', ['waivers'], waiverOf(each.id, id, String(reason), context));
  aside(mission);
  if (others.length > 0) change.notice(...waitingNotices(waiting, id, others, withIt));
  return change.plan(operation, operation === 'defer' ? t('Defer {0}', id) : t('Drop {0}', id));
}

/** What still waits for a mission itself. */
function waitingFor(snapshot: Snapshot, id: string): readonly Mission[] {
  const readiness = readinessOf(snapshot);
  return readiness.of(id).waitedForBy.flatMap((each) => {
    const mission = modelOf(snapshot).byId.get(each);
    const waits = readiness.of(each).missing.some((needed) => needed.id === id);
    return mission === undefined || isOver(mission.kind) || !waits ? [] : [mission];
  });
}

/** The same, with what waits for those in turn. */
function allWaitingFor(snapshot: Snapshot, id: string): readonly Mission[] {
  const found = new Map<string, Mission>();
  const follow = (needed: string): void => {
    for (const each of waitingFor(snapshot, needed)) {
      if (each.id === id || found.has(each.id)) continue;
      found.set(each.id, each);
      follow(each.id);
    }
  };
  follow(id);
  return [...found.values()];
}

/** What became of the missions that wait, by their names. */
function waitingNotices(
  waiting: unknown,
  id: string,
  others: readonly Mission[],
  withIt: readonly Mission[],
): readonly string[] {
  const [first] = others;
  const namesOf = (some: readonly Mission[]): string => some.map((each) => `${each.id} (${each.status})`).join(', ');
  if (waiting === 'along') return withIt.length === 0 ? [] : [t('With it went: {0}.', namesOf(withIt))];
  if (waiting === 'waive') return [t('Waived for: {0}.', namesOf(others))];
  return [
    t('Waiting for it: {0}.', namesOf(others)),
    t('{0} lets one go on.', commandLine('waive', [first?.id ?? '', id])),
    t('To see to all of them at once, undo this and give --waiting waive or --waiting along.'),
  ];
}
