import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { Engine } from '../../../src/core/database/engine';
import { readHeader } from '../../../src/core/database/header';
import type { StableImage } from '../../../src/core/database/image';
import { isUnusual } from '../../../src/core/database/pages';
import { StoredTables } from '../../../src/core/database/stored-tables';
import { nodePorts } from '../../../src/node/ports';

const ports = nodePorts();

function imageOf(bytes: Uint8Array): StableImage {
  const header = readHeader(bytes, bytes.length, 'db');
  const own = bytes.slice();
  own[18] = 1;
  own[19] = 1;
  return { bytes: own, header } as StableImage;
}

/** All that is read one way: the schema, and each table's rows with all their columns; or why it is left to SQLite. */
type All = ReadonlyMap<string, unknown>;

function fromPages(image: StableImage): All {
  const stored = new StoredTables(image);
  const all = new Map<string, unknown>();
  const schema = attempt(() => stored.schema());
  all.set('schema', schema);
  if (typeof schema === 'string') return all;
  for (const [name, info] of schema.tables) {
    const wanted = info.columns.map((column) => column.name);
    all.set(
      name,
      attempt(() => [...stored.rows(info, wanted)]),
    );
  }
  return all;
}

/** What is made; `unusual` where SQLite is to be asked. Any other error is a mistake. */
function attempt<Made>(make: () => Made): Made | 'unusual' {
  try {
    return make();
  } catch (error) {
    if (isUnusual(error)) return 'unusual';
    throw error;
  }
}

/** Compares with SQLite whatever was read from the pages, and tells which parts were left to it. */
async function compare(image: StableImage): Promise<readonly string[]> {
  const found = fromPages(image);
  const left = [...found].filter(([, value]) => value === 'unusual').map(([name]) => name);
  const engine = await Engine.open(ports, image);
  try {
    for (const [name, value] of found) {
      if (value === 'unusual') continue;
      const schema = engine.schema();
      if (name === 'schema') assert.deepEqual(value, schema);
      else {
        const info = schema.tables.get(name);
        assert.ok(info);
        const wanted = info.columns.map((column) => column.name);
        assert.deepEqual(value, [...engine.rows(name, info, wanted)], name);
      }
    }
  } finally {
    engine.close();
  }
  return left;
}

describe('rows straight from the pages', () => {
  let SQL: SqlJsStatic;
  before(async () => {
    SQL = await initSqlJs();
  });

  async function made(fill: (database: Database) => void): Promise<readonly string[]> {
    const database = new SQL.Database();
    try {
      fill(database);
      return await compare(imageOf(database.export()));
    } finally {
      database.close();
    }
  }

  it('are what SQLite reads, of every type and size, deep trees and overflow pages among them', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.nat(20_000).map((length) => 'é'.repeat(length)),
      fc.constantFrom(0, 1, -1, 127, -129, 32_767, 8_388_607, -8_388_609, 2 ** 31, -(2 ** 40), 2 ** 50, 0.5, -1e300),
      fc.integer(),
      fc.double({ noNaN: true }),
      fc.uint8Array({ maxLength: 300 }),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1e9 }), value, value, value), { maxLength: 60 }),
        fc.constantFrom(512, 1024, 4096, 65_536),
        async (rows, pageSize) => {
          const left = await made((database) => {
            database.run(`PRAGMA page_size = ${pageSize}`);
            database.run('CREATE TABLE one (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT 0, b REAL, "c d" BLOB)');
            database.run("CREATE TABLE [two] (x, y VARCHAR(20) CHECK (y <> ','), z INTEGER, PRIMARY KEY (x, y))");
            for (const [id, a, b, c] of rows) {
              database.run('INSERT OR REPLACE INTO one VALUES (?, ?, ?, ?)', [id, a ?? '', b, c]);
              database.run('INSERT OR REPLACE INTO two VALUES (?, ?, ?)', [id, c, a]);
            }
          });
          const holdsNul = rows.some((row) => row.some((each) => typeof each === 'string' && each.includes('\0')));
          assert.deepEqual(holdsNul ? [] : left, []);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('have the value of a column that is newer than the row, where that says none', async () => {
    const left = await made((database) => {
      database.run('CREATE TABLE a (x); INSERT INTO a VALUES (1); ALTER TABLE a ADD COLUMN y TEXT');
      database.run("CREATE TABLE b (x); INSERT INTO b VALUES (1); ALTER TABLE b ADD COLUMN y TEXT DEFAULT 'new'");
      database.run('INSERT INTO a VALUES (2, 3)');
    });
    assert.deepEqual(left, ['b']);
  });

  for (const [why, sql] of [
    ['computed columns', 'CREATE TABLE a (x, y AS (x + 1))'],
    ['tables without rowids', 'CREATE TABLE a (x PRIMARY KEY) WITHOUT ROWID'],
    ['strict tables', 'CREATE TABLE a (x INTEGER) STRICT'],
    ['a key that may be the rowid', 'CREATE TABLE a (x INTEGER, PRIMARY KEY (x))'],
    ['a descending key', 'CREATE TABLE a (x INTEGER PRIMARY KEY DESC)'],
    ['a type in quotes', 'CREATE TABLE a (x "INTEGER" PRIMARY KEY)'],
    ['a column that is called as the rowid is', 'CREATE TABLE a (rowid TEXT)'],
    ['another encoding', "PRAGMA encoding = 'UTF-16'; CREATE TABLE a (x)"],
  ] as const)
    it(`leave ${why} to SQLite`, async () => {
      assert.deepEqual(await made((database) => database.run(sql)), ['schema']);
    });

  for (const [why, hex] of [
    ['bytes that are no UTF-8', 'ff41'],
    ['a NUL', '410042'],
    ['a mark of byte order', 'efbbbf41'],
  ] as const)
    it(`leave text with ${why} to SQLite`, async () => {
      const left = await made((database) =>
        database.run(`CREATE TABLE a (x TEXT); INSERT INTO a VALUES (CAST(x'${hex}' AS TEXT))`),
      );
      assert.deepEqual(left, ['a']);
    });

  it('read SQL of tables in many styles', async () => {
    const left = await made((database) => {
      database.run(`CREATE TABLE "a b" (
        -- what, it is, ( called
        "na""me" TEXT COLLATE NOCASE NOT NULL ON CONFLICT REPLACE DEFAULT 'not, null', /* a ) comment */
        \`key\` NUMERIC(10, 2) UNIQUE, [not] INT NULL, größe, w DOUBLE PRECISION DEFAULT (1 + (2)) NOT NULL,
        r TEXT REFERENCES other(x) ON DELETE SET DEFAULT ON UPDATE SET NULL NOT DEFERRABLE INITIALLY IMMEDIATE,
        s TEXT REFERENCES other(x) ON DELETE SET DEFAULT DEFAULT 'v' NOT NULL, d DEFAULT NULL, e DEFAULT -1, f DEFAULT CURRENT_TIMESTAMP,
        CONSTRAINT c1 CHECK (length("na""me") > 0) CONSTRAINT c2 UNIQUE (w, r)
      )`);
      database.run('CREATE TABLE copy AS SELECT 1 AS a, 2 AS "b c"');
      database.run(
        'CREATE TABLE counted (id integer primary key autoincrement, x); INSERT INTO counted (x) VALUES (1)',
      );
      database.run('ALTER TABLE counted RENAME COLUMN x TO "y z"; CREATE INDEX i ON counted ("y z")');
      database.run('CREATE VIEW v AS SELECT 1; CREATE TRIGGER t AFTER INSERT ON copy BEGIN SELECT 1; END');
    });
    assert.deepEqual(left, []);
  });

  it('are never others than SQLite reads where bytes are damaged', async () => {
    const database = new SQL.Database();
    database.run('PRAGMA page_size = 512; CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y)');
    for (let at = 0; at < 60; at++) database.run('INSERT INTO a VALUES (?, ?, ?)', [at, 'v'.repeat(at * 20), at]);
    const whole = database.export();
    database.close();
    const damage = fc.tuple(fc.integer({ min: 512, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
        const bytes = whole.slice();
        for (const [at, byte] of damages) bytes[at] = byte;
        await compare(imageOf(bytes));
      }),
      { numRuns: 400 },
    );
  });

  it('end where pages lead in a circle, or claim more than there is', async () => {
    const database = new SQL.Database();
    database.run("PRAGMA page_size = 512; CREATE TABLE a (x TEXT); INSERT INTO a VALUES (printf('%.3000c', 'v'))");
    const whole = database.export();
    database.close();
    const overflow = [...Array(whole.length / 512).keys()].find((page) => page > 1 && whole[page * 512 + 3] !== 0) ?? 0;
    const circle = whole.slice();
    circle.set([0, 0, 0, overflow + 1], overflow * 512);
    // SQLite goes round as often as the record is long, and so does this.
    await compare(imageOf(circle));
    const claims = whole.slice();
    claims.set([0xff, 0xff, 0xff, 0x7f], 512 + ((whole[512 + 8] ?? 0) << 8) + (whole[512 + 9] ?? 0));
    assert.ok(left(claims).includes('a'));
  });

  const left = (bytes: Uint8Array): readonly string[] => {
    const found = fromPages(imageOf(bytes));
    return [...found].filter(([, value]) => value === 'unusual').map(([name]) => name);
  };

  it('are enough for every real workspace', async function () {
    const samples = path.resolve('..', 'shared', 'samples');
    if (!existsSync(samples)) this.skip();
    const files = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.sqlite'),
    );
    assert.ok(files.length > 0);
    for (const file of files)
      assert.deepEqual(await compare(imageOf(readFileSync(path.join(samples, file)))), [], file);
  });
});
