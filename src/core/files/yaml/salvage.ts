/** What can be read of broken YAML, by the `yaml` library's tolerant parser: the slow way, for text with errors. */
import type * as Yaml from 'yaml';
import type { ParsedNode, Scalar } from 'yaml';
import { partAtOnce } from '../../ground/parts';
import type { Anchor } from '../text';
import type { YamlNode, YamlPair, YamlScalar } from '../yaml-node';
import { tooDeep } from './build';
import { scalarValue } from './scalars';
import type { YamlSource } from './source';
import { YAML_DEPTH } from './limits';

interface Salvage {
  readonly documents: readonly (YamlNode | undefined)[];
  /** What is wrong, and where. */
  readonly faults: readonly { readonly at: Anchor; readonly reason: string }[];
}

let loaded: typeof Yaml | undefined;

/** The library takes longer to load than most files take to read, and most files are never broken. */
function yaml(): typeof Yaml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first needed, and at once
  return (loaded ??= partAtOnce(() => require('yaml') as typeof Yaml));
}

/** So much may be open to the library's parser: the document and a scalar stand on its stack as well. */
const DEEPEST = YAML_DEPTH + 2;

/** Longer texts, in UTF-16 units, are not salvaged: the library reads 2 to 3 MB a second, and far fewer of errors. */
const LONGEST = 256 * 1024;

/** What stands loose beside the documents, beyond so many times, is passed over: each is an error of its own. */
const MOST_LOOSE = 100;

/** Everything that could be read of a text, and where it is broken. */
export function salvage(source: YamlSource): Salvage {
  const documents: (YamlNode | undefined)[] = [];
  const faults: { at: Anchor; reason: string }[] = [];
  if (source.text.length > LONGEST) return { documents, faults };
  try {
    for (const { contents, errors } of parsed(source, faults)) {
      documents.push(convert(contents, source));
      for (const { pos, message: reason } of errors) faults.push({ at: placeOf(source, pos), reason });
    }
  } catch {
    // A defect of the library: what it made until then counts, and the fault is reported all the same.
  }
  return { documents, faults };
}

/**
 * The documents, in the order of the text. The library's parser keeps a stack of what is open, its composer recurses: a
 * document that nests too deep is not handed from the one to the other, and neither is what follows.
 */
function* parsed(source: YamlSource, faults: { at: Anchor; reason: string }[]): Generator<Yaml.Document.Parsed> {
  const { Lexer, Parser, Composer } = yaml();
  const parser = new Parser();
  const composer = new Composer({ prettyErrors: false, strict: false, uniqueKeys: false, version: '1.1' });
  let loose = 0;
  function* composed(tokens: Iterable<Yaml.CST.Token>): Generator<Yaml.Document.Parsed> {
    for (const token of tokens) if (token.type !== 'error' || ++loose <= MOST_LOOSE) yield* composer.next(token);
  }
  for (const lexeme of new Lexer().lex(source.text)) {
    yield* composed(parser.next(lexeme));
    if (parser.stack.length <= DEEPEST) continue;
    const { offset } = parser;
    faults.push({ at: placeOf(source, [offset, offset]), reason: tooDeep() });
    yield* composer.end();
    return;
  }
  yield* composed(parser.end());
  yield* composer.end();
}

function placeOf(source: YamlSource, [start, end]: readonly [number, number]): Anchor {
  return source.anchor(start, Math.max(start + 1, end));
}

function convert(node: ParsedNode | null, source: YamlSource): YamlNode | undefined {
  if (node === null || yaml().isAlias(node)) return undefined;
  const [start, valueEnd] = node.range;
  const place = source.anchor(start, valueEnd);
  if (yaml().isMap(node)) {
    const pairs = node.items.flatMap((pair): YamlPair[] => {
      const key = convert(pair.key, source);
      if (key === undefined) return [];
      const value = convert(pair.value, source) ?? empty(key);
      return [{ key, value }];
    });
    return { kind: 'mapping', style: node.flow === true ? 'flow' : 'block', pairs, ownPairs: pairs, node: place };
  }
  if (yaml().isSeq(node)) {
    const items = node.items.flatMap((item) => convert(item, source) ?? []);
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
