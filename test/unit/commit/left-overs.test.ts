/** What a kill or a failing disk leaves in the workspace: recovery removes what is ours, and nothing else. */
import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { commit } from '../../../src/core/commit/commit';
import { needsRecovery, recover } from '../../../src/core/commit/recover';
import type { CommitFiles } from '../../../src/core/ground/commit-files';
import { CmosError } from '../../../src/core/ground/errors';
import { JOURNAL_FOLDER } from '../../../src/core/ground/own-folder';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { Ended, Faults, faultyFiles } from '../../support/faults';
import { planOf } from '../../support/plan';
import { step } from '../../support/step';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts, TestWriters } from '../../support/writers';

const BACKLOG = 'missions/backlog.yaml';
const LOG = 'SESSIONS.jsonl';
const LINE = '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "note"}\n';

describe('what lies beside the stores', function () {
  this.timeout(60_000);
  const writers = new TestWriters();
  after(() => writers.close());
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await TestWorkspace.of({
      [BACKLOG]: planOf({ A: 'Queued', B: 'Queued' }),
      [LOG]: LINE,
      'db/.keep': '',
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  const committed = async (files: CommitFiles = nodeCommitFiles, note = 'ours'): Promise<void> => {
    const { snapshot } = await workspace.read();
    const ports = commitPorts(() => writers.get(), { files });
    await commit(ports, snapshot, step(snapshot, 'A', 'Current', note));
  };
  const recovered = (): ReturnType<typeof recover> =>
    recover(
      commitPorts(() => writers.get()),
      { root: workspace.root, database: 'db/cmos.sqlite' },
    );
  const names = (): readonly string[] =>
    readdirSync(workspace.root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(new|old)$/.test(name));

  describe('a store that has several names', () => {
    for (const file of [BACKLOG, LOG])
      it(`is not changed when it is ${file}`, async () => {
        const other = path.join(workspace.folder, 'other-name');
        linkSync(workspace.path(file), other);
        const before = [workspace.text(BACKLOG), workspace.text(LOG)];
        await assert.rejects(
          committed(),
          (error) =>
            CmosError.is(error, 'commit/hard-link') &&
            error.file === file &&
            error.message.includes('one of 2 names') &&
            error.message.includes('Nothing was changed.'),
        );
        assert.deepEqual([workspace.text(BACKLOG), workspace.text(LOG)], before);
        assert.equal(statSync(other).ino, statSync(workspace.path(file)).ino);
        assert.deepEqual(names(), []);
      });

    it('has one name once the other is a second name that a power cut brought back', async () => {
      await committed();
      linkSync(workspace.path(BACKLOG), workspace.path(`${BACKLOG}.cmos-00000001-abcdef.old`));
      const { snapshot } = await workspace.read();
      await commit(
        commitPorts(() => writers.get()),
        snapshot,
        step(snapshot, 'B', 'Current', 'again'),
      );
      assert.deepEqual(names(), []);
    });
  });

  it('is removed by recovery where it is ours by its name, and where nobody may be using it', async () => {
    const faults = new Faults(Number.POSITIVE_INFINITY, 'end-before');
    const ending = {
      ...faultyFiles(faults),
      append: () => {
        faults.ended = true;
        return Promise.reject(new Ended());
      },
    };
    await assert.rejects(committed(ending));
    assert.equal(
      (
        await needsRecovery(
          commitPorts(() => writers.get()),
          workspace.root,
        )
      ).length,
      1,
    );
    mkdirSync(workspace.path('db/snapshots'));
    const soon = new Date(Date.UTC(2025, 2, 14, 8, 59, 0)).toISOString().replace(/[-:]|\.\d+/g, '');
    const ours = [
      `${BACKLOG}.cmos-00000001-abcdef.new`,
      `${BACKLOG}.cmos-00000001-abcdef.old`,
      `${LOG}.cmos-00000001-abcdef-roll.new`,
      `${JOURNAL_FOLDER}/00000007-abcdef.new`,
      'db/snapshots/cmos-20250101T000000Z-manual.sqlite.abcdef.new',
    ];
    const others = [
      `${BACKLOG}.new`,
      `${BACKLOG}.cmos-mine.old`,
      `missions/other.yaml.cmos-00000001-abcdef.old`,
      `${JOURNAL_FOLDER}/notes.new`,
      `db/snapshots/cmos-${soon}-manual.sqlite.abcdef.new`,
    ];
    for (const name of [...ours, ...others]) workspace.write(name, 'left');
    const [recovery] = await recovered();
    assert.equal(recovery?.outcome, 'taken-back');
    assert.deepEqual(names().toSorted(), others.toSorted());
  });

  it('is no journal entry that recovery would apply after it was said that nothing was changed', async () => {
    const failing = (name: 'rename' | 'syncFolder', late: boolean): CommitFiles => {
      let failed = false;
      const call = async (...args: [string, string]): Promise<void> => {
        const mine = !failed && args[0].includes(JOURNAL_FOLDER);
        if (!mine || late) await nodeCommitFiles[name](...args);
        if (!mine) return;
        // Making the folder is a call of its own.
        if (name === 'syncFolder' && readdirSync(workspace.path(JOURNAL_FOLDER)).length < 2) return;
        failed = true;
        throw Object.assign(new Error('made to fail'), { code: 'EIO' });
      };
      return { ...nodeCommitFiles, [name]: call };
    };
    for (const [name, late] of [
      ['rename', false],
      ['rename', true],
      ['syncFolder', false],
      ['syncFolder', true],
    ] as const) {
      await assert.rejects(committed(failing(name, late)), /Nothing was changed/);
      const left = readdirSync(workspace.path(JOURNAL_FOLDER)).filter((each) => each !== '.gitignore');
      assert.deepEqual(left, [], `${name}${late ? ', late' : ''}`);
    }
    await committed();
  });

  it('is named where such an entry cannot be taken back either', async () => {
    const fail = (): Promise<never> => Promise.reject(Object.assign(new Error('made to fail'), { code: 'EIO' }));
    const files: CommitFiles = {
      ...nodeCommitFiles,
      syncFolder: fail,
      remove: (file, seen) => (file.endsWith('.open.json') ? fail() : nodeCommitFiles.remove(file, seen)),
    };
    await assert.rejects(committed(files), (error) => CmosError.is(error, 'commit/unrecovered'));
    assert.ok(existsSync(workspace.path(JOURNAL_FOLDER)));
    assert.equal((await recovered())[0]?.outcome, 'taken-back');
    await committed();
  });
});
