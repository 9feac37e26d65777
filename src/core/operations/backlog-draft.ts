/** Several minimal edits of a backlog as one set: each is planned on the text after the one before. */
import { editBacklog } from '../files/backlog/edit';
import { type BacklogDocument } from '../files/backlog/model';
import { insertDependency, insertMission } from '../files/backlog/write/insert';
import { removeField, setField } from '../files/backlog/write/set';
import { editBetween } from '../files/edits';
import { type TextEdit } from '../files/text';
import { CmosError } from '../errors';
import { type NewValue } from '../files/yaml/quote';
import { t } from '@vscode/l10n';
import { refuse } from './operation';

export class BacklogDraft {
  readonly #original: BacklogDocument;
  #document: BacklogDocument;
  /** In the offsets of the original text, in text order. */
  #edits: TextEdit[] = [];

  constructor(document: BacklogDocument) {
    this.#original = document;
    this.#document = document;
  }

  /** The backlog as it is by now. */
  get document(): BacklogDocument {
    return this.#document;
  }

  /** Does one step or several, all or none: where one cannot be done, none is, and its error is the answer. */
  attempt(step: () => void): CmosError | undefined {
    const [document, edits] = [this.#document, [...this.#edits]];
    try {
      step();
      return undefined;
    } catch (error) {
      this.#document = document;
      this.#edits = edits;
      if (CmosError.is(error, 'edit/unsafe')) return error;
      throw error;
    }
  }

  get edits(): readonly TextEdit[] {
    return this.#edits;
  }

  /** Sets fields of a mission; one that is undefined goes. Fields that say so already stay as they are. */
  mission(id: string, fields: Readonly<Record<string, NewValue | undefined>>): void {
    if (this.#document.missions.filter((mission) => mission.id === id).length > 1)
      throw refuse(t('The backlog has more than one mission {0}.', id), t('Give each mission an id of its own.'));
    for (const [key, value] of Object.entries(fields)) {
      const target = this.#document.missions.find((mission) => mission.id === id);
      if (target === undefined) return;
      const edits =
        value === undefined || (value === null && !target.fields.has(key))
          ? removeField(this.#document, target, key)
          : setField(this.#document, target, key, value);
      this.take(edits);
    }
  }

  /** Adds a mission at the end of a sprint; nothing where the file does not have the sprint. */
  addMission(sprint: string, fields: Readonly<Record<string, NewValue>>): void {
    if (this.#document.sprints.some(({ id }) => id === sprint))
      this.take(insertMission(this.#document, sprint, fields));
  }

  addDependency(fields: Readonly<Record<'from' | 'to' | 'type', string>>): void {
    this.take(insertDependency(this.#document, fields));
  }

  /** Takes in edits that were planned on the backlog as it is by now. */
  take(edits: readonly TextEdit[]): void {
    const before = this.#document.text.text;
    this.#document = editBacklog(this.#document, edits);
    const edit = editBetween(before, this.#document.text.text);
    if (edit === undefined) return;
    let shift = 0;
    for (const [index, known] of this.#edits.entries()) {
      const start = known.start + shift;
      const end = start + known.newText.length;
      if (edit.end < start) {
        this.#edits.splice(index, 0, { ...edit, start: edit.start - shift, end: edit.end - shift });
        return;
      }
      if (edit.start <= end) {
        // They touch: both become one edit from the original text to the present one.
        this.#merge(index, shift, edit);
        return;
      }
      shift += known.newText.length - (known.end - known.start);
    }
    this.#edits.push({ ...edit, start: edit.start - shift, end: edit.end - shift });
  }

  #merge(index: number, shift: number, edit: TextEdit): void {
    const known = this.#edits[index];
    if (known === undefined) return;
    const grown = known.newText.length - (known.end - known.start);
    const next = this.#edits[index + 1];
    if (next !== undefined && edit.end >= next.start + shift + grown) {
      // Three at once: rare enough to be one plain replacement of everything between.
      const whole = editBetween(this.#original.text.text, this.#document.text.text);
      this.#edits = whole === undefined ? [] : [whole];
      return;
    }
    const start = Math.min(known.start, edit.start - shift);
    const end = Math.max(known.end, edit.end - shift - grown);
    const length = edit.newText.length - (edit.end - edit.start) + grown + (end - start);
    const newText = this.#document.text.text.slice(start + shift, start + shift + length);
    this.#edits[index] = { start, end, newText };
  }
}
