/** Each look that a commit takes at its files, in a workspace of files alone: what it refuses, and what it leaves then. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { FileChange } from '../../../src/core/changes/change-set';
import { commit } from '../../../src/core/commit/commit';
import { recover } from '../../../src/core/commit/recover';
import type { CommitFiles } from '../../../src/core/ground/commit-files';
import { CmosError } from '../../../src/core/ground/errors';
import { JOURNAL_FOLDER } from '../../../src/core/ground/own-folder';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts } from '../../support/writers';

const FILES = { 'a.txt': 'one\ntwo\n', 'log.txt': 'first\n', 'gone.txt': 'old\n', 'kept/b.txt': 'beta\n' };

const EDIT: FileChange = {
  kind: 'edit',
  path: 'a.txt',
  before: FILES['a.txt'],
  edits: [{ start: 0, end: 3, newText: 'ONE' }],
};
const APPEND: FileChange = { kind: 'append', path: 'log.txt', lines: ['first'] };
const CREATE: FileChange = { kind: 'create', path: 'kept/new/deep/c.txt', text: 'ours\n' };
const REMOVE: FileChange = { kind: 'remove', path: 'gone.txt', before: FILES['gone.txt'] };

type Call = Exclude<keyof CommitFiles, 'resolve'>;

describe('the files of a commit', () => {
  let workspace: TestWorkspace;
  beforeEach(async () => {
    workspace = await TestWorkspace.of(FILES, { database: false });
  });
  afterEach(() => {
    workspace.remove();
  });

  const ports = (files: Partial<CommitFiles> = {}): ReturnType<typeof commitPorts> =>
    commitPorts(() => Promise.resolve(undefined), { files: { ...nodeCommitFiles, ...files } });

  const run = async (changes: readonly FileChange[], files: Partial<CommitFiles> = {}): Promise<void> => {
    const snapshot = await workspace.workspace.refresh();
    await commit(ports(files), snapshot, { operation: 'x', title: 'X', rows: [], files: changes });
  };

  /** A file system on which something happens once, before or after a call on a file, or what lies beside it for it. */
  const once = (name: Call, file: string, when: 'before' | 'after', act: () => void): Partial<CommitFiles> => {
    let done = false;
    return {
      [name]: async (...args: never[]) => {
        const now = !done && args.some((arg: unknown) => String(arg).startsWith(workspace.path(file)));
        done ||= now;
        if (now && when === 'before') act();
        const result = await (nodeCommitFiles[name] as (...args: never[]) => Promise<unknown>)(...args);
        if (now && when === 'after') act();
        return result;
      },
    };
  };
  const fails = (): never => {
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  const everything = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(workspace.root, { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter(({ parentPath }) => !parentPath.includes(JOURNAL_FOLDER))
        .filter(({ name }) => name !== JOURNAL_FOLDER)
        .map((entry) => `${entry.parentPath}/${entry.name}`)
        .map((file) => [
          file.slice(workspace.root.length + 1),
          statSync(file).isDirectory() ? 'folder' : readFileSync(file, 'utf8'),
        ]),
    );

  /** Refused with a code, with the files as they were but for what others wrote, and nothing left to recover. */
  const refused = async (
    code: 'commit/changed' | 'commit/read-only' | 'commit/failed',
    changes: readonly FileChange[],
    files: Partial<CommitFiles> = {},
    theirs: Record<string, string> = {},
  ): Promise<void> => {
    const before = everything();
    await assert.rejects(run(changes, files), (error) => {
      assert.ok(CmosError.is(error, code), String(error));
      assert.match(error.message, /Nothing was changed\.$/);
      return true;
    });
    assert.deepEqual(everything(), { ...before, ...theirs });
    assert.deepEqual(await recover(ports(), { root: workspace.root, database: undefined }), []);
  };

  it('are changed, made and removed together', async () => {
    await run([EDIT, APPEND, CREATE, REMOVE]);
    assert.deepEqual(everything(), {
      'a.txt': 'ONE\ntwo\n',
      'kept/b.txt': FILES['kept/b.txt'],
      'log.txt': 'first\nfirst\n',
      kept: 'folder',
      'kept/new': 'folder',
      'kept/new/deep': 'folder',
      'kept/new/deep/c.txt': 'ours\n',
    });
  });

  it('must be what the plan saw', async () => {
    workspace.write('a.txt', 'other\n');
    await refused('commit/changed', [EDIT]);
    workspace.write('a.txt', Buffer.from('\xff\ntwo\n', 'latin1'));
    await refused('commit/failed', [EDIT]);
    workspace.write('gone.txt', 'other\n');
    await refused('commit/changed', [REMOVE]);
    mkdirSync(workspace.path('kept/new/deep'), { recursive: true });
    workspace.write('kept/new/deep/c.txt', 'theirs\n');
    await refused('commit/changed', [CREATE]);
  });

  it('must be writable, and so must the folder of one that is replaced', async () => {
    const only =
      (...denied: string[]) =>
      (file: string) =>
        Promise.resolve(!denied.some((each) => workspace.path(each) === file));
    for (const change of [EDIT, APPEND, CREATE, REMOVE])
      await refused('commit/read-only', [change], { writable: only(change.path) });
    for (const [change, folder] of [
      [EDIT, ''],
      [REMOVE, ''],
      [CREATE, 'kept/new/deep'],
    ] as const)
      await refused('commit/read-only', [change], {
        writable: (file) => Promise.resolve(file !== workspace.path(folder).replace(/\/$/, '')),
      });
    // A line is added to a file without anything made beside it.
    await run([APPEND], { writable: (file) => Promise.resolve(file !== workspace.root) });
  });

  it('keep who may read and write them, also when they are put back', async function () {
    if (process.platform === 'win32') this.skip();
    const mode = (): number => statSync(workspace.path('a.txt')).mode & 0o777;
    chmodSync(workspace.path('a.txt'), 0o640);
    await run([EDIT]);
    assert.equal(mode(), 0o640);
    workspace.write('a.txt', FILES['a.txt']);
    await refused('commit/failed', [EDIT, APPEND], once('append', 'log.txt', 'before', fails));
    assert.equal(mode(), 0o640);
  });

  describe('that others save meanwhile', () => {
    const save = (file: string, text: string) => () => {
      writeFileSync(workspace.path(file), text);
    };
    const replace = (file: string, text: string) => () => {
      writeFileSync(workspace.path(`${file}~`), text);
      renameSync(workspace.path(`${file}~`), workspace.path(file));
    };

    it('are left to them where they are made at the last moment', async () => {
      await refused(
        'commit/changed',
        [EDIT, CREATE],
        once('link', CREATE.path, 'before', save(CREATE.path, 'theirs\n')),
        {
          'kept/new': 'folder',
          'kept/new/deep': 'folder',
          [CREATE.path]: 'theirs\n',
        },
      );
    });

    it('are left to them where they are changed at the last moment, in the same place', async () => {
      for (const [change, name] of [
        [EDIT, 'replace'],
        [REMOVE, 'remove'],
      ] as const)
        for (const act of [save, replace])
          for (const [call, when] of [
            ['link', 'after'],
            [name, 'before'],
          ] as const) {
            const theirs = { [change.path]: 'something else\n' };
            const files = once(call, change.path, when, act(change.path, 'something else\n'));
            await refused('commit/changed', [change], files, theirs);
            workspace.write(change.path, FILES[change.path as 'a.txt']);
          }
    });

    it('are left to them where they write over what was just put there', async () => {
      const theirs = { 'a.txt': 'one\ntwo\nmore\n' };
      for (const act of [save, replace]) {
        await refused(
          'commit/changed',
          [EDIT],
          once('replace', 'a.txt', 'after', act('a.txt', theirs['a.txt'])),
          theirs,
        );
        workspace.write('a.txt', FILES['a.txt']);
      }
    });

    it('are left to them where they write on in a file that they had open', async () => {
      for (const change of [EDIT, REMOVE]) {
        const handle = openSync(workspace.path(change.path), 'r+');
        const name = change.kind === 'edit' ? 'replace' : 'remove';
        await refused(
          'commit/changed',
          [change],
          once(name, change.path, 'after', () => {
            writeSync(handle, 'XYZ', 0);
          }),
          { [change.path]: `XYZ${FILES[change.path as 'a.txt'].slice(3)}` },
        );
        closeSync(handle);
        workspace.write(change.path, FILES[change.path as 'a.txt']);
      }
    });

    it('are not taken for ours where they hold our line further up', async () => {
      await refused('commit/changed', [APPEND], once('append', 'log.txt', 'after', save('log.txt', 'first\nother\n')), {
        'log.txt': 'first\nother\n',
      });
    });

    it('are not removed when they are made again', async () => {
      await refused('commit/changed', [EDIT, REMOVE], once('remove', 'gone.txt', 'after', save('gone.txt', 'old\n')));
    });

    it('stop the change before one of the others is touched, where they are put back', async () => {
      const theirs = once('append', 'log.txt', 'before', () => {
        save('kept/b.txt', 'gamma\n')();
        fails();
      });
      const other: FileChange = {
        kind: 'edit',
        path: 'kept/b.txt',
        before: FILES['kept/b.txt'],
        edits: [{ start: 0, end: 4, newText: 'BETA' }],
      };
      await assert.rejects(run([EDIT, other, APPEND], theirs), (error) => CmosError.is(error, 'commit/unrecovered'));
      const [recovery] = await recover(ports(), { root: workspace.root, database: undefined });
      assert.deepEqual([recovery?.outcome, recovery?.conflict], ['conflict', 'kept/b.txt']);
      assert.deepEqual([workspace.text('a.txt'), workspace.text('kept/b.txt')], ['ONE\ntwo\n', 'gamma\n']);
      // As it was, but for what they wrote, once their own line is as ours had it.
      workspace.write('kept/b.txt', 'BETA\nmore\n');
      const [again] = await recover(ports(), { root: workspace.root, database: undefined });
      assert.equal(again?.outcome, 'taken-back');
      assert.deepEqual([workspace.text('a.txt'), workspace.text('kept/b.txt')], ['one\ntwo\n', 'beta\nmore\n']);
    });
  });

  describe('of a change that fails', () => {
    it('are put back, with the folders that were made for them', async () => {
      for (const change of [EDIT, CREATE, REMOVE]) {
        await refused('commit/failed', [change, APPEND], once('append', 'log.txt', 'before', fails));
        await refused('commit/failed', [change, APPEND], once('append', 'log.txt', 'after', fails));
      }
      // The log that the change would have made.
      const made: FileChange = { ...APPEND, path: 'kept/log.txt' };
      await refused('commit/failed', [EDIT, made], once('append', 'kept/log.txt', 'after', fails));
      assert.ok(!existsSync(workspace.path('kept/log.txt')));
    });

    it('are put back where it was done, but reported as failed', async () => {
      await refused('commit/failed', [EDIT, CREATE], once('link', CREATE.path, 'after', fails));
      await refused('commit/failed', [CREATE, EDIT], once('replace', 'a.txt', 'after', fails));
      await refused('commit/failed', [CREATE, REMOVE], once('remove', 'gone.txt', 'after', fails));
    });

    it('are not touched where nothing had begun with them', async () => {
      let appended = 0;
      await refused('commit/failed', [APPEND, EDIT], {
        append: (...args) => {
          appended++;
          return nodeCommitFiles.append(...args);
        },
        replace: () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })),
      });
      assert.equal(appended, 0, 'a line that others may have read comes last');
    });
  });
});
