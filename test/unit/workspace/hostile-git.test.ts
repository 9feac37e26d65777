/** Git asked in repositories that name programs wherever git allows it: none is started, and nothing is changed. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeGit } from '../../../src/node/git';
import { HostileRepository } from '../../support/hostile-repository';

const SINCE = '2025-02-01T00:00:00Z';
const COMMITTED = '2025-03-01T13:00:00+01:00';

const version = /\d+\.\d+/.exec(spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout)?.[0];
const atLeast = (minor: number): boolean =>
  version !== undefined && (Number(version.split('.')[0]) > 2 || Number(version.split('.')[1]) >= minor);

(atLeast(0) ? describe : describe.skip)('git in a hostile repository', function () {
  this.timeout(60_000);
  let folder: string;
  let hostile: HostileRepository;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-git-'));
    hostile = new HostileRepository(folder);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    hostile.remove();
  });

  it('is one that bites: git used plainly starts what it names', async () => {
    const unfiltered = ['-c', 'filter.process.process=', '-c', 'filter.process.required=false'];
    const { named } = await hostile.observe(() => {
      for (const words of [
        ['status'],
        [...unfiltered, 'status'],
        [...unfiltered, 'update-index', '--refresh'],
        ['diff', 'HEAD~2', 'HEAD~1'],
        ['log', '-1', 'HEAD~2'],
        ['cat-file', 'blob', 'HEAD~3:same.dat'],
        ['cat-file', '--textconv', 'HEAD:changed.txt'],
      ])
        hostile.plainly(...words);
      return Promise.resolve();
    });
    for (const program of [
      'clean',
      'process',
      'smudge',
      'fsmonitor',
      'hook post-index-change',
      'diff driver',
      'external diff',
      'textconv',
      'gpg',
      'remote',
      'submodule clean',
      'submodule fsmonitor',
    ])
      assert.ok(named.includes(program), `${program} is not among ${named.join(', ')}`);
  });

  const asks: readonly (readonly [name: string, ask: () => Promise<unknown>, answer: unknown])[] = [
    [
      'changedSince',
      () => nodeGit.changedSince(folder, '2025-03-02T00:00:00Z'),
      { changed: ['plain/changed.txt'], unknown: ['changed.txt'] },
    ],
    [
      'lastChanged',
      () => nodeGit.lastChanged(folder, ['*.txt', '*.dat']),
      {
        committed: new Map(['changed.txt', 'plain/changed.txt', 'same.dat'].map((name) => [name, COMMITTED])),
        uncommitted: new Set(['plain/changed.txt']),
      },
    ],
  ];
  for (const [name, ask, answer] of asks)
    for (const environment of [false, true])
      it(`answers ${name}, starts and changes nothing${environment ? ', whatever the environment names' : ''}`, async () => {
        const before = hostile.everything();
        const started = await hostile.observe(
          async () => {
            assert.deepEqual(await ask(), answer);
          },
          { environment },
        );
        assert.deepEqual(started, { named: [], ours: ['git'], byGit: [] });
        assert.deepEqual(hostile.everything(), before);
      });

  for (const [what, name] of [
    ['an equals sign in its name', 'a=b'],
    ['a name that is no UTF-8', '\xff'],
  ] as const)
    it(`does not answer, rather than run a filter with ${what}`, async () => {
      const filter = `[filter "${name}"]\n\tclean = "echo started >> '${path.join(folder, 'trace')}'"\n`;
      appendFileSync(path.join(folder, '.git/config'), filter, 'latin1');
      writeFileSync(path.join(folder, '.git/info/attributes'), `* filter=${name}\n`, 'latin1');
      const before = hostile.everything();
      assert.equal(await nodeGit.changedSince(folder, SINCE), undefined);
      assert.equal(await nodeGit.lastChanged(folder, ['*.txt']), undefined);
      assert.deepEqual(hostile.everything(), before);
    });

  it('does not answer where a commit’s files are with the remote only', async () => {
    const tree = execFileSync('git', ['rev-parse', 'HEAD~2^{tree}'], { cwd: folder, encoding: 'utf8' }).trim();
    rmSync(path.join(folder, '.git/objects', tree.slice(0, 2), tree.slice(2)));
    const started = await hostile.observe(async () => {
      assert.equal(await nodeGit.changedSince(folder, SINCE), undefined);
      assert.equal(await nodeGit.lastChanged(folder, ['*.txt']), undefined);
    });
    assert.deepEqual(started, { named: [], ours: ['git'], byGit: [] });
  });

  it('takes no folder of a working tree for a repository, as a clone may bring one', async () => {
    const bare = path.join(folder, 'plain');
    for (const name of ['objects', 'refs']) mkdirSync(path.join(bare, name));
    writeFileSync(path.join(bare, 'HEAD'), 'ref: refs/heads/main\n');
    const clean = `echo started >> "${path.join(folder, 'trace')}"`;
    writeFileSync(
      path.join(bare, 'config'),
      `[core]\n\trepositoryFormatVersion = 0\n\tbare = false\n\tworktree = "${bare}"\n\tfsmonitor = ${clean}\n[filter "x"]\n\tclean = ${clean}\n`,
    );
    const before = hostile.everything();
    const answer = await nodeGit.changedSince(bare, SINCE);
    // Before, git does not tell them apart; it starts nothing all the same.
    if (atLeast(38)) assert.equal(answer, undefined);
    assert.deepEqual(hostile.everything(), before);
  });

  it('leaves a repository alone that is somebody else’s', async function () {
    if (process.getuid?.() !== 0 || !atLeast(36)) this.skip();
    for (const file of [folder, path.join(folder, '.git')]) chownSync(file, 4711, 4711);
    await hostile.observe(async () => {
      assert.equal(await nodeGit.changedSince(folder, SINCE), undefined);
      assert.equal(await nodeGit.lastChanged(folder, ['same.dat']), undefined);
    });
  });

  it('takes no program for git that the repository calls so', async () => {
    writeFileSync(path.join(folder, 'git'), '#!/bin/sh\necho started >> trace\n', { mode: 0o755 });
    const before = hostile.everything();
    const { PATH = '' } = process.env;
    const folderBefore = process.cwd();
    try {
      process.env['PATH'] = `.${path.delimiter}${PATH}`;
      process.chdir(folder);
      assert.ok(await nodeGit.changedSince(folder, SINCE));
    } finally {
      process.env['PATH'] = PATH;
      process.chdir(folderBefore);
    }
    assert.deepEqual(hostile.everything(), before);
  });
});
