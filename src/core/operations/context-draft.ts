/** Several edits of a context as one set: the same in the database's copy and in the file, each in its own spelling. */
import { t } from '@vscode/l10n';
import type { FileChange, RowChange } from '../changes/change-set';
import { CmosError } from '../ground/errors';
import { ComposedEdits } from '../files/composed-edits';
import { equalValues } from '../files/context/equal';
import type { ContextDocument, JsonNode, JsonPath } from '../files/context/model';
import { editContext, nodeAt, parseContext } from '../files/context/parse';
import { appendJson, setJson } from '../files/context/write';
import type { PlainJson } from '../files/python';
import type { TextEdit } from '../files/text';
import { fileFault, fileRefusal } from '../workspace/readable';
import { type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';

type Edit = (document: ContextDocument) => readonly TextEdit[];

export class ContextDraft {
  readonly #snapshot: Snapshot;
  readonly #id: ContextId;
  readonly #composed: ComposedEdits | undefined;
  #stored: ContextDocument | undefined;
  #file: ContextDocument | undefined;

  constructor(snapshot: Snapshot, id: ContextId) {
    this.#snapshot = snapshot;
    this.#id = id;
    const row = this.#row;
    this.#stored = row && parseContext(row.content);
    this.#file = this.#isWritten ? documentOf(snapshot[id]) : undefined;
    this.#composed = this.#file && new ComposedEdits(this.#file.text.text);
  }

  /** Whether the file says what the database says. */
  get #isWritten(): boolean {
    return this.#snapshot.profile.name !== 'database-only';
  }

  get #row(): { readonly content: string; readonly updatedAt: string | null } | undefined {
    return documentOf(this.#snapshot.database)?.contexts.find(({ id }) => id === this.#id);
  }

  /** Adds a value to a list, in every store that has the context. Refused where neither has, or one is broken. */
  append(path: JsonPath, value: PlainJson): void {
    this.#needed();
    this.#edit((document) => appendJson(document, path, value));
  }

  /** What stands at a path where all stores that have the context say the same there; undefined otherwise. */
  agreed(path: JsonPath): JsonNode | undefined {
    if (this.#isWritten && fileFault(this.#snapshot, this.#id) !== undefined) return undefined;
    const documents = [this.#stored, this.#file].filter((each) => each !== undefined);
    if (documents.some(({ problems }) => problems.some(({ kind }) => kind !== 'duplicate-key'))) return undefined;
    const [first, ...rest] = documents.map((each) => nodeAt(each, path));
    return first !== undefined && rest.every((other) => other !== undefined && equalValues(first, other))
      ? first
      : undefined;
  }

  /** Gives a value that `agreed` answered another one. */
  set(path: JsonPath, value: PlainJson): void {
    this.#edit((document) => setJson(document, path, value));
  }

  /** The changes of the database's row and of the file; none where nothing differs. */
  changes(now: string): { readonly rows: readonly RowChange[]; readonly files: readonly FileChange[] } {
    const row = this.#row;
    const content = this.#stored?.text.text;
    const rows: RowChange[] =
      row === undefined || content === undefined || content === row.content
        ? []
        : [
            {
              kind: 'update',
              table: 'contexts',
              key: { id: this.#id },
              before: { content: row.content, updated_at: row.updatedAt },
              after: { content, updated_at: now },
            },
          ];
    const before = documentOf(this.#snapshot[this.#id])?.text.text;
    const edits = this.#composed?.edits ?? [];
    const path = this.#snapshot.layout.stores[this.#id].path;
    if (before === undefined || edits.length === 0) return { rows, files: [] };
    return { rows, files: [{ kind: 'edit', path, store: this.#id, before, edits }] };
  }

  #edit(edit: Edit): void {
    if (this.#stored !== undefined) this.#stored = editContext(this.#stored, edit(this.#stored));
    if (this.#file === undefined) return;
    this.#file = editContext(this.#file, edit(this.#file));
    this.#composed?.take(this.#file.text.text);
  }

  #needed(): void {
    const refusal = this.#isWritten ? fileRefusal(this.#snapshot, this.#id) : undefined;
    if (refusal !== undefined) throw refusal;
    if (this.#stored !== undefined || this.#file !== undefined) return;
    const file = this.#snapshot.layout.stores[this.#id].path;
    throw new CmosError('operation/refused', `${t('There is no {0}.', file)} ${t('Nothing was changed.')}`, {
      file,
      advice: t('Make that file, with an empty object in it, and seed; then try again.'),
    });
  }
}
