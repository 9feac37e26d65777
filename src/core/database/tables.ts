/** CMOS's tables: which columns are read, and how a row of each is made of them (field guide, section 2). */
import { type SqlValue } from 'sql.js';
import {
  type ContextRow,
  type DependencyRow,
  type EventRow,
  type MissionRow,
  type PromptRow,
  type SprintRow,
} from './model';

/** How a table is read. `make` answers undefined for a row that cannot stand for anything, such as one without an id. */
export interface TableReader<Row> {
  readonly table: string;
  /** Wanted columns, in the order in which `make` gets them; one that the table lacks reads as null. */
  readonly columns: readonly string[];
  make(rowid: number, values: readonly SqlValue[]): Row | undefined;
  /** The rowid of a row, for reading a part of a table again. */
  rowid(row: Row): number;
}

export const missionsTable: TableReader<MissionRow> = {
  table: 'missions',
  columns: ['id', 'sprint_id', 'name', 'status', 'completed_at', 'notes', 'metadata'],
  make(rowid, [id, sprintId, name, status, completedAt, notes, metadata]) {
    const key = text(id);
    if (key === null) return undefined;
    return {
      rowid,
      id: key,
      sprintId: text(sprintId),
      name: text(name) ?? '',
      status: text(status) ?? '',
      completedAt: text(completedAt),
      notes: text(notes),
      metadata: text(metadata),
    };
  },
  rowid: (row) => row.rowid,
};

export const sprintsTable: TableReader<SprintRow> = {
  table: 'sprints',
  columns: ['id', 'title', 'focus', 'status', 'start_date', 'end_date', 'total_missions', 'completed_missions'],
  make(rowid, [id, title, focus, status, startDate, endDate, total, completed]) {
    const key = text(id);
    if (key === null) return undefined;
    return {
      rowid,
      id: key,
      title: text(title),
      focus: text(focus),
      status: text(status),
      startDate: text(startDate),
      endDate: text(endDate),
      totalMissions: count(total),
      completedMissions: count(completed),
    };
  },
  rowid: (row) => row.rowid,
};

export const dependenciesTable: TableReader<DependencyRow> = {
  table: 'mission_dependencies',
  columns: ['from_id', 'to_id', 'type'],
  make(rowid, [from, to, type]) {
    const ends = [text(from), text(to)] as const;
    if (ends[0] === null || ends[1] === null) return undefined;
    return { rowid, from: ends[0], to: ends[1], type: text(type) ?? '' };
  },
  rowid: (row) => row.rowid,
};

export const eventsTable: TableReader<EventRow> = {
  table: 'session_events',
  columns: ['ts', 'agent', 'mission', 'action', 'status', 'summary', 'next_hint', 'raw_event'],
  make(rowid, [ts, agent, mission, action, status, summary, nextHint, raw]) {
    return {
      id: rowid,
      ts: text(ts),
      agent: text(agent),
      mission: text(mission),
      action: text(action),
      status: text(status),
      summary: text(summary),
      nextHint: text(nextHint),
      raw: text(raw) ?? '',
    };
  },
  rowid: (row) => row.id,
};

export interface StoredContext extends ContextRow {
  readonly rowid: number;
}

export const contextsTable: TableReader<StoredContext> = {
  table: 'contexts',
  columns: ['id', 'content', 'updated_at'],
  make(rowid, [id, content, updatedAt]) {
    const key = text(id);
    return key === null ? undefined : { rowid, id: key, content: text(content) ?? '', updatedAt: text(updatedAt) };
  },
  rowid: (row) => row.rowid,
};

export interface MetadataRow {
  readonly rowid: number;
  readonly key: string;
  readonly value: string;
}

export const metadataTable: TableReader<MetadataRow> = {
  table: 'metadata',
  columns: ['key', 'value'],
  make(rowid, [key, value]) {
    const name = text(key);
    return name === null ? undefined : { rowid, key: name, value: text(value) ?? '' };
  },
  rowid: (row) => row.rowid,
};

export const promptsTable: TableReader<PromptRow> = {
  table: 'prompt_mappings',
  columns: ['prompt', 'behavior'],
  make: (rowid, [prompt, behavior]) => ({ rowid, prompt: text(prompt) ?? '', behavior: text(behavior) ?? '' }),
  rowid: (row) => row.rowid,
};

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
