/** What an operation asks before it plans: the mission's status, its prerequisites, and who else is under way. */
import { t } from '@vscode/l10n';
import { databaseGate, driftRemedies } from '../commit/gates';
import { namedDifferences } from '../commit/refusals';
import { check, unknownText } from '../findings/check';
import { countOf, driftText, isDrift } from '../findings/places';
import { messageOf } from '../findings/finding';
import { type Remedy, remedy } from '../ground/gate';
import { type Mission, modelOf } from '../model/missions';
import { readinessOf } from '../model/readiness';
import { isOver, type StatusKind } from '../model/status';
import type { Snapshot } from '../workspace/snapshot';
import type { PlanContext } from './operation';
import type { Policy } from './policy';

/** What to do about a status, and the operation that does it where one does. */
type Instead = string | readonly [title: string, operation: string];

/** Asks whether an operation starts from a mission's status; `passable` are those that a reason passes. */
export function requireStatus(
  { id, kind, status }: Mission,
  { gates }: PlanContext,
  kinds: readonly StatusKind[],
  instead: Partial<Readonly<Record<StatusKind, Instead>>> = {},
  passable: readonly StatusKind[] = [],
): void {
  if (kinds.includes(kind)) return;
  const way =
    instead[kind] ?? (isOver(kind) ? [t('Reopen it, or add a new mission for what is left'), 'reopen'] : undefined);
  gates.add({
    code: 'gate/status',
    message: t('{0} is {1}.', id, status === '' ? t('without a status') : status),
    remedies:
      way === undefined ? [] : [typeof way === 'string' ? { title: way } : remedy(way[0], way[1], { mission: id })],
    overridable: passable.includes(kind),
  });
}

/** Asks for the database. Throws where it cannot be read. */
export function requireDatabase({ snapshot, gates }: Pick<PlanContext, 'snapshot' | 'gates'>): void {
  for (const gate of databaseGate(snapshot)) gates.add(gate);
}

/** So many prerequisites have remedies of their own; the message has the whole chain. */
const MOST_REMEDIES = 3;

/** Asks whether a mission's prerequisites are met, and names the chain. */
export function requireReady({ id }: Mission, { snapshot, gates }: PlanContext): void {
  const { missing } = readinessOf(snapshot).of(id);
  if (missing.length === 0) return;
  gates.add({
    code: 'gate/prerequisite',
    message: t('{0} waits for {1}.', id, chainOf(snapshot, id).join('; ')),
    remedies: missing
      .slice(0, MOST_REMEDIES)
      .flatMap(({ id: prerequisite, mission }) => [
        ...(mission === undefined ? [] : [wayTo(snapshot, mission)]),
        remedy(t('Waive {0}', prerequisite), 'waive', { mission: id, prerequisite }),
      ]),
    overridable: true,
  });
}

/** The next step on the way to a mission's completion. */
function wayTo(snapshot: Snapshot, { id, kind }: Mission): Remedy {
  const ids = { mission: id };
  if (kind === 'running' || kind === 'current') return remedy(t('Complete {0}', id), 'complete', ids);
  if (kind === 'blocked') return remedy(t('Unblock {0}', id), 'unblock', ids);
  return readinessOf(snapshot).of(id).missing.length === 0
    ? remedy(t('Start {0}', id), 'start', ids)
    : remedy(t('Show what {0} waits for', id), 'ready', ids);
}

/** Asks whether the stores agree, before work is taken up (playbook, "Context Intake", step 2). */
export function requireInSync({ snapshot, gates }: PlanContext): void {
  const { verdict, findings } = check(snapshot);
  if (verdict === 'unknown')
    gates.add({
      code: 'gate/parity-unknown',
      message: unknownText(snapshot),
      remedies: [remedy(t('Show what cannot be read'), 'parity'), remedy(t('Show what to do about it'), 'doctor')],
      overridable: true,
    });
  if (verdict !== 'drift') return;
  const drifts = findings.filter(isDrift);
  gates.add({
    code: 'gate/drift',
    message: `${driftText(countOf(drifts))} ${namedDifferences(drifts.map(messageOf))}`,
    remedies: driftRemedies(snapshot, drifts),
    overridable: true,
  });
}

/** Asks that no other mission is in progress. */
export function requireAlone(
  { id }: Pick<Mission, 'id'>,
  { snapshot, gates, policy }: Pick<PlanContext, 'snapshot' | 'gates'> & { readonly policy: Pick<Policy, 'parallel'> },
): void {
  if (policy.parallel) return;
  const others = modelOf(snapshot).missions.filter((each) => each.kind === 'running' && each.id !== id);
  const [first] = others;
  if (first === undefined) return;
  gates.add({
    code: 'gate/mission-in-progress',
    message:
      others.length === 1
        ? t('{0} is already In Progress, and {1} would be a second mission in progress.', first.id, id)
        : t('{0} are already In Progress.', others.map((each) => each.id).join(', ')),
    remedies: others
      .slice(0, MOST_REMEDIES)
      .flatMap((other) => [
        remedy(t('Complete {0}', other.id), 'complete', { mission: other.id }),
        remedy(t('Block {0}', other.id), 'block', { mission: other.id }),
        remedy(t('Go on with {0} instead', other.id), 'show', { mission: other.id }),
      ]),
    overridable: true,
  });
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
