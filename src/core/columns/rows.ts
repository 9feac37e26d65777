/** Rows of what the files say, as the reference's seeding makes them: what Python's `sqlite3` stores of PyYAML's values. */
import type { Row } from '../changes/change-set';
import { type Column, type FieldColumn, MISSION_FIELDS, SPRINT_FIELDS } from '../database/tables';
import type { BacklogField, BacklogMission, BacklogSprint } from '../files/backlog/model';
import { pythonJson, type PlainJson, pythonStr } from '../files/python';
import { newMetadata } from './metadata';

type Fields = ReadonlyMap<string, BacklogField>;

/** What a column holds of a field; undefined for what no column can: a list, a mapping, or for a count what is no number. */
export function columnValue(
  { holds }: Pick<Column<never>, 'holds'>,
  field: BacklogField | undefined,
): string | number | null | undefined {
  const text = columnText(field);
  if (text === undefined) return undefined;
  if (holds !== 'optional count') return holds === 'text' ? (text ?? '') : text;
  const number = Number(text);
  if (text === null) return null;
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

function columnText(field: BacklogField | undefined): string | null | undefined {
  if (field === undefined) return null;
  if (field.value.kind !== 'scalar') return undefined;
  const { value } = field.value;
  if (value.type === 'none') return null;
  return value.type === 'bool' ? String(Number(value.value)) : pythonStr(value);
}

/** The fields of an entry that no column can hold; a new row is made without them. */
export function unholdable(fields: Fields, columns: readonly FieldColumn<never>[]): readonly string[] {
  return columns
    .filter((column) => columnValue(column, fields.get(column.field)) === undefined)
    .map(({ field }) => field);
}

export function missionRow({ id, fields }: BacklogMission, sprintId: string | null): Row {
  return { id, sprint_id: sprintId, ...valuesOf(fields, MISSION_FIELDS), metadata: newMetadata(fields) };
}

export function sprintRow({ id, fields }: BacklogSprint): Row {
  return { id, ...valuesOf(fields, SPRINT_FIELDS) };
}

function valuesOf(fields: Fields, columns: readonly FieldColumn<never>[]): Row {
  return Object.fromEntries(
    columns.map((column) => [
      column.name,
      columnValue(column, fields.get(column.field)) ?? (column.holds === 'text' ? '' : null),
    ]),
  );
}

/** The row of a line of the log; older shapes have other names for two of its columns. */
export function eventRow(raw: string, fields: Readonly<Record<string, unknown>>): Row {
  return {
    ts: eventText(either(fields['ts'], fields['timestamp'])),
    agent: eventText(fields['agent']),
    mission: eventText(fields['mission']),
    action: eventText(fields['action']),
    status: eventText(either(fields['status'], fields['type'])),
    summary: eventText(fields['summary']),
    next_hint: eventText(fields['next_hint']),
    raw_event: raw,
  };
}

/** Python's `or`. */
function either(one: unknown, other: unknown): unknown {
  return one === '' || one === 0 || one === false || one === null ? other : (one ?? other);
}

function eventText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(Number(value));
  return typeof value === 'number' ? String(value) : pythonJson(value as PlainJson);
}
