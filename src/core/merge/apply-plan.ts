/** Turning a text into what a merge plan asks for, by the edits that are needed and no others. */
import { CmosError } from '../ground/errors';
import { editBacklog } from '../files/backlog/edit';
import type { BacklogDependency, BacklogDocument, BacklogMission } from '../files/backlog/model';
import { removeDependency, removeMission, removeSprint } from '../files/backlog/write/remove';
import { insertDependency, insertMission, insertSprint, type NewFields } from '../files/backlog/write/insert';
import type { TextEdit } from '../files/text';
import type { NewValue } from '../files/yaml/quote';
import { copyEntry, placeAfter } from './copy';
import { FieldApplication, type Unwritable } from './apply-fields';
import { matchesPlan, hasEntryValues } from './verify';
import { sprintIn, hasEntry, type MergePlan, type Version, type PlannedEntry } from './plan';
import { type MergeView, dependencyId, entriesOf, entryName, nameOfEntry } from './view';

interface AppliedPlan {
  /** Undefined where the text could not be made to hold what the plan asks for. */
  readonly document: BacklogDocument | undefined;
  readonly unwritable: readonly Unwritable[];
}

/** Both sides' texts, to copy entries from. */
export interface Sources {
  readonly ours: MergeView;
  readonly theirs: MergeView;
}

/** Makes a backlog hold a version of a plan; the result is looked at as a whole before it is answered. */
export function applyPlan(start: BacklogDocument, plan: MergePlan, version: Version, sources: Sources): AppliedPlan {
  const work = new PlanApplication(start, plan, version, sources);
  try {
    work.run();
  } catch (error) {
    if (!CmosError.is(error, 'edit/unsafe')) throw error;
    return { document: undefined, unwritable: work.unwritable };
  }
  const { document, unwritable } = work;
  // Lines of both sides, one behind the other, may have given an entry the same key twice.
  const most = Math.max(repeatedKeys(sources.ours.document), repeatedKeys(sources.theirs.document));
  const good = matchesPlan(document, plan, version) && repeatedKeys(document) <= most;
  return { document: good ? document : undefined, unwritable };
}

function repeatedKeys({ problems }: BacklogDocument): number {
  return problems.filter(({ kind }) => kind === 'duplicate-key').length;
}

class PlanApplication {
  document: BacklogDocument;
  readonly unwritable: Unwritable[] = [];
  readonly #plan: MergePlan;
  readonly #version: Version;
  readonly #sources: Sources;

  constructor(start: BacklogDocument, plan: MergePlan, version: Version, sources: Sources) {
    this.document = start;
    this.#plan = plan;
    this.#version = version;
    this.#sources = sources;
  }

  run(): void {
    // What is new comes before what goes, so that no list is empty in between.
    for (const planned of this.#missing('sprint')) this.#addSprint(planned);
    for (const planned of this.#missing('mission')) this.#addMission(planned);
    this.#removeMissions();
    // Those that moved to another sprint.
    for (const planned of this.#missing('mission')) this.#addMission(planned);
    this.#removeSprints();
    for (const planned of this.#missing('dependency')) this.#addDependency(planned);
    this.#removeDependencies();
    const { document, unwritable } = new FieldApplication(this.document, this.#plan, this.#version).run();
    this.document = document;
    this.unwritable.push(...unwritable);
  }

  /** The planned entries of a kind that the text lacks, in the order in which a side has them. */
  #missing(kind: PlannedEntry['kind']): readonly PlannedEntry[] {
    const present = new Set(entriesOf(this.document).map(nameOfEntry));
    return [...this.#plan].flatMap(([name, planned]) =>
      planned.kind === kind && !present.has(name) && hasEntry(planned, this.#version) ? planned : [],
    );
  }

  #planned(kind: PlannedEntry['kind'], id: string): PlannedEntry | undefined {
    const planned = this.#plan.get(entryName(kind, id));
    return planned !== undefined && hasEntry(planned, this.#version) ? planned : undefined;
  }

  #take(edits: readonly TextEdit[]): void {
    if (edits.length > 0) this.document = editBacklog(this.document, edits);
  }

  /** A missing sprint comes with all its missions; those that belong elsewhere are moved afterwards. */
  #addSprint({ id, from }: PlannedEntry): void {
    const source = this.#sources[from];
    const ids = source.document.sprints.map((sprint) => sprint.id);
    const at = placeAfter(
      this.document.sprints.map((sprint) => sprint.id),
      ids,
      id,
    );
    this.#insert('sprints', at, this.document.sprints.length, source, entryName('sprint', id), (fields) =>
      insertSprint(this.document, fields),
    );
  }

  /** Takes out missions that the plan lacks, or has elsewhere: the one in its own sprint stays. */
  #removeMissions(): void {
    const kept = new Set<string>();
    const surplus = (): BacklogMission | undefined => {
      kept.clear();
      for (const [index, sprint] of this.document.sprints.entries()) {
        const second = this.document.sprints.findIndex(({ id }) => id === sprint.id) !== index;
        for (const mission of sprint.missions) {
          const planned = this.#planned('mission', mission.id);
          const sprintId = planned === undefined ? undefined : sprintIn(planned, this.#version);
          if (sprintId !== sprint.id || second || kept.has(mission.id)) return mission;
          kept.add(mission.id);
        }
      }
      return undefined;
    };
    for (let each = surplus(); each !== undefined; each = surplus()) this.#take(removeMission(this.document, each));
  }

  #addMission(planned: PlannedEntry): void {
    const sprintId = sprintIn(planned, this.#version);
    const sprint = this.document.sprints.find(({ id }) => id === sprintId);
    if (sprint === undefined || this.document.missions.some(({ id }) => id === planned.id)) return;
    const source =
      this.#sources[this.#version === 'theirs' && planned.sprintId?.theirs !== undefined ? 'theirs' : planned.from];
    const ids = (source.document.sprints.find(({ id }) => id === sprintId)?.missions ?? []).map(({ id }) => id);
    const own = sprint.missions.map(({ id }) => id);
    const at = placeAfter(own, ids, planned.id);
    this.#insert(sprint, at, own.length, source, entryName('mission', planned.id), (fields) =>
      insertMission(this.document, sprint.id, fields, own[at]),
    );
  }

  #removeSprints(): void {
    const surplus = (): BacklogDocument['sprints'][number] | undefined =>
      this.document.sprints.find(
        ({ id }, index) =>
          this.#planned('sprint', id) === undefined ||
          this.document.sprints.findIndex((each) => each.id === id) !== index,
      );
    for (let each = surplus(); each !== undefined; each = surplus()) this.#take(removeSprint(this.document, each));
  }

  #removeDependencies(): void {
    const surplus = (): BacklogDependency | undefined => {
      const seen = new Set<string>();
      return this.document.dependencies.find((each) => {
        const id = dependencyId(each);
        return seen.has(id) || (seen.add(id), this.#planned('dependency', id) === undefined);
      });
    };
    for (let each = surplus(); each !== undefined; each = surplus()) this.#take(removeDependency(this.document, each));
  }

  #addDependency({ id, from }: PlannedEntry): void {
    const present = this.document.dependencies.map(dependencyId);
    const source = this.#sources[from];
    const at = placeAfter(present, source.document.dependencies.map(dependencyId), id);
    this.#insert('missionDependencies', at, present.length, source, entryName('dependency', id), (fields) =>
      insertDependency(this.document, fields),
    );
  }

  /** Copies an entry's lines; where they do not fit, its values are written as the neighbours' are. */
  #insert(
    list: Parameters<typeof copyEntry>[1],
    at: number,
    length: number,
    source: MergeView,
    name: string,
    write: (fields: NewFields) => readonly TextEdit[],
  ): void {
    const entry = source.entries.get(name);
    if (entry?.entry === undefined) return;
    const edits = copyEntry(this.document, list, at === length ? undefined : at, source.document, entry.entry);
    if (edits !== undefined) {
      const after = editBacklog(this.document, edits);
      const copied = entriesOf(after).filter((each) => nameOfEntry(each) === name);
      const [only] = copied;
      if (copied.length === 1 && only !== undefined && hasEntryValues(only, entry.values)) {
        this.document = after;
        return;
      }
    }
    const fields: Record<string, NewValue> = {};
    for (const [key, { scalar }] of entry.values) if (scalar !== undefined) fields[key] = scalar;
    this.#take(write(fields));
  }
}
