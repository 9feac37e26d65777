/** What `defer` and `drop` have in common: the mission leaves the queue, and what waits for it is seen to. */
import { t } from '@vscode/l10n';
import { CmosError } from '../ground/errors';
import { commandLine } from '../ground/gate';
import { refuse } from '../ground/refusals';
import { type Mission, modelOf } from '../model/missions';
import { readinessOf } from '../model/readiness';
import { isOver } from '../model/status';
import type { Snapshot } from '../workspace/snapshot';
import { snapshotAfter } from '../workspace/snapshot-after';
import { updateSession } from './bookkeeping';
import { Change, missionOf } from './change';
import { requireStatus } from './gates';
import { closableNotice } from './left-missions';
import { type Parameter, type Parameters, type Plan, type PlanContext, textOf } from './operation';
import { replacePrerequisite } from './prerequisites';
import { waiverOf } from './waivers';

/** What becomes of missions that wait for those that are put aside; where it is asked is up to the operation. */
export const waitingParameter = {
  type: 'choice',
  title: () => t('What becomes of the missions that wait for it'),
  choices: [
    { value: 'keep', title: () => t('They wait') },
    { value: 'waive', title: () => t('They go on without it: it is waived for each') },
    { value: 'along', title: () => t('They go with it, and so does what waits for them') },
  ],
} as const satisfies Parameter;

/** The same of one mission, in whose place another may come. Asked for only where missions wait. */
export const waitingParameters: Readonly<Record<'waiting' | 'to', Parameter>> = {
  waiting: {
    ...waitingParameter,
    asked: (snapshot, { mission }) =>
      typeof mission === 'string' && waitingFor(snapshot, new Set([mission])).length > 0,
    choices: [
      ...waitingParameter.choices,
      { value: 'repoint', title: () => t('They wait for another mission instead') },
    ],
  },
  to: {
    type: 'mission',
    title: () => t('Mission that they wait for instead'),
    asked: (_, { waiting }) => waiting === 'repoint',
  },
};

/** Whether more than the missions that were named changes. */
export function changesWaiting({ waiting }: Parameters): boolean {
  return waiting !== undefined && waiting !== 'keep';
}

export function putAside(
  operation: 'defer' | 'drop',
  status: 'Deferred' | 'Dropped',
  { mission: given, reason, waiting, to }: Parameters,
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
      deferred: [t('It is put off already; promote it to bring it back'), 'promote'],
    },
  );
  const change = new Change(context);
  if (to !== undefined && waiting !== 'repoint')
    throw refuse(t('A mission to wait for instead goes with --waiting repoint alone.'));
  setAside(change, context, [mission], { operation, status, reason: String(reason), waiting, to: textOf(to) });
  change.notice(...closableNotice(snapshotAfter(snapshot, change.changesSoFar()), mission.sprintId));
  return change.plan(operation, operation === 'defer' ? t('Defer {0}', id) : t('Drop {0}', id));
}

interface SettingAside {
  readonly operation: 'defer' | 'drop';
  readonly status: 'Deferred' | 'Dropped';
  readonly reason: string;
  /** What becomes of other missions that wait for them: a choice of `waitingParameter`. */
  readonly waiting: unknown;
  /** The mission that they wait for instead, where they are re-pointed. */
  readonly to?: string | undefined;
}

/** Lets missions leave the queue together, each with its event, and sees to what waits for them. */
export function setAside(
  change: Change,
  context: PlanContext,
  missions: readonly Mission[],
  { operation, status, reason, waiting, to }: SettingAside,
): void {
  const { snapshot } = context;
  const ids = new Set(missions.map(({ id }) => id));
  const aside = (each: Mission): void => {
    updateSession(change, context, { leaves: each.id });
    change
      .mission(each, { status })
      .event({ mission: each.id, action: operation, status: status.toLowerCase(), summary: reason });
  };
  const others = waitingFor(snapshot, ids);
  const withIt = allWaitingFor(snapshot, ids).filter((each) => each.status !== status);
  if (waiting === 'along') for (const each of withIt) aside(each);
  if (waiting === 'waive')
    for (const each of others)
      for (const id of awaitedAmong(snapshot, each, ids))
        change.context('master_context', ['waivers'], waiverOf(each.id, id, reason, context));
  if (waiting === 'repoint') repoint(change, context, ids, others, to);
  for (const each of missions) aside(each);
  const [first] = others;
  if (first === undefined) return;
  const [awaited = ''] = awaitedAmong(snapshot, first, ids);
  change.notice(...waitingNotices({ waiting, to }, commandLine('waive', [first.id, awaited]), others, withIt));
}

/** What waits for missions that are put aside waits for another one instead. */
function repoint(
  change: Change,
  { snapshot }: PlanContext,
  aside: ReadonlySet<string>,
  waiting: readonly Mission[],
  to: string | undefined,
): void {
  if (to === undefined) throw new CmosError('usage', t('missing required option {0}', '--to'));
  if (aside.has(to)) throw refuse(t('{0} is put aside itself.', to), t('Name another mission with --to.'));
  for (const old of aside) {
    const ids = waiting.filter((each) => awaitedAmong(snapshot, each, new Set([old])).length > 0);
    replacePrerequisite(
      change,
      snapshot,
      ids.map(({ id }) => id),
      { old, by: to },
    );
  }
}

/** The missions beside these that still wait for one of them. */
export function waitingFor(snapshot: Snapshot, ids: ReadonlySet<string>): readonly Mission[] {
  const readiness = readinessOf(snapshot);
  const waiting = new Set([...ids].flatMap((id) => readiness.of(id).waitedForBy));
  return [...waiting].flatMap((each) => {
    const mission = ids.has(each) ? undefined : modelOf(snapshot).byId.get(each);
    const waits = mission !== undefined && !isOver(mission.kind) && awaitedAmong(snapshot, mission, ids).length > 0;
    return waits ? [mission] : [];
  });
}

/** Those of some missions that another one still waits for. */
function awaitedAmong(snapshot: Snapshot, { id }: Mission, ids: ReadonlySet<string>): readonly string[] {
  return readinessOf(snapshot)
    .of(id)
    .missing.flatMap((needed) => (ids.has(needed.id) ? [needed.id] : []));
}

/** The missions that wait for these, and what waits for those in turn. */
function allWaitingFor(snapshot: Snapshot, ids: ReadonlySet<string>): readonly Mission[] {
  const found = new Map<string, Mission>();
  for (let more = waitingFor(snapshot, ids); more.length > 0;) {
    for (const each of more) found.set(each.id, each);
    more = waitingFor(snapshot, new Set([...ids, ...found.keys()]));
  }
  return [...found.values()];
}

/** What became of the missions that wait, by their names. */
function waitingNotices(
  { waiting, to }: Pick<SettingAside, 'waiting' | 'to'>,
  waiveOne: string,
  others: readonly Mission[],
  withIt: readonly Mission[],
): readonly string[] {
  const namesOf = (some: readonly Mission[]): string => some.map((each) => `${each.id} (${each.status})`).join(', ');
  if (waiting === 'along') return withIt.length === 0 ? [] : [t('With it went: {0}.', namesOf(withIt))];
  if (waiting === 'waive') return [t('Waived for: {0}.', namesOf(others))];
  if (waiting === 'repoint') return [t('Waiting for {0} instead: {1}.', to ?? '', namesOf(others))];
  return [
    t('Waiting for it: {0}.', namesOf(others)),
    t('{0} lets one go on.', waiveOne),
    t('To see to all of them at once, undo this and give --waiting waive, along, or repoint with --to.'),
  ];
}
