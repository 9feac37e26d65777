/** Putting an item into a list of the backlog: into block and flow lists, empty ones, and ones that are not there yet. */
import { type TextEdit } from '../../text';
import { type BacklogDocument } from '../model';
import { addPair, afterLines, placeFor } from './add';
import { beforeBreak, lineEndAt, lineStart, lineStop, margin, pastBlanks, startsLine } from './lines';
import { sourceOf } from './locate';
import { dashOf } from './remove';
import { nodesOf, ownPair, type SourceMapping, type SourceNode, type SourceSequence } from './source';
import { writeKey } from './values';

/** A list by the mapping that has it, or is to have it, under a key. */
export interface ListPlace {
  readonly text: string;
  readonly owner: SourceMapping;
  readonly name: string;
}

/** Writes the item: in braces or not, its keys at an indentation. Undefined where it cannot be written so. */
export type ItemWriter = (flow: boolean, indent: string, lineEnd: string) => string | undefined;

/** The mapping that has the lists of sprints and dependencies. */
export function planFields(document: BacklogDocument): SourceMapping | undefined {
  const plan = sourceOf(document)?.[document.planDocument];
  const fields = plan?.kind === 'mapping' ? ownPair(plan, 'domainFields')?.value : undefined;
  return fields?.kind === 'mapping' ? fields : undefined;
}

/** The list that has a mapping as its item, its place there, and the end of the list's key. */
export function listOf(
  text: string,
  roots: readonly (SourceNode | undefined)[],
  item: SourceMapping,
): { readonly list: SourceSequence; readonly index: number; readonly colon: number } | undefined {
  for (const root of roots) {
    for (const node of root === undefined ? [] : nodesOf(root)) {
      if (node.kind !== 'mapping') continue;
      for (const { key, value } of node.pairs) {
        const index = value.kind === 'sequence' ? value.items.indexOf(item) : -1;
        if (value.kind === 'sequence' && index >= 0)
          return { list: value, index, colon: pastBlanks(text, key.end) + 1 };
      }
    }
  }
  return undefined;
}

/** The edits that put an item into a list, before the item of an index or, without one, behind all. */
export function insertItem(
  document: BacklogDocument,
  place: ListPlace,
  index: number | undefined,
  write: ItemWriter,
  inBraces: boolean,
): readonly TextEdit[] | undefined {
  const { text, owner, name } = place;
  const list = ownPair(owner, name)?.value;
  if (list?.kind !== 'sequence' || list.items.length === 0) return intoEmpty(document, place, write, inBraces);
  if (list.flow) return intoFlow(text, list, index, write);
  const dash = dashOf(text, list, index ?? list.items.length - 1);
  const item = list.items[index ?? list.items.length - 1];
  if (item === undefined || !startsLine(text, dash)) return undefined;
  const gap = /^-[ ]+/.exec(text.slice(dash, item.start))?.[0];
  const lead = gap?.length === item.start - dash ? gap : '- ';
  const indent = margin(text, dash);
  const lineEnd = lineEndAt(text, dash);
  const body = write(inBraces, indent + ' '.repeat(lead.length), lineEnd);
  if (body === undefined) return undefined;
  const written = indent + lead + body;
  if (index === undefined) return [afterLines(text, item.end, written, lineEnd)];
  const floor = index === 0 ? lineStop(text, list.start) : (list.items[index - 1]?.end ?? 0);
  const at = aboveComments(text, lineStart(text, dash), index === 0 ? ownerLine(text, place) : floor);
  return [{ start: at, end: at, newText: written + lineEnd }];
}

/** The end of the line with the list's key. */
function ownerLine(text: string, { owner, name }: ListPlace): number {
  return lineStop(text, ownPair(owner, name)?.key.end ?? 0);
}

/** Comments right above an entry are about it: what goes before it goes before them, but not before `floor`. */
function aboveComments(text: string, line: number, floor: number): number {
  let at = line;
  while (at > 0) {
    const above = lineStart(text, beforeBreak(text, at));
    if (above < floor || !/^[ \t]*#/.test(text.slice(above, at))) break;
    at = above;
  }
  return at;
}

function intoFlow(
  text: string,
  list: SourceSequence,
  index: number | undefined,
  write: ItemWriter,
): readonly TextEdit[] | undefined {
  const item = list.items.at(index ?? -1);
  const body = write(true, '', '\n');
  if (item === undefined || body === undefined) return undefined;
  const gap = startsLine(text, item.start) ? lineEndAt(text, item.start) + margin(text, item.start) : ' ';
  if (index === undefined) return [{ start: item.end, end: item.end, newText: `,${gap}${body}` }];
  return [{ start: item.start, end: item.start, newText: `${body},${gap}` }];
}

/** Into `[]`, `null`, nothing at all after the key, or where even the key is missing. */
function intoEmpty(
  document: BacklogDocument,
  { text, owner, name }: ListPlace,
  write: ItemWriter,
  inBraces: boolean,
): readonly TextEdit[] | undefined {
  const pair = ownPair(owner, name);
  const [first] = owner.pairs;
  if (pair !== undefined && !isEmptyList(pair.value)) return undefined;
  if (owner.flow) {
    const body = write(true, '', '\n');
    if (body === undefined) return undefined;
    if (pair === undefined) return addPair(text, owner, { key: name, value: `[${body}]` }, placeFor(owner, name, []));
    const { start, end } = pair.value;
    return [{ start, end, newText: `${start === end && !/\s/.test(text[start - 1] ?? '') ? ' ' : ''}[${body}]` }];
  }
  if (first === undefined) return undefined;
  const keys = margin(text, first.key.start);
  const dash = keys + ' '.repeat(dashShift(document, text));
  const lineEnd = lineEndAt(text, first.key.start);
  const body = write(inBraces, `${dash}  `, lineEnd);
  const key = writeKey(name, first.key, false);
  if (body === undefined || key === undefined) return undefined;
  const line = `${dash}- ${body}`;
  if (pair === undefined) {
    const last = owner.pairs.at(-1) ?? first;
    return [afterLines(text, last.value.end, `${keys}${key}:${lineEnd}${line}`, lineEnd)];
  }
  const colon = pastBlanks(text, pair.key.end) + 1;
  const { end } = pair.value;
  if (/[\r\n]/.test(text.slice(colon, end))) return undefined;
  const at = lineStop(text, end);
  const added = { start: at, end: at, newText: lineEnd + line };
  return end > colon ? [{ start: colon, end, newText: '' }, added] : [added];
}

function isEmptyList(node: SourceNode): boolean {
  if (node.start !== node.body) return false;
  return node.kind === 'scalar' ? node.value.type === 'none' : node.kind === 'sequence' && node.items.length === 0;
}

/** How far the dashes of lists are indented beyond their keys: as elsewhere in the plan, two columns where there is none. */
function dashShift(document: BacklogDocument, text: string): number {
  const fields = planFields(document);
  const column = (offset: number): number => offset - lineStart(text, offset);
  for (const node of fields === undefined ? [] : nodesOf(fields)) {
    if (node.kind !== 'mapping' || node.flow) continue;
    for (const { key, value } of node.pairs) {
      if (value.kind !== 'sequence' || value.flow) continue;
      const keyColumn = column(key.start);
      return Math.max(0, column(value.body) - keyColumn);
    }
  }
  return 2;
}
