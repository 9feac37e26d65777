/** Git asked for what changed and when, from a cmos root inside a repository, however the root is reached. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeGit } from '../../../src/node/git';

const DOCUMENTS = ['*.md', '../README.md'];

describe('git', function () {
  this.timeout(20_000);
  let folder: string;
  const git = (time: string, ...words: string[]): void => {
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      cwd: path.join(folder, 'project'),
      stdio: 'ignore',
      env: { ...process.env, GIT_COMMITTER_DATE: time, GIT_AUTHOR_DATE: time },
    });
  };
  beforeEach(function () {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-git-'));
    mkdirSync(path.join(folder, 'project', 'cmos', 'docs'), { recursive: true });
    try {
      git('', 'init', '-q');
    } catch {
      this.skip();
    }
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (file: string, text: string): void => {
    writeFileSync(path.join(folder, 'project', file), text);
  };

  it('tells the last commit of each document, and what is in none', async () => {
    write('README.md', 'a');
    write('cmos/docs/a.md', 'a');
    git('2025-01-01T00:00:00Z', 'add', '.');
    git('2025-01-01T00:00:00Z', 'commit', '-qm', 'one');
    write('cmos/docs/a.md', 'b');
    git('2025-01-02T00:00:00Z', 'commit', '-qam', 'two');
    write('cmos/docs/ü b.md', 'new');
    write('README.md', 'changed');
    symlinkSync(path.join(folder, 'project'), path.join(folder, 'link'));
    for (const way of ['project', 'link']) {
      const history = await nodeGit.lastChanged(path.join(folder, way, 'cmos'), DOCUMENTS);
      assert.ok(history);
      assert.deepEqual(
        [...history.committed].map(([file, time]) => [file, new Date(time).toISOString().slice(0, 10)]),
        [
          ['docs/a.md', '2025-01-02'],
          ['../README.md', '2025-01-01'],
        ],
      );
      assert.deepEqual([...history.uncommitted].sort(), ['../README.md', 'docs/ü b.md']);
      assert.deepEqual(await nodeGit.changedSince(path.join(folder, way, 'cmos'), '2025-01-01T12:00:00Z'), {
        changed: ['../README.md', 'docs/a.md', 'docs/ü b.md'],
        unknown: [],
      });
    }
  });

  it('tells nothing where there is no repository, and no time before the first commit', async () => {
    write('cmos/docs/a.md', 'a');
    const root = path.join(folder, 'project', 'cmos');
    assert.deepEqual(await nodeGit.lastChanged(root, DOCUMENTS), {
      committed: new Map(),
      uncommitted: new Set(['docs/a.md']),
    });
    assert.equal(await nodeGit.lastChanged(folder, DOCUMENTS), undefined);
  });

  it('does not answer where the system takes no such question', async () => {
    write('cmos/docs/a.md', 'a');
    const root = path.join(folder, 'project', 'cmos');
    for (const name of ['a'.repeat(3_000_000), 'a\0b'])
      assert.deepEqual((await nodeGit.lastChanged(root, [name]))?.committed ?? new Map(), new Map());
  });

  describe('with a content filter, as Git LFS is one', () => {
    const FILTERED = ['same', 'touched', 'edited', 'longer', 'staged', 'gone'];
    const root = (): string => path.join(folder, 'project', 'cmos');
    beforeEach(() => {
      // What is committed is not what the working tree holds.
      git('', 'config', 'filter.upper.clean', 'tr a-z A-Z');
      git('', 'config', 'filter.upper.smudge', 'tr A-Z a-z');
      git('', 'config', 'filter.upper.required', 'true');
      write('.gitattributes', '*.bin filter=upper\n*.raw filter=not-configured\n');
      for (const name of FILTERED) write(`cmos/${name}.bin`, 'abc');
      for (const name of ['plain.txt', 'plain.raw', 'same.txt']) write(`cmos/${name}`, 'abc');
      git('2025-01-01T00:00:00Z', 'add', '.');
      git('2025-01-01T00:00:00Z', 'commit', '-qm', 'one');
      // Files and index of different moments, as after most checkouts: git then goes by what it keeps of each file.
      const earlier = new Date('2025-01-01T00:00:00Z');
      for (const name of FILTERED) utimesSync(path.join(root(), `${name}.bin`), earlier, earlier);
      git('', 'status');
    });
    const change = (): void => {
      for (const name of ['touched.bin', 'same.txt']) utimesSync(path.join(root(), name), new Date(), new Date());
      for (const name of ['edited.bin', 'staged.bin', 'plain.txt', 'plain.raw', 'new.bin'])
        write(`cmos/${name}`, 'xyz');
      write('cmos/longer.bin', 'abcdef');
      git('', 'add', 'cmos/staged.bin');
      rmSync(path.join(root(), 'gone.bin'));
    };

    it('does not know whether a file changed whose time did, and counts no such file as changed', async () => {
      assert.deepEqual(await nodeGit.changedSince(root(), '2025-01-02T00:00:00Z'), { changed: [], unknown: [] });
      change();
      assert.deepEqual(await nodeGit.changedSince(root(), '2025-01-02T00:00:00Z'), {
        changed: ['gone.bin', 'new.bin', 'plain.raw', 'plain.txt', 'staged.bin'],
        unknown: ['edited.bin', 'longer.bin', 'touched.bin'],
      });
    });

    it('knows what a commit changed', async () => {
      change();
      const { changed, unknown } = (await nodeGit.changedSince(root(), '2024-01-01T00:00:00Z')) ?? {};
      assert.deepEqual(unknown, []);
      assert.ok(changed?.includes('same.bin') && changed.includes('touched.bin'));
    });

    it('goes by the last commit for the time of a file that is not known', async () => {
      change();
      const history = await nodeGit.lastChanged(root(), ['*.bin']);
      assert.deepEqual([...(history?.uncommitted ?? [])].filter((name) => name.endsWith('.bin')).toSorted(), [
        'gone.bin',
        'new.bin',
        'staged.bin',
      ]);
      assert.equal(history?.committed.get('touched.bin'), history?.committed.get('same.bin'));
    });
  });
});
