/**
 * Builds a tree of JSON values with their places from whatever text is there. It reads what Python's `json` reads;
 * beyond that it reports and goes on, so that one slip does not hide the rest (jsonc-parser's own parser passes over what
 * follows a slip, up to the next comma). It does not recurse: nesting costs no stack.
 */
import { t } from '@vscode/l10n';
import { JSON_DEPTH } from '../json';
import { anchor, type Anchor, type Chunk } from '../text';
import type { ContextDocument, ContextProblem, JsonMember, JsonNode } from './model';
import { JsonTokens } from './tokens';

/** Of a file that is no JSON at all, more are of no use to anyone. */
const MAX_PROBLEMS = 1000;

/** What could be read, and what stood in the way. */
type JsonReading = Pick<ContextDocument, 'root' | 'problems'>;

/** Reads a chunk's text, or the stretch of it from one offset to another. */
export function readJson(chunk: Chunk, from = 0, to = chunk.text.length): JsonReading {
  return new Reader(chunk, from, to).read();
}

/** An object or a list that is being read. */
interface Collection {
  readonly opening: '{' | '[';
  readonly closing: '}' | ']';
  readonly start: number;
  readonly members: Map<string, JsonMember>;
  readonly items: JsonNode[];
  /** What is read next: a member's name, a value, or what is behind a value. */
  next: 'name' | 'value' | 'comma';
  /** The name of the member that is being read; undefined where it has none that can be kept. */
  name: { readonly text: string; readonly at: Anchor } | undefined;
  /** The offset of the last comma; -1 before the first. */
  comma: number;
}

class Reader {
  readonly #chunk: Chunk;
  readonly #problems: ContextProblem[] = [];
  readonly #tokens: JsonTokens;
  /** From the outermost on. */
  readonly #open: Collection[] = [];
  /** How many of them each bracket closes. */
  readonly #closable = { '}': 0, ']': 0 };
  #root: JsonNode | undefined;
  /** One slip makes several tokens unexpected: only the first is told, until one is expected again. */
  #quiet = false;

  constructor(chunk: Chunk, from: number, to: number) {
    this.#chunk = chunk;
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
    while (tokens.kind !== 'end') {
      const collection = this.#open.at(-1);
      if (collection !== undefined) this.#readIn(collection);
      else if (this.#root === undefined) this.#readRoot();
      else this.#pass(t('The JSON value ends before {0}.', tokens.shown));
    }
    const last = this.#open.at(-1);
    if (last !== undefined) this.#unexpected(t('The text ends too early: {0} is not closed.', last.opening));
    else if (this.#root === undefined) this.#unexpected(t('The text is empty.'));
    while (this.#open.length > 0) this.#close(tokens.before);
    return { root: this.#root, problems: this.#problems };
  }

  #readRoot(): void {
    const { kind } = this.#tokens;
    if (kind === '}' || kind === ']' || kind === ',') this.#pass();
    else this.#readValue();
  }

  #readIn(collection: Collection): void {
    const { kind } = this.#tokens;
    if (kind === '}' || kind === ']') this.#readClosing(collection, kind);
    else if (collection.next === 'name') this.#readName(collection);
    else if (collection.next === 'value') this.#readItem(collection);
    else this.#readComma(collection);
  }

  #readName(collection: Collection): void {
    const tokens = this.#tokens;
    const { kind, start, end } = tokens;
    if (kind === ',') {
      this.#pass();
      return;
    }
    if (kind === '{' || kind === '[' || kind === ':') {
      this.#unexpected(t('A name in double quotes is missing before {0}.', tokens.shown));
      collection.name = undefined;
      collection.next = 'value';
      if (kind === ':') tokens.next();
      return;
    }
    if (kind !== 'string') this.#unexpected(t('A name must stand in double quotes, not {0}.', tokens.shown));
    const text = kind === 'string' ? tokens.value : tokens.source;
    collection.name = { text, at: anchor(this.#chunk, start, end) };
    this.#quiet = false;
    if (collection.members.has(text)) {
      this.#report('duplicate-key', start, end, t('The name {0} is here twice; the last one counts.', `"${text}"`));
    }
    tokens.next();
    this.#readColon(collection);
  }

  #readColon(collection: Collection): void {
    const { kind } = this.#tokens;
    if (kind === 'end') return;
    if (kind === ':') this.#tokens.next();
    else this.#unexpected(t('A colon is missing before {0}.', this.#tokens.shown));
    // Without a colon the value may still follow; without both, the name stands for nothing.
    collection.next = kind === ',' || kind === '}' || kind === ']' ? 'comma' : 'value';
  }

  #readItem(collection: Collection): void {
    const { kind } = this.#tokens;
    if (kind === ':') {
      this.#pass();
      return;
    }
    collection.next = 'comma';
    if (kind === ',') this.#unexpected(t('A value is missing before {0}.', this.#tokens.shown));
    else this.#readValue();
  }

  #readValue(): void {
    const tokens = this.#tokens;
    const at = anchor(this.#chunk, tokens.start, tokens.end);
    switch (tokens.kind) {
      case '{':
      case '[':
        this.#begin(tokens.kind);
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
      default:
        this.#unexpected();
    }
    tokens.next();
  }

  #readComma(collection: Collection): void {
    const { kind, start } = this.#tokens;
    const object = collection.opening === '{';
    if (kind === ',') {
      collection.comma = start;
      collection.next = object ? 'name' : 'value';
      this.#quiet = false;
      this.#tokens.next();
    } else if (kind === ':' || kind === 'unknown') {
      this.#pass();
    } else {
      this.#unexpected(t('A comma is missing before {0}.', this.#tokens.shown));
      // In an object a text starts the next member; any other value belongs to none and is passed over.
      collection.name = undefined;
      collection.next = object && kind === 'string' ? 'name' : 'value';
    }
  }

  #readClosing(collection: Collection, kind: '}' | ']'): void {
    const tokens = this.#tokens;
    const { opening, closing, comma, next } = collection;
    if (next === 'value' && (opening === '{' || kind === '}'))
      this.#unexpected(t('A value is missing before {0}.', tokens.shown));
    else if (next !== 'comma' && kind === closing && comma >= 0)
      this.#report('syntax', comma, comma + 1, t('JSON allows no comma after the last value.'));
    if (kind === closing) {
      this.#close(tokens.end);
      tokens.next();
    } else if (this.#closable[kind] > 0) {
      this.#unexpected(t('{0} is not closed before {1}.', opening, tokens.shown));
      this.#close(tokens.before);
    } else {
      collection.next = 'comma';
      this.#pass();
    }
  }

  #begin(opening: '{' | '['): void {
    const tokens = this.#tokens;
    const { start } = tokens;
    if (this.#open.length >= JSON_DEPTH) {
      this.#unexpected(t('The values nest deeper than {0} levels.', JSON_DEPTH));
      // It is passed over with all that is in it.
      let depth = 0;
      do {
        if (tokens.kind === '{' || tokens.kind === '[') depth++;
        if (tokens.kind === '}' || tokens.kind === ']') depth--;
        tokens.next();
      } while (depth > 0 && tokens.kind !== 'end');
      return;
    }
    const closing = opening === '{' ? '}' : ']';
    const next = opening === '{' ? 'name' : 'value';
    this.#open.push({ opening, closing, start, members: new Map(), items: [], next, name: undefined, comma: -1 });
    this.#closable[closing]++;
    this.#quiet = false;
    tokens.next();
  }

  /** Ends the innermost collection. */
  #close(end: number): void {
    const collection = this.#open.pop();
    if (collection === undefined) return;
    const { opening, closing, start, members, items } = collection;
    this.#closable[closing]--;
    const at = anchor(this.#chunk, start, end);
    this.#take(opening === '{' ? { kind: 'object', at, members } : { kind: 'array', at, items });
  }

  /** Puts a value where it belongs. */
  #take(node: JsonNode): void {
    this.#quiet = false;
    const collection = this.#open.at(-1);
    if (collection === undefined) this.#root = node;
    else if (collection.opening === '[') collection.items.push(node);
    else if (collection.name !== undefined)
      collection.members.set(collection.name.text, { key: collection.name.at, value: node });
  }

  /** Passes over a token that is unexpected. */
  #pass(detail?: string): void {
    this.#unexpected(detail);
    this.#tokens.next();
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
}
