/** YAML text to trees of nodes with places, by js-yaml's event parser: the fast way, for text without errors. */
import {
  type Event,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  COLLECTION_STYLE,
  YAMLException,
} from 'js-yaml';
import { t } from '@vscode/l10n';
import { anchor, type Anchor, type Chunk, lastNotGreater } from '../text';
import { type YamlNode, type YamlPair, type YamlScalar, type YamlSequence } from '../yaml-node';
import { type PythonScalar } from '../python';
import { EXPANSION_LIMIT, YAML_DEPTH } from './limits';
import { resolvePlain } from './scalars';

/**
 * An alias whose anchor is not in the same text; the node it stands for is asked of the caller, who may answer that
 * aliases stand for too much already.
 */
export type AnchorLookup = (name: string) => YamlNode | 'too-much' | undefined;

/** An alias that is not read: it has no anchor, or what all aliases stand for would have no end. */
export interface UnreadAlias {
  readonly at: Anchor;
  readonly name: string;
  readonly why: 'no-anchor' | 'too-much';
}

export interface YamlTrees {
  /** One a document; undefined for an empty one. */
  readonly documents: readonly (YamlNode | undefined)[];
  /** The anchors of the last document. */
  readonly anchors: ReadonlyMap<string, YamlNode>;
  /** Aliases whose values read as nothing. */
  readonly unread: readonly UnreadAlias[];
  /** How much text aliases brought in, in UTF-16 units. */
  readonly expanded: number;
  /** Tags that Python's safe loader does not know, with their places in the parsed text. */
  readonly unknownTags: readonly { readonly at: Anchor; readonly tag: string }[];
}

/** Where and why a text is no YAML. `offset` is in UTF-16 units of the parsed text. */
export interface YamlFault {
  readonly offset: number;
  readonly reason: string;
}

/**
 * What is parsed, and where it comes from: one chunk, or several that are read as one text though other chunks stand
 * between them (what surrounds a list whose items are parsed on their own).
 */
export class YamlSource {
  readonly text: string;
  readonly #chunks: readonly Chunk[];
  readonly #starts: readonly number[];

  /** `prepared` may replace the chunks' text by one of the same length, with conflict markers blanked out, say. */
  constructor(chunks: readonly Chunk[], prepared?: string) {
    this.#chunks = chunks;
    let at = 0;
    this.#starts = chunks.map(({ text }) => (at += text.length) - text.length);
    this.text = prepared ?? chunks.map(({ text }) => text).join('');
  }

  /** The place of a stretch of the text; one that reaches into the next chunk ends with its own. */
  anchor(start: number, end: number): Anchor {
    const index = lastNotGreater(this.#starts, start);
    const chunk = this.#chunks[index] ?? { text: '' };
    const shift = this.#starts[index] ?? 0;
    return anchor(chunk, start - shift, Math.min(end - shift, chunk.text.length));
  }
}

/** Parses a text of one or more documents, or says where it breaks. */
export function buildTrees(source: YamlSource, lookup: AnchorLookup): YamlTrees | YamlFault {
  try {
    return new Builder(source, lookup).build(parseEvents(source.text, { maxDepth: YAML_DEPTH + 1 }));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    if (!error.reason.startsWith('nesting exceeded')) return { offset, reason: error.reason };
    return { offset, reason: tooDeep() };
  }
}

/** What is said of a place that is nested too deep. */
export function tooDeep(): string {
  return t('nested deeper than {0} levels', YAML_DEPTH);
}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

const STYLES = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
} as const satisfies Record<number, YamlScalar['style']>;

/** Tags that PyYAML's safe loader constructs; of these only the scalar ones change what a CMOS file says. */
const KNOWN_TAGS =
  /^(?:!!(?:str|int|float|bool|null|timestamp|seq|map|set|omap|pairs|binary|merge)|!|!<tag:yaml\.org,2002:\w+>)$/;

/** What an anchored node comes to with its own aliases written out: so much text, and so many levels. */
interface Weight {
  readonly length: number;
  readonly depth: number;
}

const weights = new WeakMap<YamlNode, Weight>();

class Builder {
  readonly #source: YamlSource;
  readonly #lookup: AnchorLookup;
  #anchors = new Map<string, YamlNode>();
  readonly #unread: UnreadAlias[] = [];
  readonly #unknownTags: { at: Anchor; tag: string }[] = [];
  #events: readonly Event[] = [];
  #at = 0;
  /** The offset after what was read last. */
  #end = 0;
  /** How many levels are open, and how many what was read last has. */
  #level = 0;
  #depth = 0;
  #expanded = 0;

  constructor(source: YamlSource, lookup: AnchorLookup) {
    this.#source = source;
    this.#lookup = lookup;
  }

  build(events: readonly Event[]): YamlTrees {
    this.#events = events;
    const documents: (YamlNode | undefined)[] = [];
    while (this.#at < events.length) {
      this.#at++;
      this.#anchors = new Map();
      documents.push(this.#peek() === EVENT_ID.POP ? undefined : this.#node());
      while (this.#at < events.length && this.#peek() !== EVENT_ID.DOCUMENT) this.#at++;
    }
    const [unread, expanded, unknownTags] = [this.#unread, this.#expanded, this.#unknownTags];
    return { documents, anchors: this.#anchors, unread, expanded, unknownTags };
  }

  #peek(): number | undefined {
    return this.#events[this.#at]?.type;
  }

  /** Depth is bounded by the parser. */
  #node(): YamlNode {
    const event = this.#events[this.#at++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        this.#depth = 0;
        return this.#named(event, this.#scalar(event), 0);
      case EVENT_ID.MAPPING:
        return this.#mapping(event);
      case EVENT_ID.SEQUENCE:
        return this.#sequence(event);
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      default:
        return this.#nothing(this.#end);
    }
  }

  #mapping(event: Extract<Event, { type: typeof EVENT_ID.MAPPING }>): YamlNode {
    const pairs: YamlPair[] = [];
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const expanded = this.#expanded;
    this.#end = flow ? event.start + 1 : event.start;
    this.#tag(event.tagStart, event.tagEnd);
    this.#inside(() => {
      const key = this.#node();
      const depth = this.#depth;
      const value = this.#node();
      this.#depth = Math.max(depth, this.#depth);
      pairs.push({ key, value });
    });
    this.#close(flow ? '}' : undefined);
    const node = this.#anchor(event.start, this.#end);
    const style = flow ? 'flow' : 'block';
    return this.#named(event, { kind: 'mapping', style, pairs: merged(pairs), node }, this.#expanded - expanded);
  }

  /** Reads what is in a collection, item by item, to its end. */
  #inside(read: () => void): void {
    let deepest = 0;
    this.#level++;
    while (this.#peek() !== EVENT_ID.POP && this.#at < this.#events.length) {
      read();
      deepest = Math.max(deepest, this.#depth);
    }
    this.#at++;
    this.#level--;
    this.#depth = deepest + 1;
  }

  #sequence(event: Extract<Event, { type: typeof EVENT_ID.SEQUENCE }>): YamlNode {
    const items: YamlNode[] = [];
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const expanded = this.#expanded;
    this.#end = flow ? event.start + 1 : event.start;
    this.#tag(event.tagStart, event.tagEnd);
    this.#inside(() => void items.push(this.#node()));
    this.#close(flow ? ']' : undefined);
    const node = this.#anchor(event.start, this.#end);
    const style = flow ? 'flow' : 'block';
    return this.#named(event, { kind: 'sequence', style, items, node }, this.#expanded - expanded);
  }

  /** Moves past a flow collection's closing bracket, over blanks, commas and comments. */
  #close(bracket: string | undefined): void {
    if (bracket === undefined) return;
    const { text } = this.#source;
    let at = this.#end;
    while (at < text.length && text[at] !== bracket) {
      if (text[at] === '#') {
        const feed = text.indexOf('\n', at);
        at = feed < 0 ? text.length : feed;
      }
      at++;
    }
    this.#end = Math.min(at + 1, text.length);
  }

  #scalar(event: ScalarEvent): YamlScalar {
    const { text } = this.#source;
    const { valueStart, valueEnd } = event;
    this.#tag(event.tagStart, event.tagEnd);
    if (valueStart < 0) return this.#nothing(Math.max(this.#end, event.tagEnd, event.anchorEnd));
    const style = STYLES[event.style];
    const raw = event.fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event);
    const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
    const value = scalarValue(raw, style, tag);
    const quoted = style === 'single' || style === 'double';
    let start = quoted ? valueStart - 1 : valueStart;
    if (style === 'literal' || style === 'folded')
      start = text.lastIndexOf(style === 'literal' ? '|' : '>', valueStart - 1);
    this.#end = quoted ? valueEnd + 1 : valueEnd;
    return {
      kind: 'scalar',
      value,
      style,
      node: this.#anchor(start, this.#end),
      at: this.#anchor(valueStart, valueEnd),
    };
  }

  #nothing(at: number): YamlScalar {
    const place = this.#anchor(at, at);
    return { kind: 'scalar', value: { type: 'none' }, style: 'plain', node: place, at: place };
  }

  #alias(start: number, end: number): YamlNode {
    const name = this.#source.text.slice(start, end);
    this.#end = end;
    const alias = this.#anchor(start - 1, end);
    const target = this.#anchors.get(name) ?? this.#lookup(name);
    this.#depth = 0;
    if (typeof target === 'object') {
      // A few letters may stand for gigabytes, or for endless nesting: aliases of lists of aliases of lists.
      const { length = 0, depth = 0 } = weights.get(target) ?? {};
      if (this.#expanded + length <= EXPANSION_LIMIT && this.#level + depth <= YAML_DEPTH) {
        this.#expanded += length;
        this.#depth = depth;
        return { ...target, alias };
      }
    }
    this.#unread.push({ at: alias, name, why: target === undefined ? 'no-anchor' : 'too-much' });
    return { ...this.#nothing(end), node: alias, at: alias };
  }

  #tag(start: number, end: number): void {
    if (start < 0) return;
    const tag = this.#source.text.slice(start, end);
    if (!KNOWN_TAGS.test(tag)) this.#unknownTags.push({ at: this.#anchor(start, end), tag });
  }

  /** The node that was just read, kept by its anchor's name; `expanded` is what aliases in it brought in. */
  #named<Node extends YamlNode>(
    event: { readonly anchorStart: number; readonly anchorEnd: number },
    node: Node,
    expanded: number,
  ): Node {
    const { anchorStart, anchorEnd } = event;
    if (anchorStart < 0) return node;
    this.#anchors.set(this.#source.text.slice(anchorStart, anchorEnd), node);
    weights.set(node, { length: this.#end - anchorStart + expanded, depth: this.#depth });
    return node;
  }

  #anchor(start: number, end: number): Anchor {
    return this.#source.anchor(start, end);
  }
}

/** A scalar's value: quoted and block ones are strings, a plain one means what YAML 1.1 says, a tag overrules both. */
export function scalarValue(raw: string, style: YamlScalar['style'], tag: string): PythonScalar {
  if (tag === '!!str' || tag === '!') return { type: 'str', value: raw };
  return style === 'plain' || tag !== '' ? resolvePlain(raw) : { type: 'str', value: raw };
}

/** `<<: *other` brings in the other mapping's pairs, before and so beneath the mapping's own, as Python's loader does. */
function merged(pairs: readonly YamlPair[]): readonly YamlPair[] {
  if (!pairs.some(isMerge)) return pairs;
  const brought = pairs.filter(isMerge).flatMap(({ value }): readonly YamlPair[] => {
    if (value.kind === 'mapping') return value.pairs;
    if (value.kind !== 'sequence') return [];
    return value.items
      .toReversed()
      .flatMap((item: YamlSequence['items'][number]) => (item.kind === 'mapping' ? item.pairs : []));
  });
  return [...brought, ...pairs.filter((pair) => !isMerge(pair))];
}

function isMerge({ key }: YamlPair): boolean {
  return key.kind === 'scalar' && key.style === 'plain' && key.value.type === 'str' && key.value.value === '<<';
}
