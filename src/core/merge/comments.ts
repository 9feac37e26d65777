/** Comments, which no value tells of: those that a side wrote must be in the result too. */
import { editBacklog } from '../files/backlog/edit';
import type { BacklogDocument } from '../files/backlog/model';
import { lineEndAt, lineStart, lineStop } from '../files/lines';
import { sourceOf } from '../files/backlog/write/locate';
import { extentOf, isWritten, nodesOf } from '../files/yaml-node';
import type { TextEdit } from '../files/text';
import { entriesOf, nameOfEntry } from './view';

/** One comment, its sign included. */
interface Comment {
  readonly text: string;
  readonly at: number;
}

/**
 * The result with the comments that a side wrote and that it lacks, each on a line of its own above the entry that it
 * belonged to, or at the end of the file where that cannot be.
 */
export function withComments(
  result: BacklogDocument,
  base: BacklogDocument | undefined,
  sides: readonly BacklogDocument[],
): BacklogDocument {
  const before = countsOf(base === undefined ? [] : commentsOf(base));
  let document = result;
  for (const side of sides) {
    const comments = commentsOf(side);
    const [own, there] = [countsOf(comments), countsOf(commentsOf(document))];
    for (const comment of comments) {
      const { text } = comment;
      const [count, known] = [own.get(text) ?? 0, there.get(text) ?? 0];
      if (count <= (before.get(text) ?? 0) || known >= count) continue;
      there.set(text, known + 1);
      document = editBacklog(document, [placeOf(document, side, comment)]);
    }
  }
  return document;
}

function countsOf(comments: readonly Comment[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of comments) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** The comments of a backlog that can be read, in text order. */
function commentsOf(document: BacklogDocument): readonly Comment[] {
  const { text } = document.text;
  const scalars = [...nodesOf(sourceOf(document) ?? [])].flatMap((node) =>
    isWritten(node, 'scalar') && node.node.end > node.node.start ? extentOf(node) : [],
  );
  scalars.sort((one, other) => one.start - other.start);
  const comments: Comment[] = [];
  let next = 0;
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    while (next < scalars.length && (scalars[next]?.end ?? 0) <= at) next++;
    const scalar = scalars[next];
    if ((scalar !== undefined && scalar.start <= at) || (at > 0 && !/\s/.test(text[at - 1] ?? ''))) continue;
    const stop = lineStop(text, at);
    comments.push({ text: text.slice(at, stop).trimEnd(), at });
    at = stop;
  }
  return comments;
}

function placeOf(document: BacklogDocument, side: BacklogDocument, { text: comment, at }: Comment): TextEdit {
  const { text } = document.text;
  const name = entryAt(side, at);
  const entry = name === undefined ? undefined : entriesOf(document).find((each) => nameOfEntry(each) === name);
  const span = entry === undefined ? undefined : document.text.spanOf(entry.at);
  if (span !== undefined) {
    const start = lineStart(text, span.start);
    const indent = /^( *)-[ ]+$/.exec(text.slice(start, span.start))?.[1];
    if (indent !== undefined)
      return { start, end: start, newText: `${indent}${comment}${lineEndAt(text, span.start)}` };
  }
  const lineEnd = lineEndAt(text, 0);
  const open = text === '' || text.endsWith('\n') ? '' : lineEnd;
  return { start: text.length, end: text.length, newText: `${open}${comment}${lineEnd}` };
}

/** The entry that an offset is in, on the last line of, or before. */
function entryAt(document: BacklogDocument, at: number): string | undefined {
  const { text } = document.text;
  let following: { readonly name: string; readonly start: number } | undefined;
  let around: { readonly name: string; readonly start: number } | undefined;
  for (const entry of entriesOf(document)) {
    const span = document.text.spanOf(entry.at);
    if (span === undefined) continue;
    const each = { name: nameOfEntry(entry), start: span.start };
    if (span.start > at) following = following === undefined || each.start < following.start ? each : following;
    else if (lineStop(text, span.end) >= at) around = around === undefined || each.start > around.start ? each : around;
  }
  return (around ?? following)?.name;
}
