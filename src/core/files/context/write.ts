/** Minimal edits of JSON: only the bytes of the value that changes; indentation, escapes and number spellings stay. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../ground/errors';
import { lineEndOf } from '../lines';
import { type PlainJson, pythonJson, type PythonJsonOptions } from '../python';
import type { TextEdit } from '../text';
import { equalValues } from './equal';
import type { ContextDocument, JsonNode, JsonPath } from './model';
import { editContext, formatPath, nodeAt } from './parse';
import { readJson } from './reader';

/**
 * The edits that set the value at a path. Objects that are missing on the way are made; a member that is missing is put
 * after the last one. Rejected with `edit/unsafe` where the way leads through something that is no object or list.
 */
export function setJson(document: ContextDocument, path: JsonPath, value: PlainJson): readonly TextEdit[] {
  const style = styleOf(document);
  const known = nodeAt(document, path);
  if (known !== undefined) {
    // The very spelling stays where the value is the same: 1.0 and 1e0 are one number.
    const wanted = pythonJson(value, style, marginOf(document, known));
    return verified(document, path, value, [{ ...spanOf(document, known), newText: wanted }]);
  }
  for (let length = path.length - 1; length >= 0; length--) {
    const parent = nodeAt(document, path.slice(0, length));
    if (parent === undefined) continue;
    const step = path[length];
    if (parent.kind === 'object' && typeof step === 'string')
      return verified(document, path, value, [
        memberEdit(document, parent, step, nested(path.slice(length + 1), value), style),
      ]);
    if (parent.kind === 'array' && step === parent.items.length)
      return verified(document, path, value, [
        itemEdit(document, parent, nested(path.slice(length + 1), value), style),
      ]);
    break;
  }
  throw unsafeEdit(path);
}

/** The edits that add a value at the end of the list at a path; the list is made where there is none. */
export function appendJson(document: ContextDocument, path: JsonPath, value: PlainJson): readonly TextEdit[] {
  const list = nodeAt(document, path);
  if (list === undefined) return setJson(document, path, [value]);
  if (list.kind !== 'array') throw unsafeEdit(path);
  return setJson(document, [...path, list.items.length], value);
}

/** The edits that put a value into the list at a path, before the element of an index or at the end. */
export function insertJson(
  document: ContextDocument,
  path: JsonPath,
  index: number,
  value: PlainJson,
): readonly TextEdit[] {
  const list = nodeAt(document, path);
  const own = [...path, index];
  if (list?.kind !== 'array') throw unsafeEdit(own);
  const siblings = spansIn(document, list);
  const [before, after] = [siblings[index - 1], siblings[index]];
  if (after === undefined) return setJson(document, own, value);
  // What stands between the neighbours, or before the first, stands behind the new one.
  const { start } = spanOf(document, list);
  const gap = document.text.text.slice(before?.end ?? start + 1, after.start);
  const separator = before === undefined ? `,${gap === '' ? ' ' : gap}` : gap;
  const line = gap.lastIndexOf('\n');
  const margin = line < 0 ? marginOf(document, list) : gap.slice(line + 1);
  const newText = pythonJson(value, styleOf(document), margin) + separator;
  return verified(document, own, value, [{ start: after.start, end: after.start, newText }], 'inserted');
}

/** The edits that take a member or an element away, with its comma. */
export function removeJson(document: ContextDocument, path: JsonPath): readonly TextEdit[] {
  const parent = nodeAt(document, path.slice(0, -1));
  const step = path.at(-1);
  const siblings = spansIn(document, parent);
  const index =
    parent?.kind === 'array' && typeof step === 'number'
      ? step
      : parent?.kind === 'object' && typeof step === 'string'
        ? [...parent.members.keys()].indexOf(step)
        : -1;
  const own = siblings[index];
  if (parent === undefined || own === undefined) throw unsafeEdit(path);
  const before = siblings[index - 1];
  const after = siblings[index + 1];
  const { start, end } = spanOf(document, parent);
  const edit =
    siblings.length === 1
      ? { start: start + 1, end: end - 1, newText: '' }
      : after === undefined
        ? { start: before?.end ?? own.start, end: own.end, newText: '' }
        : { start: own.start, end: after.start, newText: '' };
  return verified(document, path, undefined, [edit]);
}

interface Style extends PythonJsonOptions {
  readonly lineEnd: string;
}

/** How the file is written: its indentation, its line ends, and whether it keeps to ASCII. */
function styleOf({ text: { text } }: ContextDocument): Style {
  const lineEnd = lineEndOf(text);
  const indent = /[{[]\r?\n([ \t]+)\S/.exec(text)?.[1];
  // A file on one line stays on one line; a file of nothing but brackets becomes one of lines.
  const empty = /^\s*[{[]\s*[}\]]\s*$/.test(text);
  const ascii = !/[\u0080-\uffff]/.test(text) && /\\u[0-9a-fA-F]{4}/.test(text);
  const used = indent ?? (empty ? '  ' : undefined);
  return { lineEnd, ascii, ...(used === undefined ? {} : { indent: used }) };
}

/** The margin of the line that a node begins on. */
function marginOf(document: ContextDocument, node: JsonNode): string {
  const { text } = document.text;
  const { start } = spanOf(document, node);
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, start))?.[0] ?? '';
}

function nested(path: JsonPath, value: PlainJson): PlainJson {
  return path.reduceRight<PlainJson>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);
}

function memberEdit(
  document: ContextDocument,
  parent: Extract<JsonNode, { kind: 'object' }>,
  name: string,
  value: PlainJson,
  style: Style,
): TextEdit {
  const key = pythonJson(name, style);
  return insertion(document, parent, (margin) => `${key}: ${pythonJson(value, style, margin)}`, style);
}

function itemEdit(
  document: ContextDocument,
  parent: Extract<JsonNode, { kind: 'array' }>,
  value: PlainJson,
  style: Style,
): TextEdit {
  return insertion(document, parent, (margin) => pythonJson(value, style, margin), style);
}

/** Something put last into an object or list, in the way its neighbours are. */
function insertion(
  document: ContextDocument,
  parent: JsonNode,
  write: (margin: string) => string,
  style: Style,
): TextEdit {
  const { text } = document.text;
  const siblings = spansIn(document, parent);
  const last = siblings.at(-1);
  const own = spanOf(document, parent);
  const margin = marginOf(document, parent);
  if (last === undefined) {
    if (style.indent === undefined) return { start: own.start + 1, end: own.end - 1, newText: write(margin) };
    const inner = margin + style.indent;
    const newText = `${style.lineEnd}${inner}${write(inner)}${style.lineEnd}${margin}`;
    return { start: own.start + 1, end: own.end - 1, newText };
  }
  // What stands between the last two, or before the only one, stands before the new one.
  const before = siblings.at(-2);
  const gap = text.slice(before?.end ?? own.start + 1, last.start);
  const separator = before === undefined ? `,${gap === '' ? ' ' : gap}` : gap;
  const line = separator.lastIndexOf('\n');
  const inner = line < 0 ? margin : separator.slice(line + 1);
  return { start: last.end, end: last.end, newText: separator + write(inner) };
}

/** The spans of an object's members (key and value) or a list's elements, in text order. */
function spansIn(document: ContextDocument, node: JsonNode | undefined): readonly { start: number; end: number }[] {
  if (node?.kind === 'array') return node.items.map((item) => spanOf(document, item));
  if (node?.kind !== 'object') return [];
  return [...node.members.values()].map(({ key, value }) => ({
    start: document.text.spanOf(key)?.start ?? 0,
    end: spanOf(document, value).end,
  }));
}

function spanOf(document: ContextDocument, node: JsonNode): { start: number; end: number } {
  return document.text.spanOf(node.at) ?? { start: 0, end: 0 };
}

/** The edits, if what they lead to is what was meant and nothing else; else a typed error. */
function verified(
  document: ContextDocument,
  path: JsonPath,
  value: PlainJson | undefined,
  edits: readonly TextEdit[],
  how?: 'inserted',
): readonly TextEdit[] {
  const after = editContext(document, edits);
  const found = nodeAt(after, path);
  const good =
    !document.problems.some(({ kind }) => kind === 'syntax' || kind === 'merge-marker') &&
    after.problems.length <= document.problems.length &&
    document.root !== undefined &&
    after.root !== undefined &&
    (value === undefined
      ? document.root.kind === 'array' || found === undefined || typeof path.at(-1) === 'number'
      : found !== undefined && hasValue(found, value)) &&
    sameBesides(document.root, after.root, path, how === 'inserted');
  if (!good) throw unsafeEdit(path);
  return edits;
}

function hasValue(node: JsonNode, value: PlainJson): boolean {
  const { root } = readJson({ text: pythonJson(value) });
  return root !== undefined && equalValues(node, root);
}

/** Whether two values are the same everywhere but on the path; an element that is `inserted` there moves those behind it. */
function sameBesides(one: JsonNode, other: JsonNode, path: JsonPath, inserted = false): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  if (one.kind === 'object' && other.kind === 'object' && typeof step === 'string') {
    for (const name of new Set([...one.members.keys(), ...other.members.keys()])) {
      const [a, b] = [one.members.get(name)?.value, other.members.get(name)?.value];
      if (name === step ? a !== undefined && b !== undefined && !sameBesides(a, b, rest, inserted) : !sameNode(a, b))
        return false;
    }
    return true;
  }
  if (one.kind === 'array' && other.kind === 'array' && typeof step === 'number') {
    const removed = other.items.length < one.items.length;
    if (inserted && rest.length === 0)
      return one.items.every((item, index) => sameNode(item, other.items[index < step ? index : index + 1]));
    return one.items.every((item, index) => {
      if (index === step) return removed || sameBesides(item, other.items[index] ?? item, rest, inserted);
      return sameNode(item, other.items[removed && index > step ? index - 1 : index]);
    });
  }
  return false;
}

function sameNode(a: JsonNode | undefined, b: JsonNode | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalValues(a, b);
}

function unsafeEdit(path: JsonPath): CmosError {
  return new CmosError('edit/unsafe', t('{0} cannot be changed without touching anything else.', formatPath(path)), {
    advice: t('Mend what is wrong with the file first; its findings name the places.'),
  });
}
