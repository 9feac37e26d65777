/** What Python's `json.dumps(value, ensure_ascii=False)` makes of values that were read from YAML and from JSON, to the letter. */
import type { JsonNode } from './context/model';
import { pythonFloat, pythonJsonString, pythonStr } from './python';
import type { YamlNode } from './yaml-node';

/** YAML as one line of JSON. Dates become their `str()`: Python's own `json` gives up on them. */
function dumpYaml(node: YamlNode): string {
  switch (node.kind) {
    case 'mapping': {
      // Of two pairs with one key the last value counts, at the place of the first.
      const members = new Map(node.pairs.map(({ key, value }) => [keyText(key), value]));
      return dumpMembers([...members]);
    }
    case 'sequence':
      return `[${node.items.map(dumpYaml).join(', ')}]`;
    case 'scalar': {
      const { value } = node;
      switch (value.type) {
        case 'none':
          return 'null';
        case 'bool':
          return String(value.value);
        case 'int':
          return value.text;
        case 'float':
          return dumpFloat(value.value);
        case 'str':
          return pythonJsonString(value.value);
        case 'date':
        case 'datetime':
          return pythonJsonString(value.text);
      }
    }
  }
}

/** Members of an object as one line of JSON. */
export function dumpMembers(members: readonly (readonly [string, YamlNode])[]): string {
  return `{${members.map(([key, value]) => `${pythonJsonString(key)}: ${dumpYaml(value)}`).join(', ')}}`;
}

function keyText(key: YamlNode): string {
  if (key.kind !== 'scalar') return dumpYaml(key);
  const { value } = key;
  if (value.type === 'none') return 'null';
  return value.type === 'bool' ? String(value.value) : pythonStr(value);
}

/** JSON as `json.dumps(json.loads(text), ensure_ascii=False, indent=2)` writes it again: numbers are spelled anew. */
export function dumpJson(node: JsonNode, margin = ''): string {
  const inner = `${margin}  `;
  const lines = (open: string, parts: readonly string[], close: string): string =>
    parts.length === 0 ? open + close : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
  switch (node.kind) {
    case 'object': {
      const parts = [...node.members].map(
        ([name, { value }]) => `${pythonJsonString(name)}: ${dumpJson(value, inner)}`,
      );
      return lines('{', parts, '}');
    }
    case 'array':
      return lines(
        '[',
        node.items.map((item) => dumpJson(item, inner)),
        ']',
      );
    case 'string':
      return pythonJsonString(node.value);
    case 'number':
      return dumpNumber(node.text);
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'null';
  }
}

function dumpNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return text === '-0' ? '0' : text;
  return /^-?[NI]/.test(text) ? text : dumpFloat(Number(text));
}

function dumpFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? pythonFloat(value) : value > 0 ? 'Infinity' : '-Infinity';
}
