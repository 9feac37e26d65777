/** Taking a pair out of a mapping, or an item out of a list: with its lines or its comma, and nothing besides. */
import { type Span, type TextEdit } from '../../text';
import { wholeLines } from './add';
import { endsLine, lineStart, lineStop, nextLine, startsLine } from '../../lines';
import { pastBlanks } from '../../yaml/source';
import { extentOf, type YamlMapping, type YamlPair, type YamlSequence } from '../../yaml-node';

/** The edits that take a pair out. */
export function cutPair(text: string, mapping: YamlMapping, pair: YamlPair): readonly TextEdit[] | undefined {
  const pairs = mapping.ownPairs;
  const spans = pairs.map(({ key, value }) => ({ start: extentOf(key).start, end: extentOf(value).end }));
  const index = pairs.indexOf(pair);
  const own = spans[index];
  if (own === undefined) return undefined;
  if (mapping.style === 'flow') return cutFromFlow(text, mapping.node, spans, index);
  if (startsLine(text, own.start)) return [wholeLines(text, own.start, own.end)];
  // Behind the dash: the next pair takes its place, unless a comment of its own stands before that.
  const next = spans[index + 1];
  if (next === undefined) return undefined;
  const fresh = lineStart(text, own.end) === own.end;
  const below = fresh ? own.end : nextLine(text, own.end);
  const plain = text.slice(below, next.start).trim() === '';
  return [{ start: own.start, end: plain ? next.start : fresh ? own.end : lineStop(text, own.end), newText: '' }];
}

/** The edits that take an item out of a list. The last one leaves `[]` behind; `colon` is the end of the list's key. */
export function cutItem(
  text: string,
  list: YamlSequence,
  index: number,
  colon: number,
): readonly TextEdit[] | undefined {
  const spans = list.items.map(extentOf);
  const item = spans[index];
  if (item === undefined) return undefined;
  if (list.style === 'flow') {
    if (list.items.length > 1) return cutFromFlow(text, list.node, spans, index);
    const [open, close] = [list.node.start + 1, list.node.end - 1];
    const bare = text.slice(open, item.start).trim() === '' && text.slice(item.end, close).trim() === '';
    return [bare ? { start: open, end: close, newText: '' } : { start: item.start, end: item.end, newText: '' }];
  }
  const dash = dashOf(text, list, index);
  if (!startsLine(text, dash)) return undefined;
  const lines = wholeLines(text, dash, item.end);
  if (list.items.length > 1) return [lines];
  const { start, body } = extentOf(list);
  const at = start < body ? start + text.slice(start, body).trimEnd().length : colon;
  if (lines.start < at && lines.end > at) return undefined;
  return [{ start: at, end: at, newText: ' []' }, lines];
}

/** The offset of an item's dash. */
export function dashOf(text: string, list: YamlSequence, index: number): number {
  const prior = list.items[index - 1];
  return prior === undefined ? list.node.start : pastBlanks(text, extentOf(prior).end);
}

/** One member of a flow collection, with one of the commas beside it. */
function cutFromFlow(
  text: string,
  list: Span,
  members: readonly Span[],
  index: number,
): readonly TextEdit[] | undefined {
  const own = members[index];
  if (own === undefined) return undefined;
  const [prior, next] = [members[index - 1], members[index + 1]];
  const after = pastBlanks(text, own.end);
  const comma = text[after] === ',' ? after + 1 : undefined;
  const stop = comma ?? own.end;
  const uncommented = (from: number, to: number): boolean => !text.slice(from, to).includes('#');
  if (startsLine(text, own.start) && endsLine(text, stop) && lineStop(text, stop) < list.end) {
    // A line or more of its own. The comma before the last one goes with it.
    const lines = wholeLines(text, own.start, stop);
    const before = prior === undefined ? -1 : pastBlanks(text, prior.end);
    if (next !== undefined || comma !== undefined || before < 0) return [lines];
    return [{ start: before, end: before + 1, newText: '' }, lines];
  }
  if (prior !== undefined && uncommented(prior.end, own.start))
    return [{ start: prior.end, end: own.end, newText: '' }];
  if (next !== undefined && uncommented(own.end, next.start))
    return [{ start: own.start, end: next.start, newText: '' }];
  const blanks = /^[ \t]*/.exec(text.slice(stop))?.[0].length ?? 0;
  if (prior === undefined || comma !== undefined)
    return [{ start: own.start, end: stop + (comma === undefined ? 0 : blanks), newText: '' }];
  const before = pastBlanks(text, prior.end);
  return [
    { start: before, end: before + 1, newText: '' },
    { start: own.start, end: own.end, newText: '' },
  ];
}
