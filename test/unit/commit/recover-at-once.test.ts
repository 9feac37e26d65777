/** Two windows and a command line that meet the same interrupted change: one recovers it, the others find nothing to do. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { commit } from '../../../src/core/commit/commit';
import { Ended, Faults, faultyFiles } from '../../support/faults';
import { planOf } from '../../support/plan';
import { step } from '../../support/step';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts, TestWriters } from '../../support/writers';

const CLI = path.resolve(__dirname, '..', '..', '..', 'dist', 'cli.js');
const PROCESSES = 3;

interface Answer {
  readonly changed: readonly { readonly title: string; readonly outcome: string }[];
}

describe('an interrupted change that several processes meet at once', function () {
  this.timeout(120_000);
  const writers = new TestWriters();
  after(() => writers.close());

  const answerOf = (root: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, 'recover', '--root', root, '--format', 'json'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.once('error', reject);
      child.once('close', (status) => {
        assert.equal(status, 0, out);
        resolve(JSON.parse(out) as Answer);
      });
    });

  it('is recovered by exactly one of them, and leaves all stores in step', async () => {
    const workspace = await TestWorkspace.of({
      'missions/backlog.yaml': planOf({ A: 'Queued', B: 'Queued' }),
      'SESSIONS.jsonl': '',
      'db/.keep': '',
    });
    const { snapshot } = await workspace.read();
    const faults = new Faults(Number.POSITIVE_INFINITY, 'end-before');
    const files = {
      ...faultyFiles(faults),
      append: () => {
        faults.ended = true;
        return Promise.reject(new Ended());
      },
    };
    const ports = commitPorts(() => writers.get(), { files });
    await assert.rejects(commit(ports, snapshot, step(snapshot, 'A', 'Current', 'ours')));
    assert.match(workspace.text('missions/backlog.yaml'), /Current/);

    const answers = await Promise.all(Array.from({ length: PROCESSES }, () => answerOf(workspace.root)));
    const recovered = answers.flatMap(({ changed }) => changed);
    assert.deepEqual(
      recovered.map(({ title, outcome }) => [title, outcome]),
      [['Step A', 'taken-back']],
    );
    assert.doesNotMatch(workspace.text('missions/backlog.yaml'), /Current/);
    assert.equal((await workspace.read()).report.verdict, 'in-sync');
    workspace.remove();
  });
});
