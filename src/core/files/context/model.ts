/** What a context file (`PROJECT_CONTEXT.json`, `MASTER_CONTEXT.json`) holds (field guide, section 6). */
import type { Anchor, ChunkedText } from '../text';

/** A step into a JSON value: a member's name or an element's index. */
export type JsonPath = readonly (string | number)[];

/** JSON with the place of each value; of members with the same name the last one wins, as in Python. */
export type JsonNode =
  | { readonly kind: 'object'; readonly at: Anchor; readonly members: ReadonlyMap<string, JsonMember> }
  | { readonly kind: 'array'; readonly at: Anchor; readonly items: readonly JsonNode[] }
  /** `value` is the string without its quotes and escapes. */
  | { readonly kind: 'string'; readonly at: Anchor; readonly value: string }
  /** `text` is the number as written: its exact value, at any size. `NaN`, `Infinity` and `-Infinity` count, as in Python. */
  | { readonly kind: 'number'; readonly at: Anchor; readonly text: string }
  | { readonly kind: 'boolean'; readonly at: Anchor; readonly value: boolean }
  | { readonly kind: 'null'; readonly at: Anchor };

export interface JsonMember {
  readonly key: Anchor;
  readonly value: JsonNode;
}

export interface ContextProblem {
  readonly kind: 'syntax' | 'duplicate-key' | 'byte-order-mark' | 'merge-marker' | 'not-an-object';
  readonly at: Anchor;
  readonly detail: string;
}

export interface ContextDocument {
  readonly text: ChunkedText;
  /** Undefined where nothing of the file could be read as JSON. With syntax problems it holds what could be read. */
  readonly root: JsonNode | undefined;
  readonly problems: readonly ContextProblem[];
  /** The file's size in bytes of UTF-8. */
  readonly bytes: number;
}
