/** Putting another value in the place of one that is there, in its style. */
import type { TextEdit } from '../../text';
import type { ScalarStyle } from '../../yaml/quote';
import { keepAnchors } from './anchors';
import { endsLine, lastLineStop, lineEndAt, lineStart, lineStop, margin, nextLine } from '../../lines';
import type { LocatedEntry } from './locate';
import { pastBlanks } from '../../yaml/source';
import {
  extentOf,
  isWritten,
  propertiesOf,
  type YamlMapping,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
  type YamlSequence,
} from '../../yaml-node';
import {
  blockLines,
  type Filled,
  isFilled,
  isList,
  type NewData,
  quotesOf,
  stylesFrom,
  styleWithin,
  writeValue,
} from './values';

/** The edits that give a pair another value; undefined where it cannot be said there. `usual` is how others write such a key. */
export function replaceValue(
  { text, roots, whole, mapping }: LocatedEntry,
  { key, value: node }: YamlPair,
  value: NewData,
  usual: ScalarStyle | undefined,
): readonly TextEdit[] | undefined {
  const { body, end } = extentOf(node);
  const name = propertiesOf(node)?.anchor;
  const kept = keepAnchors(roots, text, extentOf(node));
  if (kept === undefined || (!whole && name !== undefined)) return undefined;
  const { start } = extentOf(key);
  const indent = `${margin(text, start)}  `;
  const flow = mapping.style === 'flow';
  const place = { flow, indent, lineEnd: lineEndAt(text, start) };
  const anchor = kept.moved.has(node) || name === undefined ? '' : `&${name} `;

  if (isWritten(node, 'scalar') && (node.style === 'literal' || node.style === 'folded')) {
    const edits = [...kept.edits, ...headEdits(node, anchor)];
    const block = typeof value === 'string' ? blockEdits(text, node, value, indent) : undefined;
    if (block !== undefined) return [...edits, ...block];
    const written = writeValue(value, ['double'], place);
    if (written === undefined) return undefined;
    const header = headerEnd(text, node);
    const line = lineStop(text, header);
    edits.push({ start: body, end: header, newText: written });
    return [...edits, { start: line, end: Math.max(line, lastLineStop(text, end)), newText: '' }];
  }

  const own = styleWithin(node);
  const styles = stylesFrom(...(own === undefined ? [usual, 'plain' as const] : [own]));
  // A literal text takes the rest of its line: a comment there would be lost.
  const alone = !flow && /^[ \t]*$/.test(text.slice(end, lineStop(text, end)));
  const written = writeValue(value, alone ? styles : styles.filter((style) => style !== 'literal'), place);
  if (written === undefined) return undefined;
  if ((isWritten(node, 'mapping') || isWritten(node, 'sequence')) && node.style !== 'flow')
    return isFilled(value) && isList(value) === (node.kind === 'sequence')
      ? [...kept.edits, ...headEdits(node, anchor), blockInstead(text, node, value)]
      : [...kept.edits, ...blockGone(text, key, node, anchor, written)];
  if (body < end) return [...kept.edits, ...headEdits(node, anchor), { start: body, end, newText: written }];
  // An empty value with a tag is whatever the tag says.
  if (node.properties?.tagged === true) return undefined;
  return [...kept.edits, intoNothing(text, key, node, written)];
}

/** The anchor stays where nobody uses it, a tag goes: it said what the old value was. */
function headEdits(node: YamlNode, anchor: string): TextEdit[] {
  const properties = propertiesOf(node);
  if (properties === undefined || (anchor !== '' && !properties.tagged)) return [];
  const { start, end } = properties.at;
  return [{ start, end, newText: anchor }];
}

/** A block mapping or list with other lines in its place, its texts written as its first one is. */
function blockInstead(text: string, node: YamlMapping | YamlSequence, value: Filled): TextEdit {
  const { body, end } = extentOf(node);
  const values = node.kind === 'mapping' ? node.ownPairs.map((pair) => pair.value) : node.items;
  const nested = node.kind === 'mapping' ? node.ownPairs.find((pair) => isWritten(pair.value, 'sequence')) : undefined;
  const column = (offset: number): number => offset - lineStart(text, offset);
  const shift =
    nested === undefined ? 0 : Math.max(0, column(extentOf(nested.value).body) - column(extentOf(nested.key).start));
  const lines = blockLines(value, stylesFrom(styleWithin(node), 'plain', ...quotesOf(values)), shift);
  return { start: body, end: lastLineStop(text, end), newText: lines.join(lineEndAt(text, body) + margin(text, body)) };
}

/** A block mapping or list gives way to a value on its key's line, where a comment may stand. */
function blockGone(text: string, key: YamlNode, node: YamlNode, anchor: string, written: string): readonly TextEdit[] {
  const colon = pastBlanks(text, extentOf(key).end) + 1;
  const { start, body, end } = extentOf(node);
  const marks = /^(?:[&!][^\s]*[ \t]*)*/.exec(text.slice(start, body))?.[0].trimEnd().length ?? 0;
  const line = lineStop(text, marks === 0 ? colon : start);
  const head =
    marks === 0
      ? { start: colon, end: colon, newText: ` ${written}` }
      : { start, end: start + marks, newText: anchor + written };
  return [head, { start: line, end: lastLineStop(text, end), newText: '' }];
}

/** A value behind a colon that has none, or behind a key of a flow mapping that has not even a colon. */
function intoNothing(text: string, key: YamlNode, node: YamlNode, written: string): TextEdit {
  const { end } = extentOf(node);
  const colon = text[pastBlanks(text, extentOf(key).end)] === ':';
  // `{ a: , b: 1 }`: the value goes behind the blank that is there.
  const spaced = text[end] === ' ' && text[end + 1] === ',';
  const at = spaced ? end + 1 : end;
  const gap = !colon ? ': ' : spaced || /\s/.test(text[at - 1] ?? '') ? '' : ' ';
  return { start: at, end: at, newText: gap + written };
}

function headerEnd(text: string, { node: { start } }: YamlScalar): number {
  return start + (/^[|>][-+0-9]*/.exec(text.slice(start, start + 4))?.[0].length ?? 1);
}

/** A literal or folded text with other lines under the same header, at the same indentation. */
function blockEdits(text: string, node: YamlScalar, value: string, usual: string): readonly TextEdit[] | undefined {
  const { start, end } = node.node;
  const header = headerEnd(text, node);
  const first = nextLine(text, header);
  const lines = text.slice(first, end);
  const explicit = /\d/.test(text.slice(start, header));
  const indent = explicit ? usual : (/^(?:[ ]*[\r\n])*([ ]+)/.exec(lines)?.[1] ?? usual);
  const lineEnd = lineEndAt(text, lineStart(text, header));
  const written = writeValue(value, ['literal'], { flow: false, indent, lineEnd });
  if (!written?.startsWith('|') || !endsLine(text, header)) return undefined;
  const stop = lineStop(written, 0);
  const mark = node.style === 'folded' && !value.replace(/\n$/, '').includes('\n') ? '>' : '|';
  const ended = /[\r\n]$/.test(lines) || value.endsWith('\n');
  const body = written.slice(stop + lineEnd.length) + (ended ? lineEnd : '');
  return [
    { start, end: header, newText: mark + written.slice(1, stop) },
    { start: first, end, newText: first > lineStop(text, header) ? body : lineEnd + body },
  ].filter(({ start, end, newText }) => text.slice(start, end) !== newText);
}
