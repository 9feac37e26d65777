/** Taking an edit into a backlog: only what it touches is read again. */
import { commonEnds } from '../../ground/sequences';
import { applyEdits, editBetween, sortedEdits } from '../edits';
import type { TextEdit } from '../text';
import { type BacklogChunk, isOneItem, splitIntoChunks } from './chunks';
import type { BacklogDocument } from './model';
import { fromChunks } from './parse';

/** The backlog after edits of its text, all in the offsets of the text before. Equal to parsing the new text. */
export function editBacklog(document: BacklogDocument, edits: readonly TextEdit[]): BacklogDocument {
  // From the end to the start, so that no edit moves the place of another.
  return sortedEdits(edits).reduceRight(editOnce, document);
}

/** The backlog with a new text; the same object where the text is the same. */
export function updateBacklog(document: BacklogDocument, text: string): BacklogDocument {
  const edit = editBetween(document.text.text, text);
  return edit === undefined ? document : editOnce(document, edit);
}

function editOnce(document: BacklogDocument, edit: TextEdit): BacklogDocument {
  const chunks = document.text.chunks as readonly BacklogChunk[];
  const edited = editedWithinItem(document, chunks, edit);
  if (edited !== undefined) return fromChunks(edited, undefined);
  const text = applyEdits(document.text.text, [edit]);
  const fresh = splitIntoChunks(text);
  return fromChunks(fresh && reuse(chunks, fresh), text);
}

/** The chunks with one item's text changed, where the edit leaves it one item; else undefined. */
function editedWithinItem(
  document: BacklogDocument,
  chunks: readonly BacklogChunk[],
  edit: TextEdit,
): BacklogChunk[] | undefined {
  const index = document.text.chunkAt(edit.start);
  const chunk = chunks[index];
  const from = document.text.starts[index] ?? 0;
  if (chunk === undefined || (chunk.kind !== 'mission' && chunk.kind !== 'dependency')) return undefined;
  if (edit.end > from + chunk.text.length || /\r(?!\n)/.test(edit.newText)) return undefined;
  const text = chunk.text.slice(0, edit.start - from) + edit.newText + chunk.text.slice(edit.end - from);
  const last = index === chunks.length - 1;
  if ((!last && !text.endsWith('\n')) || /\r(?!\n)/.test(text) || !isOneItem(text, chunk.indent)) return undefined;
  return chunks.with(index, { text, kind: chunk.kind, indent: chunk.indent });
}

/** The new chunks, with the old objects for those at either end whose text is the same. */
function reuse(old: readonly BacklogChunk[], fresh: readonly BacklogChunk[]): readonly BacklogChunk[] {
  const { head, tail } = commonEnds(old, fresh, sameChunk);
  return [...old.slice(0, head), ...fresh.slice(head, fresh.length - tail), ...old.slice(old.length - tail)];
}

function sameChunk(a: BacklogChunk, b: BacklogChunk): boolean {
  return a.kind === b.kind && a.indent === b.indent && a.text === b.text;
}
