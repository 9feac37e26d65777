/** Putting another value in the place of one that is there, in its style. */
import { type TextEdit } from '../../text';
import { type ScalarStyle } from '../../yaml/quote';
import { rescue } from './anchors';
import { endsLine, lastLineStop, lineEndAt, lineStart, lineStop, margin, nextLine, pastBlanks } from './lines';
import { type Located } from './locate';
import { type SourceNode, type SourcePair, type SourceScalar } from './source';
import { type NewData, stylesFrom, styleOf, writeValue } from './values';

/** The edits that give a pair another value; undefined where it cannot be said there. `usual` is how others write such a key. */
export function replaceValue(
  { text, roots, whole }: Located,
  { key, value: node }: SourcePair,
  value: NewData,
  usual: ScalarStyle | undefined,
): readonly TextEdit[] | undefined {
  const kept = rescue(roots, text, node);
  if (kept === undefined || (!whole && node.name !== undefined && node.kind !== 'alias')) return undefined;
  const indent = `${margin(text, key.start)}  `;
  const place = { flow: node.inFlow, indent, lineEnd: lineEndAt(text, key.start) };
  const anchor = kept.moved.has(node) || node.kind === 'alias' || node.name === undefined ? '' : `&${node.name} `;

  if (node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded')) {
    const edits = [...kept.edits, ...headEdits(node, anchor)];
    const block = typeof value === 'string' ? blockEdits(text, node, value, indent) : undefined;
    if (block !== undefined) return [...edits, ...block];
    const written = writeValue(value, ['double'], place);
    if (written === undefined) return undefined;
    const header = headerEnd(text, node);
    const line = lineStop(text, header);
    edits.push({ start: node.body, end: header, newText: written });
    return [...edits, { start: line, end: Math.max(line, lastLineStop(text, node.end)), newText: '' }];
  }

  const own = styleOf(node);
  const styles = stylesFrom(...(own === undefined ? [usual, 'plain' as const] : [own]));
  // A literal text takes the rest of its line: a comment there would be lost.
  const alone = !node.inFlow && /^[ \t]*$/.test(text.slice(node.end, lineStop(text, node.end)));
  const written = writeValue(value, alone ? styles : styles.filter((style) => style !== 'literal'), place);
  if (written === undefined) return undefined;
  if ((node.kind === 'mapping' || node.kind === 'sequence') && !node.flow)
    return [...kept.edits, ...blockGone(text, key, node, anchor, written)];
  if (node.body < node.end)
    return [...kept.edits, ...headEdits(node, anchor), { start: node.body, end: node.end, newText: written }];
  // An empty value with a tag is whatever the tag says.
  if (node.tagged) return undefined;
  return [...kept.edits, intoNothing(text, key, node, written)];
}

/** The anchor stays where nobody uses it, a tag goes: it said what the old value was. */
function headEdits(node: SourceNode, anchor: string): TextEdit[] {
  if (node.start === node.body || (anchor !== '' && !node.tagged)) return [];
  return [{ start: node.start, end: node.body, newText: anchor }];
}

/** A block mapping or list gives way to a value on its key's line, where a comment may stand. */
function blockGone(
  text: string,
  key: SourceNode,
  node: SourceNode,
  anchor: string,
  written: string,
): readonly TextEdit[] {
  const colon = pastBlanks(text, key.end) + 1;
  const marks = /^(?:[&!][^\s]*[ \t]*)*/.exec(text.slice(node.start, node.body))?.[0].trimEnd().length ?? 0;
  const line = lineStop(text, marks === 0 ? colon : node.start);
  const head =
    marks === 0
      ? { start: colon, end: colon, newText: ` ${written}` }
      : { start: node.start, end: node.start + marks, newText: anchor + written };
  return [head, { start: line, end: lastLineStop(text, node.end), newText: '' }];
}

/** A value behind a colon that has none, or behind a key of a flow mapping that has not even a colon. */
function intoNothing(text: string, key: SourceNode, node: SourceNode, written: string): TextEdit {
  const colon = text[pastBlanks(text, key.end)] === ':';
  // `{ a: , b: 1 }`: the value goes behind the blank that is there.
  const spaced = text[node.end] === ' ' && text[node.end + 1] === ',';
  const at = spaced ? node.end + 1 : node.end;
  const gap = !colon ? ': ' : spaced || /\s/.test(text[at - 1] ?? '') ? '' : ' ';
  return { start: at, end: at, newText: gap + written };
}

function headerEnd(text: string, { body }: SourceScalar): number {
  return body + (/^[|>][-+0-9]*/.exec(text.slice(body, body + 4))?.[0].length ?? 1);
}

/** A literal or folded text with other lines under the same header, at the same indentation. */
function blockEdits(text: string, node: SourceScalar, value: string, usual: string): readonly TextEdit[] | undefined {
  const header = headerEnd(text, node);
  const first = nextLine(text, header);
  const lines = text.slice(first, node.end);
  const explicit = /\d/.test(text.slice(node.body, header));
  const indent = explicit ? usual : (/^(?:[ ]*[\r\n])*([ ]+)/.exec(lines)?.[1] ?? usual);
  const lineEnd = lineEndAt(text, lineStart(text, header));
  const written = writeValue(value, ['literal'], { flow: false, indent, lineEnd });
  if (!written?.startsWith('|') || !endsLine(text, header)) return undefined;
  const stop = lineStop(written, 0);
  const mark = node.style === 'folded' && !value.replace(/\n$/, '').includes('\n') ? '>' : '|';
  const ended = /[\r\n]$/.test(lines) || value.endsWith('\n');
  const body = written.slice(stop + lineEnd.length) + (ended ? lineEnd : '');
  return [
    { start: node.body, end: header, newText: mark + written.slice(1, stop) },
    { start: first, end: node.end, newText: first > lineStop(text, header) ? body : lineEnd + body },
  ].filter(({ start, end, newText }) => text.slice(start, end) !== newText);
}
