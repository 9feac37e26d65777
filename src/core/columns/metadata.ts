/** The `metadata` column of missions, and what an entry says beyond its columns: setting single values on either side. */
import type { BacklogDocument, BacklogField, BacklogMission } from '../files/backlog/model';
import { removeField, setField, setMember } from '../files/backlog/write/set';
import type { NewData } from '../files/backlog/write/values';
import type { ContextDocument, JsonPath } from '../files/context/model';
import { editContext, nodeAt, parseContext } from '../files/context/parse';
import { removeJson, setJson } from '../files/context/write';
import { type PlainJson, pythonJson } from '../files/python';
import { dumpMembers } from '../files/python-dump';
import type { TextEdit } from '../files/text';
import { COLUMNS } from '../parity/extras';
import { plainYaml } from '../parity/values';

/** What the reference writes for a new mission: the entry's other keys as JSON, in the entry's order, or nothing. */
export function newMetadata(fields: ReadonlyMap<string, BacklogField>): string | null {
  const members = [...fields].flatMap(([key, { value }]) => (COLUMNS.has(key) ? [] : [[key, value] as const]));
  return members.length === 0 ? null : dumpMembers(members);
}

/**
 * The column's text with one value set, or taken away where it is undefined; what else it says stays as it is spelled.
 * Undefined where the text is no JSON object.
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
  const path = [...levelOf(document, key), key];
  if (value !== undefined) return editContext(document, setJson(document, path, value)).text.text;
  return nodeAt(document, path) === undefined ? text : editContext(document, removeJson(document, path)).text.text;
}

/** The object that says what a key is: the outermost of the nested ones that has it, else the outermost of all. */
function levelOf(document: ContextDocument, key: string): JsonPath {
  for (let path: JsonPath = []; ; path = [...path, 'metadata']) {
    const node = nodeAt(document, path);
    if (node?.kind !== 'object') return [];
    if (node.members.has(key)) return path;
  }
}

/**
 * The edits that set a value of an entry's metadata: where the entry has the key already; else in its nested `metadata`
 * where it has one; else as a key of its own. Throws `edit/unsafe`.
 */
export function setMetadata(
  document: BacklogDocument,
  entry: BacklogMission,
  key: string,
  value: NewData,
): readonly TextEdit[] {
  const nested = entry.fields.get('metadata')?.value;
  if (nested?.kind === 'mapping' && (COLUMNS.has(key) || !entry.fields.has(key))) {
    const whole = plainYaml(nested) as Readonly<Record<string, NewData>>;
    return setMember(document, entry, 'metadata', key, { ...whole, [key]: value });
  }
  return COLUMNS.has(key)
    ? setField(document, entry, 'metadata', { [key]: value })
    : setField(document, entry, key, value);
}

/** The edits that take a value out of an entry's metadata, wherever the entry has it. Throws `edit/unsafe`. */
export function removeMetadata(document: BacklogDocument, entry: BacklogMission, key: string): readonly TextEdit[] {
  if (!COLUMNS.has(key) && key !== 'metadata' && entry.fields.has(key)) return removeField(document, entry, key);
  const nested = entry.fields.get('metadata')?.value;
  if (nested?.kind !== 'mapping') return [];
  const rest = Object.entries(plainYaml(nested) as Readonly<Record<string, NewData>>).filter(([name]) => name !== key);
  return setField(document, entry, 'metadata', Object.fromEntries(rest));
}
