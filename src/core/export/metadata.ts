/** What the database's metadata says and an entry does not. */
import { metadataOf } from '../database/metadata';
import { type MissionRow } from '../database/model';
import { type BacklogDocument, type BacklogMission } from '../files/backlog/model';
import { removeField, setField, setMember } from '../files/backlog/write/set';
import { type NewData } from '../files/backlog/write/values';
import { type TextEdit } from '../files/text';
import { COLUMNS, extrasOf, RUNTIME_KEYS } from '../parity/extras';
import { plainYaml, sameJson } from '../parity/values';
import { type ExportInput } from './input';

type Step = (document: BacklogDocument, entry: BacklogMission) => readonly TextEdit[];

/** The edits, one after another: each is planned on the entry as the one before left it. */
export function metadataEdits(
  row: MissionRow,
  entry: BacklogMission,
  { rebuild, tally, stays }: ExportInput,
): readonly Step[] {
  const { fields, unreadable } = metadataOf(row);
  if (unreadable) return [];
  const file = extrasOf(entry);
  const steps: Step[] = [];
  const database = new Map(Object.entries(fields));
  for (const [key, value] of database) {
    const there = file.get(key);
    // The runtime keeps these in the database alone; a file without them says nothing different.
    if (there === undefined ? value === null || RUNTIME_KEYS.has(key) : sameJson(value, plainYaml(there.value)))
      continue;
    if (stays.value('mission', row.id, `metadata.${key}`)) continue;
    steps.push((document, target) => setMetadata(document, target, key, value as NewData));
  }
  for (const [key, { value }] of file) {
    if (database.has(key) || plainYaml(value) === null) continue;
    tally.add(rebuild ? 'lost' : 'kept', 'value');
    if (rebuild && entry.fields.has(key)) steps.push((document, target) => removeField(document, target, key));
  }
  return steps;
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
