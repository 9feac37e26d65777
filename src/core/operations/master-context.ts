/** The lists of the master context that operations add to: what future sessions must know. */
import type { JsonPath } from '../files/context/model';
import { nodeAt } from '../files/context/parse';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import type { PlanContext } from './operation';

/** A sentence with its time and author, as notes have it. */
export function signed(sentence: string, { now, agent }: PlanContext): string {
  return `[${now} ${agent}] ${sentence}`;
}

/** Where the master context keeps a list: at the top, else in its active domain, else it begins at the top (field guide, section 6). */
export function placeOf(snapshot: Snapshot, list: string): JsonPath {
  const document = documentOf(snapshot.master_context);
  if (document === undefined || nodeAt(document, [list]) !== undefined) return [list];
  const domain = nodeAt(document, ['working_memory', 'active_domain']);
  const inDomain = domain?.kind === 'string' ? ['working_memory', 'domains', domain.value, list] : [];
  return inDomain.length > 0 && nodeAt(document, inDomain)?.kind === 'array' ? inDomain : [list];
}

export function listsPlainText(snapshot: Snapshot, path: JsonPath): boolean {
  const document = documentOf(snapshot.master_context);
  const list = document === undefined ? undefined : nodeAt(document, path);
  return list?.kind === 'array' && list.items.length > 0 && list.items.every(({ kind }) => kind === 'string');
}
