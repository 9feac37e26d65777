/**
 * Builds a tree of JSON values with their places from whatever text is there. It reads what Python's `json` reads;
 * beyond that it reports and goes on, so that one slip does not hide the rest. It does not recurse: nesting costs no stack.
 */
import { t } from '@vscode/l10n';
import { JSON_DEPTH } from '../json';
import { anchor, type Anchor, type Chunk } from '../text';
import { type ContextDocument, type ContextProblem, type JsonMember, type JsonNode } from './model';
import { JsonTokens, type TokenKind } from './tokens';

/** Of a file that is no JSON at all, more are of no use to anyone. */
const MAX_PROBLEMS = 1000;

/** What could be read, and what stood in the way. */
export type JsonReading = Pick<ContextDocument, 'root' | 'problems'>;

/** Reads a chunk's text, or the stretch of it from one offset to another. */
export function readJson(chunk: Chunk, from = 0, to = chunk.text.length): JsonReading {
  return new Reader(chunk, from, to).read();
}

/** What may come next: `first` and `name` are a name's place before and after a comma, `value` is after one or a colon. */
type State = 'first' | 'name' | 'colon' | 'value' | 'after';

/** A value that is being read. The outermost frame stands for the text itself. */
interface Frame {
  readonly kind: 'text' | 'object' | 'array';
  readonly start: number;
  readonly members: Map<string, JsonMember>;
  readonly items: JsonNode[];
  state: State;
  /** The name of the member that is being read; undefined where it has none that can be kept. */
  name: { readonly text: string; readonly at: Anchor } | undefined;
  comma: number;
}

class Reader {
  readonly #chunk: Chunk;
  readonly #problems: ContextProblem[] = [];
  readonly #tokens: JsonTokens;
  readonly #frames: Frame[] = [];
  /** How many frames of each kind there are. */
  readonly #open = { text: 0, object: 0, array: 0 };
  #top: Frame;
  #root: JsonNode | undefined;
  /** One slip makes several tokens unexpected: only the first is told, until one is expected again. */
  #quiet = false;

  constructor(chunk: Chunk, from: number, to: number) {
    this.#chunk = chunk;
    this.#top = this.#push('text', from, 'value');
    const marked = chunk.text.startsWith('\ufeff', from);
    if (marked) {
      this.#add('byte-order-mark', from, from + 1, t('The text starts with a byte-order mark, which Python refuses.'));
    }
    const text = to < chunk.text.length ? chunk.text.slice(0, to) : chunk.text;
    this.#tokens = new JsonTokens(text, marked ? from + 1 : from, (...problem) => {
      this.#add(...problem);
    });
  }

  read(): JsonReading {
    const tokens = this.#tokens;
    while (tokens.kind !== 'end') this.#step();
    if (this.#frames.length > 1) this.#unexpected(t('The text ends too early: {0} is not closed.', this.#opening()));
    else if (this.#top.state === 'value') this.#unexpected(t('The text is empty.'));
    while (this.#frames.length > 1) this.#close(tokens.before);
    return { root: this.#root, problems: this.#problems };
  }

  #step(): void {
    switch (this.#top.state) {
      case 'first':
      case 'name':
        this.#readName(this.#top);
        return;
      case 'colon':
        this.#readColon(this.#top);
        return;
      case 'value':
        this.#readValue(this.#top);
        return;
      case 'after':
        this.#readAfter(this.#top);
        return;
    }
  }

  #readName(frame: Frame): void {
    const tokens = this.#tokens;
    switch (tokens.kind) {
      case 'string':
        this.#name(frame, tokens.value);
        return;
      case '}':
        if (frame.state === 'name') this.#trailingComma(frame);
        this.#close(tokens.end);
        tokens.next();
        return;
      case ',':
        this.#unexpected();
        tokens.next();
        return;
      case ']':
        frame.state = 'after';
        return;
      case '{':
      case '[':
      case ':':
        this.#unexpected(t('A name in double quotes is missing before {0}.', this.#tokens.shown));
        frame.name = undefined;
        frame.state = 'value';
        if (tokens.kind === ':') tokens.next();
        return;
      default:
        this.#unexpected(t('A name must stand in double quotes, not {0}.', this.#tokens.shown));
        this.#name(frame, tokens.source);
    }
  }

  #name(frame: Frame, text: string): void {
    const { start, end } = this.#tokens;
    frame.name = { text, at: anchor(this.#chunk, start, end) };
    frame.state = 'colon';
    this.#quiet = false;
    if (frame.members.has(text)) {
      this.#report('duplicate-key', start, end, t('The name {0} is here twice; the last one counts.', `"${text}"`));
    }
    this.#tokens.next();
  }

  #readColon(frame: Frame): void {
    const { kind } = this.#tokens;
    if (kind === ':') this.#tokens.next();
    else this.#unexpected(t('A colon is missing before {0}.', this.#tokens.shown));
    // Without a colon the value may still follow; without both, the name stands for nothing.
    frame.state = kind === ',' || kind === '}' || kind === ']' ? 'after' : 'value';
  }

  #readValue(frame: Frame): void {
    const tokens = this.#tokens;
    const at = anchor(this.#chunk, tokens.start, tokens.end);
    switch (tokens.kind) {
      case '{':
      case '[':
        this.#begin(tokens.kind);
        return;
      case ']':
      case '}':
      case ',':
        this.#readNoValue(frame, tokens.kind);
        return;
      case 'string':
        this.#take({ kind: 'string', at, value: tokens.value });
        break;
      case 'number':
        this.#take({ kind: 'number', at, text: tokens.source });
        break;
      case 'true':
      case 'false':
        this.#take({ kind: 'boolean', at, value: tokens.kind === 'true' });
        break;
      case 'null':
        this.#take({ kind: 'null', at });
        break;
      case ':':
      case 'unknown':
      case 'end':
        this.#unexpected();
        if (tokens.kind === 'unknown' && frame.kind !== 'text') frame.state = 'after';
        break;
    }
    tokens.next();
  }

  #readNoValue(frame: Frame, kind: ']' | '}' | ','): void {
    if (frame.kind === 'text') {
      this.#unexpected();
      this.#tokens.next();
      return;
    }
    const ends = frame.kind === 'array' && kind === ']';
    if (!ends) this.#unexpected(t('A value is missing before {0}.', this.#tokens.shown));
    else if (frame.comma >= 0) this.#trailingComma(frame);
    frame.state = 'after';
  }

  #readAfter(frame: Frame): void {
    const tokens = this.#tokens;
    const { kind } = tokens;
    if (frame.kind === 'text') {
      this.#unexpected(t('The JSON value ends before {0}.', this.#tokens.shown));
      tokens.next();
    } else if (kind === ',') {
      frame.comma = tokens.start;
      frame.state = frame.kind === 'object' ? 'name' : 'value';
      this.#quiet = false;
      tokens.next();
    } else if (kind === '}' || kind === ']') {
      this.#readClosing(frame, kind);
    } else if (kind === ':' || kind === 'unknown') {
      this.#unexpected();
      tokens.next();
    } else {
      this.#unexpected(t('A comma is missing before {0}.', this.#tokens.shown));
      // In an object a text starts the next member; any other value belongs to none and is passed over.
      frame.name = undefined;
      frame.state = frame.kind === 'object' && kind === 'string' ? 'name' : 'value';
    }
  }

  #readClosing(frame: Frame, kind: '}' | ']'): void {
    const closed = kind === '}' ? 'object' : 'array';
    if (frame.kind === closed) {
      this.#quiet = false;
      this.#close(this.#tokens.end);
      this.#tokens.next();
    } else if (this.#open[closed] > 0) {
      this.#unexpected(t('{0} is not closed before {1}.', this.#opening(), this.#tokens.shown));
      this.#close(this.#tokens.before);
    } else {
      this.#unexpected();
      this.#tokens.next();
    }
  }

  #begin(kind: '{' | '['): void {
    const { start } = this.#tokens;
    if (this.#frames.length > JSON_DEPTH) {
      this.#unexpected(t('The values nest deeper than {0} levels.', JSON_DEPTH));
      this.#top.state = 'after';
      this.#passOver();
      return;
    }
    this.#top = this.#push(kind === '{' ? 'object' : 'array', start, kind === '{' ? 'first' : 'value');
    this.#quiet = false;
    this.#tokens.next();
  }

  /** Passes over a value with all that is in it. */
  #passOver(): void {
    let depth = 0;
    do {
      const { kind } = this.#tokens;
      if (kind === '{' || kind === '[') depth++;
      if (kind === '}' || kind === ']') depth--;
      this.#tokens.next();
    } while (depth > 0 && this.#tokens.kind !== 'end');
  }

  #push(kind: Frame['kind'], start: number, state: State): Frame {
    const frame = { kind, start, members: new Map(), items: [], state, name: undefined, comma: -1 };
    this.#frames.push(frame);
    this.#open[kind]++;
    return frame;
  }

  #close(end: number): void {
    const { kind, start, members, items } = this.#top;
    this.#frames.pop();
    this.#open[kind]--;
    this.#top = this.#frames.at(-1) ?? this.#top;
    const at = anchor(this.#chunk, start, end);
    this.#take(kind === 'object' ? { kind, at, members } : { kind: 'array', at, items });
  }

  /** Puts a value where it belongs. */
  #take(node: JsonNode): void {
    const frame = this.#top;
    frame.state = 'after';
    this.#quiet = false;
    if (frame.kind === 'text') this.#root = node;
    else if (frame.kind === 'array') frame.items.push(node);
    else if (frame.name !== undefined) frame.members.set(frame.name.text, { key: frame.name.at, value: node });
  }

  #trailingComma({ comma }: Frame): void {
    this.#report('syntax', comma, comma + 1, t('JSON allows no comma after the last value.'));
  }

  #unexpected(detail = t('{0} is unexpected here.', this.#tokens.shown)): void {
    const { start, end, kind, before } = this.#tokens;
    if (!this.#quiet) this.#report('syntax', kind === 'end' ? before : start, kind === 'end' ? before : end, detail);
    this.#quiet = true;
  }

  /** Reports what is not merely a merge conflict's doing. */
  #report(kind: ContextProblem['kind'], start: number, end: number, detail: string): void {
    if (!this.#tokens.inConflict) this.#add(kind, start, end, detail);
  }

  #add(kind: ContextProblem['kind'], start: number, end: number, detail: string): void {
    if (this.#problems.length >= MAX_PROBLEMS) return;
    this.#problems.push({ kind, at: anchor(this.#chunk, start, end), detail });
  }

  #opening(): TokenKind {
    return this.#top.kind === 'array' ? '[' : '{';
  }
}
