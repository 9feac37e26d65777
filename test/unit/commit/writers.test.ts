import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { RowChange } from '../../../src/core/changes/change-set';
import { SCHEMA } from '../../../scripts/lib/workspace-database.mjs';
import { type DatabaseWriter, type PreparedWrite, WriterError } from '../../../src/core/changes/writer';
import { type DatabaseDump, dumpDatabase } from '../../../src/core/database/dump';
import { makeDatabase } from '../../../src/core/database/make-database';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { nodePorts } from '../../../src/node/ports';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { holdersOf } from '../../../src/node/lock-holders';
import { WriterProcess } from '../../../src/node/writer-process';
import { hasPython } from '../../support/python';
import { writerCommand, WRITERS } from '../../support/writers';
import { TestWorkspace } from '../../support/workspaces';
import { planOf } from '../../support/plan';

const MISSIONS = planOf({ A: 'Queued', B: 'Queued' });

const update = (id: string, before: string, after: string): RowChange => ({
  kind: 'update',
  table: 'missions',
  key: { id },
  before: { status: before },
  after: { status: after },
});

const dumpOf = (database: string): Promise<DatabaseDump> =>
  dumpDatabase(nodePorts(), database, 'a database', Number.POSITIVE_INFINITY);

const nothing = (): Promise<void> => Promise.resolve();

const failsWith = (failure: string) => (error: unknown) => error instanceof WriterError && error.failure === failure;

for (const name of WRITERS) {
  describe(`a writer by ${name}`, function () {
    this.timeout(20_000);
    let workspace: TestWorkspace;
    let database: string;
    let writer: DatabaseWriter;

    const start = async (answerLimit?: number): Promise<WriterProcess> => {
      const command = await writerCommand(name);
      assert.ok(command);
      return WriterProcess.start(command, answerLimit);
    };

    before(async function () {
      if ((await writerCommand(name)) === undefined) this.skip();
      writer = await start();
    });

    beforeEach(async () => {
      workspace = await TestWorkspace.of({ 'missions/backlog.yaml': `---\nname: x\n---\n${MISSIONS}`, 'db/.keep': '' });
      database = workspace.path('db/cmos.sqlite');
    });

    afterEach(() => {
      workspace.remove();
    });

    after(async () => {
      await (writer as DatabaseWriter | undefined)?.close();
    });

    const write = (...changes: readonly RowChange[]): Promise<PreparedWrite['rows']> =>
      writer.transaction(database, changes, 5000, ({ rows }) => Promise.resolve(rows));

    const statuses = async (): Promise<string[]> => {
      const { snapshot } = await workspace.read();
      return documentOf(snapshot.database)?.missions.map((row) => row.status) ?? [];
    };

    it('changes rows when all else is done, and not before', async () => {
      await writer.transaction(database, [update('A', 'Queued', 'Current')], 1000, async ({ rows }) => {
        assert.equal(rows[0]?.['status'], 'Current');
        assert.deepEqual(await statuses(), ['Queued', 'Queued']);
      });
      assert.deepEqual(await statuses(), ['Current', 'Queued']);
    });

    it('rolls back where what comes before the commit fails, and when the process ends', async () => {
      const failed = new Error('failed');
      await assert.rejects(
        writer.transaction(database, [update('A', 'Queued', 'Current')], 1000, () => Promise.reject(failed)),
        failed,
      );
      const other = await start();
      const killed = other.transaction(database, [update('A', 'Queued', 'Blocked')], 1000, async () => {
        process.kill(other.pid ?? 0, 'SIGKILL');
        await other.close();
      });
      await assert.rejects(killed, failsWith('failed'));
      assert.deepEqual(await statuses(), ['Queued', 'Queued']);
      const third = await start();
      // Its input ends, as it does when we die.
      const closed = third.transaction(database, [update('A', 'Queued', 'Blocked')], 1000, () => third.close());
      await assert.rejects(closed, failsWith('failed'));
      await writer.locked(database, 1000, nothing);
      assert.deepEqual(await statuses(), ['Queued', 'Queued']);
    });

    for (const fails of [false, true])
      it(`carries out two changes that are asked for at once in turn, where the first ${fails ? 'fails' : 'is done'}`, async () => {
        const order: string[] = [];
        const one = writer.transaction(database, [update('A', 'Queued', 'Current')], 1000, async () => {
          order.push('one begins');
          await statuses();
          order.push('one ends');
          if (fails) throw new Error('one fails');
        });
        const two = writer.transaction(database, [update('B', 'Queued', 'Blocked')], 1000, () => {
          order.push('two');
          return nothing();
        });
        await (fails ? assert.rejects(one, /one fails/) : one);
        await two;
        assert.deepEqual(order, ['one begins', 'one ends', 'two']);
        assert.deepEqual(await statuses(), [fails ? 'Queued' : 'Current', 'Blocked']);
      });

    it('is ended when it stops answering, and holds neither us nor the lock', async function () {
      if (process.platform === 'win32') this.skip();
      for (const when of ['before', 'under the lock']) {
        const other = await start(300);
        const stop = (): void => void process.kill(other.pid ?? 0, 'SIGSTOP');
        if (when === 'before') stop();
        const stopped = other.transaction(database, [update('A', 'Queued', 'Blocked')], 100, () => {
          stop();
          return nothing();
        });
        await assert.rejects(stopped, /stopped answering/);
        assert.equal(other.alive, false);
        await writer.locked(database, 1000, nothing);
        assert.deepEqual(await statuses(), ['Queued', 'Queued']);
      }
    });

    it('refuses all when one row is not as the plan saw it, and says what it is', async () => {
      await assert.rejects(
        write(update('A', 'Queued', 'Current'), update('B', 'Blocked', 'Queued')),
        (error) =>
          error instanceof WriterError &&
          error.failure === 'changed' &&
          error.change === 1 &&
          error.found?.['status'] === 'Queued',
      );
      await assert.rejects(
        write({ kind: 'delete', table: 'missions', key: { id: 'Z' }, before: {} }),
        (error) => failsWith('changed')(error) && (error as WriterError).found === undefined,
      );
      assert.deepEqual(await statuses(), ['Queued', 'Queued']);
    });

    it('inserts and deletes, gives back what the database made of it, and any text as it was', async () => {
      const text = 'it\'s "odd" \u2028 😀 \\ ;--\n\t';
      const [event, mission] = await write(
        { kind: 'insert', table: 'session_events', row: { ts: 't', summary: text, raw_event: '{}' } },
        { kind: 'insert', table: 'missions', row: { id: 'A"; DROP', name: text, status: 'Queued', sprint_id: 'S1' } },
      );
      assert.equal(event?.['id'], 1);
      assert.equal(event['summary'], text);
      assert.equal(mission?.['name'], text);
      const [row] = await writer.read(database, [{ table: 'missions', key: { id: 'A"; DROP' } }]);
      assert.ok(row);
      const deletion: RowChange = { kind: 'delete', table: 'missions', key: { id: 'A"; DROP' }, before: row };
      await write(deletion);
      // And puts it back in its place among the rows.
      await write({ kind: 'insert', table: 'missions', row });
      assert.deepEqual(await writer.read(database, [{ table: 'missions', key: { id: 'A"; DROP' } }]), [row]);
    });

    it('knows rows by any key, in tables without rowids too, and numbers to the last digit', async () => {
      const odd = workspace.path('db/odd.sqlite');
      const schema = 'CREATE TABLE "odd ""table" (k TEXT PRIMARY KEY, n INTEGER, "a ""b" TEXT) WITHOUT ROWID';
      await makeDatabase({ ports: nodePorts(), files: nodeCommitFiles }, { path: odd, schema, rows: [] }, nothing);
      const apply = (change: RowChange): Promise<PreparedWrite['rows']> =>
        writer.transaction(odd, [change], 1000, ({ rows }) => Promise.resolve(rows));
      const row = { k: 'x', n: '9007199254740993', 'a "b': null };
      const table = 'odd "table';
      assert.deepEqual(await apply({ kind: 'insert', table, row, key: { k: 'x' } }), [row]);
      const [before, after] = [
        { k: 'x', 'a "b': null },
        { k: 'y', 'a "b': 'q' },
      ];
      assert.deepEqual(await apply({ kind: 'update', table, key: { k: 'x' }, before, after }), [{ ...row, ...after }]);
    });

    it('carries out one transaction after the other, however many are asked for at once', async () => {
      await Promise.all([write(update('A', 'Queued', 'Current')), write(update('B', 'Queued', 'Blocked'))]);
      const rows = await writer.read(
        database,
        ['A', 'B'].map((id) => ({ table: 'missions', key: { id } })),
      );
      assert.deepEqual(
        rows.map((row) => row?.['status']),
        ['Current', 'Blocked'],
      );
    });

    it('keeps foreign keys', async () => {
      const row = { from_id: 'A', to_id: 'nowhere', type: 'Blocks' };
      await assert.rejects(
        write({ kind: 'insert', table: 'mission_dependencies', row }),
        (error) => failsWith('failed')(error) && (error as Error).message.includes('FOREIGN KEY'),
      );
    });

    it('changes no row by a key that several rows have', async () => {
      const before = await dumpOf(database);
      const both: RowChange = {
        kind: 'update',
        table: 'missions',
        key: { status: 'Queued' },
        before: { status: 'Queued' },
        after: { notes: 'x' },
      };
      await assert.rejects(write(both), failsWith('failed'));
      assert.deepEqual(await dumpOf(database), before);
    });

    it('deletes no row that others would go with', async () => {
      const edge = { from_id: 'A', to_id: 'B', type: 'Blocks' };
      await write({ kind: 'insert', table: 'mission_dependencies', row: edge });
      const before = await dumpOf(database);
      for (const [table, key] of [
        ['missions', 'B'],
        ['sprints', 'S1'],
      ] as const) {
        const [row] = await writer.read(database, [{ table, key: { id: key } }]);
        assert.ok(row);
        const deletion: RowChange = { kind: 'delete', table, key: { id: key }, before: row };
        await assert.rejects(write(deletion), failsWith('cascades'));
      }
      assert.deepEqual(await dumpOf(database), before);
    });

    it('waits for the lock for as long as it was told, and says that it is locked', async () => {
      const other = await start();
      let waiting: Promise<void> | undefined;
      await other.locked(database, 1000, async () => {
        await assert.rejects(writer.locked(database, 50, nothing), failsWith('locked'));
        if (process.platform === 'linux') assert.match((await holdersOf(database)).join(), /writer/);
        waiting = writer.locked(database, 5000, nothing);
        // It is turned away in this time if it does not wait.
        await Promise.race([waiting, setTimeout(300)]);
      });
      await waiting;
      await other.close();
    });

    it('copies a database as it is, rowids included, to a file that stands alone', async () => {
      const target = workspace.path('db/copy.sqlite');
      // A gap among the rowids, which is the order of missions.
      const [row] = await writer.read(database, [{ table: 'missions', key: { id: 'A' } }]);
      assert.ok(row);
      await write({ kind: 'delete', table: 'missions', key: { id: 'A' }, before: row });
      const text = 'é\0“\u2028';
      await write({ kind: 'insert', table: 'missions', row: { ...row, rowid: 77, notes: text } });
      await chmod(database, 0o640);
      await writer.backup(database, target, 1000);
      assert.deepEqual(await dumpOf(target), await dumpOf(database));
      assert.deepEqual((await dumpOf(target)).tables.get('missions')?.rows.at(-1)?.['notes'], text);
      assert.deepEqual(
        (await readdir(workspace.path('db'))).filter((name) => name.startsWith('copy')),
        ['copy.sqlite'],
      );
      if (process.platform !== 'win32') assert.equal((await stat(target)).mode & 0o777, 0o640);
      // Never over a file, and of nothing that is not there.
      await assert.rejects(writer.backup(database, target, 1000), failsWith('failed'));
      await assert.rejects(writer.backup(workspace.path('db/none'), `${target}2`, 1000), failsWith('failed'));
      assert.ok(!existsSync(`${target}2`));
    });

    it('copies what is committed, and nothing else, beside a writer in either journal mode', async function () {
      if (!hasPython) this.skip();
      for (const mode of ['delete', 'wal']) {
        const script = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute("PRAGMA journal_mode = " + sys.argv[2])
c.execute("UPDATE missions SET notes = 'committed ' || ? WHERE id = 'A'", (sys.argv[2],))
c.execute("BEGIN IMMEDIATE"); c.execute("UPDATE missions SET notes = 'not committed' WHERE id = 'B'"); print("ready", flush=True)
sys.stdin.readline(); c.execute("COMMIT"); print(c.execute("PRAGMA integrity_check").fetchone()[0], flush=True)`;
        const python = spawn('python3', ['-c', script, database, mode], { stdio: ['pipe', 'pipe', 'inherit'] });
        let said = '';
        python.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
        await once(python.stdout, 'data');
        const target = workspace.path(`db/${mode}.sqlite`);
        await writer.backup(database, target, 5000);
        python.stdin.end('\n');
        await once(python, 'exit');
        assert.equal(said, 'ready\nok\n');
        const notes = (await dumpOf(target)).tables.get('missions')?.rows.map((row) => row['notes']);
        assert.deepEqual(notes, [`committed ${mode}`, mode === 'wal' ? 'not committed' : null]);
        assert.ok(!existsSync(`${target}-wal`) && !existsSync(`${target}-shm`));
        // Eighteen bytes into a database is said whether it has a write-ahead log.
        assert.deepEqual([...(await readFile(target)).subarray(18, 20)], [1, 1]);
      }
    });

    it('makes no database where there is none', async () => {
      await assert.rejects(writer.locked(workspace.path('db/none.sqlite'), 100, nothing), failsWith('failed'));
      assert.ok(!existsSync(workspace.path('db/none.sqlite')));
    });

    it('writes none that this user may not write', async function () {
      // A superuser may write everything.
      if (process.getuid?.() === 0 || process.platform === 'win32') this.skip();
      await chmod(database, 0o444);
      await assert.rejects(write(update('A', 'Queued', 'X')), failsWith('read-only'));
    });

    it('is seen by a connection that was open before, which can write after it', async function () {
      if (!hasPython) this.skip();
      const script = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1]); print(c.execute("SELECT status FROM missions WHERE id='A'").fetchone()[0], flush=True)
sys.stdin.readline(); print(c.execute("SELECT status FROM missions WHERE id='A'").fetchone()[0], flush=True)
c.execute("UPDATE missions SET status='Completed' WHERE id='B'"); c.commit(); print(c.execute("PRAGMA integrity_check").fetchone()[0], flush=True)`;
      const python = spawn('python3', ['-c', script, database], { stdio: ['pipe', 'pipe', 'inherit'] });
      let said = '';
      python.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await once(python.stdout, 'data');
      await write(update('A', 'Queued', 'Current'));
      python.stdin.end('\n');
      await once(python, 'exit');
      assert.equal(said, 'Queued\nCurrent\nok\n');
      assert.deepEqual(await statuses(), ['Current', 'Completed']);
    });
  });
}

describe('a database that is not there yet', () => {
  it('is made with its tables by sql.js, and refused when somebody made it meanwhile', async () => {
    const workspace = await TestWorkspace.of({ 'missions/backlog.yaml': MISSIONS }, { database: false });
    const database = workspace.path('db/cmos.sqlite');
    const make = (whilePrepared = nothing): Promise<void> => {
      const rows: readonly RowChange[] = [
        { kind: 'insert', table: 'missions', row: { id: 'A', name: 'Alpha', status: 'Queued' } },
      ];
      const host = { ports: nodePorts(), files: nodeCommitFiles };
      return makeDatabase(host, { path: database, schema: SCHEMA, rows }, whilePrepared);
    };
    // The second one is faster.
    await assert.rejects(
      make(() => make()),
      failsWith('changed'),
    );
    await assert.rejects(make(), failsWith('changed'));
    const { snapshot } = await workspace.read();
    assert.deepEqual(
      documentOf(snapshot.database)?.missions.map(({ id, name: title }) => [id, title]),
      [['A', 'Alpha']],
    );
    workspace.remove();
  });
});

describe('finding a writer', () => {
  it('says why where there is none', async () => {
    await assert.rejects(WriterProcess.start({ command: 'no-such-program-here', args: [] }));
    await assert.rejects(
      WriterProcess.start({ command: process.execPath, args: [path.join('no', 'script.js')] }),
      /ended with/,
    );
  });
});
