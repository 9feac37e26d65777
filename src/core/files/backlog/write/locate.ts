/** From an entry of the model to its place in the source. */
import { type Anchor, type ChunkedText, type TextEdit } from '../../text';
import { type BacklogDocument } from '../model';
import { nodesOf, readSource, type SourceMapping, type SourceNode } from './source';

type Roots = readonly (SourceNode | undefined)[];

/** An entry's mapping in the text that was read, which starts at `shift` of the whole one. */
export interface Located {
  readonly text: string;
  readonly shift: number;
  readonly roots: Roots;
  /** Whether `text` is the whole backlog; else anchors may be used where it cannot be seen. */
  readonly whole: boolean;
  readonly mapping: SourceMapping;
}

interface Read {
  readonly roots: Roots | undefined;
  /** All mappings by where they begin. */
  readonly mappings: ReadonlyMap<number, SourceMapping>;
}

const known = new WeakMap<ChunkedText, Read>();

function readOnce({ text }: BacklogDocument): Read {
  const before = known.get(text);
  if (before !== undefined) return before;
  const roots = readSource(text.text);
  const read = { roots, mappings: mappingsOf(roots ?? []) };
  known.set(text, read);
  return read;
}

/** The documents of a backlog; undefined where it is broken. Read once for as many edits as are tried on it. */
export function sourceOf(document: BacklogDocument): Roots | undefined {
  return readOnce(document).roots;
}

/** The mapping at a place. In a broken backlog the entry's own chunk is enough, if that one is sound. */
export function locate(document: BacklogDocument, at: Anchor): Located | undefined {
  const { roots, mappings } = readOnce(document);
  const span = document.text.spanOf(at);
  if (span === undefined) return undefined;
  if (roots !== undefined) {
    const mapping = mappings.get(span.start);
    return mapping && { text: document.text.text, shift: 0, roots, whole: true, mapping };
  }
  const own = readSource(at.chunk.text);
  const mapping = mappingsOf(own ?? []).get(at.start);
  return own && mapping && { text: at.chunk.text, shift: span.start - at.start, roots: own, whole: false, mapping };
}

function mappingsOf(roots: Roots): ReadonlyMap<number, SourceMapping> {
  const mappings = new Map<number, SourceMapping>();
  for (const root of roots) {
    if (root === undefined) continue;
    for (const node of nodesOf(root)) if (node.kind === 'mapping') mappings.set(node.body, node);
  }
  return mappings;
}

/** Edits of a part of the text as edits of the whole. */
export function shifted(edits: readonly TextEdit[] | undefined, shift: number): readonly TextEdit[] | undefined {
  if (shift === 0) return edits;
  return edits?.map(({ start, end, newText }) => ({ start: start + shift, end: end + shift, newText }));
}
