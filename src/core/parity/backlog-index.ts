/** Finding a backlog's entries by id, as Python's dictionaries do: of two with one id the last one counts. */
import type { BacklogDependency, BacklogDocument, BacklogMission, BacklogSprint } from '../files/backlog/model';
import { rememberedBy } from '../ground/memo';

export interface BacklogIndex {
  readonly missions: ReadonlyMap<string, BacklogMission>;
  readonly sprints: ReadonlyMap<string, BacklogSprint>;
  /** The sprint that an entry stands in. */
  readonly sprintOf: ReadonlyMap<BacklogMission, BacklogSprint>;
  /** By `dependencyKey`. */
  readonly dependencies: ReadonlyMap<string, BacklogDependency>;
}

/** The index of a backlog; made once a document. */
export const indexOf = rememberedBy((document: BacklogDocument): BacklogIndex => {
  const sprintOf = new Map<BacklogMission, BacklogSprint>();
  for (const sprint of document.sprints) for (const mission of sprint.missions) sprintOf.set(mission, sprint);
  return {
    missions: lastById(document.missions),
    sprints: lastById(document.sprints),
    sprintOf,
    dependencies: new Map(document.dependencies.map((dependency) => [dependencyKey(dependency), dependency])),
  };
});

/** At the place of the last one too: a row that is put in once more comes last. */
function lastById<Entry extends { readonly id: string }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  const byId = new Map<string, Entry>();
  for (const entry of entries) {
    byId.delete(entry.id);
    byId.set(entry.id, entry);
  }
  return byId;
}

/** One key for the two ends of a dependency, whatever letters the ids have. */
export function dependencyKey({ from, to }: { readonly from: string; readonly to: string }): string {
  return JSON.stringify([from, to]);
}
