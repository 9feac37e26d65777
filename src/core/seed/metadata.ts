/** The `metadata` column of missions: what an entry says beyond the columns. */
import { t } from '@vscode/l10n';
import { metadataOf } from '../database/metadata';
import { type MissionRow } from '../database/model';
import { type BacklogMission } from '../files/backlog/model';
import { type ContextDocument, type JsonPath } from '../files/context/model';
import { editContext, nodeAt, parseContext } from '../files/context/parse';
import { removeJson, setJson } from '../files/context/write';
import { type PlainJson, pythonJson } from '../files/python';
import { dumpMembers } from '../files/python-dump';
import { extrasOf, RUNTIME_KEYS } from '../parity/extras';
import { plainYaml, sameJson } from '../parity/values';
import { extraMembers } from './columns';
import { type SeedInput } from './input';

/** What the reference writes for a new mission: the entry's other keys as JSON, or nothing. */
export function newMetadata(entry: BacklogMission): string | null {
  const members = extraMembers(entry.fields);
  return members.length === 0 ? null : dumpMembers(members);
}

/**
 * The column of a mission that is there already. Text that says what the file says stays as it is. Where it does not, the
 * file's values are set, and what only the database has stays, unless `rebuild` makes it the file's alone.
 */
export function metadataAfter(
  row: MissionRow,
  entry: BacklogMission,
  { rebuild, tally, stays }: Pick<SeedInput, 'rebuild' | 'tally' | 'stays'>,
): string | null {
  const known = metadataOf(row);
  const fields = new Map(Object.entries(known.fields));
  const file = [...extrasOf(entry)].map(([key, { value }]) => [key, plainYaml(value) as PlainJson] as const);
  const stale = file.filter(([key, value]) => (fields.has(key) ? !sameJson(fields.get(key), value) : value !== null));
  const differing = stale.filter(([key]) => !stays.value('mission', row.id, `metadata.${key}`));
  const whole = differing.length === stale.length;
  const named = new Set(file.map(([key]) => key));
  const own = [...fields].filter(([key, value]) => !named.has(key) && value !== null).map(([key]) => key);
  if (rebuild) {
    if (stale.length === 0 && own.length === 0 && !known.unreadable) return row.metadata;
    tally.add('lost', 'value', known.unreadable ? 1 : own.length);
    if (whole) return newMetadata(entry);
  } else tally.add('kept', 'value', own.filter((key) => !RUNTIME_KEYS.has(key)).length);
  if (differing.length === 0) return row.metadata;
  const text = row.metadata?.trim() === '' ? null : row.metadata;
  if (text === null && whole) return newMetadata(entry);
  let document = parseContext(text ?? '{}');
  if (document.root?.kind !== 'object' || document.problems.length > 0) {
    tally.find(t('The metadata of {0} in the database is no JSON, and was left as it is.', row.id));
    return row.metadata;
  }
  for (const [key, value] of differing)
    document = editContext(document, setJson(document, [...levelOf(document, key), key], value));
  return document.text.text;
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
