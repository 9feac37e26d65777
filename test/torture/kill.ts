/** Kills a process that commits at random moments, and looks at what it leaves. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { recover } from '../../src/core/commit/recover';
import { check } from '../../src/core/findings/check';
import { isDrift } from '../../src/core/findings/places';
import { messageOf } from '../../src/core/findings/finding';
import { referenceVerdict } from '../../src/core/parity/reference';
import type { Snapshot } from '../../src/core/workspace/snapshot';
import { nodeCommitPorts } from '../../src/node/commit-ports';
import { type WriterCommand, WriterProcess } from '../../src/node/writer-process';
import { TestWorkspace } from '../support/workspaces';
import { STYLES } from './backlogs';

/** `rounds` kills for each style of backlog and each journal mode; answers how many there were, and of which outcome. */
export async function torture(
  writer: WriterCommand,
  rounds: number,
  tell: (line: string) => void = () => undefined,
): Promise<{ kills: number; finished: number; takenBack: number; events: number }> {
  const sum = { kills: 0, finished: 0, takenBack: 0, events: 0 };
  for (const mode of ['delete', 'wal'] as const) {
    for (const [style, backlog] of Object.entries(STYLES)) {
      const workspace = await TestWorkspace.of({
        'missions/backlog.yaml': backlog,
        'SESSIONS.jsonl': '',
        'PROJECT_CONTEXT.json': '{}\n',
        'context/MASTER_CONTEXT.json': '{}\n',
        'db/.keep': '',
      });
      if (mode === 'wal') await setWal(workspace.path('db/cmos.sqlite'), writer);
      for (let round = 0; round < rounds; round++) {
        await killOnce(workspace, writer, Math.random() * 150);
        sum.kills++;
        const settled = await WriterProcess.start(writer);
        const ports = nodeCommitPorts(() => Promise.resolve(settled));
        const recoveries = await recover(ports, { root: workspace.root, database: 'db/cmos.sqlite' });
        await settled.close();
        const where = `${mode}, ${style}, kill ${round + 1}`;
        for (const { outcome } of recoveries) {
          assert.ok(outcome === 'finished' || outcome === 'taken-back', `${where}: ${outcome}`);
          if (outcome === 'finished') sum.finished++;
          else sum.takenBack++;
        }
        sum.events = await inspect(workspace, where);
      }
      tell(`${mode.padEnd(6)}  ${style.padEnd(18)}  ${rounds} kills, ${sum.events} events in the log`);
      workspace.remove();
    }
  }
  return sum;
}

/** Everything agrees: our verdict, the reference's, SQLite's own check by Python where there is one; no event twice. */
async function inspect(workspace: TestWorkspace, where: string): Promise<number> {
  const { snapshot } = await workspace.read();
  const drift = check(snapshot).findings.filter((finding) => isDrift(finding) || finding.severity === 'error');
  assert.deepEqual(drift.map(messageOf), [], where);
  // Two documents are what the reference wants of a backlog; the dumped style has one.
  if (workspace.text('missions/backlog.yaml').includes('\n---\n')) assertReference(snapshot, where);
  const lines = workspace.text('SESSIONS.jsonl').split('\n').slice(0, -1);
  assert.equal(new Set(lines).size, lines.length, `${where}: an event stands twice`);
  const check1 = spawnSync(
    'python3',
    [
      '-c',
      'import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check").fetchone()[0])',
      workspace.path('db/cmos.sqlite'),
    ],
    { encoding: 'utf8' },
  );
  if (check1.error === undefined) assert.equal(check1.stdout.trim(), 'ok', where);
  return lines.length;
}

function assertReference(snapshot: Snapshot, where: string): void {
  const { exitStatus, lines, error } = referenceVerdict(snapshot);
  assert.equal(exitStatus, 0, `${where}: ${[...lines, error ?? ''].join('; ')}`);
}

async function killOnce(workspace: TestWorkspace, writer: WriterCommand, after: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--require', require.resolve('tsx'), require.resolve('./victim.ts'), workspace.root, JSON.stringify(writer)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone]);
  await new Promise((resolve) => setTimeout(resolve, after));
  assert.equal(child.exitCode, null, said);
  child.kill('SIGKILL');
  await gone;
}

async function setWal(database: string, writer: WriterCommand): Promise<void> {
  // The writers themselves never change the mode; SQLite keeps it in the file once it is set.
  const script = writer.args.some((arg) => arg.endsWith('.py'))
    ? ['-c', 'import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute("PRAGMA journal_mode=WAL")', database]
    : ['-e', `new (require('node:sqlite').DatabaseSync)(process.argv[1]).exec('PRAGMA journal_mode=WAL')`, database];
  const { status, stderr } = spawnSync(writer.command, script, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  await Promise.resolve();
}
