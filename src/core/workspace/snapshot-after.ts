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
import type { DatabaseReading } from '../database/model';
import { editBacklog } from '../files/backlog/edit';
import { parseBacklog } from '../files/backlog/parse';
import { editContext, parseContext } from '../files/context/parse';
import { rememberedBy } from '../ground/memo';
import { appendedText } from '../files/lines';
import { editLog, parseLog } from '../files/log/parse';
import { editedTexts } from '../changes/byte-text';
import { documentOf, type Reading, type Snapshot } from './snapshot';
import {
  type ChangeSet,
  type FileChange,
  keyColumns,
  type Row,
  type RowChange,
  type SqlValue,
} from '../changes/change-set';

/** The snapshot with a change set applied. Rows of tables that are not read are left out. */
export const snapshotAfter = rememberedBy(applied);

function applied(
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
  byEngine: new Set(),
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
  const after: (Typed | undefined)[] = [...rows];
  const keyOf = keyIn(table);
  // Most changes of a table only add to it.
  const places = changes.some(({ kind }) => kind !== 'insert')
    ? new Map(rows.map((row, at) => [keyOf(row), at]))
    : undefined;
  const put = (at: number, rowid: number, values: Row): void => {
    const made = table.make(rowid, valuesOf(table, values));
    if (made === undefined) return;
    after[at] = made;
    places?.set(keyOf(made), at);
  };
  const end = rows.at(-1);
  let [last, isOrdered] = [end === undefined ? 0 : table.rowid(end), true];
  for (const change of changes) {
    if (change.kind === 'insert') {
      const given = plain(change.row['rowid'] ?? change.row['id']);
      const rowid = typeof given === 'number' ? given : last + 1;
      isOrdered &&= rowid > last;
      last = Math.max(last, rowid);
      put(after.length, rowid, change.row);
      continue;
    }
    const { rowid } = change.key;
    const at =
      rowid === undefined
        ? places?.get(keyText(keyColumns(table.name).map((name) => plain(change.key[name]))))
        : after.findIndex((row) => row !== undefined && table.rowid(row) === rowid);
    const row = after[at ?? -1];
    if (at === undefined || row === undefined) continue;
    places?.delete(keyOf(row));
    if (change.kind === 'delete') after[at] = undefined;
    else put(at, table.rowid(row), { ...columnsOf(table, row), ...change.after });
  }
  const left = changes.some(({ kind }) => kind === 'delete')
    ? after.filter((row) => row !== undefined)
    : (after as Typed[]);
  return isOrdered ? left : left.sort((one, other) => table.rowid(one) - table.rowid(other));
}

/** What identifies a row, as one text; an event's `id` is its rowid, and no column of its own. */
function keyIn<Typed extends object>(table: Table<Typed>): (row: Typed) => string {
  const properties = keyColumns(table.name).map((name) => table.columns.find((each) => each.name === name)?.property);
  return (row) => keyText(properties.map((property) => (property === undefined ? table.rowid(row) : row[property])));
}

function keyText(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : JSON.stringify(values);
}

function valuesOf<Typed>({ columns }: Table<Typed>, row: Row): (string | number | null)[] {
  return columns.map(({ name }) => plain(row[name]) ?? null);
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
      const { text } = document?.text ?? { text: '' };
      const newText = appendedText(change.lines, text, text.at(-1));
      if (document === undefined) return { state: 'read', document: parse(newText) };
      const end = text.length;
      return { ...reading, state: 'read', document: edit(document, [{ start: end, end, newText }]) };
    }
  }
}
