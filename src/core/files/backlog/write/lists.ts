/** Putting an item into a list of the backlog: into block and flow lists, empty ones, and ones that are not there yet. */
import type { TextEdit } from '../../text';
import type { BacklogDocument } from '../model';
import { addPair, insertAfterLine, placeFor } from './add';
import { beforeBreak, lineEndAt, lineStart, lineStop, margin, startsLine } from '../../lines';
import { sourceOf } from './locate';
import { pastBlanks } from '../../yaml/source';
import {
  extentOf,
  isWritten,
  nodesOf,
  ownPair,
  type YamlMapping,
  type YamlNode,
  type YamlSequence,
} from '../../yaml-node';
import { writeKey } from './values';

/** A list by the mapping that has it, or is to have it, under a key. */
interface ListPlace {
  readonly text: string;
  readonly owner: YamlMapping;
  readonly name: string;
}

/** Writes the item: in braces or not, its keys at an indentation. Undefined where it cannot be written so. */
export type ItemWriter = (flow: boolean, indent: string, lineEnd: string) => string | undefined;

/** The mapping that has the lists of sprints and dependencies. */
export function planFields(document: BacklogDocument): YamlMapping | undefined {
  const plan = sourceOf(document)?.[document.planDocument];
  const fields = isWritten(plan, 'mapping') ? ownPair(plan, 'domainFields')?.value : undefined;
  return isWritten(fields, 'mapping') ? fields : undefined;
}

/** The list that has a mapping as its item, its place there, and the end of the list's key. */
export function listOf(
  text: string,
  roots: readonly (YamlNode | undefined)[],
  item: YamlMapping,
): { readonly list: YamlSequence; readonly index: number; readonly colon: number } | undefined {
  for (const node of nodesOf(roots)) {
    if (!isWritten(node, 'mapping')) continue;
    for (const { key, value } of node.ownPairs) {
      const index = isWritten(value, 'sequence') ? value.items.indexOf(item) : -1;
      if (isWritten(value, 'sequence') && index >= 0)
        return { list: value, index, colon: pastBlanks(text, extentOf(key).end) + 1 };
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
  if (!isWritten(list, 'sequence') || list.items.length === 0) return intoEmpty(document, place, write, inBraces);
  if (list.style === 'flow') return intoFlow(text, list, index, write);
  const dash = dashOf(text, list, index ?? list.items.length - 1);
  const item = list.items[index ?? list.items.length - 1];
  if (item === undefined || !startsLine(text, dash)) return undefined;
  const { start, end } = extentOf(item);
  const gap = /^-[ ]+/.exec(text.slice(dash, start))?.[0];
  const lead = gap?.length === start - dash ? gap : '- ';
  const indent = margin(text, dash);
  const lineEnd = lineEndAt(text, dash);
  const body = write(inBraces, indent + ' '.repeat(lead.length), lineEnd);
  if (body === undefined) return undefined;
  const written = indent + lead + body;
  if (index === undefined) return [insertAfterLine(text, end, written, lineEnd)];
  const prior = list.items[index - 1];
  const at = aboveComments(
    text,
    lineStart(text, dash),
    prior === undefined ? ownerLine(text, place) : extentOf(prior).end,
  );
  return [{ start: at, end: at, newText: written + lineEnd }];
}

/** The end of the line with the list's key. */
function ownerLine(text: string, { owner, name }: ListPlace): number {
  const pair = ownPair(owner, name);
  return lineStop(text, pair === undefined ? 0 : extentOf(pair.key).end);
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
  list: YamlSequence,
  index: number | undefined,
  write: ItemWriter,
): readonly TextEdit[] | undefined {
  const item = list.items.at(index ?? -1);
  const body = write(true, '', '\n');
  if (item === undefined || body === undefined) return undefined;
  const { start, end } = extentOf(item);
  const gap = startsLine(text, start) ? lineEndAt(text, start) + margin(text, start) : ' ';
  if (index === undefined) return [{ start: end, end, newText: `,${gap}${body}` }];
  return [{ start, end: start, newText: `${body},${gap}` }];
}

/** Into `[]`, `null`, nothing at all after the key, or where even the key is missing. */
function intoEmpty(
  document: BacklogDocument,
  { text, owner, name }: ListPlace,
  write: ItemWriter,
  inBraces: boolean,
): readonly TextEdit[] | undefined {
  const pair = ownPair(owner, name);
  const [first] = owner.ownPairs;
  if (pair !== undefined && !isEmptyList(pair.value)) return undefined;
  if (owner.style === 'flow') {
    const body = write(true, '', '\n');
    if (body === undefined) return undefined;
    if (pair === undefined) return addPair(text, owner, { key: name, value: `[${body}]` }, placeFor(owner, name, []));
    const { start, end } = extentOf(pair.value);
    return [{ start, end, newText: `${start === end && !/\s/.test(text[start - 1] ?? '') ? ' ' : ''}[${body}]` }];
  }
  if (first === undefined) return undefined;
  const { start } = extentOf(first.key);
  const keys = margin(text, start);
  const dash = keys + ' '.repeat(dashShift(document, text));
  const lineEnd = lineEndAt(text, start);
  const body = write(inBraces, `${dash}  `, lineEnd);
  const key = writeKey(name, first.key, false);
  if (body === undefined || key === undefined) return undefined;
  const line = `${dash}- ${body}`;
  if (pair === undefined) {
    const last = owner.ownPairs.at(-1) ?? first;
    return [insertAfterLine(text, extentOf(last.value).end, `${keys}${key}:${lineEnd}${line}`, lineEnd)];
  }
  const colon = pastBlanks(text, extentOf(pair.key).end) + 1;
  const { end } = extentOf(pair.value);
  if (/[\r\n]/.test(text.slice(colon, end))) return undefined;
  const at = lineStop(text, end);
  const added = { start: at, end: at, newText: lineEnd + line };
  return end > colon ? [{ start: colon, end, newText: '' }, added] : [added];
}

function isEmptyList(node: YamlNode): boolean {
  if (node.properties !== undefined || node.alias !== undefined) return false;
  return node.kind === 'scalar' ? node.value.type === 'none' : node.kind === 'sequence' && node.items.length === 0;
}

/** How far the dashes of lists are indented beyond their keys: as elsewhere in the plan, two columns where there is none. */
export function dashShift(document: BacklogDocument, text: string): number {
  const column = (offset: number): number => offset - lineStart(text, offset);
  for (const node of nodesOf([planFields(document)])) {
    if (!isWritten(node, 'mapping') || node.style === 'flow') continue;
    for (const { key, value } of node.ownPairs) {
      if (!isWritten(value, 'sequence') || value.style === 'flow') continue;
      return Math.max(0, column(value.node.start) - column(extentOf(key).start));
    }
  }
  return 2;
}

/** The offset of an item's dash. */
export function dashOf(text: string, list: YamlSequence, index: number): number {
  const prior = list.items[index - 1];
  return prior === undefined ? list.node.start : pastBlanks(text, extentOf(prior).end);
}
