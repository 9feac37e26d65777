import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { WriterError } from '../../../src/core/changes/writer';
import { WriterProcess } from '../../../src/node/writer-process';
import { STYLES } from '../../torture/backlogs';
import { torture } from '../../torture/kill';
import { hasPython } from '../../support/python';
import { writerCommand, WRITERS, writersHere } from '../../support/writers';
import { TestWorkspace } from '../../support/workspaces';
import { full, runs, seed } from '../../support/effort';

const INCREMENTS = runs(2000);

/** The reference's own pattern: read, compute, write, in one transaction of Python's. */
const PYTHON = `
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
for _ in range(int(sys.argv[2])):
    c.execute("BEGIN IMMEDIATE")
    n = int(c.execute("SELECT notes FROM missions WHERE id='A'").fetchone()[0])
    c.execute("UPDATE missions SET notes=? WHERE id='A'", (str(n + 1),))
    c.execute("COMMIT")
    time.sleep(0.0005)
print(c.execute("PRAGMA integrity_check").fetchone()[0])
`;

const flow = STYLES['flow'] ?? '';

describe('writers beside each other', function () {
  this.timeout(180_000);

  for (const [name, mode] of WRITERS.flatMap((each) => [[each, 'delete'] as const, [each, 'wal'] as const])) {
    it(`count to ${2 * INCREMENTS} by ${name} together with a script, in ${mode} mode`, async function () {
      const command = await writerCommand(name);
      if (!hasPython || command === undefined) this.skip();
      const workspace = await TestWorkspace.of(
        { 'missions/backlog.yaml': flow, 'db/.keep': '' },
        { sql: "UPDATE missions SET notes = '0';" },
      );
      const database = workspace.path('db/cmos.sqlite');
      spawnSync('python3', [
        '-c',
        'import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute("PRAGMA journal_mode=" + sys.argv[2])',
        database,
        mode,
      ]);
      const writer = await WriterProcess.start(command);
      const python = spawn('python3', ['-c', PYTHON, database, String(INCREMENTS)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      python.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const gone = once(python, 'exit');
      const key = { id: 'A' };
      let known = '0';
      for (let done = 0; done < INCREMENTS;) {
        try {
          const next = String(Number(known) + 1);
          const change = {
            kind: 'update',
            table: 'missions',
            key,
            before: { notes: known },
            after: { notes: next },
          } as const;
          await writer.transaction(database, [change], 60_000, () => Promise.resolve());
          known = next;
          done++;
        } catch (error) {
          // The row is not what we planned on: plan again on what it is.
          assert.ok(error instanceof WriterError && error.failure === 'changed', String(error));
          const now = error.found?.['notes'];
          assert.ok(typeof now === 'string');
          known = now;
        }
      }
      await gone;
      const [row] = await writer.read(database, [{ table: 'missions', key }]);
      await writer.close();
      assert.equal(row?.['notes'], String(2 * INCREMENTS));
      assert.equal(said.trim(), 'ok');
      workspace.remove();
    });
  }

  it('lose and double no event when two of ours commit at once over files and database', async () => {
    // Of two kinds, where there are two.
    const commands = [...(await writersHere()).values()];
    const workspace = await TestWorkspace.of({ 'missions/backlog.yaml': flow, 'SESSIONS.jsonl': '', 'db/.keep': '' });
    assert.ok(commands.length > 0);
    const each = 40;
    const victims = ['A', 'B'].map((mission, index) =>
      spawn(
        process.execPath,
        [
          '--require',
          require.resolve('tsx'),
          require.resolve('../../torture/victim.ts'),
          workspace.root,
          JSON.stringify(commands[index % commands.length]),
          mission,
          String(each),
        ],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      ),
    );
    const ends = await Promise.all(victims.map(async (victim) => ((await once(victim, 'exit')) as [number])[0]));
    assert.deepEqual(ends, [0, 0]);
    const lines = workspace.text('SESSIONS.jsonl').trimEnd().split('\n');
    assert.equal(lines.length, 2 * each);
    assert.equal(new Set(lines).size, 2 * each);
    const { report } = await workspace.read();
    assert.equal(report.verdict, 'in-sync');
    workspace.remove();
  });

  it('leave all stores before or after when they are killed', async () => {
    const commands = [...(await writersHere()).values()];
    const command = commands[seed % commands.length];
    assert.ok(command);
    const { kills, finished, takenBack } = await torture(command, full ? 3 : 1);
    console.log(`      ${kills} kills: ${finished} finished, ${takenBack} taken back`);
    assert.equal(kills, (full ? 6 : 2) * Object.keys(STYLES).length);
  });
});
