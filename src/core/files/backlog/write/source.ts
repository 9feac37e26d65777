/** A backlog's source with what the model leaves out: anchors, tags, merge keys, and where every entry begins and ends. */
import {
  COLLECTION_STYLE,
  type Event,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml';
import { type PythonScalar } from '../../python';
import { type Span } from '../../text';
import { scalarValue } from '../../yaml/build';
import { YAML_DEPTH } from '../../yaml/limits';
import { pastBlanks } from './lines';

interface Base extends Span {
  /** Where the node itself begins, after its anchor and tag; `start` is before them. */
  readonly body: number;
  /** Whether it stands inside braces or brackets. */
  readonly inFlow: boolean;
  readonly tagged: boolean;
  /** The name of its anchor; of an alias the name it refers to. */
  readonly name: string | undefined;
}

export interface SourceScalar extends Base {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  readonly value: PythonScalar;
}

export interface SourceAlias extends Base {
  readonly kind: 'alias';
}

export interface SourcePair {
  readonly key: SourceNode;
  readonly value: SourceNode;
}

export interface SourceMapping extends Base {
  readonly kind: 'mapping';
  readonly flow: boolean;
  readonly pairs: readonly SourcePair[];
}

export interface SourceSequence extends Base {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly SourceNode[];
}

/** A node with its place. A block scalar ends after its last line of text: blank lines that it does not keep are not its own. */
export type SourceNode = SourceScalar | SourceAlias | SourceMapping | SourceSequence;

/** The documents of a text (undefined for an empty one), or undefined where it is no YAML. */
export function readSource(text: string): readonly (SourceNode | undefined)[] | undefined {
  try {
    return new Reader(text, parseEvents(text, { maxDepth: YAML_DEPTH + 1 })).documents();
  } catch (error) {
    if (error instanceof YAMLException || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** All nodes below one, itself included, in text order. */
export function* nodesOf(node: SourceNode): Generator<SourceNode> {
  yield node;
  if (node.kind === 'sequence') for (const item of node.items) yield* nodesOf(item);
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.pairs) {
    yield* nodesOf(key);
    yield* nodesOf(value);
  }
}

/** The last pair of this name that is written in the mapping itself, as Python's dictionary keeps it. */
export function ownPair(mapping: SourceMapping, name: string): SourcePair | undefined {
  return mapping.pairs.findLast(({ key }) => keyOf(key) === name);
}

/** A key's text; undefined where it is no string. */
export function keyOf(key: SourceNode): string | undefined {
  return key.kind === 'scalar' && key.value.type === 'str' ? key.value.value : undefined;
}

const STYLES = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
} as const satisfies Record<number, SourceScalar['style']>;

/** The end of the last line that is not blank, its line break included; blank lines behind it do not count. */
function lastTextEnd(text: string, start: number, end: number): number {
  const stop = start + text.slice(start, end).trimEnd().length;
  return stop + (/^[^\S\r\n]*(?:\r\n|[\r\n])/.exec(text.slice(stop, end))?.[0].length ?? end - stop);
}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;
type CollectionEvent = Extract<Event, { type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE }>;

class Reader {
  readonly #text: string;
  readonly #events: readonly Event[];
  #at = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  documents(): readonly (SourceNode | undefined)[] {
    const documents: (SourceNode | undefined)[] = [];
    while (this.#at < this.#events.length) {
      this.#at++;
      documents.push(this.#peek() === EVENT_ID.POP ? undefined : this.#node(0, false));
      while (this.#at < this.#events.length && this.#peek() !== EVENT_ID.DOCUMENT) this.#at++;
    }
    return documents;
  }

  #peek(): number | undefined {
    return this.#events[this.#at]?.type;
  }

  /** The next node; `from` is where an empty one stands. */
  #node(from: number, inFlow: boolean): SourceNode {
    const event = this.#events[this.#at++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event, from, inFlow);
      case EVENT_ID.MAPPING:
        return this.#mapping(event, inFlow);
      case EVENT_ID.SEQUENCE:
        return this.#sequence(event, inFlow);
      case EVENT_ID.ALIAS: {
        const [start, end] = [event.anchorStart - 1, event.anchorEnd];
        const name = this.#text.slice(start + 1, end);
        return { kind: 'alias', start, body: start, end, inFlow, tagged: false, name };
      }
      default:
        throw new RangeError('no node');
    }
  }

  #mapping(event: CollectionEvent, inFlow: boolean): SourceMapping {
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const pairs: SourcePair[] = [];
    let end = event.start + (flow ? 1 : 0);
    while (this.#peek() !== EVENT_ID.POP) {
      const key = this.#node(end, inFlow || flow);
      const colon = pastBlanks(this.#text, key.end);
      const value = this.#node(this.#text[colon] === ':' ? colon + 1 : key.end, inFlow || flow);
      end = value.end;
      pairs.push({ key, value });
    }
    this.#at++;
    return { kind: 'mapping', flow, pairs, ...this.#place(event, event.start, this.#close(flow, '}', end), inFlow) };
  }

  #sequence(event: CollectionEvent, inFlow: boolean): SourceSequence {
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const items: SourceNode[] = [];
    let end = event.start + 1;
    while (this.#peek() !== EVENT_ID.POP) {
      const dash = flow ? end : pastBlanks(this.#text, end) + 1;
      const item = this.#node(items.length === 0 ? end : dash, inFlow || flow);
      end = item.end;
      items.push(item);
    }
    this.#at++;
    return { kind: 'sequence', flow, items, ...this.#place(event, event.start, this.#close(flow, ']', end), inFlow) };
  }

  /** The end of a collection; in flow style behind the bracket that closes it. */
  #close(flow: boolean, bracket: string, from: number): number {
    if (!flow) return from;
    let at = pastBlanks(this.#text, from);
    while (at < this.#text.length && this.#text[at] !== bracket) at = pastBlanks(this.#text, at + 1);
    return Math.min(at + 1, this.#text.length);
  }

  #scalar(event: ScalarEvent, from: number, inFlow: boolean): SourceScalar {
    const text = this.#text;
    const style = STYLES[event.style];
    const { valueStart, valueEnd } = event;
    if (valueStart < 0) {
      const at = Math.max(from, event.anchorEnd, event.tagEnd);
      return { kind: 'scalar', style, value: { type: 'none' }, ...this.#place(event, at, at, inFlow) };
    }
    const raw = event.fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event);
    const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
    const value = scalarValue(raw, style, tag);
    let [start, end] = [valueStart, valueEnd];
    if (style === 'single' || style === 'double') [start, end] = [start - 1, end + 1];
    else if (style !== 'plain') {
      start = text.lastIndexOf(style === 'literal' ? '|' : '>', valueStart - 1);
      const keeps = /^[|>]\d?\+/.test(text.slice(start, start + 3));
      if (!keeps) end = lastTextEnd(text, valueStart, valueEnd);
    }
    return { kind: 'scalar', style, value, ...this.#place(event, start, end, inFlow) };
  }

  #place(event: ScalarEvent | CollectionEvent, body: number, end: number, inFlow: boolean): Base {
    const { anchorStart, anchorEnd, tagStart } = event;
    const name = anchorStart < 0 ? undefined : this.#text.slice(anchorStart, anchorEnd);
    const starts = [body, ...(anchorStart < 0 ? [] : [anchorStart - 1]), ...(tagStart < 0 ? [] : [tagStart])];
    return { start: Math.min(...starts), body, end, inFlow, tagged: tagStart >= 0, name };
  }
}
