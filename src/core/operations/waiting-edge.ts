import type { Readiness } from '../model/readiness';
import type { NewDependency } from './change';

/** The dependency by which a mission waits for another, as this workspace reads the type: which end comes first is not the same everywhere. */
export function waitingEdge(
  { directions }: Pick<Readiness, 'directions'>,
  waits: string,
  prerequisite: string,
  type = 'Blocks',
): NewDependency {
  const [from, to] = directions.get(type)?.direction === 'to-first' ? [waits, prerequisite] : [prerequisite, waits];
  return { from, to, type };
}
