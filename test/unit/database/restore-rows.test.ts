/** Any two databases with the same tables: the rows of one are brought into the other, and taken out again. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import initSqlJs from 'sql.js';
import { reversedRow, type RowChange } from '../../../src/core/changes/change-set';
import { compareDatabases, isSame } from '../../../src/core/database/compare';
import { type DatabaseDump, dumpDatabase } from '../../../src/core/database/dump';
import { rowsToRestore } from '../../../src/core/database/restore-rows';
import { applyRow } from '../../../src/core/database/apply-rows';
import { connectionOf } from '../../../src/core/database/make-database';
import { completed } from '../../../src/core/changes/rows';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { nodePorts } from '../../../src/node/ports';
import { runs } from '../../support/effort';

/** The tables of CMOS that hang together, and tables of others in every form that SQLite has. */
const SCHEMA = `
PRAGMA foreign_keys = ON;
CREATE TABLE mission_dependencies (
  from_id TEXT NOT NULL REFERENCES missions (id) ON DELETE CASCADE,
  to_id TEXT NOT NULL REFERENCES Missions (id) ON DELETE CASCADE, type TEXT NOT NULL, PRIMARY KEY (from_id, to_id));
CREATE TABLE missions (id TEXT PRIMARY KEY, sprint_id TEXT REFERENCES sprints (id) ON DELETE SET NULL, notes);
CREATE TABLE sprints (id TEXT PRIMARY KEY, title TEXT);
CREATE TABLE contexts (id TEXT PRIMARY KEY, content TEXT);
CREATE TABLE context_snapshots (id INTEGER PRIMARY KEY AUTOINCREMENT,
  context_id TEXT NOT NULL REFERENCES contexts (id) ON DELETE CASCADE, content TEXT);
CREATE TABLE session_events (id INTEGER PRIMARY KEY AUTOINCREMENT, raw_event TEXT NOT NULL);
CREATE TABLE "of ""others" (a, b);
CREATE TABLE settings (name TEXT, part INTEGER, value BLOB, size AS (length(value)), PRIMARY KEY (part, name)) WITHOUT ROWID;
`;

type Value = string | number | Uint8Array | null;

interface Contents {
  readonly sprints: readonly (readonly [rowid: number, id: string, title: string])[];
  readonly missions: readonly (readonly [rowid: number, id: string, sprint: number, notes: Value])[];
  readonly dependencies: readonly (readonly [from: number, to: number])[];
  readonly contexts: readonly (readonly [id: string, content: string])[];
  readonly snapshots: readonly (readonly [id: number, context: number, content: string])[];
  readonly events: readonly (readonly [id: number, raw: string])[];
  readonly others: readonly (readonly [rowid: number, a: Value, b: Value])[];
  readonly settings: readonly (readonly [name: string, part: number, value: Value])[];
}

const id = fc.constantFrom('A', 'B', 'C', 'D', 'E');
const rowid = fc.integer({ min: 1, max: 7 });
const text = fc.constantFrom('', 'x', 'é\u2028“', 'a"b\'c', '\ud83d\ude00');
const value: fc.Arbitrary<Value> = fc.oneof(
  text,
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(null, 1.5, new Uint8Array([0, 255])),
);
const unique = <Row extends readonly unknown[]>(row: fc.Arbitrary<Row>, ...columns: number[]): fc.Arbitrary<Row[]> =>
  fc
    .array(row, { maxLength: 5 })
    .map((rows) =>
      rows.filter((each, index) =>
        columns.every((column) => rows.findIndex((other) => other[column] === each[column]) === index),
      ),
    );

const contents: fc.Arbitrary<Contents> = fc.record({
  sprints: unique(fc.tuple(rowid, id, text), 0, 1),
  missions: unique(fc.tuple(rowid, id, fc.nat(5), value), 0, 1),
  dependencies: fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 4 }),
  contexts: unique(fc.tuple(id, text), 0),
  snapshots: unique(fc.tuple(rowid, fc.nat(4), text), 0),
  events: unique(fc.tuple(rowid, text), 0),
  others: unique(fc.tuple(rowid, value, value), 0),
  settings: unique(fc.tuple(id, fc.nat(2), value), 0),
});

describe('rows of another database', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-restore-'));
  const ports = nodePorts();
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const make = async (name: string, { missions, sprints, ...rest }: Contents): Promise<string> => {
    const database = new (await initSqlJs()).Database();
    database.run(SCHEMA);
    const insert = (table: string, columns: string, values: readonly Value[]): void => {
      database.run(`INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${values.map(() => '?').join(', ')})`, [
        ...values,
      ]);
    };
    for (const row of sprints) insert('sprints', 'rowid, id, title', row);
    for (const [at, mission, sprint, notes] of missions)
      insert('missions', 'rowid, id, sprint_id, notes', [at, mission, sprints[sprint]?.[1] ?? null, notes]);
    for (const [from, to] of rest.dependencies) {
      const ends = [missions[from]?.[1], missions[to]?.[1]];
      if (ends[0] !== undefined && ends[1] !== undefined)
        insert('mission_dependencies', 'from_id, to_id, type', [ends[0], ends[1], 'Blocks']);
    }
    for (const row of rest.contexts) insert('contexts', 'id, content', row);
    for (const [at, context, content] of rest.snapshots) {
      const owner = rest.contexts[context]?.[0];
      if (owner !== undefined) insert('context_snapshots', 'id, context_id, content', [at, owner, content]);
    }
    for (const row of rest.events) insert('session_events', 'id, raw_event', row);
    for (const row of rest.others) insert('"of ""others"', 'rowid, a, b', row);
    for (const row of rest.settings) insert('settings', 'name, part, value', row);
    const file = path.join(folder, name);
    writeFileSync(file, database.export());
    database.close();
    return file;
  };
  const dump = (file: string): Promise<DatabaseDump> => dumpDatabase(ports, file, 'a database', 1e9);
  /** Applies changes, and answers them with what the database made of the new rows, as the journal keeps them. */
  const apply = async (file: string, changes: readonly RowChange[]): Promise<readonly RowChange[]> => {
    const database = new (await initSqlJs()).Database(Uint8Array.from(readFileSync(file)));
    database.run('PRAGMA foreign_keys = ON');
    const connection = connectionOf(database);
    const rows = changes.map((change, index) => applyRow(connection, change, index));
    writeFileSync(file, database.export());
    database.close();
    return completed(changes, rows);
  };

  it('become its own, rowids and all, with no row deleted that both have; and go again', async () => {
    await fc.assert(
      fc.asyncProperty(contents, contents, async (ours, theirs) => {
        const [here, there] = [await make('here.sqlite', ours), await make('there.sqlite', theirs)];
        const [before, wanted] = [await dump(here), await dump(there)];
        const changes = rowsToRestore(before, wanted, compareDatabases(before, wanted));
        const deleted = new Set(
          changes
            .filter(({ kind, table }) => kind === 'delete' && table === 'contexts')
            .map((change) => (change.kind === 'delete' ? change.key['id'] : undefined)),
        );
        for (const [context] of theirs.contexts) assert.ok(!deleted.has(context));
        const done = await apply(here, changes);
        assert.deepEqual(await dump(here), wanted);
        assert.ok(isSame(compareDatabases(await dump(here), wanted)));
        await apply(here, done.toReversed().map(reversedRow));
        assert.deepEqual(await dump(here), before);
      }),
      { numRuns: runs(150) },
    );
  });

  it('are told apart by key and column, with what cannot be compared', async () => {
    const empty: Contents = {
      sprints: [],
      missions: [],
      dependencies: [],
      contexts: [],
      snapshots: [],
      events: [],
      others: [],
      settings: [],
    };
    const here = await make('here.sqlite', {
      ...empty,
      missions: [
        [1, 'A', 9, 'x'],
        [2, 'B', 9, 'y'],
        [3, 'D', 9, null],
      ],
    });
    const there = await make('there.sqlite', {
      ...empty,
      missions: [
        [1, 'A', 9, 'z'],
        [2, 'C', 9, ''],
        [4, 'D', 9, null],
      ],
    });
    const Engine = await initSqlJs();
    const other = new Engine.Database(Uint8Array.from((await nodeCommitFiles.read(there)) ?? []));
    other.run(
      "ALTER TABLE missions ADD COLUMN objective TEXT; ALTER TABLE sprints ADD COLUMN unused TEXT; UPDATE missions SET objective = 'o'",
    );
    other.run('CREATE TABLE learnings (id); CREATE VIRTUAL TABLE found USING fts3(text)');
    writeFileSync(there, other.export());
    const difference = compareDatabases(await dump(here), await dump(there));
    assert.deepEqual(difference.tables, [
      {
        table: 'missions',
        onlyHere: [{ key: { id: 'B' }, row: { rowid: 2, id: 'B', sprint_id: null, notes: 'y' } }],
        onlyThere: [{ key: { id: 'C' }, row: { rowid: 2, id: 'C', sprint_id: null, notes: '', objective: 'o' } }],
        changed: [{ key: { id: 'A' }, here: { notes: 'x' }, there: { notes: 'z' } }],
        moved: [{ key: { id: 'D' }, here: 3, there: 4 }],
      },
    ]);
    assert.deepEqual(difference.tablesOnlyThere, ['learnings']);
    assert.deepEqual(difference.columnsOnlyThere, [{ table: 'missions', column: 'objective' }]);
    assert.deepEqual(difference.leftOut, ['found', 'found_content', 'found_segments', 'found_segdir']);
  });
});
