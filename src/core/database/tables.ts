/**
 * CMOS's tables: each column with what it holds, what a typed row calls it, and what an entry of the backlog calls it (field
 * guide, sections 2 and 3). Whoever reads, writes or compares rows goes by these lists.
 */
import type { SqlValue } from 'sql.js';
import type { ContextRow, DependencyRow, EventRow, MissionRow, PromptRow, SprintRow } from './model';

export interface Column<Row> {
  readonly name: string;
  readonly property: keyof Row & string;
  /** `text` for NULL is empty; a row without a `key` cannot stand for anything. */
  readonly holds: 'key' | 'text' | 'optional text' | 'optional count';
}

/** A column that an entry of the backlog has under a name of its own. */
export interface FieldColumn<Row> extends Column<Row> {
  readonly field: string;
}

export interface Table<Row> {
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  /** A row of the columns' values in their order; undefined where a key is NULL. */
  make(rowid: number, values: readonly SqlValue[]): Row | undefined;
  rowid(row: Row): number;
}

/** A mission's columns that are fields of its entry; what else an entry says stands in `metadata`. */
export const MISSION_FIELDS = [
  { name: 'name', property: 'name', holds: 'text', field: 'name' },
  { name: 'status', property: 'status', holds: 'text', field: 'status' },
  { name: 'completed_at', property: 'completedAt', holds: 'optional text', field: 'completed_at' },
  { name: 'notes', property: 'notes', holds: 'optional text', field: 'notes' },
] as const satisfies readonly FieldColumn<MissionRow>[];

export const SPRINT_FIELDS = [
  { name: 'title', property: 'title', holds: 'text', field: 'title' },
  { name: 'focus', property: 'focus', holds: 'optional text', field: 'focus' },
  { name: 'status', property: 'status', holds: 'optional text', field: 'status' },
  { name: 'start_date', property: 'startDate', holds: 'optional text', field: 'startDate' },
  { name: 'end_date', property: 'endDate', holds: 'optional text', field: 'endDate' },
  { name: 'total_missions', property: 'totalMissions', holds: 'optional count', field: 'totalMissions' },
  { name: 'completed_missions', property: 'completedMissions', holds: 'optional count', field: 'completedMissions' },
] as const satisfies readonly FieldColumn<SprintRow>[];

export const missionsTable = table<MissionRow>('missions', 'rowid', [
  { name: 'id', property: 'id', holds: 'key' },
  { name: 'sprint_id', property: 'sprintId', holds: 'optional text' },
  ...MISSION_FIELDS,
  { name: 'metadata', property: 'metadata', holds: 'optional text' },
]);

export const sprintsTable = table<SprintRow>('sprints', 'rowid', [
  { name: 'id', property: 'id', holds: 'key' },
  ...SPRINT_FIELDS,
]);

export const dependenciesTable = table<DependencyRow>('mission_dependencies', 'rowid', [
  { name: 'from_id', property: 'from', holds: 'key' },
  { name: 'to_id', property: 'to', holds: 'key' },
  { name: 'type', property: 'type', holds: 'text' },
]);

/** Its rowid is its `id`, which the database gives. */
export const eventsTable = table<EventRow>('session_events', 'id', [
  { name: 'ts', property: 'ts', holds: 'optional text' },
  { name: 'agent', property: 'agent', holds: 'optional text' },
  { name: 'mission', property: 'mission', holds: 'optional text' },
  { name: 'action', property: 'action', holds: 'optional text' },
  { name: 'status', property: 'status', holds: 'optional text' },
  { name: 'summary', property: 'summary', holds: 'optional text' },
  { name: 'next_hint', property: 'nextHint', holds: 'optional text' },
  { name: 'raw_event', property: 'raw', holds: 'text' },
]);

export interface StoredContext extends ContextRow {
  readonly rowid: number;
}

export const contextsTable = table<StoredContext>('contexts', 'rowid', [
  { name: 'id', property: 'id', holds: 'key' },
  { name: 'content', property: 'content', holds: 'text' },
  { name: 'updated_at', property: 'updatedAt', holds: 'optional text' },
]);

export interface MetadataRow {
  readonly rowid: number;
  readonly key: string;
  readonly value: string;
}

export const metadataTable = table<MetadataRow>('metadata', 'rowid', [
  { name: 'key', property: 'key', holds: 'key' },
  { name: 'value', property: 'value', holds: 'text' },
]);

export const promptsTable = table<PromptRow>('prompt_mappings', 'rowid', [
  { name: 'prompt', property: 'prompt', holds: 'text' },
  { name: 'behavior', property: 'behavior', holds: 'text' },
]);

/** `rowid` is the property that holds a row's rowid. */
function table<Row extends object>(
  name: string,
  rowid: keyof Row & string,
  columns: readonly Column<Row>[],
): Table<Row> {
  return {
    name,
    columns,
    make(id, values) {
      const row: Record<string, unknown> = {};
      row[rowid] = id;
      for (let at = 0; at < columns.length; at++) {
        const column = columns[at];
        const value = column && readAs(column.holds, values[at]);
        if (column === undefined || value === undefined) return undefined;
        row[column.property] = value;
      }
      return row as Row;
    },
    rowid: (row) => row[rowid] as number,
  };
}

/** A column's value; undefined for a key that is none. */
function readAs(holds: Column<never>['holds'], value: SqlValue | undefined): string | number | null | undefined {
  switch (holds) {
    case 'key':
      return text(value) ?? undefined;
    case 'text':
      return text(value) ?? '';
    case 'optional text':
      return text(value);
    case 'optional count':
      return count(value);
  }
}

/** A typed row as columns again. */
export function columnsOf<Row extends object>(
  { columns }: Table<Row>,
  row: Row,
): Readonly<Record<string, string | number | null>> {
  return Object.fromEntries(columns.map(({ name, property }) => [name, row[property] as string | number | null]));
}

/** A value as text, whatever type the column let in; bytes are taken for UTF-8. */
function text(value: SqlValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : new TextDecoder().decode(value);
}

/** A count, where it is one. */
function count(value: SqlValue | undefined): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
