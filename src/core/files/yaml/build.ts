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
import { anchor, type Anchor, type Chunk, lastNotGreater } from '../text';
import { type YamlNode, type YamlPair, type YamlScalar, type YamlSequence } from '../yaml-node';
import { type PythonScalar } from '../python';
import { resolvePlain } from './scalars';

/** An alias whose anchor is not in the same text; the node it stands for is asked of the caller. */
export type AnchorLookup = (name: string) => YamlNode | undefined;

export interface YamlTrees {
  /** One a document; undefined for an empty one. */
  readonly documents: readonly (YamlNode | undefined)[];
  /** The anchors of the last document. */
  readonly anchors: ReadonlyMap<string, YamlNode>;
  /** Names of aliases that no anchor was found for. Their values read as nothing. */
  readonly unresolved: readonly string[];
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
    return new Builder(source, lookup).build(parseEvents(source.text, { maxDepth: 200 }));
  } catch (error) {
    if (error instanceof YAMLException) {
      return { offset: error.mark?.position ?? 0, reason: error.reason };
    }
    if (error instanceof RangeError) return { offset: 0, reason: 'nested too deeply' };
    throw error;
  }
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

class Builder {
  readonly #source: YamlSource;
  readonly #lookup: AnchorLookup;
  #anchors = new Map<string, YamlNode>();
  readonly #unresolved: string[] = [];
  readonly #unknownTags: { at: Anchor; tag: string }[] = [];
  #events: readonly Event[] = [];
  #at = 0;
  /** The offset after what was read last. */
  #end = 0;

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
    return { documents, anchors: this.#anchors, unresolved: this.#unresolved, unknownTags: this.#unknownTags };
  }

  #peek(): number | undefined {
    return this.#events[this.#at]?.type;
  }

  /** Depth is bounded by the parser. */
  #node(): YamlNode {
    const event = this.#events[this.#at++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#named(event, this.#scalar(event));
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
    this.#end = flow ? event.start + 1 : event.start;
    this.#tag(event.tagStart, event.tagEnd);
    while (this.#peek() !== EVENT_ID.POP && this.#at < this.#events.length) {
      const key = this.#node();
      const value = this.#node();
      pairs.push({ key, value });
    }
    this.#at++;
    this.#close(flow ? '}' : undefined);
    const node = this.#anchor(event.start, this.#end);
    return this.#named(event, { kind: 'mapping', style: flow ? 'flow' : 'block', pairs: merged(pairs), node });
  }

  #sequence(event: Extract<Event, { type: typeof EVENT_ID.SEQUENCE }>): YamlNode {
    const items: YamlNode[] = [];
    const flow = event.style === COLLECTION_STYLE.FLOW;
    this.#end = flow ? event.start + 1 : event.start;
    this.#tag(event.tagStart, event.tagEnd);
    while (this.#peek() !== EVENT_ID.POP && this.#at < this.#events.length) items.push(this.#node());
    this.#at++;
    this.#close(flow ? ']' : undefined);
    return this.#named(event, {
      kind: 'sequence',
      style: flow ? 'flow' : 'block',
      items,
      node: this.#anchor(event.start, this.#end),
    });
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
    if (target !== undefined) return { ...target, alias };
    this.#unresolved.push(name);
    return { ...this.#nothing(end), node: alias, at: alias };
  }

  #tag(start: number, end: number): void {
    if (start < 0) return;
    const tag = this.#source.text.slice(start, end);
    if (!KNOWN_TAGS.test(tag)) this.#unknownTags.push({ at: this.#anchor(start, end), tag });
  }

  #named<Node extends YamlNode>(event: { readonly anchorStart: number; readonly anchorEnd: number }, node: Node): Node {
    if (event.anchorStart >= 0) this.#anchors.set(this.#source.text.slice(event.anchorStart, event.anchorEnd), node);
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
