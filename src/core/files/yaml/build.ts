/** YAML text to trees of nodes with places, by js-yaml's event parser: the fast way, for text without errors. */
import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  type Event,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml';
import { t } from '@vscode/l10n';
import type { Anchor } from '../text';
import type { NodeProperties, YamlNode, YamlPair, YamlScalar, YamlSequence } from '../yaml-node';
import { EXPANSION_LIMIT, YAML_DEPTH } from './limits';
import { scalarValue } from './scalars';
import { pastBlanks, type YamlSource } from './source';

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

interface YamlTrees {
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
interface YamlFault {
  readonly offset: number;
  readonly reason: string;
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
type CollectionEvent = Extract<Event, { type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE }>;

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

  /** The next node; an empty one is where the last one ended, or behind the indicator that follows. Depth is bounded by the parser. */
  #node(indicator?: '-' | ':'): YamlNode {
    const event = this.#events[this.#at++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        this.#depth = 0;
        return this.#named(event, event.valueStart < 0 ? this.#empty(event, indicator) : this.#scalar(event), 0);
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

  #mapping(event: CollectionEvent): YamlNode {
    const pairs: YamlPair[] = [];
    const properties = this.#properties(event, event.start);
    const expanded = this.#expanded;
    const style = this.#collection(event, '{}', () => {
      const key = this.#node();
      const depth = this.#depth;
      const value = this.#node(':');
      this.#depth = Math.max(depth, this.#depth);
      pairs.push({ key, value });
    });
    const node = this.#anchor(event.start, this.#end);
    const mapping = { kind: 'mapping', style, pairs: merged(pairs), ownPairs: pairs, node, properties } as const;
    return this.#named(event, mapping, this.#expanded - expanded);
  }

  #sequence(event: CollectionEvent): YamlNode {
    const items: YamlNode[] = [];
    const properties = this.#properties(event, event.start);
    const expanded = this.#expanded;
    const style = this.#collection(event, '[]', () => {
      items.push(this.#node('-'));
    });
    const node = this.#anchor(event.start, this.#end);
    return this.#named(event, { kind: 'sequence', style, items, node, properties }, this.#expanded - expanded);
  }

  /** Reads what is in a collection, item by item, and the bracket that closes it. */
  #collection(event: CollectionEvent, brackets: '{}' | '[]', read: () => void): 'flow' | 'block' {
    const flow = event.style === COLLECTION_STYLE.FLOW;
    this.#end = flow ? event.start + 1 : event.start;
    let deepest = 0;
    this.#level++;
    while (this.#peek() !== EVENT_ID.POP && this.#at < this.#events.length) {
      read();
      deepest = Math.max(deepest, this.#depth);
    }
    this.#at++;
    this.#level--;
    this.#depth = deepest + 1;
    if (!flow) return 'block';
    const { text } = this.#source;
    // A pair alone in brackets is a mapping without braces.
    if (text[event.start] !== brackets[0]) return 'flow';
    let at = pastBlanks(text, this.#end);
    while (at < text.length && text[at] !== brackets[1]) at = pastBlanks(text, at + 1);
    this.#end = Math.min(at + 1, text.length);
    return 'flow';
  }

  #scalar(event: ScalarEvent): YamlScalar {
    const { text } = this.#source;
    const { valueStart, valueEnd } = event;
    const style = STYLES[event.style];
    const raw = event.fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event);
    const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
    let start = valueStart;
    let end = valueEnd;
    if (style === 'single' || style === 'double') {
      start--;
      end++;
    } else if (style !== 'plain') {
      start = text.lastIndexOf(style === 'literal' ? '|' : '>', valueStart - 1);
      if (event.chomping !== CHOMPING_MODE.KEEP) end = lastTextEnd(text, valueStart, valueEnd);
    }
    this.#end = end;
    return {
      kind: 'scalar',
      value: scalarValue(raw, style, tag),
      style,
      node: this.#anchor(start, end),
      at: this.#anchor(valueStart, valueEnd),
      properties: this.#properties(event, start),
    };
  }

  #empty(event: ScalarEvent, indicator: '-' | ':' | undefined): YamlScalar {
    const { text } = this.#source;
    const at = pastBlanks(text, this.#end);
    const from = indicator !== undefined && text[at] === indicator ? at + 1 : this.#end;
    const nothing = this.#nothing(Math.max(from, event.anchorEnd, event.tagEnd));
    return { ...nothing, properties: this.#properties(event, nothing.node.start) };
  }

  #nothing(at: number): YamlScalar {
    this.#end = at;
    const place = this.#anchor(at, at);
    return { kind: 'scalar', value: { type: 'none' }, style: 'plain', node: place, at: place, properties: undefined };
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
    return { ...this.#nothing(end), node: alias, at: alias, alias };
  }

  /** The anchor and tag of a node that begins behind them. */
  #properties(event: ScalarEvent | CollectionEvent, body: number): NodeProperties | undefined {
    const { anchorStart, anchorEnd, tagStart, tagEnd } = event;
    if (anchorStart < 0 && tagStart < 0) return undefined;
    const { text } = this.#source;
    const tag = text.slice(tagStart, tagEnd);
    if (tagStart >= 0 && !KNOWN_TAGS.test(tag)) this.#unknownTags.push({ at: this.#anchor(tagStart, tagEnd), tag });
    const start = Math.min(body, anchorStart < 0 ? body : anchorStart - 1, tagStart < 0 ? body : tagStart);
    const anchor = anchorStart < 0 ? undefined : text.slice(anchorStart, anchorEnd);
    return { at: this.#anchor(start, body), anchor, tagged: tagStart >= 0 };
  }

  /** The node that was just read, kept by its anchor's name; `expanded` is what aliases in it brought in. */
  #named<Node extends YamlNode>({ anchorStart }: ScalarEvent | CollectionEvent, node: Node, expanded: number): Node {
    const { properties } = node;
    if (properties?.anchor === undefined) return node;
    this.#anchors.set(properties.anchor, node);
    weights.set(node, { length: this.#end - anchorStart + expanded, depth: this.#depth });
    return node;
  }

  #anchor(start: number, end: number): Anchor {
    return this.#source.anchor(start, end);
  }
}

/** The end of the last line that is not blank, its line break included; blank lines behind it do not count. */
function lastTextEnd(text: string, start: number, end: number): number {
  // Mostly nothing is behind the last letter but its line feed.
  if (text.charCodeAt(end - 1) === 10 && text.charCodeAt(end - 2) > 32 && text.charCodeAt(end - 2) < 127) return end;
  const stop = start + text.slice(start, end).trimEnd().length;
  return stop + (/^[^\S\r\n]*(?:\r\n|[\r\n])/.exec(text.slice(stop, end))?.[0].length ?? end - stop);
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
