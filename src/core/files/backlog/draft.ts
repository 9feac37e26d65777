/** Several minimal edits of a backlog as one set: each is planned on the text after the one before. */
import { t } from '@vscode/l10n';
import { editBacklog } from './edit';
import type { BacklogDependency, BacklogDocument, BacklogEntry, BacklogMission } from './model';
import { removeDependency } from './write/remove';
import { insertDependency, insertMission, insertSprint } from './write/insert';
import { moveMission } from './write/move';
import { removeField, setField } from './write/set';
import { ComposedEdits } from '../composed-edits';
import type { TextEdit } from '../text';
import { CmosError } from '../../ground/errors';
import type { NewValue } from '../yaml/quote';
import { refuse } from '../../ground/refusals';

/** Fields and their values; one that is undefined goes. */
export type Fields = Readonly<Record<string, NewValue | undefined>>;

export class BacklogDraft {
  #composed: ComposedEdits;
  #document: BacklogDocument;

  constructor(document: BacklogDocument) {
    this.#composed = new ComposedEdits(document.text.text);
    this.#document = document;
  }

  /** The backlog as it is by now. */
  get document(): BacklogDocument {
    return this.#document;
  }

  /** Does one step or several, all or none: where one cannot be done, none is, and its error is the answer. */
  attempt(step: () => void): CmosError | undefined {
    const [document, composed] = [this.#document, this.#composed.copy()];
    try {
      step();
      return undefined;
    } catch (error) {
      this.#document = document;
      this.#composed = composed;
      if (CmosError.is(error, 'edit/unsafe')) return error;
      throw error;
    }
  }

  /** In the offsets of the original text, in text order. */
  get edits(): readonly TextEdit[] {
    return this.#composed.edits;
  }

  /** Sets fields of a mission. Fields that say so already stay as they are. */
  mission(id: string, fields: Fields): void {
    this.#only(id);
    this.#fields(() => this.#missionOf(id), fields);
  }

  /** Sets fields of a sprint's head. */
  sprint(id: string, fields: Fields): void {
    this.#fields(() => this.#document.sprints.find((each) => each.id === id), fields);
  }

  /** Adds a sprint behind the others, with no missions yet. */
  addSprint(fields: Readonly<Record<string, NewValue>>): void {
    this.take(insertSprint(this.#document, fields));
  }

  /** Adds a mission at the end of a sprint, or behind another one; nothing where the file does not have the sprint. */
  addMission(sprint: string, fields: Readonly<Record<string, NewValue>>, behind?: string): void {
    const known = this.#document.sprints.find(({ id }) => id === sprint);
    if (known === undefined) return;
    const at = behind === undefined ? -1 : known.missions.findIndex(({ id }) => id === behind);
    this.take(insertMission(this.#document, sprint, fields, at < 0 ? undefined : known.missions[at + 1]?.id));
  }

  /** Puts a mission at the end of another sprint, its lines as they are. */
  moveMission(id: string, sprint: string): void {
    this.#only(id);
    const mission = this.#missionOf(id);
    if (mission !== undefined && this.#document.sprints.some((each) => each.id === sprint))
      this.take(moveMission(this.#document, mission, sprint));
  }

  addDependency(fields: Readonly<Record<'from' | 'to' | 'type', string>>): void {
    this.take(insertDependency(this.#document, fields));
  }

  /** Lets a dependency begin or end at another mission, each entry of it. */
  retarget(from: string, to: string, fields: Readonly<Partial<Record<'from' | 'to', string>>>): void {
    let [start, end] = [from, to];
    for (const key of ['from', 'to'] as const) {
      const value = fields[key];
      if (value === undefined || value === (key === 'from' ? from : to)) continue;
      for (let found = this.#dependencyOf(start, end); found !== undefined; found = this.#dependencyOf(start, end))
        this.take(setField(this.#document, found, key, value));
      [start, end] = key === 'from' ? [value, end] : [start, value];
    }
  }

  /** Takes a dependency away, each entry of it. */
  removeDependency(from: string, to: string): void {
    for (let found = this.#dependencyOf(from, to); found !== undefined; found = this.#dependencyOf(from, to))
      this.take(removeDependency(this.#document, found));
  }

  #missionOf(id: string): BacklogMission | undefined {
    return this.#document.missions.find((mission) => mission.id === id);
  }

  #dependencyOf(from: string, to: string): BacklogDependency | undefined {
    return this.#document.dependencies.find((each) => each.from === from && each.to === to);
  }

  #only(id: string): void {
    if (this.#document.missions.filter((mission) => mission.id === id).length > 1)
      throw refuse(t('The backlog has more than one mission {0}.', id), t('Give each mission an id of its own.'));
  }

  #fields(find: () => BacklogEntry | undefined, fields: Fields): void {
    for (const [key, value] of Object.entries(fields)) {
      const target = find();
      if (target === undefined) return;
      const edits =
        value === undefined || (value === null && !target.fields.has(key))
          ? removeField(this.#document, target, key)
          : setField(this.#document, target, key, value);
      this.take(edits);
    }
  }

  /** Takes in edits that were planned on the backlog as it is by now. */
  take(edits: readonly TextEdit[]): void {
    this.#document = editBacklog(this.#document, edits);
    this.#composed.take(this.#document.text.text);
  }
}
