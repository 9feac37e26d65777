import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import initSqlJs from 'sql.js';
import { CmosError } from '../../../src/core/ground/errors';
import { readStableImage, type StableImage } from '../../../src/core/database/image';
import { nodePorts } from '../../../src/node/ports';
import { hasPython } from '../../support/python';
import { python, pythonWriter } from './python';
import { runs } from '../../support/effort';

const ports = nodePorts();
const LIMIT = 1 << 30;

/** How many images are taken beside a live writer, in each journal mode. */
const READS = runs(2500);

describe('the stable image of a database', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-image-'));
    file = path.join(folder, 'cmos.sqlite');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const read = (): Promise<StableImage> => readStableImage(ports, file, { limit: LIMIT });
  const query = async ({ bytes }: StableImage, sql: string): Promise<unknown[][]> => {
    const database = new (await initSqlJs()).Database(bytes);
    try {
      return database.exec(sql)[0]?.values ?? [];
    } finally {
      database.close();
    }
  };
  const contents = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]),
    );
  const refusal = async (): Promise<CmosError> => {
    try {
      await read();
    } catch (error) {
      assert.ok(CmosError.is(error));
      return error;
    }
    throw new Error('it was read');
  };

  describe('refuses what is no database, and says what it is', () => {
    it('nothing there', async () => {
      assert.equal((await refusal()).code, 'database/missing');
    });
    it('an empty file', async () => {
      writeFileSync(file, '');
      assert.equal((await refusal()).code, 'database/empty');
    });
    it('a text', async () => {
      writeFileSync(file, 'missions:\n'.repeat(200));
      assert.equal((await refusal()).code, 'database/not-a-database');
    });
    it('an encrypted one', async () => {
      const noise = new Uint8Array(4096).map((_, index) => (index * 197 + (index >> 3) * 31 + 7) & 255);
      writeFileSync(file, noise);
      assert.equal((await refusal()).code, 'database/encrypted');
    });
    it('one of a newer format, and one whose end is missing', async () => {
      const database = new (await initSqlJs()).Database();
      database.run('CREATE TABLE t (x); CREATE TABLE u (x)');
      const bytes = database.export();
      database.close();
      writeFileSync(file, bytes.slice(0, 4096));
      assert.equal((await refusal()).code, 'database/damaged');
      bytes[19] = 9;
      writeFileSync(file, bytes);
      assert.equal((await refusal()).code, 'database/newer-format');
    });
    it('one larger than the limit', async () => {
      writeFileSync(file, new Uint8Array(2048));
      await assert.rejects(readStableImage(ports, file, { limit: 1024 }), { code: 'database/too-large' });
    });
    it('a folder', async () => {
      file = folder;
      assert.equal((await refusal()).code, 'database/is-a-directory');
    });
  });

  describe('beside Python', () => {
    before(function () {
      if (!hasPython) this.skip();
    });

    const MAKE_WAL = `
import sqlite3, sys, os, shutil
path = sys.argv[1]
c = sqlite3.connect(path, isolation_level=None)
c.execute('PRAGMA journal_mode=WAL'); c.execute('PRAGMA wal_autocheckpoint=0')
c.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)')
for i in range(50): c.execute('INSERT INTO t (x) VALUES (?)', ('first' * 50,))
c.execute('PRAGMA wal_checkpoint(TRUNCATE)')
for i in range(50): c.execute('INSERT INTO t (x) VALUES (?)', ('second' * 50,))
for name in ('', '-wal'): shutil.copy(path + name, path + '.copy' + name)
`;

    /** A database as a reader finds it beside a writer's log: the copies of it and of the log. */
    function makeWal(): void {
      python(MAKE_WAL, file);
      for (const suffix of ['', '-wal'])
        copyFileSync(`${file}.copy${suffix}`, path.join(folder, `found.sqlite${suffix}`));
      for (const name of readdirSync(folder)) if (!name.startsWith('found')) rmSync(path.join(folder, name));
      file = path.join(folder, 'found.sqlite');
    }

    it('has the committed frames of a write-ahead log, and writes nothing', async () => {
      makeWal();
      const before = contents();
      const image = await read();
      assert.equal(image.journalMode, 'wal');
      assert.deepEqual(await query(image, "SELECT count(*), sum(x LIKE 'second%') FROM t"), [[100, 50]]);
      assert.deepEqual(await query(image, 'PRAGMA integrity_check'), [['ok']]);
      assert.deepEqual(contents(), before);
    });

    it('leaves out frames that are torn, of another round or never committed', async () => {
      makeWal();
      const wal = readFileSync(`${file}-wal`);
      const count = async (log: Uint8Array): Promise<number> => {
        writeFileSync(`${file}-wal`, log);
        return Number((await query(await read(), 'SELECT count(*) FROM t'))[0]?.[0]);
      };
      const whole = await count(wal);
      assert.equal(whole, 100);
      assert.equal(await count(wal.subarray(0, wal.length - 10)), 99, 'a torn tail');
      const flipped = Uint8Array.from(wal);
      flipped[wal.length - 100] = (flipped[wal.length - 100] ?? 0) ^ 1;
      assert.equal(await count(flipped), 99, 'a wrong checksum');
      const open = Uint8Array.from(wal);
      new DataView(open.buffer).setUint32(wal.length - 4096 - 24 + 4, 0);
      // Its checksum is right: only the mark of a commit is missing.
      sumLastFrame(open);
      assert.equal(await count(open), 99, 'no commit');
      assert.equal(await count(wal.subarray(0, 20)), 50, 'half a header');
      const salted = Uint8Array.from(wal);
      salted[32 + 8] = (salted[32 + 8] ?? 0) ^ 1;
      assert.equal(await count(salted), 50, 'other salts');
    });

    it('has the rows as they were before a transaction whose writer was killed', async () => {
      const script = `
import sqlite3, sys, os, signal
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)')
for i in range(400): c.execute('INSERT INTO t (x) VALUES (?)', ('before' * 60,))
c.execute('PRAGMA cache_size=2'); c.execute('PRAGMA cache_spill=1')
c.execute('BEGIN IMMEDIATE')
c.execute("UPDATE t SET x = replace(x, 'before', 'afters')")
c.execute("INSERT INTO t (x) SELECT x FROM t")
os.kill(os.getpid(), signal.SIGKILL)
`;
      assert.throws(() => python(script, file));
      assert.ok(readdirSync(folder).includes('cmos.sqlite-journal'), 'a hot journal was left');
      const before = contents();
      const image = await read();
      assert.deepEqual(await query(image, "SELECT count(*), sum(x LIKE 'before%') FROM t"), [[400, 400]]);
      assert.deepEqual(await query(image, 'PRAGMA integrity_check'), [['ok']]);
      assert.deepEqual(contents(), before);
    });

    for (const mode of ['delete', 'truncate', 'persist', 'wal']) {
      it(`is never torn beside a writer in ${mode} mode`, async function () {
        this.timeout(600_000);
        // Two rows that are always equal, and rows whose number never changes: a torn image would show at once.
        const script = `
import sqlite3, sys, time, random
c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
c.execute('PRAGMA journal_mode=' + sys.argv[2]); c.execute('PRAGMA synchronous=OFF')
c.execute('CREATE TABLE n (id INTEGER PRIMARY KEY, n INTEGER, pad TEXT)')
c.execute('CREATE TABLE m (id INTEGER PRIMARY KEY, n INTEGER, pad TEXT)')
for i in range(60): c.execute('INSERT INTO n VALUES (?, 0, ?)', (i, 'x' * 900)); c.execute('INSERT INTO m VALUES (?, 0, ?)', (i, 'y' * 900))
c.execute('PRAGMA cache_size=4'); c.execute('PRAGMA wal_autocheckpoint=40')
print('ready')
while True:
    c.execute('BEGIN IMMEDIATE')
    c.execute('UPDATE n SET n = n + 1'); c.execute('UPDATE m SET n = n + 1')
    c.execute('COMMIT')
    time.sleep(random.random() * 0.004)
`;
        const writer = await pythonWriter(script, file, mode);
        let image: StableImage | undefined;
        let last = -1;
        let moved = 0;
        try {
          for (let reads = 0; reads < READS; reads++) {
            image = await readStableImage(ports, file, { limit: LIMIT, previous: reads % 2 === 0 ? image : undefined });
            const [row] = await query(
              image,
              'SELECT min(n.n), max(n.n), min(m.n), max(m.n), count(*) FROM n JOIN m USING (id)',
            );
            const [low, high, otherLow, otherHigh, count] = (row ?? []).map(Number);
            assert.deepEqual([low, otherLow, otherHigh, count], [high, high, high, 60], `read ${reads}`);
            assert.ok((low ?? 0) >= last, 'time goes one way');
            if (low !== last) moved++;
            last = low ?? 0;
          }
        } finally {
          writer.kill('SIGKILL');
        }
        assert.ok(moved > 1, 'the writer was at work');
      });
    }
  });
});

/** Gives the last frame of a log with pages of 4 KB the checksum of its content (https://sqlite.org/fileformat.html#checksum_algorithm). */
function sumLastFrame(log: Uint8Array): void {
  const view = new DataView(log.buffer);
  const frame = log.length - 4096 - 24;
  const isLittle = (view.getUint32(0) & 1) === 0;
  let [first, second] = [view.getUint32(frame - 4096 - 8), view.getUint32(frame - 4096 - 4)];
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at += 8) {
      first = (first + view.getUint32(at, isLittle) + second) >>> 0;
      second = (second + view.getUint32(at + 4, isLittle) + first) >>> 0;
    }
  };
  add(frame, frame + 8);
  add(frame + 24, log.length);
  view.setUint32(frame + 16, first);
  view.setUint32(frame + 20, second);
}
