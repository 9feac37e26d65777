/** Comparing what a database column says with what a YAML or JSON value says. */
import { pythonStr, pythonTruth } from '../files/python';
import type { BacklogField } from '../files/backlog/model';
import type { YamlNode } from '../files/yaml-node';

/** A field's value as the reference compares it: `''` for nothing, `None`, `0`, `False` and empty collections (Python's `or ''`). */
export function referenceText(field: BacklogField | undefined): string {
  if (field === undefined) return '';
  const { value } = field;
  if (value.kind === 'scalar') return pythonTruth(value.value) ? pythonStr(value.value) : '';
  const empty = value.kind === 'mapping' ? value.pairs.length === 0 : value.items.length === 0;
  return empty ? '' : pythonRepr(value);
}

/** Whether the reference takes the two for equal: only a string can equal what the database holds. */
export function referenceEqual(database: string | null, field: BacklogField | undefined): boolean {
  const file = referenceText(field);
  if ((database ?? '') !== file) return false;
  if (file === '' || field === undefined) return true;
  return field.value.kind === 'scalar' && field.value.value.type === 'str';
}

/** What Python's `repr()` prints for a value that PyYAML loaded. */
export function pythonRepr(node: YamlNode): string {
  switch (node.kind) {
    case 'mapping':
      return `{${node.pairs.map(({ key, value }) => `${pythonRepr(key)}: ${pythonRepr(value)}`).join(', ')}}`;
    case 'sequence':
      return `[${node.items.map(pythonRepr).join(', ')}]`;
    case 'scalar':
      return node.value.type === 'str' ? quote(node.value.value) : pythonStr(node.value);
  }
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(mark, `\\${mark}`);
  return mark + body + mark;
}

/** A YAML value as JSON data, as Python would dump it; dates become their `str()`, numbers beyond 2^53 lose digits. */
export function plainYaml(node: YamlNode): unknown {
  switch (node.kind) {
    case 'mapping':
      return Object.fromEntries(node.pairs.map(({ key, value }) => [keyText(key), plainYaml(value)]));
    case 'sequence':
      return node.items.map(plainYaml);
    case 'scalar':
      return plainScalar(node);
  }
}

function keyText(key: YamlNode): string {
  return key.kind === 'scalar' ? pythonStr(key.value) : pythonRepr(key);
}

function plainScalar({ value }: Extract<YamlNode, { kind: 'scalar' }>): unknown {
  switch (value.type) {
    case 'none':
      return null;
    case 'int':
      return Number(value.text);
    case 'date':
    case 'datetime':
      return value.text;
    default:
      return value.value;
  }
}

/** Whether two JSON values are equal; the order of members does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at]))
    );
  }
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key)));
}
