/** The snapshot that a change set leads to, worked out in memory: for previews, and to check a change before it is one. */
import {
  contextsTable,
  dependenciesTable,
  eventsTable,
  missionsTable,
  type StoredContext,
  sprintsTable,
  type TableReader,
} from '../database/tables';
import { type DatabaseReading } from '../database/model';
import { editBacklog } from '../files/backlog/edit';
import { parseBacklog } from '../files/backlog/parse';
import { editContext, parseContext } from '../files/context/parse';
import { editLog, parseLog } from '../files/log/parse';
import { editedTexts } from '../changes/byte-text';
import { documentOf, type Reading, type Snapshot } from './snapshot';
import { type ChangeSet, type FileChange, type Row, type RowChange, type SqlValue } from '../changes/change-set';

/** The snapshot with a change set applied. Rows of tables that are not read are left out. */
export function snapshotAfter(
  snapshot: Snapshot,
  { rows, files, creates }: Pick<ChangeSet, 'rows' | 'files' | 'creates'>,
): Snapshot {
  // Where a database is made, all its mirrors are promised to say the same.
  let after: Snapshot =
    creates === undefined ? snapshot : { ...snapshot, profile: { name: 'mirrored', evidence: [], overridden: false } };
  const database = creates === undefined ? documentOf(snapshot.database) : EMPTY;
  if (database !== undefined && rows.length > 0)
    after = { ...after, database: { state: 'read', document: rows.reduce(withRow, database) } };
  for (const file of files) after = withFile(after, file);
  return after;
}

/** A database that was just made. */
const EMPTY: DatabaseReading = {
  schema: { tables: new Map(), views: [], unknownModules: new Map() },
  journalMode: 'rollback',
  engine: '',
  missions: [],
  sprints: [],
  dependencies: [],
  contexts: [],
  events: [],
  metadata: new Map(),
  remarks: [],
};

function withRow(database: DatabaseReading, change: RowChange): DatabaseReading {
  switch (change.table) {
    case 'missions':
      return { ...database, missions: changed(database.missions, missionsTable, change) };
    case 'sprints':
      return { ...database, sprints: changed(database.sprints, sprintsTable, change) };
    case 'mission_dependencies':
      return { ...database, dependencies: changed(database.dependencies, dependenciesTable, change) };
    case 'contexts':
      return { ...database, contexts: changed(database.contexts as readonly StoredContext[], contextsTable, change) };
    case 'session_events':
      return { ...database, events: changed(database.events, eventsTable, change) };
    case 'metadata':
      return { ...database, metadata: withMetadata(database.metadata, change) };
    default:
      return database;
  }
}

function withMetadata(metadata: ReadonlyMap<string, string>, change: RowChange): ReadonlyMap<string, string> {
  const after = new Map(metadata);
  const row = change.kind === 'insert' ? change.row : change.key;
  const key = String(plain(row['key']));
  if (change.kind === 'delete') after.delete(key);
  else {
    const value = plain(change.kind === 'insert' ? change.row['value'] : change.after['value']);
    if (value !== undefined) after.set(key, String(value));
  }
  return after;
}

function changed<Typed extends object>(
  rows: readonly Typed[],
  reader: TableReader<Typed>,
  change: RowChange,
): readonly Typed[] {
  if (change.kind === 'insert') {
    const last = rows.at(-1);
    const given = plain(change.row['rowid'] ?? change.row['id']);
    const rowid = typeof given === 'number' ? given : (last === undefined ? 0 : reader.rowid(last)) + 1;
    const made = reader.make(rowid, valuesOf(reader, { id: rowid, ...change.row }));
    if (made === undefined) return rows;
    const at = rows.findIndex((row) => reader.rowid(row) > rowid);
    return at < 0 ? [...rows, made] : rows.toSpliced(at, 0, made);
  }
  const index = rows.findIndex((row) => matches(reader, row, change.key));
  const row = rows[index];
  if (row === undefined) return rows;
  if (change.kind === 'delete') return rows.toSpliced(index, 1);
  const made = reader.make(reader.rowid(row), valuesOf(reader, { ...columnsOf(reader, row), ...change.after }));
  return made === undefined ? rows : rows.with(index, made);
}

function valuesOf<Typed>(reader: TableReader<Typed>, row: Row): (string | number | null)[] {
  return reader.columns.map((column) => plain(row[column]) ?? null);
}

/** A typed row as columns again. */
function columnsOf<Typed extends object>(reader: TableReader<Typed>, row: Typed): Row {
  const values = row as Readonly<Record<string, SqlValue>>;
  return Object.fromEntries(reader.columns.map((column) => [column, values[fieldOf(column)] ?? null]));
}

/** The name that a column has in a typed row. */
function fieldOf(column: string): string {
  const special: Readonly<Record<string, string>> = { from_id: 'from', to_id: 'to', raw_event: 'raw' };
  return special[column] ?? column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function matches<Typed extends object>(reader: TableReader<Typed>, row: Typed, key: Row): boolean {
  const columns = columnsOf(reader, row);
  // The id of an event is its rowid, and no column of its own.
  return Object.entries(key).every(
    ([column, value]) => (column in columns ? columns[column] : reader.rowid(row)) === plain(value),
  );
}

function plain(value: SqlValue | undefined): string | number | null | undefined {
  return typeof value === 'object' && value !== null ? null : value;
}

function withFile(snapshot: Snapshot, change: FileChange): Snapshot {
  switch (change.store) {
    case 'backlog':
      return { ...snapshot, backlog: documentAfter(snapshot.backlog, change, parseBacklog, editBacklog) };
    case 'project_context':
    case 'master_context':
      return { ...snapshot, [change.store]: documentAfter(snapshot[change.store], change, parseContext, editContext) };
    case 'sessions':
    case 'health':
      return { ...snapshot, [change.store]: documentAfter(snapshot[change.store], change, parseLog, editLog) };
    default:
      return snapshot;
  }
}

function documentAfter<Document extends { readonly text: { readonly text: string } }>(
  reading: Reading<Document>,
  change: FileChange,
  parse: (text: string) => Document,
  edit: (document: Document, edits: readonly { start: number; end: number; newText: string }[]) => Document,
): Reading<Document> {
  const document = documentOf(reading);
  switch (change.kind) {
    case 'remove':
      return { state: 'absent' };
    case 'create':
      return { state: 'read', document: parse(change.text) };
    case 'edit':
      if (document === undefined) return reading;
      return {
        ...reading,
        state: 'read',
        document: change.units === true ? parse(editedTexts(change)[1]) : edit(document, change.edits),
      };
    case 'append': {
      const text = change.lines.map((line) => `${line}\n`).join('');
      if (document === undefined) return { state: 'read', document: parse(text) };
      const end = document.text.text.length;
      const unfinished = end > 0 && !document.text.text.endsWith('\n');
      return {
        ...reading,
        state: 'read',
        document: edit(document, [{ start: end, end, newText: (unfinished ? '\n' : '') + text }]),
      };
    }
  }
}
