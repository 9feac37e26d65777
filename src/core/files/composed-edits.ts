/** Several edits made one after another, told as one set of edits of the text that was there first. */
import { editBetween } from './edits';
import type { TextEdit } from './text';

export class ComposedEdits {
  readonly #original: string;
  #present: string;
  /** In the offsets of the original text, in text order. */
  #edits: TextEdit[] = [];

  constructor(original: string) {
    this.#original = original;
    this.#present = original;
  }

  /** The same edits, to go on from apart. */
  copy(): ComposedEdits {
    const copy = new ComposedEdits(this.#original);
    copy.#present = this.#present;
    copy.#edits = [...this.#edits];
    return copy;
  }

  get edits(): readonly TextEdit[] {
    return this.#edits;
  }

  /** Takes in the one change that leads from the present text to the next. */
  take(text: string): void {
    const edit = editBetween(this.#present, text);
    this.#present = text;
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
      const whole = editBetween(this.#original, this.#present);
      this.#edits = whole === undefined ? [] : [whole];
      return;
    }
    const start = Math.min(known.start, edit.start - shift);
    const end = Math.max(known.end, edit.end - shift - grown);
    const length = edit.newText.length - (edit.end - edit.start) + grown + (end - start);
    const newText = this.#present.slice(start + shift, start + shift + length);
    this.#edits[index] = { start, end, newText };
  }
}
