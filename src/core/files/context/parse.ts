/** Reads a context file, reads it again as its text changes, and finds the way in it. */
import { utf8Length } from '../../ground/utf8';
import { t } from '@vscode/l10n';
import { applyEdits } from '../edits';
import { type Chunk, ChunkedText, type TextEdit } from '../text';
import type { ContextDocument, JsonNode, JsonPath } from './model';
import { readJson } from './reader';

/** A context from its file's text, byte-order mark included where the file has one. Never throws. */
export function parseContext(text: string): ContextDocument {
  const chunk: Chunk = { text };
  const { root, problems } = readJson(chunk);
  const detail = t('A context must be a JSON object.');
  return {
    text: new ChunkedText([chunk], text),
    root,
    problems:
      root === undefined || root.kind === 'object'
        ? problems
        : [...problems, { kind: 'not-an-object', at: root.at, detail }],
    bytes: utf8Length(text),
  };
}

/** The context after edits of its text; the same object where the edits change nothing. */
export function editContext(document: ContextDocument, edits: readonly TextEdit[]): ContextDocument {
  return updateContext(document, applyEdits(document.text.text, edits));
}

/** The context for a text that replaces its own; the same object where the text is the same. */
export function updateContext(document: ContextDocument, newText: string): ContextDocument {
  return document.text.text === newText ? document : parseContext(newText);
}

/** The value at a path, or undefined where the document has none. */
export function nodeAt({ root }: ContextDocument, path: JsonPath): JsonNode | undefined {
  let node = root;
  for (const step of path) {
    if (node?.kind === 'object' && typeof step === 'string') node = node.members.get(step)?.value;
    else if (node?.kind === 'array' && typeof step === 'number') node = node.items[step];
    else return undefined;
  }
  return node;
}

/** A path for people: `$.working_memory.domains["a b"].critical_facts[3]`. */
export function formatPath(path: JsonPath): string {
  const step = (each: string | number): string => {
    if (typeof each === 'number') return `[${each}]`;
    return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(each) ? `.${each}` : `[${JSON.stringify(each)}]`;
  };
  return `$${path.map(step).join('')}`;
}

/** A node as a JavaScript value; numbers lose what a double cannot hold. */
export function jsonValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      // Not by assignment: `__proto__` is a name like any other here.
      return Object.fromEntries([...node.members].map(([name, { value }]) => [name, jsonValue(value)]));
    case 'array':
      return node.items.map(jsonValue);
    case 'number':
      return Number(node.text);
    case 'string':
    case 'boolean':
      return node.value;
    case 'null':
      return null;
  }
}
