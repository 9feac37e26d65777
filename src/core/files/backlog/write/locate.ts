/** From an entry of the model to its place in the source. */
import type { Anchor, Chunk, ChunkedText, TextEdit } from '../../text';
import { buildTrees } from '../../yaml/build';
import { YamlSource } from '../../yaml/source';
import type { BacklogDocument } from '../model';
import { isWritten, nodesOf, type YamlMapping, type YamlNode } from '../../yaml-node';

type Roots = readonly (YamlNode | undefined)[];

/** An entry's mapping in the text that was read, which starts at `shift` of the whole one. */
export interface LocatedEntry {
  readonly text: string;
  readonly shift: number;
  readonly roots: Roots;
  /** Whether `text` is the whole backlog; else anchors may be used where it cannot be seen. */
  readonly whole: boolean;
  readonly mapping: YamlMapping;
}

interface Read {
  readonly roots: Roots | undefined;
  /** All mappings by where they begin. */
  readonly mappings: ReadonlyMap<number, YamlMapping>;
}

const known = new WeakMap<ChunkedText, Read>();

function readOnce({ text }: BacklogDocument): Read {
  const before = known.get(text);
  if (before !== undefined) return before;
  const roots = rootsOf({ text: text.text });
  const read = { roots, mappings: mappingsOf(roots ?? []) };
  known.set(text, read);
  return read;
}

/** The documents of a backlog; undefined where it is broken. Read once for as many edits as are tried on it. */
export function sourceOf(document: BacklogDocument): Roots | undefined {
  return readOnce(document).roots;
}

/** The mapping at a place. In a broken backlog the entry's own chunk is enough, if that one is sound. */
export function locateEntry(document: BacklogDocument, at: Anchor): LocatedEntry | undefined {
  const { roots, mappings } = readOnce(document);
  const span = document.text.spanOf(at);
  if (span === undefined) return undefined;
  if (roots !== undefined) {
    const mapping = mappings.get(span.start);
    return mapping && { text: document.text.text, shift: 0, roots, whole: true, mapping };
  }
  const own = rootsOf(at.chunk);
  const mapping = mappingsOf(own ?? []).get(at.start);
  return own && mapping && { text: at.chunk.text, shift: span.start - at.start, roots: own, whole: false, mapping };
}

/** The documents of a text that is no part of another one, undefined where it is no YAML. Offsets are those of the text. */
function rootsOf(chunk: Chunk): Roots | undefined {
  const trees = buildTrees(new YamlSource([chunk]), () => undefined);
  return 'documents' in trees ? trees.documents : undefined;
}

function mappingsOf(roots: Roots): ReadonlyMap<number, YamlMapping> {
  const mappings = new Map<number, YamlMapping>();
  for (const node of nodesOf(roots)) if (isWritten(node, 'mapping')) mappings.set(node.node.start, node);
  return mappings;
}

/** Edits of a part of the text as edits of the whole. */
export function shifted(edits: readonly TextEdit[] | undefined, shift: number): readonly TextEdit[] | undefined {
  if (shift === 0) return edits;
  return edits?.map(({ start, end, newText }) => ({ start: start + shift, end: end + shift, newText }));
}
