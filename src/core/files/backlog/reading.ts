/** Reading one chunk, or a few that belong together: remembered by the chunk, so that it is done once. */
import { t } from '@vscode/l10n';
import { sameElements } from '../../ground/sequences';
import { anchor, type Anchor, type Chunk } from '../text';
import { type AnchorLookup, buildTrees, type UnreadAlias } from '../yaml/build';
import { YamlSource } from '../yaml/source';
import { salvage } from '../yaml/salvage';
import type { YamlNode } from '../yaml-node';
import type { BacklogProblem } from './model';

/** What a text of YAML holds, and what is wrong with it. */
export interface ChunkReading {
  readonly documents: readonly (YamlNode | undefined)[];
  readonly problems: readonly BacklogProblem[];
  /** Anchors that the text defines, for aliases further down. */
  readonly anchors: ReadonlyMap<string, YamlNode>;
  /** Whether the text parsed without an error. */
  readonly sound: boolean;
  /** What its aliases into other chunks stood for, by name: the reading holds as long as they stand for the same. */
  readonly borrowed: ReadonlyMap<string, ReturnType<AnchorLookup>>;
  /** How much text aliases brought in, in UTF-16 units. */
  readonly expanded: number;
}

const MARKER = /^(?:<{7}|>{7}|={7}|\|{7})(?:[ \t].*)?$/gm;

const readings = new WeakMap<Chunk, { readonly chunks: readonly Chunk[]; readonly reading: ChunkReading }>();

/** Reads chunks as one text. Never throws: where the text is broken, what can be saved of it is read. */
export function readChunks(chunks: readonly Chunk[], lookup: AnchorLookup): ChunkReading {
  const [first] = chunks;
  const known = first === undefined ? undefined : readings.get(first);
  if (known !== undefined && sameElements(known.chunks, chunks) && stillBorrowed(known.reading, lookup))
    return known.reading;
  const reading = readNow(chunks, lookup);
  if (first !== undefined) readings.set(first, { chunks, reading });
  return reading;
}

function stillBorrowed({ borrowed }: ChunkReading, lookup: AnchorLookup): boolean {
  for (const [name, node] of borrowed) if (lookup(name) !== node) return false;
  return true;
}

/** Whether a text parses without an error. */
export function isSound(text: string): boolean {
  return 'documents' in buildTrees(prepared([{ text }]).source, () => undefined);
}

/** Chunks as what is parsed: a conflict marker becomes a comment of the same length, so that both its sides stay readable. */
function prepared(chunks: readonly Chunk[]): { source: YamlSource; problems: BacklogProblem[] } {
  const joined = chunks.map(({ text }) => text).join('');
  const markers =
    joined.includes('<<<<<<<') || joined.includes('=======') || joined.includes('>>>>>>>')
      ? [...joined.matchAll(MARKER)]
      : [];
  const text = markers.length === 0 ? joined : joined.replaceAll(MARKER, (line) => '#'.padEnd(line.length));
  const source = new YamlSource(chunks, text);
  const problems = markers.map(({ index, 0: line }): BacklogProblem => ({
    kind: 'merge-marker',
    at: source.anchor(index, index + line.length),
    detail: t('a conflict marker'),
  }));
  return { source, problems };
}

function readNow(chunks: readonly Chunk[], lookup: AnchorLookup): ChunkReading {
  const { source, problems } = prepared(chunks);
  const borrowed = new Map<string, ReturnType<AnchorLookup>>();
  const trees = buildTrees(source, (name) => {
    const node = lookup(name);
    borrowed.set(name, node);
    return node;
  });
  if ('documents' in trees) {
    for (const { at, tag } of trees.unknownTags) {
      problems.push({ kind: 'syntax', at, detail: t('Python’s loader does not know the tag {0}', tag) });
    }
    for (const alias of trees.unread) problems.push({ kind: 'syntax', at: alias.at, detail: aliasProblem(alias) });
    const { anchors, expanded } = trees;
    return { documents: trees.documents, problems, anchors, sound: true, borrowed, expanded };
  }

  const { documents, faults } = salvage(source);
  if (faults.length === 0)
    problems.push({ kind: 'syntax', at: faultPlace(source, trees.offset), detail: trees.reason });
  else
    for (const { at, reason } of faults.slice(0, 3)) problems.push({ kind: 'syntax', at: visible(at), detail: reason });
  return { documents, problems, anchors: new Map(), sound: false, borrowed, expanded: 0 };
}

function aliasProblem({ name, why }: UnreadAlias): string {
  return why === 'no-anchor'
    ? t('no anchor is named {0}', name)
    : t('the alias {0} is not read: with it, aliases would stand for more than is ever read', name);
}

/** The word at an offset, or the one before it at a line's end. */
function faultPlace(source: YamlSource, offset: number): Anchor {
  const at = Math.max(0, Math.min(offset, source.text.length - 1));
  const word = /^[^\s]+/.exec(source.text.slice(at))?.[0].length ?? 1;
  return visible(source.anchor(at, at + word));
}

/** The first line of a place, and at least one character of it. */
function visible({ chunk, start, end }: Anchor): Anchor {
  const from = Math.min(start, Math.max(0, chunk.text.length - 1));
  const line = chunk.text.slice(from, Math.max(from + 1, end)).split(/[\r\n]/, 1)[0]?.length ?? 0;
  return anchor(chunk, from, from + Math.max(1, line));
}
