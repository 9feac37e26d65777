/** What a machine may answer in the middle of a commit: the refusal says which it was, and nothing was changed. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type DatabaseWriter, WriterError, type WriterFailure } from '../../../src/core/changes/writer';
import { commit } from '../../../src/core/commit/commit';
import { recover } from '../../../src/core/commit/recover';
import type { CommitFiles } from '../../../src/core/ground/commit-files';
import { CmosError } from '../../../src/core/ground/errors';
import { runCommand } from '../../../src/cli/main';
import { TABLE } from '../../support/commands';
import { fileSystemName } from '../../../src/node/file-system-kind';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { WriterProcess } from '../../../src/node/writer-process';
import { Writers } from '../../../src/node/writers';
import { planOf } from '../../support/plan';
import { step } from '../../support/step';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts, TestWriters } from '../../support/writers';

const BACKLOG = 'missions/backlog.yaml';
const LINE = '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "note"}\n';

describe('a machine that fails in the middle of a commit', function () {
  this.timeout(60_000);
  const writers = new TestWriters();
  after(() => writers.close());
  let workspace: TestWorkspace;
  beforeEach(async () => {
    workspace = await TestWorkspace.of({
      [BACKLOG]: planOf({ A: 'Queued', B: 'Queued' }),
      'SESSIONS.jsonl': LINE,
      'db/.keep': '',
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  const refusal = async (
    files: CommitFiles,
    writer: () => Promise<DatabaseWriter | undefined> = () => writers.get(),
  ): Promise<CmosError> => {
    const { snapshot } = await workspace.read();
    const before = [workspace.text(BACKLOG), workspace.text('SESSIONS.jsonl')];
    const error: unknown = await commit(
      commitPorts(writer, { files }),
      snapshot,
      step(snapshot, 'A', 'Current', 'x'),
    ).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(CmosError.is(error), String(error));
    if (error.code !== 'commit/unrecovered') {
      assert.match(error.message, /Nothing was changed\.$/);
      assert.deepEqual([workspace.text(BACKLOG), workspace.text('SESSIONS.jsonl')], before);
    }
    return error;
  };

  for (const [code, expected, says] of [
    ['ENOSPC', 'commit/disk-full', /^The disk is full/],
    ['EDQUOT', 'commit/disk-full', /^Your disk quota is used up/],
    ['EROFS', 'commit/read-only', /is on a file system that is mounted read-only/],
  ] as const)
    it(`says of ${code} what it is, whichever call it comes from`, async () => {
      const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
      for (const call of ['writable', 'makeFolder', 'writeNew', 'link', 'replace', 'append'] as const) {
        const error = await refusal({ ...nodeCommitFiles, [call]: fail });
        assert.equal(error.code, expected, call);
        assert.match(error.message, says, call);
      }
    });

  it('says of a database what its writer says', async () => {
    const answering = (failure: WriterFailure): DatabaseWriter => ({
      engine: '',
      transaction: () => Promise.reject(new WriterError(failure, 'what SQLite says')),
      locked: () => Promise.reject(new WriterError(failure, 'what SQLite says')),
      read: () => Promise.resolve([]),
      backup: () => Promise.resolve(),
      close: () => Promise.resolve(),
    });
    for (const [failure, says] of [
      ['no-locks', /The file system of db\/cmos\.sqlite has no working locks: what SQLite says/],
      ['io-error', /db\/cmos\.sqlite could not be written: what SQLite says/],
    ] as const) {
      const error = await refusal(nodeCommitFiles, () => Promise.resolve(answering(failure)));
      assert.equal(error.code, 'commit/failed');
      assert.match(error.message, says);
      assert.ok(error.advice);
    }
  });

  it('is warned of before the first change, where the file system may have no locks', async () => {
    const warnings: string[] = [];
    const uncertainFileSystem = (): Promise<string> => Promise.resolve('NFS');
    const ports = commitPorts(() => writers.get(), { uncertainFileSystem, warn: (warning) => warnings.push(warning) });
    for (const status of ['Current', 'Queued']) {
      const { snapshot } = await workspace.read();
      await commit(ports, snapshot, step(snapshot, 'A', status, status));
    }
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /file system \(NFS\) on which locks and renames may not work/);
    let out = '';
    const host = {
      out: (text: string) => (out += text),
      err: (text: string) => (out += text),
      cwd: workspace.root,
      uncertainFileSystem,
    };
    await runCommand(['doctor'], host, TABLE);
    assert.match(out, /file system +The workspace is on a file system \(NFS\)/);
    assert.deepEqual([0x6969, 0xff534d42 | 0, 0x01021997, 0xef53, 0x9123683e].map(fileSystemName), [
      'NFS',
      'SMB',
      '9p',
      undefined,
      undefined,
    ]);
  });

  describe('because the program was updated', () => {
    let bundle: string;
    beforeEach(() => {
      bundle = mkdtempSync(path.join(os.tmpdir(), 'cmos-bundle-'));
      for (const name of ['writer.js', 'writer.py'])
        cpSync(path.resolve(__dirname, '..', '..', '..', 'dist', name), path.join(bundle, name));
    });
    const remove = (): void => {
      rmSync(bundle, { recursive: true, force: true });
    };
    afterEach(remove);

    it('says so where its files are gone, and changes nothing', async () => {
      const own = new Writers({ bundleFolder: bundle });
      remove();
      const error = await refusal(nodeCommitFiles, () => own.get());
      assert.equal(error.code, 'commit/no-writer');
      assert.match(error.message, /was updated or removed while it was running/);
      assert.match(error.advice ?? '', /Reload the window/);
    });

    it('keeps all for recovery where they are gone before COMMIT, and the writer too', async () => {
      const own = new Writers({ bundleFolder: bundle });
      const files: CommitFiles = {
        ...nodeCommitFiles,
        async append(file, bytes) {
          await nodeCommitFiles.append(file, bytes);
          remove();
          const writer = await own.get();
          assert.ok(writer instanceof WriterProcess && writer.pid !== undefined);
          process.kill(writer.pid, 'SIGKILL');
        },
      };
      const error = await refusal(files, () => own.get());
      assert.equal(error.code, 'commit/unrecovered');
      assert.match(error.message, /was updated or removed while it was running/);
      const [recovery] = await recover(
        commitPorts(() => writers.get()),
        { root: workspace.root, database: 'db/cmos.sqlite' },
      );
      assert.equal(recovery?.outcome, 'taken-back');
      assert.match(workspace.text(BACKLOG), /"A".*Queued/);
    });
  });
});
