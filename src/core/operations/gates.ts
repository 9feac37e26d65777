/** What an operation asks before it plans: the mission's status, its prerequisites, and who else is under way. */
import { t } from '@vscode/l10n';
import { check, isDrift, unknownText } from '../findings/check';
import { messageOf } from '../findings/messages';
import { type Mission, modelOf } from '../model/missions';
import { readinessOf } from '../model/readiness';
import type { StatusKind } from '../model/status';
import type { Snapshot } from '../workspace/snapshot';
import { gateRefusal, type PlanContext } from './operation';
import { refuse } from '../ground/refusals';

/** Refuses a mission whose status the operation does not start from; `instead` says what to do for some of the others. */
export function requireStatus(
  mission: Mission,
  kinds: readonly StatusKind[],
  instead: Partial<Readonly<Record<StatusKind, string>>> = {},
): void {
  if (kinds.includes(mission.kind)) return;
  throw refuse(
    t('{0} is {1}.', mission.id, mission.status === '' ? t('without a status') : mission.status),
    instead[mission.kind],
  );
}

/** Refuses a mission whose prerequisites are not met, and names the chain. Passed by an override. */
export function requireReady(mission: Mission, { snapshot, override }: PlanContext): void {
  if (override !== undefined) return;
  const chain = chainOf(snapshot, mission.id);
  if (chain.length > 0) throw gateRefusal(t('{0} waits for {1}.', mission.id, chain.join('; ')));
}

/** Refuses to take up work while the stores differ, or one of them cannot be read (playbook, "Context Intake", step 2). Passed by an override. */
export function requireInSync({ snapshot, override }: PlanContext): void {
  if (override !== undefined) return;
  const { verdict, findings } = check(snapshot);
  if (verdict === 'unknown') throw gateRefusal(unknownText(snapshot));
  if (verdict !== 'drift') return;
  const drifts = findings.filter(isDrift);
  const first = drifts.slice(0, 3).map(messageOf).join(' ');
  throw gateRefusal(t('Database and files differ in {0} places: {1}', drifts.length, first));
}

/** Refuses to have two missions in progress. Passed by an override. */
export function requireAlone(mission: Mission, { snapshot, override, policy }: PlanContext): void {
  if (override !== undefined || policy.parallel) return;
  const other = modelOf(snapshot).missions.find(({ id, kind }) => kind === 'running' && id !== mission.id);
  if (other !== undefined)
    throw gateRefusal(t('{0} is in progress already, and {1} would be a second one.', other.id, mission.id));
}

/** The prerequisites that are missing, and what those wait for in turn; each mission once. */
function chainOf(snapshot: Snapshot, id: string): readonly string[] {
  const readiness = readinessOf(snapshot);
  const told = new Set([id]);
  const links: string[] = [];
  const follow = (each: string, by: string | undefined): void => {
    for (const { id: missing, mission } of readiness.of(each).missing) {
      if (told.has(missing)) continue;
      told.add(missing);
      const state = mission === undefined ? t('there is no such mission') : mission.status;
      links.push(by === undefined ? `${missing} (${state})` : t('{0} ({1}), for which {2} waits', missing, state, by));
      follow(missing, missing);
    }
  };
  follow(id, undefined);
  return links;
}
