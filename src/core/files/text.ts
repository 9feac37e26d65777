/** Where things are in a text: positions, ranges, and anchors that survive edits elsewhere. */

/** A place between two characters: both from 0, `character` in UTF-16 units, lines as editors count them (LSP). */
interface Position {
  readonly line: number;
  readonly character: number;
}

/** A half-open stretch of positions. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A half-open stretch of offsets, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One replacement in a text, as editors report it: offsets are those of the text before the edit. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/**
 * A run of whole lines, or of the parts of one, that is parsed on its own. It is the unit of incremental work: its identity lasts until
 * its own text changes, so whatever was learnt about it (a parse, a comparison) can be remembered by it.
 */
export interface Chunk {
  readonly text: string;
}

/** A stretch inside a chunk. It stays right while other chunks of the document come, go and change. */
export interface Anchor extends Span {
  readonly chunk: Chunk;
}

/** An anchor over a part of a chunk, offsets relative to the chunk. */
export function anchor(chunk: Chunk, start: number, end: number): Anchor {
  return { chunk, start, end };
}

/** The text under an anchor. */
export function anchoredText({ chunk, start, end }: Anchor): string {
  return chunk.text.slice(start, end);
}

const lineStarts = new WeakMap<Chunk, Uint32Array>();

/** The offset of each line's first character, in UTF-16 units; editors end a line at `\n`, `\r` and `\r\n`, at no other. */
export function lineStartsOf(chunk: Chunk): Uint32Array {
  const known = lineStarts.get(chunk);
  if (known !== undefined) return known;
  const { text } = chunk;
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  const result = Uint32Array.from(starts);
  lineStarts.set(chunk, result);
  return result;
}

/** The index of the last element that is not greater than `value`; `sorted` ascends and starts with a value not greater. */
export function lastNotGreater(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The position of an offset inside one chunk, relative to the chunk. */
export function positionInChunk(chunk: Chunk, offset: number): Position {
  const starts = lineStartsOf(chunk);
  const line = lastNotGreater(starts, offset);
  return { line, character: offset - (starts[line] ?? 0) };
}

/**
 * A text kept as chunks. Immutable; an edited text is a new one that shares the chunks that did not change.
 * A chunk starts at a line's first character, but for what is glued to the chunk before it.
 */
export class ChunkedText {
  readonly chunks: readonly Chunk[];
  #starts: Float64Array | undefined;
  #lines: Float64Array | undefined;
  #indices: Map<Chunk, number> | undefined;
  #text: string | undefined;

  /** `text` may be given where the caller has the whole text at hand already. */
  constructor(chunks: readonly Chunk[], text?: string) {
    this.chunks = chunks;
    this.#text = text;
  }

  /** The whole text. */
  get text(): string {
    return (this.#text ??= this.chunks.map((chunk) => chunk.text).join(''));
  }

  /** The text's length in UTF-16 units. */
  get length(): number {
    return this.starts[this.chunks.length] ?? 0;
  }

  /** The offset of each chunk, and after the last one the text's length. */
  get starts(): Float64Array {
    if (this.#starts !== undefined) return this.#starts;
    const starts = new Float64Array(this.chunks.length + 1);
    let at = 0;
    this.chunks.forEach((chunk, index) => {
      starts[index] = at;
      at += chunk.text.length;
    });
    starts[this.chunks.length] = at;
    return (this.#starts = starts);
  }

  /** The index of a chunk, or -1 when it is not (or no longer) part of this text. */
  indexOf(chunk: Chunk): number {
    this.#indices ??= new Map(this.chunks.map((each, index) => [each, index]));
    return this.#indices.get(chunk) ?? -1;
  }

  /** The index of the chunk that holds an offset; the last one for the text's end. */
  chunkAt(offset: number): number {
    return Math.min(lastNotGreater(this.starts, offset), this.chunks.length - 1);
  }

  /** An anchor's place in the whole text, or undefined when its chunk is not part of this text. */
  rangeOf({ chunk, start, end }: Anchor): Range | undefined {
    const index = this.indexOf(chunk);
    if (index < 0) return undefined;
    const firstLine = this.lineOf(index);
    const shift = ({ line, character }: Position): Position => ({
      line: line + firstLine,
      character: character + (line === 0 ? this.#columnOf(index) : 0),
    });
    return { start: shift(positionInChunk(chunk, start)), end: shift(positionInChunk(chunk, end)) };
  }

  /** An anchor's offsets in the whole text, or undefined when its chunk is not part of this text. */
  spanOf({ chunk, start, end }: Anchor): Span | undefined {
    const index = this.indexOf(chunk);
    if (index < 0) return undefined;
    const from = this.starts[index] ?? 0;
    return { start: from + start, end: from + end };
  }

  /** The line that a chunk starts in, from 0. */
  lineOf(index: number): number {
    return this.#linesBefore()[index] ?? 0;
  }

  /** What stands before a chunk on its first line, in UTF-16 units. */
  #columnOf(index: number): number {
    let column = 0;
    for (let at = index - 1; at >= 0; at--) {
      const chunk = this.chunks[at] ?? { text: '' };
      const starts = lineStartsOf(chunk);
      column += chunk.text.length - (starts.at(-1) ?? 0);
      if (starts.length > 1) break;
    }
    return column;
  }

  #linesBefore(): Float64Array {
    if (this.#lines !== undefined) return this.#lines;
    const lines = new Float64Array(this.chunks.length);
    let line = 0;
    this.chunks.forEach((chunk, index) => {
      lines[index] = line;
      line += lineStartsOf(chunk).length - 1;
    });
    return (this.#lines = lines);
  }
}
