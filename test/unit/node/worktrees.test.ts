/** Missions that are in progress in several git worktrees of one repository. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cmos } from '../../support/cmos';
import { TestWorkspace } from '../../support/workspaces';
import { backlogText } from '../model/snapshots';

const hasGit = spawnSync('git', ['--version']).status === 0;
const SECOND_START = '2025-03-15T10:00:00Z';

(hasGit ? describe : describe.skip)('a mission in two git worktrees', function () {
  this.timeout(60_000);
  let workspace: TestWorkspace;
  let outside: string;
  let root: string;
  const git = (...words: string[]): void => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
    execFileSync('git', [...who, ...words], { cwd: workspace.folder, stdio: 'ignore' });
  };
  /** The place of the root in a worktree beside the repository. */
  const add = (name: string): string => {
    git('worktree', 'add', '-q', path.join(outside, name));
    return path.join(outside, name, 'cmos');
  };
  /** What is found of worktrees in a root, and how grave it is. */
  const found = async (place: string): Promise<readonly string[]> => {
    const { out } = await cmos(place, 'lint', '--format', 'json');
    const { findings } = JSON.parse(out) as { findings: { code: string; severity: string; message: string }[] };
    return findings.flatMap(({ code, severity, message }) =>
      code === 'claims/two-worktrees' ? [`${severity}: ${message}`] : [],
    );
  };
  const said = (severity: string, place: string): string =>
    `${severity}: A is in progress in another git worktree too: ${place}.`;
  const begin = (place: string, status = 'In Progress', startedAt = '2025-03-14T09:00:00Z'): void => {
    const text = backlogText({ S1: [['A', status, `started_at: "${startedAt}"`], ['B']] });
    writeFileSync(path.join(place, 'missions/backlog.yaml'), text);
  };

  beforeEach(async () => {
    outside = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-worktrees-')));
    workspace = await TestWorkspace.of(
      { 'cmos/missions/backlog.yaml': backlogText({ S1: [['A', 'Current'], ['B']] }), 'cmos/SESSIONS.jsonl': '' },
      { database: false },
    );
    root = realpathSync(workspace.root);
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'Plan');
  });
  afterEach(() => {
    workspace.remove();
    rmSync(outside, { recursive: true, force: true });
  });

  it('is a finding in each of them, and none while it is in progress in one', async () => {
    const two = add('two');
    begin(root);
    assert.deepEqual([await found(root), await found(two)], [[], []]);
    begin(two, 'In Progress', SECOND_START);
    assert.deepEqual(await found(root), [said('warning', two)]);
    assert.deepEqual(await found(two), [said('warning', root)]);
    const three = add('three');
    begin(three, 'in_progress', SECOND_START);
    assert.deepEqual(await found(root), [said('warning', three), said('warning', two)]);
    begin(two, 'Completed');
    begin(three, 'Blocked');
    assert.deepEqual(await found(root), []);
  });

  it('is information where one of them checked out the start of the other', async () => {
    begin(root);
    git('commit', '-qam', 'Start A');
    const two = add('two');
    assert.deepEqual([await found(root), await found(two)], [[said('information', two)], [said('information', root)]]);
  });

  it('is none where both use one database', async () => {
    const two = add('two');
    for (const place of [root, two]) {
      begin(place);
      mkdirSync(path.join(place, 'db'), { recursive: true });
    }
    await cmos(root, 'seed');
    symlinkSync(path.join(root, 'db/cmos.sqlite'), path.join(two, 'db/cmos.sqlite'));
    assert.deepEqual([await found(root), await found(two)], [[], []]);
  });

  it('is looked for in no folder that does not name the repository in turn, and in none that is gone', async () => {
    begin(root);
    const two = add('two');
    begin(two, 'In Progress', SECOND_START);
    // Somebody made the repository's records name another project.
    const victim = await TestWorkspace.of({
      'cmos/missions/backlog.yaml': backlogText({ S1: [['A', 'In Progress']] }),
    });
    execFileSync('git', ['init', '-q'], { cwd: victim.folder });
    writeFileSync(path.join(workspace.folder, '.git/worktrees/two/gitdir'), `${victim.folder}/.git\n`);
    assert.deepEqual(await found(root), []);
    writeFileSync(path.join(workspace.folder, '.git/worktrees/two/gitdir'), '//host/share/two/.git\n');
    assert.deepEqual(await found(root), []);
    writeFileSync(path.join(workspace.folder, '.git/worktrees/two/gitdir'), `${path.join(outside, 'two/.git')}\n`);
    assert.deepEqual(await found(root), [said('warning', two)]);
    rmSync(path.join(outside, 'two'), { recursive: true });
    assert.deepEqual(await found(root), []);
    victim.remove();
  });
});
