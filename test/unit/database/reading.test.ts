import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import initSqlJs, { type Database } from 'sql.js';
import { readStableImage } from '../../../src/core/database/image';
import { metadataOf } from '../../../src/core/database/metadata';
import type { DatabaseReading, MissionRow } from '../../../src/core/database/model';
import { readDatabase, type ReadImage } from '../../../src/core/database/reading';
import { nodePorts } from '../../../src/node/ports';
import { hasFts5, python } from './python';

const ports = nodePorts();
const V1 = `
CREATE TABLE sprints (id TEXT PRIMARY KEY, title TEXT NOT NULL, focus TEXT, status TEXT, start_date TEXT, end_date TEXT, total_missions INTEGER, completed_missions INTEGER);
CREATE TABLE missions (id TEXT PRIMARY KEY, sprint_id TEXT, name TEXT NOT NULL, status TEXT NOT NULL, completed_at TEXT, notes TEXT, metadata TEXT);
CREATE TABLE session_events (id INTEGER PRIMARY KEY AUTOINCREMENT, ts TEXT, agent TEXT, mission TEXT, action TEXT, status TEXT, summary TEXT, next_hint TEXT, raw_event TEXT NOT NULL);
CREATE TABLE contexts (id TEXT PRIMARY KEY, source_path TEXT NOT NULL, content TEXT NOT NULL, updated_at TEXT);
CREATE TABLE mission_dependencies (from_id TEXT, to_id TEXT, type TEXT, PRIMARY KEY (from_id, to_id));
CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL);`;

describe('reading a database', () => {
  let folder: string;
  let file: string;
  let counter = 0;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-reading-'));
    file = path.join(folder, 'cmos.sqlite');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes what a database holds now to the file, as a commit would leave it. */
  async function imageOf(database: Database): Promise<ReadImage['image']> {
    const bytes = database.export();
    new DataView(bytes.buffer).setUint32(24, ++counter);
    new DataView(bytes.buffer).setUint32(92, counter);
    writeFileSync(file, bytes);
    return readStableImage(ports, file, { limit: 1 << 30 });
  }

  async function readNow(sql: string): Promise<DatabaseReading> {
    const database = new (await initSqlJs()).Database();
    database.run(sql);
    const image = await imageOf(database);
    database.close();
    return readDatabase(ports, image, 'db/cmos.sqlite');
  }

  it('reads by the columns that are there, in row order', async () => {
    const { missions, remarks } = await readNow(`
      CREATE TABLE missions (id TEXT PRIMARY KEY, name TEXT, status TEXT, objective TEXT);
      INSERT INTO missions (rowid, id, name, status) VALUES (9, 'B4.2', 'second', 'Queued'), (3, 'B4.10', 'first', 'Current'), (5, NULL, 'nameless', 'Queued');`);
    assert.deepEqual(
      missions.map(({ id, rowid, notes }) => [id, rowid, notes]),
      [
        ['B4.10', 3, null],
        ['B4.2', 9, null],
      ],
    );
    const kinds = new Set(remarks.map(({ kind, table }) => `${kind} ${table}`));
    assert.ok(
      kinds.has('missing-column missions') &&
        kinds.has('unreadable-row missions') &&
        kinds.has('missing-table session_events'),
    );
  });

  it('takes any type of value, and tables without rowids', async () => {
    const { missions, sprints, contexts } = await readNow(`
      CREATE TABLE missions (id PRIMARY KEY, name, status, notes) WITHOUT ROWID;
      CREATE TABLE sprints (id TEXT PRIMARY KEY, title TEXT, total_missions);
      CREATE TABLE contexts (id TEXT, content BLOB);
      INSERT INTO missions VALUES (1.5, 2, 'Queued', x'c3a9'); INSERT INTO sprints VALUES ('S', 'T', 'many');
      INSERT INTO contexts VALUES ('project_context', x'7b7d');`);
    assert.deepEqual(
      missions.map(({ id, name, notes }) => [id, name, notes]),
      [['1.5', '2', 'é']],
    );
    assert.equal(sprints[0]?.totalMissions, null);
    assert.equal(contexts[0]?.content, '{}');
  });

  it('reads all other tables where pages of one are overwritten, and that one again once it is whole', async () => {
    const database = new (await initSqlJs()).Database();
    database.run(V1);
    database.run("INSERT INTO missions (id, name, status) VALUES ('A', 'Alpha', 'Queued')");
    for (let at = 0; at < 400; at++)
      database.run('INSERT INTO session_events (ts, raw_event) VALUES (?, ?)', [String(at), 'x'.repeat(100)]);
    const whole = await imageOf(database);
    database.close();
    const { pageSize } = whole.header;
    const all = await readDatabase(ports, whole, 'db/cmos.sqlite');
    const root = all.schema.tables.get('session_events')?.rootPage ?? 0;
    const broken = { ...whole, bytes: whole.bytes.slice().fill(0, (root - 1) * pageSize, root * pageSize) };
    const part = await readDatabase(ports, broken, 'db/cmos.sqlite');
    assert.deepEqual([part.missions.length, part.events.length], [1, 0]);
    assert.deepEqual(
      part.remarks.map(({ kind, table }) => [kind, table]),
      [['unreadable-table', 'session_events']],
    );
    // A table that could not be read is no table without rows: what was not read is not compared with.
    for (const [image, before] of [
      [broken, { image: broken, reading: part }],
      [broken, { image: whole, reading: all }],
      [whole, { image: broken, reading: part }],
    ] as const) {
      const { events, remarks } = await readDatabase(ports, image, 'db/cmos.sqlite', before);
      assert.deepEqual([events.length, remarks.length], image === whole ? [400, 0] : [0, 1]);
    }
  });

  it('leaves out virtual tables and those behind them; one that needs a module that is not here is told each time', async function () {
    if (!hasFts5) this.skip();
    python(
      `import sqlite3,sys
c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2])
c.executescript("CREATE VIRTUAL TABLE search USING fts5(name); INSERT INTO missions (id, name, status) VALUES ('A', 'Alpha', 'Queued')")
c.commit()`,
      file,
      V1,
    );
    const image = await readStableImage(ports, file, { limit: 1 << 30 });
    const first = await readDatabase(ports, image, 'db/cmos.sqlite');
    const again = await readDatabase(ports, image, 'db/cmos.sqlite', { image, reading: first });
    for (const { missions, schema, remarks } of [first, again]) {
      assert.equal(missions.length, 1);
      assert.ok(![...schema.tables.keys()].some((name) => name.startsWith('search')));
      assert.deepEqual(
        remarks.map(({ kind, table }) => [kind, table]),
        [['unknown-module', 'search']],
      );
    }
  });

  it('refuses a database without any of CMOS’s tables', async () => {
    await assert.rejects(readNow('CREATE TABLE other (x)'), { code: 'database/no-cmos-tables' });
  });

  it('reads metadata as JSON, nested in itself, and as Python prints a dictionary', () => {
    const row = (metadata: string | null): MissionRow => ({
      rowid: 1,
      id: 'x',
      sprintId: null,
      name: '',
      status: '',
      completedAt: null,
      notes: null,
      metadata,
    });
    assert.deepEqual(metadataOf(row('{"a": 1, "metadata": {"a": 2, "b": {"c": 3}, "metadata": {"d": 4}}}')).fields, {
      a: 1,
      b: { c: 3 },
      d: 4,
    });
    assert.deepEqual(metadataOf(row("{'a': 'it''s', 'b': None, 'c': [True, 2]}".replace("''", "\\'"))).fields, {
      a: "it's",
      b: null,
      c: [true, 2],
    });
    assert.deepEqual(metadataOf(row('nonsense')), { fields: {}, unreadable: true });
    assert.deepEqual(metadataOf(row(null)), { fields: {}, unreadable: false });
  });

  it('reads after a change what a full reading reads, and keeps the rows that did not change', async () => {
    const SQL = await initSqlJs();
    const step = fc.oneof(
      fc.record({
        sql: fc.constant('INSERT INTO session_events (summary, raw_event) VALUES (?, ?)'),
        size: fc.nat(9000),
      }),
      fc.record({
        sql: fc.constant('UPDATE session_events SET raw_event = ?2 || id WHERE id % 7 = ?3 % 7'),
        size: fc.nat(5000),
      }),
      fc.record({ sql: fc.constant('DELETE FROM session_events WHERE id % 5 = ?3 % 5'), size: fc.nat(10) }),
      fc.record({
        sql: fc.constant("INSERT OR REPLACE INTO missions (id, name, status) VALUES ('M' || (?3 % 90), ?1, 'Queued')"),
        size: fc.nat(2000),
      }),
      fc.record({ sql: fc.constant("UPDATE missions SET notes = ?2 WHERE id = 'M' || (?3 % 90)"), size: fc.nat(3000) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        async (rounds) => {
          const database = new SQL.Database();
          try {
            database.run(V1);
            for (let at = 0; at < 120; at++)
              database.run('INSERT INTO session_events (summary, raw_event) VALUES (?, ?)', [
                `s${at}`,
                `{"n": ${at}}`.repeat(20),
              ]);
            for (let at = 0; at < 90; at++)
              database.run("INSERT INTO missions (id, name, status) VALUES (?, 'n', 'Queued')", [`M${at}`]);
            let image = await imageOf(database);
            let reading = await readDatabase(ports, image, 'db');
            for (const steps of rounds) {
              for (const { sql, size } of steps) {
                const statement = database.prepare(sql);
                const values = [`v${size}`, 'r'.repeat(size + 1), size];
                statement.run(values.slice(0, sql.includes('?3') ? 3 : 2));
                statement.free();
              }
              const next = await imageOf(database);
              const again = await readDatabase(ports, next, 'db', { image, reading });
              const full = await readDatabase(ports, next, 'db');
              assert.deepEqual(again.events, full.events);
              assert.deepEqual(again.missions, full.missions);
              image = next;
              reading = again;
            }
          } finally {
            database.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('gives the same row objects for pages that did not change', async () => {
    const database = new (await initSqlJs()).Database();
    database.run(V1);
    for (let at = 0; at < 500; at++)
      database.run('INSERT INTO session_events (summary, raw_event) VALUES (?, ?)', [`s${at}`, 'x'.repeat(300)]);
    const image = await imageOf(database);
    const reading = await readDatabase(ports, image, 'db');
    database.run("INSERT INTO session_events (summary, raw_event) VALUES ('new', 'y')");
    const again = await readDatabase(ports, await imageOf(database), 'db', { image, reading });
    database.close();
    assert.equal(again.events.length, 501);
    assert.equal(again.missions, reading.missions, 'a table that did not change is the same list');
    const kept = again.events.filter((row, index) => row === reading.events[index]).length;
    assert.ok(kept > 450, `${kept} rows kept`);
  });
});
