/** Giving a field another side's value, at entries and at the top of the documents. */
import { addPair, placeFor } from '../files/backlog/write/add';
import { planFields } from '../files/backlog/write/lists';
import { lineEndAt, margin } from '../files/lines';
import { locateEntry, type LocatedEntry, sourceOf } from '../files/backlog/write/locate';
import type { BacklogDocument, BacklogEntry } from '../files/backlog/model';
import { removePair } from '../files/backlog/write/remove';
import { replaceValue } from '../files/backlog/write/replace';
import { removeField, setField } from '../files/backlog/write/set';
import { extentOf, isWritten, ownPair } from '../files/yaml-node';
import { stylesFrom, writeKey, writeValue } from '../files/backlog/write/values';
import { CmosError } from '../ground/errors';
import type { TextEdit } from '../files/text';
import type { Value } from './values';
import type { DocumentPart } from './view';

/** The edits that set a field of an entry, or take it away; undefined where it cannot be done so. */
export function entryEdits(
  document: BacklogDocument,
  entry: BacklogEntry,
  key: string,
  value: Value | undefined,
): readonly TextEdit[] | undefined {
  try {
    if (value === undefined) return removeField(document, entry, key);
    if (value.scalar !== undefined) return setField(document, entry, key, value.scalar);
  } catch (error) {
    if (!CmosError.is(error, 'edit/unsafe')) throw error;
  }
  const located = locateEntry(document, entry.at);
  return located?.whole === true ? rawEdits(located, key, value) : undefined;
}

/** The same for a key at the top of a document. */
export function partEdits(
  document: BacklogDocument,
  part: DocumentPart,
  key: string,
  value: Value | undefined,
): readonly TextEdit[] | undefined {
  const located = locatePart(document, part);
  if (located === undefined) return undefined;
  const { text, mapping } = located;
  const pair = ownPair(mapping, key);
  if (value === undefined) return pair === undefined ? [] : removePair(text, mapping, pair);
  if (value.scalar === undefined) return rawEdits(located, key, value);
  if (pair !== undefined) return replaceValue(located, pair, value.scalar, undefined);
  const first = mapping.ownPairs[0];
  const place = {
    flow: mapping.style === 'flow',
    indent: `${first === undefined ? '' : margin(text, extentOf(first.key).start)}  `,
    lineEnd: lineEndAt(text, mapping.node.start),
  };
  const written = writeValue(value.scalar, stylesFrom('plain'), place);
  return written === undefined ? undefined : added(located, key, written);
}

function locatePart(document: BacklogDocument, part: DocumentPart): LocatedEntry | undefined {
  const roots = sourceOf(document);
  const root = part === 'domainFields' ? planFields(document) : roots?.[part === 'header' ? 0 : document.planDocument];
  if (roots === undefined || !isWritten(root, 'mapping')) return undefined;
  return { text: document.text.text, shift: 0, roots, whole: true, mapping: root };
}

/** The value as the other side has it, where that is on one line. */
function rawEdits(located: LocatedEntry, key: string, value: Value | undefined): readonly TextEdit[] | undefined {
  if (value?.raw === undefined) return undefined;
  const pair = ownPair(located.mapping, key);
  if (pair === undefined) return added(located, key, value.raw);
  const { start, end } = extentOf(pair.value);
  if (start === end || /[\r\n]/.test(located.text.slice(start, end))) return undefined;
  return [{ start, end, newText: value.raw }];
}

function added({ text, mapping }: LocatedEntry, key: string, written: string): readonly TextEdit[] | undefined {
  const name = writeKey(key, mapping.ownPairs[0]?.key, mapping.style === 'flow');
  return name === undefined
    ? undefined
    : addPair(text, mapping, { key: name, value: written }, placeFor(mapping, key, []));
}
