/** What YAML is parsed from. */
import { anchor, type Anchor, type Chunk, lastNotGreater } from '../text';
import { lineStop } from '../lines';

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

/** The offset of the next character that is no blank, line break or comment. */
export function pastBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 32 || unit === 10 || unit === 13 || unit === 9) at++;
    else if (unit === 35 && (at === 0 || /[\s,[\]{}]/.test(text[at - 1] ?? ''))) at = lineStop(text, at);
    else break;
  }
  return at;
}
