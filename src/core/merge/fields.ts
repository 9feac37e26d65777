/** Giving the entries of a backlog the values that a merge wants. */
import { editBacklog } from '../files/backlog/edit';
import { type BacklogDocument, type BacklogEntry } from '../files/backlog/model';
import { type TextEdit } from '../files/text';
import { type MissionValues, withValues } from './excerpt';
import { type Choice } from './rules';
import { entryEdits, partEdits } from './set-value';
import { isThere, type Target, type Version, wanted, type Wish } from './target';
import { sameValue, type Value, valueOf } from './values';
import { dependencyId, type Part, partsOf, viewOfDocument } from './view';

/** A field that could not be given its value. */
export interface Unwritable {
  readonly wish: Wish;
  readonly key: string;
  readonly choice: Choice;
}

export class FieldSetting {
  document: BacklogDocument;
  readonly unwritable: Unwritable[] = [];
  readonly #target: Target;
  readonly #version: Version;

  constructor(document: BacklogDocument, target: Target, version: Version) {
    this.document = document;
    this.#target = target;
    this.#version = version;
  }

  /** Only what differs is looked at; missions all at once, where that can be. */
  run(): this {
    const missions = new Map(this.document.missions.map((mission) => [mission.id, mission]));
    const wanting: MissionValues[] = [];
    for (const { wish, keys } of this.#differing()) {
      const mission = wish.kind === 'mission' ? missions.get(wish.id) : undefined;
      const values = keys.map(([key, choice]) => [key, wanted(choice, this.#version)] as const);
      if (mission !== undefined) wanting.push({ mission, values });
    }
    this.document = withValues(this.document, wanting);
    for (const { wish, keys } of this.#differing()) for (const [key, choice] of keys) this.#field(wish, key, choice);
    return this;
  }

  #differing(): readonly { readonly wish: Wish; readonly keys: readonly (readonly [string, Choice])[] }[] {
    const view = viewOfDocument(this.document);
    return [...this.#target].flatMap(([name, wish]) => {
      const entry = view?.entries.get(name);
      if (entry === undefined || !isThere(wish, this.#version)) return [];
      const keys = [...wish.fields].filter(
        ([key, choice]) => !sameValue(entry.values.get(key), wanted(choice, this.#version)),
      );
      return keys.length === 0 ? [] : { wish, keys };
    });
  }

  #field(wish: Wish, key: string, choice: Choice): void {
    const value = wanted(choice, this.#version);
    const before = this.document;
    const edits = this.#editsFor(wish, key, value);
    if (edits !== undefined && edits.length > 0) this.document = editBacklog(this.document, edits);
    if (sameValue(this.#current(wish, key), value)) return;
    this.document = before;
    this.unwritable.push({ wish, key, choice });
  }

  #editsFor(wish: Wish, key: string, value: Value | undefined): readonly TextEdit[] | undefined {
    if (wish.kind === 'part') return partEdits(this.document, wish.id as Part, key, value);
    const entry = this.#entry(wish);
    return entry === undefined ? undefined : entryEdits(this.document, entry, key, value);
  }

  #current(wish: Wish, key: string): Value | undefined {
    const fields = wish.kind === 'part' ? partsOf(this.document).get(wish.id as Part) : this.#entry(wish)?.fields;
    const field = fields?.get(key);
    return field === undefined ? undefined : valueOf(field);
  }

  #entry({ kind, id }: Wish): BacklogEntry | undefined {
    switch (kind) {
      case 'mission':
        return this.document.missions.find((each) => each.id === id);
      case 'sprint':
        return this.document.sprints.find((each) => each.id === id);
      case 'dependency':
        return this.document.dependencies.find((each) => dependencyId(each) === id);
      case 'part':
        return undefined;
    }
  }
}
