/**
 * Another process recovers, at each call of a change of files alone: it rolls back nothing that is in progress, and where it
 * cannot know that, the change is never told as done.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { ChangeSet, FileChange } from '../../../src/core/changes/change-set';
import { commit } from '../../../src/core/commit/commit';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { recover } from '../../../src/core/commit/recover';
import type { CommitFiles } from '../../../src/core/ground/commit-files';
import { CmosError } from '../../../src/core/ground/errors';
import { JOURNAL_FOLDER } from '../../../src/core/ground/own-folder';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { sample } from '../../support/effort';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts, TestWriters } from '../../support/writers';

const DATABASE = 'db/cmos.sqlite';
const FILES = { 'a.txt': 'one\n', 'log.txt': 'first\n', 'gone.txt': 'old\n', 'db/.keep': '' };
const BEFORE = ['one\n', 'first\n', true, false];
const AFTER = ['ONE\n', 'first\nsecond\n', false, true];

const CHANGES: readonly FileChange[] = [
  { kind: 'edit', path: 'a.txt', before: 'one\n', edits: [{ start: 0, end: 3, newText: 'ONE' }] },
  { kind: 'append', path: 'log.txt', lines: ['second'] },
  { kind: 'create', path: 'c.txt', text: 'ours\n' },
  { kind: 'remove', path: 'gone.txt', before: 'old\n' },
];
const CHANGE: ChangeSet = { operation: 'x', title: 'X', rows: [], files: CHANGES };

/** Files that do something before the call of a number, and how many calls there were. */
function interposed(at: number, act: () => Promise<unknown>): { files: CommitFiles; calls: () => number } {
  let calls = 0;
  const files = Object.fromEntries(
    Object.entries(nodeCommitFiles).map(([name, call]: [string, (...args: never[]) => unknown]) => [
      name,
      async (...args: never[]) => {
        if (calls++ === at) await act();
        return call(...args);
      },
    ]),
  ) as unknown as CommitFiles;
  return { files, calls: () => calls };
}

describe('a change that another process meets as it recovers', function () {
  this.timeout(300_000);
  const ours = new TestWriters();
  const theirs = new TestWriters();
  after(async () => {
    await ours.close();
    await theirs.close();
  });

  const run = async (at: number, database: boolean, writers: boolean) => {
    const workspace = await TestWorkspace.of(FILES, { database });
    const portsOf = (of: TestWriters, more: Partial<CommitPorts> = {}): CommitPorts =>
      commitPorts(() => (writers ? of.get() : Promise.resolve(undefined)), more);
    const place = { root: workspace.root, database: database ? DATABASE : undefined };
    let outcomes: readonly string[] = [];
    const { files, calls } = interposed(at, async () => {
      outcomes = await recover(portsOf(theirs, { patience: 20 }), place).then(
        (recoveries) => recoveries.map(({ outcome }) => outcome),
        (error: unknown) => {
          assert.ok(CmosError.is(error, 'commit/locked'), String(error));
          return [];
        },
      );
    });
    const snapshot = await workspace.workspace.refresh();
    const error: unknown = await commit(portsOf(ours, { files }), snapshot, CHANGE).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const where = `call ${at + 1} of ${calls()}`;
    assert.ok(error === undefined || CmosError.is(error), `${where}: ${(error as Error | undefined)?.message}`);
    const names = readdirSync(workspace.root);
    assert.deepEqual(
      [workspace.text('a.txt'), workspace.text('log.txt'), names.includes('gone.txt'), names.includes('c.txt')],
      error === undefined ? AFTER : BEFORE,
      where,
    );
    const records = readdirSync(workspace.path(JOURNAL_FOLDER)).filter((name) => name.endsWith('.json'));
    assert.deepEqual([records.length, records.some((name) => name.includes('open'))], [error ? 0 : 1, false], where);
    assert.deepEqual(
      names.filter((name) => name.includes('.cmos-') && name !== JOURNAL_FOLDER),
      [],
      where,
    );
    workspace.remove();
    return { error, outcomes, calls: calls() };
  };

  for (const [what, database] of [
    ['a workspace without a database', false],
    ['a workspace with one', true],
  ] as const)
    it(`goes through in ${what}, and nothing is rolled back`, async () => {
      const { calls } = await run(-1, database, true);
      for (const at of sample([...Array(calls).keys()], 3)) {
        const { error, outcomes } = await run(at, database, true);
        assert.deepEqual([error, outcomes], [undefined, []], `call ${at + 1} of ${calls}`);
      }
    });

  it('is told as rolled back where the host has nothing to lock with, and may be tried again', async () => {
    const { calls } = await run(-1, false, false);
    let rolledBack = 0;
    for (let at = 0; at < calls; at++) {
      const { error, outcomes } = await run(at, false, false);
      assert.equal(error !== undefined, outcomes.includes('taken-back'), `call ${at + 1} of ${calls}`);
      if (error === undefined) continue;
      rolledBack++;
      assert.match(error.message, /Nothing was changed\.$/);
    }
    assert.ok(rolledBack > 5);
  });
});
