/** Values of the backlog as the database's columns hold them, which is what Python's `sqlite3` stores of PyYAML's values. */
import { type BacklogField } from '../files/backlog/model';
import { pythonStr } from '../files/python';
import { type YamlNode } from '../files/yaml-node';

/** A text column's value; undefined for a list or a mapping, which no column can hold. */
export function columnText(field: BacklogField | undefined): string | null | undefined {
  if (field === undefined) return null;
  if (field.value.kind !== 'scalar') return undefined;
  const { value } = field.value;
  if (value.type === 'none') return null;
  return value.type === 'bool' ? String(Number(value.value)) : pythonStr(value);
}

/** A counting column's value; undefined for what is no number. */
export function columnNumber(field: BacklogField | undefined): number | null | undefined {
  const text = columnText(field);
  if (text === null || text === undefined) return text;
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

/** Whether a column says what the file says; nothing and an empty text are the same. */
export function sameText(column: string | number | null, file: string | number | null): boolean {
  return String(column ?? '') === String(file ?? '');
}

/** Keys of an entry that the reference does not put into `metadata`. */
const NO_METADATA = new Set(['id', 'name', 'status', 'notes', 'completed_at', 'sprintId']);

/** What the reference keeps in a new mission's `metadata`, in the entry's order. */
export function extraMembers(fields: ReadonlyMap<string, BacklogField>): readonly (readonly [string, YamlNode])[] {
  return [...fields].flatMap(([key, { value }]) => (NO_METADATA.has(key) ? [] : [[key, value] as const]));
}
