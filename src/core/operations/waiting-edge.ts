/** How a workspace writes that a mission waits for another: which type, and which end comes first, is not the same everywhere. */
import { t } from '@vscode/l10n';
import type { ChangeSet } from '../changes/change-set';
import { refuse } from '../ground/refusals';
import { dependenciesOf } from '../model/dependencies';
import { usualDirection, wordOf } from '../model/directions';
import { readinessOf } from '../model/readiness';
import type { Direction } from '../workspace/direction';
import type { Snapshot } from '../workspace/snapshot';
import { snapshotAfter } from '../workspace/snapshot-after';

/** The ends of a dependency, and what kind it is. */
export type NewDependency = Readonly<Record<'from' | 'to' | 'type', string>>;

/**
 * The dependency by which a mission waits for another. Without a type it has the one that most dependencies have; a type in
 * another spelling than the workspace's gets that, as each spelling is read on its own.
 */
export function waitingEdge(snapshot: Snapshot, waits: string, prerequisite: string, wanted?: string): NewDependency {
  const type = typeFor(snapshot, wanted);
  const direction = directionOf(snapshot, type);
  if (direction === 'soft')
    throw refuse(
      t('“{0}” names a relation: no mission waits by it.', type),
      t('Give another type; without one it is the type that most dependencies have.'),
    );
  const [from, to] = direction === 'to-first' ? [waits, prerequisite] : [prerequisite, waits];
  return { from, to, type };
}

function typeFor(snapshot: Snapshot, wanted: string | undefined): string {
  const counts = new Map<string, number>();
  for (const { type } of dependenciesOf(snapshot)) counts.set(type, (counts.get(type) ?? 0) + 1);
  if (wanted !== undefined && counts.has(wanted)) return wanted;
  const usual = [...counts]
    .filter(([type]) =>
      wanted === undefined ? type !== '' && directionOf(snapshot, type) !== 'soft' : wordOf(type) === wordOf(wanted),
    )
    .toSorted(([, one], [, other]) => other - one);
  return usual[0]?.[0] ?? wanted ?? 'Blocks';
}

function directionOf(snapshot: Snapshot, type: string): Direction {
  return readinessOf(snapshot).directions.get(type)?.direction ?? usualDirection(type, snapshot.directions);
}

/**
 * Refuses a change of dependencies after which a type would be read the other way round: the order of ids and rows counts
 * too, so that a few dependencies against it can turn all of their type.
 */
export function requireSameDirections(snapshot: Snapshot, changes: Pick<ChangeSet, 'rows' | 'files'>): void {
  for (const { type, direction } of readinessOf(snapshotAfter(snapshot, changes)).directions.values())
    if (direction !== directionOf(snapshot, type))
      throw refuse(
        t('With this change, all dependencies of type “{0}” would be read the other way round.', type),
        t('Say in the setting cmos.dependencyDirections which end of “{0}” is done first.', type),
      );
}
