/** Turning a text into what a merge wants it to hold, by the edits that are needed and no others. */
import { CmosError } from '../ground/errors';
import { editBacklog } from '../files/backlog/edit';
import { type BacklogDependency, type BacklogDocument, type BacklogMission } from '../files/backlog/model';
import { removeDependency, removeMission, removeSprint } from '../files/backlog/write/remove';
import { insertDependency, insertMission, insertSprint, type NewFields } from '../files/backlog/write/insert';
import { type TextEdit } from '../files/text';
import { type NewValue } from '../files/yaml/quote';
import { nameOfEntry } from './comments';
import { copyEntry, placeAfter } from './copy';
import { FieldSetting, type Unwritable } from './fields';
import { holds, sameData } from './holds';
import { homeFor, isThere, type Target, type Version, type Wish } from './target';
import { dependencyId, nameOf, type View } from './view';

export interface Realized {
  /** Undefined where the text could not be made to hold what is wanted. */
  readonly document: BacklogDocument | undefined;
  readonly unwritable: readonly Unwritable[];
}

/** Both sides' texts, to copy entries from. */
export interface Sources {
  readonly ours: View;
  readonly theirs: View;
}

/** Makes a backlog hold a version of a target; the result is looked at as a whole before it is answered. */
export function realize(start: BacklogDocument, target: Target, version: Version, sources: Sources): Realized {
  const work = new Realization(start, target, version, sources);
  try {
    work.run();
  } catch (error) {
    if (!CmosError.is(error, 'edit/unsafe')) throw error;
    return { document: undefined, unwritable: work.unwritable };
  }
  const { document, unwritable } = work;
  // Lines of both sides, one behind the other, may have given an entry the same key twice.
  const most = Math.max(repeatedKeys(sources.ours.document), repeatedKeys(sources.theirs.document));
  const good = holds(document, target, version) && repeatedKeys(document) <= most;
  return { document: good ? document : undefined, unwritable };
}

function repeatedKeys({ problems }: BacklogDocument): number {
  return problems.filter(({ kind }) => kind === 'duplicate-key').length;
}

class Realization {
  document: BacklogDocument;
  readonly unwritable: Unwritable[] = [];
  readonly #target: Target;
  readonly #version: Version;
  readonly #sources: Sources;

  constructor(start: BacklogDocument, target: Target, version: Version, sources: Sources) {
    this.document = start;
    this.#target = target;
    this.#version = version;
    this.#sources = sources;
  }

  run(): void {
    // What is new comes before what goes, so that no list is empty in between.
    for (const wish of this.#missing('sprint')) this.#sprint(wish);
    for (const wish of this.#missing('mission')) this.#mission(wish);
    this.#cutMissions();
    // Those that moved to another sprint.
    for (const wish of this.#missing('mission')) this.#mission(wish);
    this.#cutSprints();
    for (const wish of this.#missing('dependency')) this.#dependency(wish);
    this.#cutDependencies();
    const { document, unwritable } = new FieldSetting(this.document, this.#target, this.#version).run();
    this.document = document;
    this.unwritable.push(...unwritable);
  }

  /** The wishes of a kind that the text lacks, in the order in which a side has them. */
  #missing(kind: Wish['kind']): readonly Wish[] {
    const { sprints, missions, dependencies } = this.document;
    const present = new Set([...sprints, ...missions, ...dependencies].map(nameOfEntry));
    return [...this.#target].flatMap(([name, wish]) =>
      wish.kind === kind && !present.has(name) && isThere(wish, this.#version) ? wish : [],
    );
  }

  #wish(kind: Wish['kind'], id: string): Wish | undefined {
    const wish = this.#target.get(nameOf(kind, id));
    return wish !== undefined && isThere(wish, this.#version) ? wish : undefined;
  }

  #take(edits: readonly TextEdit[]): void {
    if (edits.length > 0) this.document = editBacklog(this.document, edits);
  }

  /** A missing sprint comes with all its missions; those that belong elsewhere are moved afterwards. */
  #sprint({ id, from }: Wish): void {
    const source = this.#sources[from];
    const ids = source.document.sprints.map((sprint) => sprint.id);
    const at = placeAfter(
      this.document.sprints.map((sprint) => sprint.id),
      ids,
      id,
    );
    this.#insert('sprints', at, this.document.sprints.length, source, nameOf('sprint', id), (fields) =>
      insertSprint(this.document, fields),
    );
  }

  /** Takes out missions that are not wanted, or not there: the one in its own sprint stays. */
  #cutMissions(): void {
    const kept = new Set<string>();
    const surplus = (): BacklogMission | undefined => {
      kept.clear();
      for (const [index, sprint] of this.document.sprints.entries()) {
        const second = this.document.sprints.findIndex(({ id }) => id === sprint.id) !== index;
        for (const mission of sprint.missions) {
          const wish = this.#wish('mission', mission.id);
          const home = wish === undefined ? undefined : homeFor(wish, this.#version);
          if (home !== sprint.id || second || kept.has(mission.id)) return mission;
          kept.add(mission.id);
        }
      }
      return undefined;
    };
    for (let each = surplus(); each !== undefined; each = surplus()) this.#take(removeMission(this.document, each));
  }

  #mission(wish: Wish): void {
    const home = homeFor(wish, this.#version);
    const sprint = this.document.sprints.find(({ id }) => id === home);
    if (sprint === undefined || this.document.missions.some(({ id }) => id === wish.id)) return;
    const source = this.#sources[this.#version === 'theirs' && wish.home?.theirs !== undefined ? 'theirs' : wish.from];
    const ids = (source.document.sprints.find(({ id }) => id === home)?.missions ?? []).map(({ id }) => id);
    const own = sprint.missions.map(({ id }) => id);
    const at = placeAfter(own, ids, wish.id);
    this.#insert(sprint, at, own.length, source, nameOf('mission', wish.id), (fields) =>
      insertMission(this.document, sprint.id, fields, own[at]),
    );
  }

  #cutSprints(): void {
    const surplus = (): BacklogDocument['sprints'][number] | undefined =>
      this.document.sprints.find(
        ({ id }, index) =>
          this.#wish('sprint', id) === undefined || this.document.sprints.findIndex((each) => each.id === id) !== index,
      );
    for (let each = surplus(); each !== undefined; each = surplus()) this.#take(removeSprint(this.document, each));
  }

  #cutDependencies(): void {
    const surplus = (): BacklogDependency | undefined => {
      const seen = new Set<string>();
      return this.document.dependencies.find((each) => {
        const id = dependencyId(each);
        return seen.has(id) || (seen.add(id), this.#wish('dependency', id) === undefined);
      });
    };
    for (let each = surplus(); each !== undefined; each = surplus()) this.#take(removeDependency(this.document, each));
  }

  #dependency({ id, from }: Wish): void {
    const present = this.document.dependencies.map(dependencyId);
    const source = this.#sources[from];
    const at = placeAfter(present, source.document.dependencies.map(dependencyId), id);
    this.#insert('missionDependencies', at, present.length, source, nameOf('dependency', id), (fields) =>
      insertDependency(this.document, fields),
    );
  }

  /** Copies an entry's lines; where they do not fit, its values are written as the neighbours' are. */
  #insert(
    list: Parameters<typeof copyEntry>[1],
    at: number,
    length: number,
    source: View,
    name: string,
    plain: (fields: NewFields) => readonly TextEdit[],
  ): void {
    const entry = source.entries.get(name);
    if (entry?.entry === undefined) return;
    const edits = copyEntry(this.document, list, at === length ? undefined : at, source.document, entry.entry);
    if (edits !== undefined) {
      const after = editBacklog(this.document, edits);
      const copied = [...after.sprints, ...after.missions, ...after.dependencies].filter(
        (each) => nameOfEntry(each) === name,
      );
      const [only] = copied;
      if (copied.length === 1 && only !== undefined && sameData(only, entry.values)) {
        this.document = after;
        return;
      }
    }
    const fields: Record<string, NewValue> = {};
    for (const [key, { scalar }] of entry.values) if (scalar !== undefined) fields[key] = scalar;
    this.#take(plain(fields));
  }
}
