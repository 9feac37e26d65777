/** Adding a pair to a mapping, where and how its neighbours are written. */
import type { TextEdit } from '../../text';
import { beforeBreak, endsLine, lineEndAt, lineStart, lineStop, margin, startsLine } from '../../lines';
import { pastBlanks } from '../../yaml/source';
import { extentOf, keyTextOf, type YamlMapping, type YamlPair } from '../../yaml-node';

/** A pair as text, but for what goes between its key and value. */
interface NewPair {
  readonly key: string;
  readonly value: string;
}

/** The gaps of a flow mapping: `{ a: 1, b: 2 }` has `' '`, `': '`, `', '` and `' '`. */
interface FlowSpacing {
  readonly open: string;
  readonly colon: string;
  readonly comma: string;
  readonly close: string;
}

/** The pair behind which a key belongs: the last one that stands before it in a mapping that has it. `null`: before all. */
export function placeFor(
  mapping: YamlMapping,
  key: string,
  others: readonly YamlMapping[],
): YamlPair | null | undefined {
  const pairs = mapping.ownPairs;
  const other = others.find((each) => each.ownPairs.some((pair) => keyTextOf(pair.key) === key));
  const keys = other?.ownPairs.map((pair) => keyTextOf(pair.key)) ?? [];
  const earlier = new Set(keys.slice(0, keys.lastIndexOf(key)));
  const found = pairs.findLast((pair) => earlier.has(keyTextOf(pair.key)));
  if (found !== undefined) return found;
  const [first] = pairs;
  // Only where the other mapping begins with it, and goes on as this one begins.
  if (other !== undefined && earlier.size === 0 && first !== undefined && keys.includes(keyTextOf(first.key)))
    return null;
  return lastBesidesMissions(pairs);
}

/** The end, but not behind a sprint's missions, where nobody would look for it. */
function lastBesidesMissions(pairs: readonly YamlPair[]): YamlPair | undefined {
  const last = pairs.at(-1);
  if (last === undefined || keyTextOf(last.key) !== 'missions' || pairs.length < 2) return last;
  return pairs.at(-2);
}

/** The edits that add a pair behind another one, or before all (`null`). */
export function addPair(
  text: string,
  mapping: YamlMapping,
  pair: NewPair,
  behind: YamlPair | null | undefined,
): readonly TextEdit[] | undefined {
  const [first] = mapping.ownPairs;
  if (mapping.style === 'flow') return addToFlow(text, mapping, pair, behind);
  if (first === undefined || behind === undefined) return undefined;
  const line = `${pair.key}:${/^[\r\n]/.test(pair.value) ? '' : ' '}${pair.value}`;
  const { start } = extentOf(first.key);
  const indent = margin(text, start);
  const lineEnd = lineEndAt(text, start);
  if (behind === null) {
    return [{ start, end: start, newText: line + lineEnd + indent }];
  }
  return [insertAfterLine(text, extentOf(behind.value).end, indent + line, lineEnd)];
}

/** Lines put behind the last line of what ends at an offset, its comment included. */
export function insertAfterLine(text: string, end: number, lines: string, lineEnd: string): TextEdit {
  const fresh = end > 0 && lineStart(text, end) === end;
  // Lines of a block scalar end with their line break, all others before it.
  const at = fresh ? end : lineStop(text, end);
  return { start: at, end: at, newText: fresh ? lines + lineEnd : lineEnd + lines };
}

function addToFlow(
  text: string,
  mapping: YamlMapping,
  { key, value }: NewPair,
  behind: YamlPair | null | undefined,
): readonly TextEdit[] {
  const pairs = mapping.ownPairs;
  const [first] = pairs;
  const gaps = flowSpacing(text, mapping);
  const quoted = /^["']/.test(key);
  const written = `${key}${quoted ? gaps.colon : ': '}${value}`;
  if (first === undefined) {
    const [at, close] = [mapping.node.start + 1, mapping.node.end - 1];
    const blank = text.slice(at, close).trim() === '';
    return [{ start: at, end: blank ? close : at, newText: gaps.open + written + gaps.close }];
  }
  if (behind === null) {
    const { start } = extentOf(first.key);
    return [{ start, end: start, newText: written + gaps.comma }];
  }
  const prior = behind ?? first;
  const { body, end } = extentOf(prior.value);
  const { start } = extentOf(prior.key);
  const comma = pastBlanks(text, end);
  const hasComma = text[comma] === ',';
  // One pair a line: the new one gets a line too, behind the comment of the one before.
  const stop = hasComma ? comma + 1 : end;
  const last = prior === pairs.at(-1);
  if (startsLine(text, start) && endsLine(text, stop) && !text.slice(stop, lineStop(text, stop)).includes('}')) {
    const at = lineStop(text, stop);
    const lineEnd = lineEndAt(text, stop);
    const line = {
      start: at,
      end: at,
      newText: `${lineEnd}${margin(text, start)}${written}${last && !hasComma ? '' : ','}`,
    };
    return hasComma ? [line] : [{ start: end, end, newText: ',' }, line];
  }
  const gap = body === end ? ' ' : '';
  return [{ start: end, end, newText: `${gap}${gaps.comma}${written}` }];
}

/** How a flow mapping is spaced; `like` stands in where it has too few pairs to tell. */
export function flowSpacing(text: string, mapping: YamlMapping | undefined): FlowSpacing {
  const usual: FlowSpacing = { open: ' ', colon: ': ', comma: ', ', close: ' ' };
  const [first, second] = mapping?.ownPairs ?? [];
  const last = mapping?.ownPairs.at(-1);
  if (mapping === undefined || first === undefined || last === undefined || mapping.style !== 'flow') return usual;
  const between = (start: number, end: number, pattern: RegExp, otherwise: string): string => {
    const gap = text.slice(start, end);
    return pattern.test(gap) ? gap : otherwise;
  };
  const open = between(mapping.node.start + 1, extentOf(first.key).start, /^ *$/, ' ');
  return {
    open,
    colon: between(extentOf(first.key).end, extentOf(first.value).start, /^ *: *$/, usual.colon),
    comma:
      second === undefined
        ? usual.comma
        : between(extentOf(first.value).end, extentOf(second.key).start, /^, *$/, usual.comma),
    close: between(extentOf(last.value).end, mapping.node.end - 1, /^ *$/, open),
  };
}

/** The lines of something, with the break that ends them; at the end of a text without one, the break before them. */
export function removeLines(text: string, start: number, end: number): TextEdit {
  const from = lineStart(text, start);
  const fresh = end > from && lineStart(text, end) === end;
  const stop = fresh ? end : lineStop(text, end);
  if (fresh) return { start: from, end: stop, newText: '' };
  if (stop === text.length) return { start: beforeBreak(text, from), end: stop, newText: '' };
  return { start: from, end: stop + (text.startsWith('\r\n', stop) ? 2 : 1), newText: '' };
}
