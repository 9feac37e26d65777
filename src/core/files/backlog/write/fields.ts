/** Minimal edits of one field of a mission, sprint or dependency: no byte outside of it changes. */
import { type TextEdit } from '../../text';
import { type YamlNode, type YamlScalar } from '../../yaml-node';
import { type NewValue, type ScalarStyle, writeScalar } from '../../yaml/quote';
import {
  type BacklogDependency,
  type BacklogDocument,
  type BacklogField,
  type BacklogMission,
  type BacklogSprint,
} from '../model';
import { type Entry, firstSafe, type Kind } from './verify';

export type Target = BacklogMission | BacklogSprint | BacklogDependency;

/** The edits that give a field a value; it is added after the others where the entry lacks it. */
export function setField(document: BacklogDocument, target: Target, key: string, value: NewValue): readonly TextEdit[] {
  const { kind, at } = placeOf(document, target);
  const field = target.fields.get(key);
  const ways = field === undefined ? adding(document, target, kind, key, value) : replacing(document, field, value);
  return firstSafe(document, ways, { kind, at, key, value }, key);
}

/** The edits that take a field away; none where there is no such field. */
export function removeField(document: BacklogDocument, target: Target, key: string): readonly TextEdit[] {
  const { kind, at } = placeOf(document, target);
  const field = target.fields.get(key);
  if (field === undefined) return [];
  return firstSafe(document, [removal(document, target, field)], { kind, at, key, value: undefined }, key);
}

/** Which list an entry is in, and where. */
export function placeOf(document: BacklogDocument, target: Entry): { kind: Kind; at: number } {
  for (const kind of ['missions', 'sprints', 'dependencies'] as const) {
    const at = (document[kind] as readonly Entry[]).indexOf(target);
    if (at >= 0) return { kind, at };
  }
  throw new Error('The entry is not of this document.');
}

/** A span in the whole text. */
export function spanOf(
  document: BacklogDocument,
  node: { readonly node: YamlNode['node'] },
): { start: number; end: number } {
  return document.text.spanOf(node.node) ?? { start: 0, end: 0 };
}

/** Whether an entry is written in braces. */
export function isFlow(document: BacklogDocument, target: Target): boolean {
  const { start } = document.text.spanOf(target.at) ?? { start: 0 };
  return document.text.text.startsWith('{', start);
}

export function lineEndOf(document: BacklogDocument): string {
  const end = document.text.text.indexOf('\n');
  return document.text.text.charAt(end - 1) === '\r' ? '\r\n' : '\n';
}

/** The offset just before the line end that ends the line of an offset. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text.charAt(end - 1) === '\r' && end - 1 >= offset ? end - 1 : end;
}

export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function* replacing(
  document: BacklogDocument,
  field: BacklogField,
  value: NewValue,
): Iterable<readonly TextEdit[] | undefined> {
  const { text } = document.text;
  const old = field.value;
  const alias = old.alias === undefined ? undefined : document.text.spanOf(old.alias);
  const span = alias ?? spanOf(document, old);
  const key = spanOf(document, field.key);
  const margin = text.slice(startOfLine(text, key.start), key.start).replace(/[^ ]/g, ' ');
  const place = { flow: isInFlow(document, field), indent: `${margin}  `, lineEnd: lineEndOf(document) };
  const ended = /[\r\n]*$/.exec(text.slice(span.start, span.end))?.[0] ?? '';
  for (const style of stylesLike(alias === undefined && old.kind === 'scalar' ? old : undefined, value)) {
    const written = writeScalar(value, style, place);
    if (written === undefined) continue;
    // A key without any value has its place right after the colon.
    const gap = span.start === span.end && text.charAt(span.start - 1) === ':' ? ' ' : '';
    const edit = { ...span, newText: gap + written + ended };
    yield [edit];
    if (old.kind === 'scalar') yield withAnchorMoved(document, old, edit);
  }
}

/** The styles to try: that of the value that stands there, then what can always be said. */
function stylesLike(old: YamlScalar | undefined, value: NewValue): readonly ScalarStyle[] {
  if (typeof value !== 'string') return ['plain'];
  const style = old?.style === 'folded' ? 'literal' : (old?.style ?? 'plain');
  // A number or a date stands there unquoted: what is to be text is quoted, if it could be taken for one.
  return [...new Set<ScalarStyle>([style, 'double'])];
}

/**
 * The same edit where the value is one that aliases elsewhere stand for: the anchor and the old value move to the first
 * of those, so that they keep what they say.
 */
function withAnchorMoved(document: BacklogDocument, old: YamlScalar, edit: TextEdit): readonly TextEdit[] | undefined {
  const { text } = document.text;
  const users = [...allScalars(document)]
    .filter(
      (node) => node.alias !== undefined && node.node.chunk === old.node.chunk && node.node.start === old.node.start,
    )
    .map((node) => node.alias && document.text.spanOf(node.alias))
    .filter((span) => span !== undefined)
    .sort((a, b) => a.start - b.start);
  const first = users[0];
  if (first === undefined || old.alias !== undefined) return undefined;
  const name = text.slice(first.start + 1, first.end);
  const lead = text.slice(0, edit.start).trimEnd();
  const anchored = lead.endsWith(`&${name}`) ? lead.length - name.length - 1 : -1;
  if (anchored < 0) return undefined;
  const source = text.slice(edit.start, edit.end);
  return [
    { start: anchored, end: edit.end, newText: edit.newText },
    { start: first.start, end: first.end, newText: `&${name} ${source}` },
  ];
}

function* allScalars(document: BacklogDocument): Iterable<YamlScalar> {
  for (const entry of [...document.missions, ...document.sprints, ...document.dependencies])
    for (const { value } of entry.fields.values()) if (value.kind === 'scalar') yield value;
}

function isInFlow(document: BacklogDocument, { key }: BacklogField): boolean {
  const { start } = spanOf(document, key);
  const { text } = document.text;
  const entry = [...document.missions, ...document.sprints, ...document.dependencies].find((each) => {
    const span = document.text.spanOf(each.at);
    return span !== undefined && span.start <= start && start < span.end;
  });
  return entry === undefined ? false : text.startsWith('{', document.text.spanOf(entry.at)?.start ?? 0);
}

function* adding(
  document: BacklogDocument,
  target: Target,
  kind: Kind,
  key: string,
  value: NewValue,
): Iterable<readonly TextEdit[] | undefined> {
  const { text } = document.text;
  const head = document.text.spanOf(target.at) ?? { start: 0, end: text.length };
  const flow = isFlow(document, target);
  const fields = [...target.fields.values()].filter((field) => spanOf(document, field.key).start < head.end);
  const last = fields.at(-1);
  const first = fields[0];
  if (last === undefined || first === undefined) return;
  const quotedKey = first.key.style === 'double' ? JSON.stringify(key) : key;
  const margin = ' '.repeat(spanOf(document, first.key).start - startOfLine(text, spanOf(document, first.key).start));
  const lineEnd = lineEndOf(document);
  const end =
    last.value.alias === undefined
      ? spanOf(document, last.value).end
      : (document.text.spanOf(last.value.alias)?.end ?? 0);
  for (const style of stylesFor(document, target, kind, key, value)) {
    const written = writeScalar(value, style, { flow, indent: `${margin}  `, lineEnd });
    if (written === undefined) continue;
    if (flow) yield [{ start: end, end, newText: `, ${quotedKey}: ${written}` }];
    else {
      const line = `${margin}${quotedKey}: ${written}`;
      const starts = end > 0 && text.charAt(end - 1) === '\n';
      const at = starts ? end : endOfLine(text, end);
      yield [{ start: at, end: at, newText: starts ? line + lineEnd : lineEnd + line }];
    }
  }
}

/** How others write this key; else how this entry writes text. */
export function stylesFor(
  document: BacklogDocument,
  target: Entry | undefined,
  kind: Kind,
  key: string,
  value: NewValue,
): readonly ScalarStyle[] {
  if (typeof value !== 'string') return ['plain'];
  const styleOf = (node: YamlNode | undefined): ScalarStyle | undefined =>
    node?.kind !== 'scalar' || node.value.type !== 'str' || node.style === 'literal' || node.style === 'folded'
      ? undefined
      : node.style;
  const others = (document[kind] as readonly Entry[])
    .toReversed()
    .map((entry) => styleOf(entry.fields.get(key)?.value));
  const own = [...(target?.fields.values() ?? [])].map((field) => styleOf(field.value));
  const style = others.find((each) => each !== undefined) ?? own.findLast((each) => each !== undefined) ?? 'plain';
  return [...new Set<ScalarStyle>([style, 'double'])];
}

function removal(document: BacklogDocument, target: Target, field: BacklogField): readonly TextEdit[] {
  const { text } = document.text;
  const fields = [...target.fields.values()]
    .map((each) => ({
      start: spanOf(document, each.key).start,
      end: Math.max(
        spanOf(document, each.key).end,
        (each.value.alias === undefined
          ? document.text.spanOf(each.value.node)
          : document.text.spanOf(each.value.alias)
        )?.end ?? 0,
      ),
      each,
    }))
    .sort((a, b) => a.start - b.start);
  const index = fields.findIndex(({ each }) => each === field);
  const own = fields[index];
  const before = fields[index - 1];
  const after = fields[index + 1];
  if (own === undefined) return [];
  if (isFlow(document, target)) {
    if (before !== undefined) return [{ start: before.end, end: own.end, newText: '' }];
    return [{ start: own.start, end: after?.start ?? own.end, newText: '' }];
  }
  const line = startOfLine(text, own.start);
  const alone = text.slice(line, own.start).trim() === '';
  if (!alone) return [{ start: own.start, end: after?.start ?? own.end, newText: '' }];
  const ended = text.charAt(own.end - 1) === '\n' ? own.end : text.indexOf('\n', own.end) + 1;
  // The last line of a file may have no end: then the one before gives up its own.
  if (ended === 0) return [{ start: endOfLine(text, Math.max(0, line - 2)), end: text.length, newText: '' }];
  return [{ start: line, end: ended, newText: '' }];
}
