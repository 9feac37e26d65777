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
  { rebuild, tally }: ExportInput,
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
    steps.push(setting(key, value as NewData));
  }
  for (const [key, { value }] of file) {
    if (database.has(key) || plainYaml(value) === null) continue;
    tally.add(rebuild ? 'lost' : 'kept', 'value');
    if (rebuild && entry.fields.has(key)) steps.push((document, target) => removeField(document, target, key));
  }
  return steps;
}

/** Where the entry has the key already; else in its nested `metadata` where it has one; else as a key of its own. */
function setting(key: string, value: NewData): Step {
  return (document, entry) => {
    const nested = entry.fields.get('metadata')?.value;
    if (nested?.kind === 'mapping' && (COLUMNS.has(key) || !entry.fields.has(key))) {
      const whole = plainYaml(nested) as Readonly<Record<string, NewData>>;
      return setMember(document, entry, 'metadata', key, { ...whole, [key]: value });
    }
    return COLUMNS.has(key)
      ? setField(document, entry, 'metadata', { [key]: value })
      : setField(document, entry, key, value);
  };
}
