/** Whose a file is after a commit has replaced it, and who may read and write it. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, lchownSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { commit } from '../../../src/core/commit/commit';
import { planOf } from '../../support/plan';
import { step } from '../../support/step';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts, TestWriters } from '../../support/writers';

const BACKLOG = 'missions/backlog.yaml';
const [OWNER, GROUP, OTHER] = [4711, 4712, 4713];

describe('a file that a commit replaces', function () {
  this.timeout(30_000);
  const writers = new TestWriters();
  after(() => writers.close());
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await TestWorkspace.of({ [BACKLOG]: planOf({ A: 'Queued', B: 'Queued' }), 'db/.keep': '' });
  });
  afterEach(() => {
    workspace.remove();
  });

  const committed = async (mission = 'A'): Promise<void> => {
    const { snapshot } = await workspace.read();
    await commit(
      commitPorts(() => writers.get()),
      snapshot,
      step(snapshot, mission, 'Current', 'ours'),
    );
    assert.match(workspace.text(BACKLOG), /Current/);
  };
  const accessOf = (file: string): readonly [owner: number, group: number, mode: string] => {
    const { uid, gid, mode } = statSync(workspace.path(file));
    return [uid, gid, (mode & 0o7777).toString(8)];
  };

  it('keeps its permissions', async () => {
    chmodSync(workspace.path(BACKLOG), 0o664);
    await committed();
    assert.equal(accessOf(BACKLOG)[2], '664');
  });

  describe('by the superuser', () => {
    before(function () {
      if (process.geteuid?.() !== 0) this.skip();
    });

    it('keeps its owner, group and permissions', async () => {
      chownSync(workspace.path(BACKLOG), OWNER, GROUP);
      chmodSync(workspace.path(BACKLOG), 0o640);
      await committed();
      assert.deepEqual(accessOf(BACKLOG), [OWNER, GROUP, '640']);
    });

    it('leaves nothing in somebody’s folder that is not theirs', async () => {
      for (const name of ['', ...readdirSync(workspace.root, { recursive: true, encoding: 'utf8' })])
        lchownSync(path.join(workspace.root, name), OWNER, GROUP);
      await committed();
      const strange = readdirSync(workspace.root, { recursive: true, encoding: 'utf8' }).filter(
        (name) => accessOf(name)[0] !== OWNER || accessOf(name)[1] !== GROUP,
      );
      assert.deepEqual(strange, []);
      assert.ok(readdirSync(workspace.path('.cmos-operations')).length > 0);
    });
  });

  describe('by somebody who may write it and does not own it', () => {
    before(function () {
      if (process.geteuid?.() !== 0) this.skip();
    });
    const own = process.getgroups?.() ?? [];
    afterEach(() => {
      process.seteuid?.(0);
      process.setegid?.(0);
      process.setgroups?.(own);
    });

    const asOther = async (
      mode: number,
      groups: readonly number[] = [],
    ): Promise<readonly [number, number, string]> => {
      for (const name of ['', ...readdirSync(workspace.root, { recursive: true, encoding: 'utf8' })])
        chmodSync(path.join(workspace.root, name), 0o777);
      chownSync(workspace.path(BACKLOG), OWNER, GROUP);
      chmodSync(workspace.path(BACKLOG), mode);
      await writers.get();
      process.setgroups?.([...groups]);
      process.setegid?.(OTHER);
      process.seteuid?.(OTHER);
      await committed();
      return accessOf(BACKLOG);
    };

    it('is theirs, and its group’s as before where they are in it', async () => {
      assert.deepEqual(await asOther(0o660, [GROUP]), [OTHER, GROUP, '660']);
    });

    it('is theirs, and their group may do what everybody may', async () => {
      assert.deepEqual(await asOther(0o4676), [OTHER, OTHER, '666']);
    });
  });
});
