/** A file that changes of the journal wrote: how each is reversed in it as it is now, and which later ones wrote over that. */
import { fileError } from '../ground/errors';
import { join } from '../ground/paths';
import type { CommitFiles } from '../ground/commit-files';
import type { FileStore } from '../ground/store-names';
import { editedTexts, unitsOf } from '../changes/byte-text';
import { applyEdits } from '../files/edits';
import type { TextEdit } from '../files/text';
import type { FileChange } from '../changes/change-set';
import { reversalOf, reversalsOf, type Reversed } from './file-reversal';
import type { KeptChange, Step } from './kept-changes';
import type { FileRecord, JournalEntry } from './record';
import { changedSince } from './refusals';

/** What one step did to the file. */
interface Writing {
  readonly step: Step;
  readonly records: readonly FileRecord[];
}

/** A step of the file, and how it is reversed; undefined where that is not known by the steps after it. */
interface Reversing extends Writing {
  readonly reversed: Reversed | undefined;
  /** The steps among which it was looked for. */
  readonly among: readonly Writing[];
}

export class ChangedFile {
  readonly #path: string;
  readonly #text: string | undefined;
  readonly #units: boolean;
  /** First by the changes that are done alone; then by all, with what was undone again. */
  readonly #reversing: readonly Reversing[];

  private constructor(path: string, bytes: Uint8Array | undefined, writings: readonly Writing[]) {
    const text = bytes === undefined ? undefined : textOf(bytes);
    // Where it is not UTF-8 as a whole, or a record is not, its bytes are what counts.
    this.#units =
      bytes !== undefined && (text === undefined || writings.some(({ records }) => records.some(isOfBytes)));
    this.#path = path;
    this.#text = this.#units && bytes !== undefined ? unitsOf(bytes) : text;
    const done = writings.filter(({ step }) => step.change.state === 'done');
    this.#reversing = [done, ...(done.length === writings.length ? [] : [writings])].flatMap((among) => {
      const reversed = reversalsOf(
        this.#text,
        among.map(({ records }) => records),
        this.#units,
      );
      return among.map((writing, at) => ({ ...writing, reversed: reversed[at], among }));
    });
  }

  /** Reads a file (a path relative to the root) that these steps, oldest first, may have written. */
  static async read(files: CommitFiles, root: string, path: string, steps: readonly Step[]): Promise<ChangedFile> {
    let bytes: Uint8Array | undefined;
    try {
      bytes = await files.read(join(root, path));
    } catch (error) {
      throw fileError(error, path);
    }
    const writings = steps.flatMap((step) => {
      const records = step.entries.flatMap((entry) => recordsOf(entry, path));
      return records.length === 0 ? [] : [{ step, records }];
    });
    return new ChangedFile(path, bytes, writings);
  }

  /** The later changes, undone ones included, that wrote over what a change did last. */
  over(change: KeptChange): readonly KeptChange[] {
    const { reversed, among } = this.#of(change) ?? {};
    return reversed?.under?.flatMap((at) => among?.[at]?.step.change ?? []) ?? [];
  }

  /** What reverses what a change did last to the file. Throws `commit/changed` where its place is gone. */
  reversed(change: KeptChange, store: FileStore | undefined): FileChange {
    const { reversed, records = [] } = this.#of(change) ?? {};
    // What was written over and is back again is found in its place, by the surroundings that it had last.
    const reversal =
      reversed?.under === undefined && reversed !== undefined
        ? reversed.reversal
        : reversalOf(this.#text, records.toReversed(), this.#units);
    const place = { path: this.#path, ...(store === undefined ? {} : { store }) };
    if (reversal?.edits !== undefined && this.#text !== undefined) {
      const isLog = records.some(({ kind }) => kind === 'append');
      const edits = isLog ? keepingLinesApart(this.#text, reversal.edits) : reversal.edits;
      const units = this.#units ? ({ units: true } as const) : {};
      const edit = { kind: 'edit' as const, ...place, before: this.#text, edits, ...units };
      // A log that was made by this very change, and that nobody has written to since.
      if (records.some((each) => each.kind === 'append' && each.size === null) && applyEdits(this.#text, edits) === '')
        return { kind: 'remove', ...place, before: editedTexts(edit)[0] };
      return edit;
    }
    // That another file stands there is for the commit to see.
    const [last] = recordsOf(change.last, this.#path);
    if (last?.kind === 'remove') return { kind: 'create', ...place, text: last.text };
    if (last?.kind === 'create') return { kind: 'remove', ...place, before: last.text };
    throw changedSince(this.#path, change.last.record.title);
  }

  /** The step in which a change was last done or undone. */
  #of(change: KeptChange): Reversing | undefined {
    const own = this.#reversing.filter(({ step }) => step.change === change && step.entries.includes(change.last));
    return own.find(({ reversed }) => reversed !== undefined) ?? own[0];
  }
}

function recordsOf({ record }: JournalEntry, path: string): readonly FileRecord[] {
  return record.files.filter((each) => each.path === path);
}

/** What ended an unfinished line before it stays where more lines have come behind it. */
function keepingLinesApart(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.map((edit) => {
    const lineEnd = /^\r?\n/.exec(text.slice(edit.start, Math.min(edit.start + 2, edit.end)))?.[0] ?? '';
    const isUnfinished = edit.start > 0 && text[edit.start - 1] !== '\n';
    return isUnfinished && edit.newText === '' && edit.end < text.length
      ? { ...edit, start: edit.start + lineEnd.length }
      : edit;
  });
}

function isOfBytes(record: FileRecord): boolean {
  return record.kind === 'edit' && record.units === true;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
