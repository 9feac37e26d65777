/** What can be read of broken YAML, by the `yaml` library's tolerant parser: the slow way, for text with errors. */
import type * as Yaml from 'yaml';
import { type ParsedNode, type Scalar } from 'yaml';
import { type Anchor } from '../text';
import { type YamlNode, type YamlPair, type YamlScalar } from '../yaml-node';
import { scalarValue, type YamlSource } from './build';

export interface Salvage {
  readonly documents: readonly (YamlNode | undefined)[];
  /** What is wrong, and where. */
  readonly faults: readonly { readonly at: Anchor; readonly reason: string }[];
}

let loaded: typeof Yaml | undefined;

/** The library takes longer to load than most files take to read, and most files are never broken. */
function yaml(): typeof Yaml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first needed, and at once
  return (loaded ??= require('yaml') as typeof Yaml);
}

/** Deeper values are left out. */
const DEEPEST = 100;

/** Longer texts, in UTF-16 units, are not salvaged: the library reads 2 to 3 MB a second. */
const LONGEST = 1024 * 1024;

/** Everything that could be read of a text, and where it is broken. */
export function salvage(source: YamlSource): Salvage {
  if (source.text.length > LONGEST || nestsDeeper(source.text)) return { documents: [], faults: [] };
  try {
    const documents = yaml().parseAllDocuments(source.text, {
      logLevel: 'silent',
      strict: false,
      uniqueKeys: false,
      version: '1.1',
    });
    if (!Array.isArray(documents)) return { documents: [], faults: [] };
    return {
      documents: documents.map(({ contents }) => convert(contents, source, 0)),
      faults: documents.flatMap(({ errors }) =>
        errors.map(({ pos: [start, end], message }) => ({
          at: source.anchor(start, Math.max(start + 1, end)),
          reason: message.split(' at line ', 1)[0] ?? message,
        })),
      ),
    };
  } catch {
    // Nested too deep for it, or a defect of the library: then nothing is salvaged, and the fault is told all the same.
    return { documents: [], faults: [] };
  }
}

/** Whether brackets nest deeper than is read; the library takes seconds over thousands of them. */
function nestsDeeper(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5b || unit === 0x7b) depth++;
    else if (unit === 0x5d || unit === 0x7d) depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function convert(node: ParsedNode | null, source: YamlSource, depth: number): YamlNode | undefined {
  if (node === null || depth > DEEPEST || yaml().isAlias(node)) return undefined;
  const [start, valueEnd] = node.range;
  const place = source.anchor(start, valueEnd);
  if (yaml().isMap(node)) {
    const pairs = node.items.flatMap((pair): YamlPair[] => {
      const key = convert(pair.key, source, depth + 1);
      if (key === undefined) return [];
      const value = convert(pair.value, source, depth + 1) ?? empty(key);
      return [{ key, value }];
    });
    return { kind: 'mapping', style: node.flow === true ? 'flow' : 'block', pairs, node: place };
  }
  if (yaml().isSeq(node)) {
    const items = node.items.flatMap((item) => convert(item, source, depth + 1) ?? []);
    return { kind: 'sequence', style: node.flow === true ? 'flow' : 'block', items, node: place };
  }
  return yaml().isScalar(node) ? scalar(node, source, start, valueEnd) : undefined;
}

function scalar(node: Scalar, source: YamlSource, start: number, end: number): YamlScalar {
  const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
  const quoted = style === 'single' || style === 'double';
  const raw = style === 'plain' ? source.text.slice(start, end) : String(node.value);
  const inner = quoted ? 1 : 0;
  return {
    kind: 'scalar',
    value: scalarValue(raw, style, ''),
    style,
    node: source.anchor(start, end),
    at: source.anchor(start + inner, Math.max(start + inner, end - inner)),
  };
}

const STYLES: Readonly<Partial<Record<string, YamlScalar['style']>>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function empty(key: YamlNode): YamlScalar {
  const at = { ...key.node, start: key.node.end };
  return { kind: 'scalar', value: { type: 'none' }, style: 'plain', node: at, at };
}
