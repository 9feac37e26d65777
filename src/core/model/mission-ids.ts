/** Ids of missions, as they are told apart where file names have no case. */
import { rememberedBy } from '../ground/memo';
import type { WorkspaceModel } from './missions';

/** An id without what a file system may not tell apart: case, and the ways in which Unicode writes a letter. */
export function foldedId(id: string): string {
  return id.toUpperCase().toLowerCase().normalize('NFC');
}

/** The id that a mission has, by each id as it is folded; of several the first. */
export const idsByFolded = rememberedBy(({ byId }: WorkspaceModel): ReadonlyMap<string, string> => {
  const ids = new Map<string, string>();
  for (const id of byId.keys()) {
    const folded = foldedId(id);
    if (!ids.has(folded)) ids.set(folded, id);
  }
  return ids;
});
