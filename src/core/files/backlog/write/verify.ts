/** Whether an edit of a backlog did what was meant and nothing else: the same data before and after but for one thing. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../../errors';
import { type TextEdit } from '../../text';
import { type YamlNode } from '../../yaml-node';
import { type NewValue } from '../../yaml/quote';
import { editBacklog } from '../edit';
import { type BacklogDocument, type BacklogField } from '../model';

type Fields = ReadonlyMap<string, BacklogField>;

/** Something with fields: a mission, a sprint, a dependency. */
export interface Entry {
  readonly fields: Fields;
}

export type Kind = 'missions' | 'sprints' | 'dependencies';

/** What an edit is meant to do to the list of one kind of entry. */
export type Meant =
  | { readonly kind: Kind; readonly at: number; readonly key: string; readonly value: NewValue | undefined }
  | { readonly kind: Kind; readonly at: number; readonly inserted: Readonly<Record<string, NewValue>> }
  | { readonly kind: Kind; readonly at: number; readonly removed: true };

/** The first of some ways to edit that does what is meant and nothing else. Throws `edit/unsafe` where none does. */
export function firstSafe(
  document: BacklogDocument,
  ways: Iterable<readonly TextEdit[] | undefined>,
  meant: Meant,
  what: string,
): readonly TextEdit[] {
  for (const edits of ways) if (edits !== undefined && isSafe(document, edits, meant)) return edits;
  throw new CmosError('edit/unsafe', t('{0} cannot be changed in the backlog without touching anything else.', what), {
    advice: t('Change it by hand: its place is written in a way that other entries share, or that is broken.'),
  });
}

function isSafe(document: BacklogDocument, edits: readonly TextEdit[], meant: Meant): boolean {
  const after = editBacklog(document, edits);
  return (
    // No more problems than before: what is written is read the same way by everybody.
    after.problems.length <= document.problems.length &&
    after.documentCount === document.documentCount &&
    sameFields(document.header, after.header) &&
    (['missions', 'sprints', 'dependencies'] as const).every((kind) =>
      kind === meant.kind ? asMeant(document[kind], after[kind], meant) : sameList(document[kind], after[kind]),
    )
  );
}

function asMeant(before: readonly Entry[], after: readonly Entry[], meant: Meant): boolean {
  const { at } = meant;
  if ('inserted' in meant) {
    const fields = after[at]?.fields;
    return (
      fields !== undefined &&
      sameList(before, after.toSpliced(at, 1)) &&
      fields.size === Object.keys(meant.inserted).length &&
      Object.entries(meant.inserted).every(([key, value]) => holds(fields.get(key)?.value, value))
    );
  }
  if ('removed' in meant) return sameList(before.toSpliced(at, 1), after);
  const [one, other] = [before[at], after[at]];
  if (one === undefined || other === undefined || before.length !== after.length) return false;
  const rest = (fields: Fields): Fields => new Map([...fields].filter(([key]) => key !== meant.key));
  return (
    sameList(before.toSpliced(at, 1), after.toSpliced(at, 1)) &&
    sameFields(rest(one.fields), rest(other.fields)) &&
    (meant.value === undefined ? !other.fields.has(meant.key) : holds(other.fields.get(meant.key)?.value, meant.value))
  );
}

function sameList(one: readonly Entry[], other: readonly Entry[]): boolean {
  return (
    one.length === other.length &&
    one.every((entry, index) => entry === other[index] || sameFields(entry.fields, other[index]?.fields))
  );
}

function sameFields(one: Fields, other: Fields | undefined): boolean {
  if (one === other) return true;
  if (one.size !== other?.size) return false;
  for (const [key, { value }] of one) {
    const there = other.get(key)?.value;
    if (there === undefined || (there !== value && spelled(value) !== spelled(there))) return false;
  }
  return true;
}

function holds(node: YamlNode | undefined, value: NewValue): boolean {
  if (node?.kind !== 'scalar') return false;
  const read = node.value;
  if (value === null) return read.type === 'none';
  if (typeof value === 'string') return read.type === 'str' && read.value === value;
  if (typeof value === 'boolean') return read.type === 'bool' && read.value === value;
  return (read.type === 'int' && read.text === String(value)) || (read.type === 'float' && read.value === value);
}

/** A node's data as text, whatever its style. */
function spelled(node: YamlNode): string {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    case 'sequence':
      return `[${node.items.map(spelled).join()}]`;
    case 'mapping':
      return `{${node.pairs.map(({ key, value }) => `${spelled(key)}:${spelled(value)}`).join()}}`;
  }
}
