/** The `metadata` column of missions, and what an entry says beyond its columns: setting single values on either side. */
import { DEEPEST, readMetadata } from '../database/metadata';
import type { BacklogDocument, BacklogField, BacklogMission } from '../files/backlog/model';
import { unsafeEdit } from '../files/backlog/write/safety';
import { removeValue, setField, setValue } from '../files/backlog/write/set';
import type { NewData } from '../files/backlog/write/values';
import type { ContextDocument, JsonPath } from '../files/context/model';
import { editContext, nodeAt, parseContext } from '../files/context/parse';
import { removeJson, setJson } from '../files/context/write';
import { type PlainJson, pythonJson } from '../files/python';
import { dumpMembers } from '../files/python-dump';
import type { TextEdit } from '../files/text';
import { COLUMNS, extrasOf, homeOf, placesOf, RUNTIME_KEYS, type ValuePath } from '../parity/extras';
import { plainYaml } from '../parity/values';

/** What the reference writes for a new mission: the entry's other keys as JSON, in the entry's order, or nothing. */
export function newMetadata(fields: ReadonlyMap<string, BacklogField>): string | null {
  const members = [...fields].flatMap(([key, { value }]) => (COLUMNS.has(key) ? [] : [[key, value] as const]));
  return members.length === 0 ? null : dumpMembers(members);
}

/**
 * The column's text with one value set where it is kept, or taken away from wherever that is; what else it says stays as it is
 * spelled. Undefined where the text is no JSON object.
 */
export function metadataWith(
  text: string | null,
  key: string,
  value: PlainJson | undefined,
): string | null | undefined {
  if (text === null || text.trim() === '')
    return value === undefined ? text : pythonJson({ [key]: value }, { ascii: true });
  const document = parseContext(text);
  if (document.root?.kind !== 'object' || document.problems.some(({ kind }) => kind === 'syntax')) return undefined;
  const levels = levelsOf(document);
  const kept = levels.filter((level) => nodeAt(document, [...level, key]) !== undefined);
  if (value !== undefined) return editContext(document, setJson(document, [...(kept[0] ?? []), key], value)).text.text;
  const { text: left } = kept.reduce(
    (each, level) => editContext(each, removeJson(each, [...level, key])),
    document,
  ).text;
  // A text of JSON in the JSON, as some tools stored it, is nobody's to change: `null` stands before what it says.
  return Object.hasOwn(readMetadata(left).fields, key) ? metadataWith(left, key, null) : left;
}

/** The paths of the objects that make up the metadata: the outermost, and each `metadata` in the one before. */
function levelsOf(document: ContextDocument): readonly JsonPath[] {
  const levels: JsonPath[] = [];
  let path: JsonPath = [];
  for (; levels.length < DEEPEST && nodeAt(document, path)?.kind === 'object'; path = [...path, 'metadata'])
    levels.push(path);
  return levels;
}

/**
 * The edits that set a value of an entry's metadata where the entry keeps it; else where it keeps others of its kind, or where
 * the nearest mission keeps this one. Throws `edit/unsafe`.
 */
export function setMetadata(
  document: BacklogDocument,
  entry: BacklogMission,
  key: string,
  value: NewData,
): readonly TextEdit[] {
  const [path = newPlace(document, entry, key)] = placesOf(entry, key);
  const metadata = entry.fields.get('metadata')?.value;
  if (path.length !== 2 || metadata?.kind === 'mapping') return setValue(document, entry, path, value);
  if (metadata === undefined || plainYaml(metadata) === null)
    return setField(document, entry, path[0], { [key]: value });
  // What is no mapping is kept; a column's name is taken beside it.
  if (COLUMNS.has(key)) throw unsafeEdit(key);
  return setField(document, entry, key, value);
}

/** An entry that keeps nothing of the runtime's keeps it as the missions before it do. */
function newPlace({ missions }: BacklogDocument, entry: BacklogMission, key: string): ValuePath {
  const home = homeOf(entry, key);
  if (home.length > 1 || !RUNTIME_KEYS.has(key)) return home;
  const before = missions.slice(0, missions.indexOf(entry)).findLast((other) => placesOf(other, key).length > 0);
  const place = before === undefined ? undefined : placesOf(before, key)[0];
  return place?.length === 2 ? place : home;
}

/**
 * The edits that take a value out of an entry's metadata at the outermost place that has it, so that an inner one shows; none
 * where there is none but `null`. Throws `edit/unsafe`.
 */
export function removeMetadata(document: BacklogDocument, entry: BacklogMission, key: string): readonly TextEdit[] {
  const said = extrasOf(entry).get(key);
  const [path] = placesOf(entry, key);
  return said === undefined || path === undefined || plainYaml(said.value) === null
    ? []
    : removeValue(document, entry, path);
}
