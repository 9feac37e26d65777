/** Parsing a backlog (field guide, section 3). */
import type { Breather } from '../../ground/ports';
import type { AnchorLookup } from '../yaml/build';
import { assemble } from './assemble';
import { type BacklogChunk, splitIntoChunks } from './chunks';
import type { BacklogDocument } from './model';
import { isSound, readChunks } from './reading';
import { parseWhole } from './whole';

/**
 * A file with a broken part is parsed as a whole too if it is no longer than this, in UTF-16 units: what looks broken
 * chunk by chunk may be sound, such as a quoted text over several lines at an odd indentation.
 */
const LONGEST_SECOND_LOOK = 512 * 1024;

/** Chunks read between two looks at the clock. */
const CHUNKS_A_STRETCH = 16;

/** A backlog's missions, sprints and dependencies with their places, and what is wrong with it. Never throws. */
export function parseBacklog(text: string): BacklogDocument {
  return fromChunks(splitIntoChunks(text), text);
}

/** The same, letting others run in between. */
export async function parseBacklogSliced(text: string, breather: Breather): Promise<BacklogDocument> {
  const chunks = splitIntoChunks(text);
  const nothing: AnchorLookup = () => undefined;
  for (const [index, chunk] of (chunks ?? []).entries()) {
    // Reading is remembered by the chunk: putting the document together afterwards finds it done.
    if (chunk.kind === 'mission' || chunk.kind === 'dependency') readChunks([chunk], nothing);
    if (index % CHUNKS_A_STRETCH === 0) await breather.pause();
  }
  return fromChunks(chunks, text);
}

/** The backlog that chunks make; where they make none, or a short broken one, the whole text decides. */
export function fromChunks(chunks: readonly BacklogChunk[] | undefined, text: string | undefined): BacklogDocument {
  const textOf = (): string => text ?? (chunks ?? []).map((chunk) => chunk.text).join('');
  const assembled = chunks === undefined ? undefined : assemble(chunks, text);
  if (assembled === undefined) return parseWhole(textOf()).document;
  const { document, sound } = assembled;
  if (sound || document.text.length > LONGEST_SECOND_LOOK || !isSound(textOf())) return document;
  return parseWhole(textOf()).document;
}
