/**
 * Splitting a backlog into chunks that can be parsed one by one: every item of the sprints' `missions` and of
 * `missionDependencies` is one; what surrounds them, with the lists left out, is parsed as one text (the frame), and so
 * is each sprint without its missions. If each of these parses, together they mean what the whole file means: an item
 * ends where a line begins that is not indented deeper than its dash, which only a quoted text with lines at the wrong
 * indentation could hide; such a text does not parse as an item, and the file is then parsed as a whole.
 */
import type { Chunk } from '../text';

type ChunkKind = 'frame' | 'sprint' | 'sprint-rest' | 'mission' | 'dependency';

/** One chunk of a backlog. `indent` is the column of an item's dash, in UTF-16 units. */
export interface BacklogChunk extends Chunk {
  readonly kind: ChunkKind;
  readonly indent: number;
}

const LIST_KEY = /^(sprints|missionDependencies):[ \t]*(?:#.*)?$/;
const MISSIONS_KEY = /^missions:[ \t]*(?:#.*)?$/;
const DOCUMENT_MARK = /^(?:---|\.\.\.)(?:\s|$)/;

/** A line with what it tells of the layout. */
interface Line {
  readonly start: number;
  /** The column of the first letter; -1 for a blank line, a comment, or a line inside a block scalar. */
  readonly indent: number;
  /** From the first letter to the line's end, without a carriage return. */
  readonly content: string;
}

/** The lines of a text, those of block scalars marked as such. */
function* layoutLines(text: string): Generator<Line> {
  let scalarBeyond = -1;
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    let first = start;
    while (first < end && text.charCodeAt(first) === 32) first++;
    const indent = first - start;
    const stop = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    const letter = text.charCodeAt(first);
    const blank = first >= stop;
    if (scalarBeyond >= 0 && !blank && indent <= scalarBeyond) scalarBeyond = -1;
    // A tab cannot indent in YAML; the line stays with what is before it, and its parse will say so.
    if (blank || scalarBeyond >= 0 || letter === 35 || letter === 9) yield { start, indent: -1, content: '' };
    else {
      const content = text.slice(first, stop);
      yield { start, indent, content };
      if (mayOpenScalar(content) && opensScalar(content)) scalarBeyond = keyColumn(content, indent);
    }
    start = end + 1;
  }
}

/** A quick look before the words: most lines end with a letter, a quote or a bracket. */
function mayOpenScalar(content: string): boolean {
  return content.includes('|') || content.includes('>');
}

/** Whether a block scalar follows a line: `key: |`, `- >-`, with an anchor or tag before it or not. */
function opensScalar(content: string): boolean {
  const words = content.split(/[ \t]+/);
  let expected = false;
  for (const [index, word] of words.entries()) {
    const next = words[index + 1] ?? '';
    if (expected && /^[|>][-+0-9]*(?:$|#)/.test(word) && (next === '' || next.startsWith('#') || word.includes('#')))
      return true;
    expected = word.endsWith(':') || word.endsWith('-') || (expected && /^[&!]/.test(word));
  }
  return false;
}

/** The column that a block scalar's lines must be indented beyond: that of its key, or of its dash where there is none. */
function keyColumn(content: string, indent: number): number {
  const dashes = /^(?:-[ \t]+)+/.exec(content)?.[0] ?? '';
  const rest = content.slice(dashes.length);
  return /^[|>&!]/.test(rest) ? indent + Math.max(0, dashes.trimEnd().length - 1) : indent + dashes.length;
}

function isDash(content: string): boolean {
  return content.startsWith('- ') || content === '-' || content.startsWith('-\t');
}

/**
 * The chunks of a backlog, or undefined where it is not laid out as blocks: then only the whole can be parsed. A carriage
 * return alone ends a line in YAML, but not here.
 */
export function splitIntoChunks(text: string): readonly BacklogChunk[] | undefined {
  if (/\r(?!\n)/.test(text)) return undefined;
  const chunks: BacklogChunk[] = [];
  let from = 0;
  let kind: ChunkKind = 'frame';
  let dash = 0;
  const beginChunk = (at: number, next: ChunkKind, indent: number): void => {
    if (at > from) chunks.push({ text: text.slice(from, at), kind, indent: dash });
    from = at;
    kind = next;
    dash = indent;
  };

  /** The list whose items are being split: its key's column, its items' dash (-1 before the first). */
  let list: { readonly name: string; readonly key: number; dash: number } | undefined;
  /** The sprint's keys' column, and its missions' dash: -1 before the first one, -2 outside of `missions`. */
  let keys = -1;
  let missions = -2;
  let seenMissions = false;
  const seen = new Set<string>();

  for (const { start, indent, content } of layoutLines(text)) {
    if (indent < 0) continue;
    if (indent === 0 && DOCUMENT_MARK.test(content)) {
      if (seen.size > 0) return undefined;
      continue;
    }
    if (list !== undefined) {
      const dashed = isDash(content);
      if (list.dash < 0 && dashed && indent >= list.key) list.dash = indent;
      if (dashed && indent === list.dash) {
        beginChunk(start, list.name === 'sprints' ? 'sprint' : 'dependency', indent);
        missions = -2;
        seenMissions = false;
        keys = indent + (/^-[ \t]+/.exec(content)?.[0].length ?? 2);
        if (MISSIONS_KEY.test(content.slice(keys - indent)) && list.name === 'sprints') {
          missions = -1;
          seenMissions = true;
        }
        continue;
      }
      if (indent > list.key || (list.dash >= 0 && indent > list.dash)) {
        if (list.name !== 'sprints' || list.dash < 0) continue;
        if (missions !== -2) {
          if (missions === -1 && dashed && indent >= keys) missions = indent;
          if (dashed && indent === missions) {
            beginChunk(start, 'mission', indent);
            continue;
          }
          if (indent > keys) continue;
          // A key after the missions: the sprint goes on.
          if (missions >= 0) beginChunk(start, 'sprint-rest', list.dash);
          missions = -2;
        }
        if (indent === keys && MISSIONS_KEY.test(content)) {
          if (seenMissions) return undefined;
          missions = -1;
          seenMissions = true;
        }
        continue;
      }
      // The list ends here.
      if (list.dash >= 0) beginChunk(start, 'frame', 0);
      list = undefined;
    }
    const key = LIST_KEY.exec(content)?.[1];
    if (key === undefined) continue;
    if (seen.has(key)) return undefined;
    seen.add(key);
    list = { name: key, key: indent, dash: -1 };
  }
  beginChunk(text.length, 'frame', 0);
  return seen.has('sprints') ? chunks : undefined;
}

/** Whether a text is one item, as it would be split off: a dash at the column, and no line that ends the item. */
export function isOneItem(text: string, indent: number): boolean {
  let first = true;
  for (const line of layoutLines(text)) {
    if (line.indent < 0) {
      if (first) return false;
      continue;
    }
    if (first ? line.indent !== indent || !isDash(line.content) : line.indent <= indent) return false;
    first = false;
  }
  return !first;
}
