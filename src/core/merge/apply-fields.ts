/** Giving the entries of a backlog the values of a merge plan. */
import { editBacklog } from '../files/backlog/edit';
import type { BacklogDocument, BacklogEntry } from '../files/backlog/model';
import type { TextEdit } from '../files/text';
import { type MissionValues, withMissionValues } from './apply-missions';
import type { MergedField } from './rules';
import { entryEdits, partEdits } from './field-edits';
import { hasEntry, type MergePlan, type Version, valueIn, type PlannedEntry } from './plan';
import { sameValue, type Value, valueOf } from './values';
import { dependencyId, type DocumentPart, partsOf, viewOfDocument } from './view';

/** A field that could not be given its value. */
export interface Unwritable {
  readonly planned: PlannedEntry;
  readonly key: string;
  readonly field: MergedField;
}

export class FieldApplication {
  document: BacklogDocument;
  readonly unwritable: Unwritable[] = [];
  readonly #plan: MergePlan;
  readonly #version: Version;

  constructor(document: BacklogDocument, plan: MergePlan, version: Version) {
    this.document = document;
    this.#plan = plan;
    this.#version = version;
  }

  /** Only what differs is looked at; missions all at once, where that can be. */
  run(): this {
    const missions = new Map(this.document.missions.map((mission) => [mission.id, mission]));
    const changes: MissionValues[] = [];
    for (const { planned, keys } of this.#differing()) {
      const mission = planned.kind === 'mission' ? missions.get(planned.id) : undefined;
      const values = keys.map(([key, field]) => [key, valueIn(field, this.#version)] as const);
      if (mission !== undefined) changes.push({ mission, values });
    }
    this.document = withMissionValues(this.document, changes);
    for (const { planned, keys } of this.#differing())
      for (const [key, field] of keys) this.#field(planned, key, field);
    return this;
  }

  #differing(): readonly {
    readonly planned: PlannedEntry;
    readonly keys: readonly (readonly [string, MergedField])[];
  }[] {
    const view = viewOfDocument(this.document);
    return [...this.#plan].flatMap(([name, planned]) => {
      const entry = view?.entries.get(name);
      if (entry === undefined || !hasEntry(planned, this.#version)) return [];
      const keys = [...planned.fields].filter(
        ([key, field]) => !sameValue(entry.values.get(key), valueIn(field, this.#version)),
      );
      return keys.length === 0 ? [] : { planned, keys };
    });
  }

  #field(planned: PlannedEntry, key: string, field: MergedField): void {
    const value = valueIn(field, this.#version);
    const before = this.document;
    const edits = this.#editsFor(planned, key, value);
    if (edits !== undefined && edits.length > 0) this.document = editBacklog(this.document, edits);
    if (sameValue(this.#current(planned, key), value)) return;
    this.document = before;
    this.unwritable.push({ planned, key, field });
  }

  #editsFor(planned: PlannedEntry, key: string, value: Value | undefined): readonly TextEdit[] | undefined {
    if (planned.kind === 'part') return partEdits(this.document, planned.id as DocumentPart, key, value);
    const entry = this.#entry(planned);
    return entry === undefined ? undefined : entryEdits(this.document, entry, key, value);
  }

  #current(planned: PlannedEntry, key: string): Value | undefined {
    const fields =
      planned.kind === 'part' ? partsOf(this.document).get(planned.id as DocumentPart) : this.#entry(planned)?.fields;
    const field = fields?.get(key);
    return field === undefined ? undefined : valueOf(field);
  }

  #entry({ kind, id }: PlannedEntry): BacklogEntry | undefined {
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
