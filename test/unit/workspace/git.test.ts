/** Git asked for what changed and when, from a cmos root inside a repository, however the root is reached. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
      assert.deepEqual(await nodeGit.changedSince(path.join(folder, way, 'cmos'), '2025-01-01T12:00:00Z'), [
        '../README.md',
        'docs/a.md',
        'docs/ü b.md',
      ]);
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
});
