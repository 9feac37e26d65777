/** The snapshot that a change set leads to, worked out in memory: for previews, and to check a change before it is one. */
import {
  columnsOf,
  contextsTable,
  dependenciesTable,
  eventsTable,
  type MetadataRow,
  metadataTable,
  missionsTable,
  type StoredContext,
  sprintsTable,
  type Table,
} from '../database/tables';
import { type DatabaseReading } from '../database/model';
import { editBacklog } from '../files/backlog/edit';
import { parseBacklog } from '../files/backlog/parse';
import { editContext, parseContext } from '../files/context/parse';
import { editLog, parseLog } from '../files/log/parse';
import { editedTexts } from '../changes/byte-text';
import { documentOf, type Reading, type Snapshot } from './snapshot';
import { type ChangeSet, type FileChange, keyOf, type Row, type RowChange, type SqlValue } from '../changes/change-set';

/** The snapshot with a change set applied. Rows of tables that are not read are left out. */
export function snapshotAfter(
  snapshot: Snapshot,
  { rows, files, creates }: Pick<ChangeSet, 'rows' | 'files' | 'creates'>,
): Snapshot {
  // Where a database is made, all its mirrors are promised to say the same.
  let after: Snapshot =
    creates === undefined ? snapshot : { ...snapshot, profile: { name: 'mirrored', evidence: [], overridden: false } };
  const database = creates === undefined ? documentOf(snapshot.database) : NEW_DATABASE;
  if (database !== undefined && rows.length > 0)
    after = { ...after, database: { state: 'read', document: databaseAfter(database, rows) } };
  for (const file of files) after = withFile(after, file);
  return after;
}

/** A database that is yet to be made: it has no rows, and no columns are known to be missing. */
export const NEW_DATABASE: DatabaseReading = {
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

function databaseAfter(database: DatabaseReading, changes: readonly RowChange[]): DatabaseReading {
  const of = <Typed extends object>(table: Table<Typed>, rows: readonly Typed[]): readonly Typed[] =>
    rowsAfter(
      table,
      rows,
      changes.filter((change) => change.table === table.name),
    );
  const metadata = [...database.metadata].map(([key, value], rowid): MetadataRow => ({ rowid, key, value }));
  return {
    ...database,
    missions: of(missionsTable, database.missions),
    sprints: of(sprintsTable, database.sprints),
    dependencies: of(dependenciesTable, database.dependencies),
    contexts: of(contextsTable, database.contexts as readonly StoredContext[]),
    events: of(eventsTable, database.events),
    metadata: new Map(of(metadataTable, metadata).map(({ key, value }) => [key, value])),
  };
}

/** The rows after changes, in rowid order; the same array where there are none. */
function rowsAfter<Typed extends object>(
  table: Table<Typed>,
  rows: readonly Typed[],
  changes: readonly RowChange[],
): readonly Typed[] {
  if (changes.length === 0) return rows;
  const byRowid = new Map(rows.map((row) => [table.rowid(row), row]));
  const keyed = new Map(rows.map((row) => [keyText(table, stored(table, row)), table.rowid(row)]));
  const end = rows.at(-1);
  let [last, isOrdered] = [end === undefined ? 0 : table.rowid(end), true];
  const put = (rowid: number, values: Row): void => {
    const made = table.make(rowid, valuesOf(table, values));
    if (made === undefined) return;
    byRowid.set(rowid, made);
    keyed.set(keyText(table, stored(table, made)), rowid);
  };
  for (const change of changes) {
    if (change.kind === 'insert') {
      const given = plain(change.row['rowid'] ?? change.row['id']);
      const rowid = typeof given === 'number' ? given : last + 1;
      if (rowid < last) isOrdered = false;
      last = Math.max(last, rowid);
      put(rowid, change.row);
      continue;
    }
    const rowid = change.key['rowid'] ?? keyed.get(keyText(table, change.key));
    const row = typeof rowid === 'number' ? byRowid.get(rowid) : undefined;
    if (typeof rowid !== 'number' || row === undefined) continue;
    const before = stored(table, row);
    keyed.delete(keyText(table, before));
    if (change.kind === 'delete') byRowid.delete(rowid);
    else put(rowid, { ...before, ...change.after });
  }
  const after = [...byRowid.values()];
  return isOrdered ? after : after.sort((one, other) => table.rowid(one) - table.rowid(other));
}

function valuesOf<Typed>({ columns }: Table<Typed>, row: Row): (string | number | null)[] {
  return columns.map(({ name }) => plain(row[name]) ?? null);
}

/** A row's columns, with its rowid as `id` where that is no column of its own, as an event's is. */
function stored<Typed extends object>(table: Table<Typed>, row: Typed): Row {
  return { id: table.rowid(row), ...columnsOf(table, row) };
}

function keyText({ name }: Pick<Table<never>, 'name'>, row: Row): string {
  return JSON.stringify(keyOf(name, row));
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
