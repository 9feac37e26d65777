/** Values of fields as they are compared and written when two sides are merged. */
import type { BacklogField } from '../files/backlog/model';
import { scalarKey } from '../files/backlog/write/safety';
import { pythonStr } from '../files/python';
import { anchoredText } from '../files/text';
import type { NewValue } from '../files/yaml/quote';
import type { YamlNode } from '../files/yaml-node';

/** A field's value, independent of the text that it stands in. */
export interface Value {
  /** The same for the same data only, whatever its style. */
  readonly data: string;
  /** Where it is a value that can be written in any style. */
  readonly scalar: NewValue | undefined;
  /** As it is written, where that is on one line: for dates, lists and mappings. */
  readonly raw: string | undefined;
  /** For a person. */
  readonly text: string;
}

/** Aliases can make a short text stand for gigabytes; this many nodes are no field of a backlog. */
const MOST_NODES = 100_000;

/** The value of a field. Throws a `RangeError` where it is endless. */
export function valueOf({ value }: BacklogField): Value {
  const data = dataOf(value, { left: MOST_NODES });
  const written = anchoredText(value.alias ?? value.node).trim();
  return {
    data,
    scalar: value.kind === 'scalar' ? writable(value.value) : undefined,
    raw: written === '' || /[\r\n]/.test(written) ? undefined : written,
    text: value.kind === 'scalar' ? (value.value.type === 'none' ? '' : pythonStr(value.value)) : written,
  };
}

/** A value that is a text. */
export function textValue(text: string): Value {
  return { data: scalarKey({ type: 'str', value: text }), scalar: text, raw: undefined, text };
}

/** Whether a field has no value: it is not there, or null. */
export function hasNoValue(value: Value | undefined): boolean {
  return value === undefined || value.scalar === null;
}

export function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  return one?.data === other?.data;
}

function writable(value: Extract<YamlNode, { kind: 'scalar' }>['value']): NewValue | undefined {
  switch (value.type) {
    case 'none':
      return null;
    case 'int':
      return Number.isSafeInteger(Number(value.text)) ? Number(value.text) : undefined;
    case 'date':
    case 'datetime':
      return undefined;
    default:
      return value.value;
  }
}

function dataOf(node: YamlNode, budget: { left: number }): string {
  if (budget.left-- <= 0) throw new RangeError('endless value');
  switch (node.kind) {
    case 'scalar':
      return scalarKey(node.value);
    case 'sequence':
      return `[${node.items.map((item) => dataOf(item, budget)).join(',')}]`;
    case 'mapping':
      return `{${node.pairs.map(({ key, value }) => `${dataOf(key, budget)}:${dataOf(value, budget)}`).join(',')}}`;
  }
}
