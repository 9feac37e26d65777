/** Changing one field of a backlog's entry by the fewest bytes. */
import type { TextEdit } from '../../text';
import type { ScalarStyle } from '../../yaml/quote';
import type { BacklogDocument, BacklogEntry } from '../model';
import { addPair, placeFor } from './add';
import { keepAnchors } from './anchors';
import { lineEndAt, margin } from '../../lines';
import { locateEntry, type LocatedEntry, shifted } from './locate';
import { removePair } from './remove';
import { replaceValue } from './replace';
import { safeEdits, unsafeEdit } from './safety';
import { extentOf, isWritten, ownPair, type YamlMapping } from '../../yaml-node';
import { type NewData, stylesFrom, styleOf, writeKey, writeValue } from './values';

/** The edits that give a field a value; where the entry has no such field of its own, they add one. Throws `edit/unsafe`. */
export function setField(
  document: BacklogDocument,
  target: BacklogEntry,
  key: string,
  value: NewData,
): readonly TextEdit[] {
  const located = locateEntry(document, target.at);
  if (located === undefined) throw unsafeEdit(key);
  const others = neighbours(document, target, located);
  const pair = ownPair(located.mapping, key);
  const edits =
    pair === undefined
      ? addedField(located, others, key, value)
      : replaceValue(located, pair, value, styleOfKey(key, [located.mapping, ...others]));
  const overrides = pair === undefined && target.fields.has(key);
  return safeEdits(document, shifted(edits, located.shift), { change: 'field', target, key, value, overrides }, key);
}

/**
 * The edits that set a member of a mapping that is a field's value; `whole` is what that mapping holds then. Throws
 * `edit/unsafe`.
 */
export function setMember(
  document: BacklogDocument,
  target: BacklogEntry,
  field: string,
  key: string,
  whole: Readonly<Record<string, NewData>>,
): readonly TextEdit[] {
  const located = locateEntry(document, target.at);
  const mapping = located && ownPair(located.mapping, field)?.value;
  if (located === undefined || !isWritten(mapping, 'mapping')) throw unsafeEdit(key);
  const inner = { ...located, mapping };
  const pair = ownPair(mapping, key);
  const value = whole[key] ?? null;
  const edits =
    pair === undefined
      ? addedField(inner, [], key, value)
      : replaceValue(inner, pair, value, styleOfKey(key, [mapping]));
  return safeEdits(document, shifted(edits, located.shift), { change: 'field', target, key: field, value: whole }, key);
}

/** The edits that take a field away; none where there is none. Throws `edit/unsafe`, as where a merge key brings it in. */
export function removeField(document: BacklogDocument, target: BacklogEntry, key: string): readonly TextEdit[] {
  if (!target.fields.has(key)) return [];
  const located = locateEntry(document, target.at);
  const pair = located && ownPair(located.mapping, key);
  if (located === undefined || pair === undefined) throw unsafeEdit(key);
  const { text, roots, mapping, whole } = located;
  const kept = keepAnchors(roots, text, { start: extentOf(pair.key).start, end: extentOf(pair.value).end });
  const cut = whole || !text.includes('&') ? removePair(text, mapping, pair) : undefined;
  const edits = kept && cut && [...cut, ...kept.edits];
  return safeEdits(document, shifted(edits, located.shift), { change: 'field', target, key, value: undefined }, key);
}

function addedField(
  located: LocatedEntry,
  others: readonly YamlMapping[],
  key: string,
  value: NewData,
): readonly TextEdit[] | undefined {
  const { text, mapping } = located;
  const flow = mapping.style === 'flow';
  const [first] = mapping.ownPairs;
  const like = others.map((other) => ownPair(other, key)?.key).find((each) => each !== undefined) ?? first?.key;
  const name = writeKey(key, first === undefined || styleOf(first.key) === 'plain' ? undefined : like, flow);
  const place = {
    flow,
    indent: `${first === undefined ? '' : margin(text, extentOf(first.key).start)}  `,
    lineEnd: lineEndAt(text, mapping.node.start),
  };
  const usual = styleOfKey(key, others);
  const own = mapping.ownPairs.map((pair) => styleOf(pair.value));
  // A text over many lines is written as one where others of this key are; else the entry's own quotes decide.
  const styles = stylesFrom(
    usual,
    ...(usual === undefined && own.every((style) => style === 'double') ? ['double' as const] : []),
    'plain',
  );
  const written = writeValue(value, styles, place);
  if (name === undefined || written === undefined) return undefined;
  return addPair(text, mapping, { key: name, value: written }, placeFor(mapping, key, others));
}

/** How the nearest of others writes the text of this key. */
export function styleOfKey(key: string, others: readonly YamlMapping[]): ScalarStyle | undefined {
  for (const other of others) {
    const style = styleOf(ownPair(other, key)?.value);
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
