/** Changing one field of a backlog's entry by the fewest bytes. */
import type { TextEdit } from '../../text';
import type { ScalarStyle } from '../../yaml/quote';
import type { BacklogDocument, BacklogEntry } from '../model';
import { addPair, placeFor } from './add';
import { keepAnchors } from './anchors';
import { lineEndAt, margin } from '../../lines';
import { dashShift } from './lists';
import { locateEntry, type LocatedEntry, shifted } from './locate';
import { removePair } from './remove';
import { replaceValue } from './replace';
import { type KeyPath, safeEdits, unsafeEdit } from './safety';
import { extentOf, isWritten, ownPair, pairOf, type YamlMapping, type YamlNode } from '../../yaml-node';
import {
  blockLines,
  type Filled,
  isFilled,
  isList,
  type NewData,
  quotesOf,
  stylesFrom,
  styleOf,
  styleWithin,
  writeKey,
  writeValue,
} from './values';

/** The edits that give a field a value; where the entry has no such field of its own, they add one. Throws `edit/unsafe`. */
export function setField(
  document: BacklogDocument,
  target: BacklogEntry,
  key: string,
  value: NewData,
): readonly TextEdit[] {
  return setValue(document, target, [key], value);
}

/** The edits that give a value in an entry another one, or add it to the mapping that its path leads to. Throws `edit/unsafe`. */
export function setValue(
  document: BacklogDocument,
  target: BacklogEntry,
  path: KeyPath,
  value: NewData,
): readonly TextEdit[] {
  const [key, outer] = lastOf(path);
  const entry = locateEntry(document, target.at);
  const mapping = mappingAt(entry?.mapping, outer);
  if (entry === undefined || mapping === undefined) throw unsafeEdit(key);
  const located = { ...entry, mapping };
  const others = neighbours(document, target, entry).flatMap((other) => mappingAt(other, outer) ?? []);
  const pair = ownPair(mapping, key);
  const edits =
    pair === undefined
      ? addedField(document, located, others, key, value, outer.length > 0)
      : replaceValue(located, pair, value, styleOfKey(key, [mapping, ...others]));
  const overrides = pair === undefined && pairOf(mapping, key) !== undefined;
  return safeEdits(document, shifted(edits, entry.shift), { change: 'field', target, path, value, overrides }, key);
}

/** The edits that take a field away; none where there is none. Throws `edit/unsafe`, as where a merge key brings it in. */
export function removeField(document: BacklogDocument, target: BacklogEntry, key: string): readonly TextEdit[] {
  return target.fields.has(key) ? removeValue(document, target, [key]) : [];
}

/** The edits that take a value that is there out of an entry, with mappings that would be empty without it. Throws `edit/unsafe`. */
export function removeValue(document: BacklogDocument, target: BacklogEntry, path: KeyPath): readonly TextEdit[] {
  const [key, outer] = lastOf(path);
  const located = locateEntry(document, target.at);
  const mapping = mappingAt(located?.mapping, outer);
  const pair = mapping && ownPair(mapping, key);
  if (located === undefined || mapping === undefined || pair === undefined) throw unsafeEdit(key);
  const [first, ...rest] = outer;
  if (first !== undefined && mapping.ownPairs.length === 1) return removeValue(document, target, [first, ...rest]);
  const { text, roots, whole } = located;
  const kept = keepAnchors(roots, text, { start: extentOf(pair.key).start, end: extentOf(pair.value).end });
  const cut = whole || !text.includes('&') ? removePair(text, mapping, pair) : undefined;
  const edits = kept && cut && [...cut, ...kept.edits];
  return safeEdits(document, shifted(edits, located.shift), { change: 'field', target, path, value: undefined }, key);
}

function lastOf([first, ...rest]: KeyPath): readonly [key: string, outer: readonly string[]] {
  const key = rest.at(-1);
  return key === undefined ? [first, []] : [key, [first, ...rest.slice(0, -1)]];
}

/** The mapping that keys lead to from another one, where each is written there. */
function mappingAt(mapping: YamlMapping | undefined, keys: readonly string[]): YamlMapping | undefined {
  let inner: YamlNode | undefined = mapping;
  for (const key of keys) inner = isWritten(inner, 'mapping') ? ownPair(inner, key)?.value : undefined;
  return isWritten(inner, 'mapping') ? inner : undefined;
}

function addedField(
  document: BacklogDocument,
  located: LocatedEntry,
  others: readonly YamlMapping[],
  key: string,
  value: NewData,
  nested: boolean,
): readonly TextEdit[] | undefined {
  const { text, mapping } = located;
  const flow = mapping.style === 'flow';
  const [first] = mapping.ownPairs;
  // Braces with keys in double quotes are JSON, and stay that.
  const json = flow && first !== undefined && styleOf(first.key) === 'double';
  const theirs = others.map((other) => ownPair(other, key)?.key).find((each) => each !== undefined);
  const like = json ? first.key : (theirs ?? first?.key);
  const name = writeKey(key, first === undefined || styleOf(first.key) === 'plain' ? undefined : like, flow);
  const place = {
    flow,
    indent: `${first === undefined ? '' : margin(text, extentOf(first.key).start)}  `,
    lineEnd: lineEndAt(text, mapping.node.start),
  };
  const usual = styleOfKey(key, others);
  const own = mapping.ownPairs.map((pair) => styleOf(pair.value));
  // A text over many lines is written as one where others of this key are; else the mapping's own quotes decide.
  const styles = stylesFrom(
    ...(json ? ['double' as const] : []),
    usual,
    ...(usual === undefined && own.every((style) => style === 'double') ? ['double' as const] : []),
    'plain',
    ...quotesOf(mapping.ownPairs.map((pair) => pair.value)),
  );
  const written =
    isFilled(value) && collectionStyle(key, mapping, others, nested ? mapping.style : 'flow') === 'block'
      ? blockBelow(document, text, mapping, value, styles)
      : writeValue(value, styles, place);
  if (name === undefined || written === undefined) return undefined;
  return addPair(text, mapping, { key: name, value: written }, placeFor(mapping, key, others));
}

/** How lists and mappings are written here: as others write this key's, else as the mapping itself or another one writes any. */
function collectionStyle(
  key: string,
  mapping: YamlMapping,
  others: readonly YamlMapping[],
  usual: YamlMapping['style'],
): YamlMapping['style'] {
  if (mapping.style === 'flow') return 'flow';
  const styleIn = (node: YamlNode | undefined): YamlMapping['style'] | undefined =>
    isWritten(node, 'mapping') || isWritten(node, 'sequence') ? node.style : undefined;
  for (const other of others) {
    const style = styleIn(ownPair(other, key)?.value);
    if (style !== undefined) return style;
  }
  return mapping.ownPairs.map(({ value }) => styleIn(value)).find((style) => style !== undefined) ?? usual;
}

/** A list or mapping on the lines below its key. */
function blockBelow(
  document: BacklogDocument,
  text: string,
  { ownPairs: [first] }: YamlMapping,
  value: Filled,
  styles: readonly ScalarStyle[],
): string | undefined {
  if (first === undefined) return undefined;
  const { start } = extentOf(first.key);
  const [lineEnd, shift] = [lineEndAt(text, start), dashShift(document, text)];
  const indent = lineEnd + margin(text, start) + ' '.repeat(isList(value) ? shift : 2);
  return indent + blockLines(value, styles, shift).join(indent);
}

/** How the nearest of others writes the text of this key. */
export function styleOfKey(key: string, others: readonly YamlMapping[]): ScalarStyle | undefined {
  for (const other of others) {
    const style = styleWithin(ownPair(other, key)?.value);
    if (style !== undefined) return style;
  }
  return undefined;
}

/** The other entries of the target's kind, the nearest ones first; few are enough. */
function neighbours(document: BacklogDocument, target: BacklogEntry, located: LocatedEntry): readonly YamlMapping[] {
  const lists: readonly (readonly BacklogEntry[])[] = [document.missions, document.sprints, document.dependencies];
  const list = lists.find((each) => each.includes(target)) ?? [];
  return located.whole ? nearestMappings(document, list, list.indexOf(target)) : [];
}

/** Entries around an index as mappings of the source: those before it from the nearest on, then those after it. */
export function nearestMappings(
  document: BacklogDocument,
  list: readonly BacklogEntry[],
  at: number,
): readonly YamlMapping[] {
  const around = [
    ...list.slice(Math.max(0, at - LOOK_AROUND), at).toReversed(),
    ...list.slice(at + 1, at + 1 + LOOK_AROUND),
  ];
  return around.flatMap((entry) => locateEntry(document, entry.at)?.mapping ?? []);
}

const LOOK_AROUND = 40;
