/** Whether two JSON values are the same to Python: `==` on what `json.loads` makes of them. */
import type { JsonNode } from './model';

/**
 * Exactly Python's verdict on two whole documents. `1`, `1.0` and `true` are equal, integers count to the last digit,
 * everything else with a point or an exponent is a double. `NaN` equals nothing, but inside of lists and objects it
 * does equal itself: Python looks at identity first there, and its `json` knows only one `NaN`.
 */
export function equalDocuments(one: JsonNode, other: JsonNode): boolean {
  return equalValues(one, other) && numberKey(one) !== 'NaN';
}

/** Whether two values inside of documents are equal. */
export function equalValues(one: JsonNode, other: JsonNode): boolean {
  switch (one.kind) {
    case 'object':
      return other.kind === 'object' && sameMembers(one, other);
    case 'array':
      return (
        other.kind === 'array' &&
        one.items.length === other.items.length &&
        one.items.every((item, index) => {
          const twin = other.items[index];
          return twin !== undefined && equalValues(item, twin);
        })
      );
    case 'string':
      return other.kind === 'string' && one.value === other.value;
    case 'null':
      return other.kind === 'null';
    case 'number':
      if (other.kind === 'number' && one.text === other.text) return true;
      return numberKey(one) === numberKey(other);
    case 'boolean':
      return numberKey(one) === numberKey(other);
  }
}

type ObjectNode = Extract<JsonNode, { kind: 'object' }>;

function sameMembers(one: ObjectNode, other: ObjectNode): boolean {
  if (one.members.size !== other.members.size) return false;
  for (const [name, { value }] of one.members) {
    const twin = other.members.get(name);
    if (twin === undefined || !equalValues(value, twin.value)) return false;
  }
  return true;
}

/** A text that two values share just when they are equal (`equalValues`). */
export function valueKey(node: JsonNode): string {
  switch (node.kind) {
    case 'object': {
      const members = [...node.members].map(([name, { value }]) => `${JSON.stringify(name)}:${valueKey(value)}`);
      return `{${members.sort().join(',')}}`;
    }
    case 'array':
      return `[${node.items.map(valueKey).join(',')}]`;
    case 'string':
      return JSON.stringify(node.value);
    case 'null':
      return 'null';
    case 'number':
    case 'boolean':
      return numberKey(node) ?? '';
  }
}

/** A number's exact value as text; in Python `True` and `False` are the integers 1 and 0. Undefined for what is no number. */
function numberKey(node: JsonNode): string | undefined {
  if (node.kind === 'boolean') return node.value ? '1' : '0';
  if (node.kind !== 'number') return undefined;
  if (/^-?\d+$/.test(node.text)) return node.text === '-0' ? '0' : node.text;
  const value = Number(node.text);
  // A double without a fraction equals the integer that it is, to the last of its up to 309 digits.
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
