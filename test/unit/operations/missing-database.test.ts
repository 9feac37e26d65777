/** A database that has gone, or that another worktree has, is noticed; a workspace that never had one is fine without. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cmos } from '../../support/cmos';
import { CommandLine } from '../../support/command-line';
import { planOf } from '../../support/plan';

const BACKLOG = planOf({ A: 'In Progress', B: 'Queued' });
const FILES = {
  'missions/backlog.yaml': BACKLOG,
  'PROJECT_CONTEXT.json': '{ "project": "P" }',
  'context/MASTER_CONTEXT.json': '{ "project": "P" }',
};
const NOTE = ['note', 'A', '--summary', 's'] as const;

describe('a database that is missing', function () {
  this.timeout(60_000);
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of(FILES);
  });
  afterEach(() => {
    line.remove();
  });
  const gone = (): void => {
    rmSync(line.workspace.path('db/cmos.sqlite'));
  };
  const remove = (...names: readonly string[]): void => {
    for (const name of names) rmSync(line.workspace.path(name), { recursive: true, force: true });
  };
  const verdict = async (): Promise<readonly [number, unknown, readonly unknown[]]> => {
    const { status, out } = await line.cmos('parity', '--format', 'json');
    const json = JSON.parse(out) as { verdict: unknown; findings: { code: string; severity: string }[] };
    return [status, json.verdict, json.findings.map(({ code, severity }) => `${code} ${severity}`)];
  };

  for (const [what, trace, others] of [
    ['the records of operations', '.cmos-operations', ['runtime', 'telemetry']],
    ['what was agreed on', 'runtime/cmos-operations/agreed.json', ['.cmos-operations', 'telemetry']],
    ['the telemetry of its health', 'telemetry/events/database-health.jsonl', ['.cmos-operations', 'runtime']],
  ] as const) {
    it(`is known by ${what}: work is refused, and goes on for a reason that is recorded`, async () => {
      await line.fine(...NOTE);
      gone();
      remove(...others);
      assert.deepEqual(await verdict(), [1, 'unknown', ['database/missing error']]);
      const named = new RegExp(`db/cmos\\.sqlite is missing.*${trace}`);
      await line.refused(named, ...NOTE);
      await line.refused(named, 'start', 'B', '--summary', 's');
      await line.refused(named, 'start', '--summary', 's');
      const { err } = await line.cmos(...NOTE);
      assert.match(err, /cmos seed/);
      assert.equal((await line.cmos('status')).status, 0, 'a look is no work');

      const passed = await line.cmos(...NOTE, '--override', 'the database is on the other machine');
      assert.equal(passed.status, 0, passed.err);
      assert.match(line.read('SESSIONS.jsonl'), /"override": "the database is on the other machine"/);
    });
  }

  it('is known by the snapshots taken here, and they are named; seeding makes it again', async () => {
    assert.equal((await line.cmos('snapshot', '--reason', 'before')).status, 0);
    gone();
    remove('.cmos-operations', 'runtime', 'telemetry');
    await line.refused(/snapshots: db\/snapshots\/cmos-\d{8}T\d{6}Z-before\.sqlite/, ...NOTE);
    await line.fine('seed');
    await line.fine(...NOTE);
  });

  it('is the same again when a snapshot was copied back', async () => {
    await line.fine(...NOTE);
    const bytes = readFileSync(line.workspace.path('db/cmos.sqlite'));
    gone();
    await line.refused(/is missing/, 'complete', 'A', '--summary', 's', '--notes', 'n');
    writeFileSync(line.workspace.path('db/cmos.sqlite'), bytes);
    await line.fine('complete', 'A', '--summary', 's', '--notes', 'n');
  });

  it('is not undone past, and the checklist says it', async () => {
    await line.fine(...NOTE);
    gone();
    await line.refused(/db\/cmos\.sqlite is missing/, 'undo');
    const { status, out } = await line.cmos('intake');
    assert.equal(status, 1);
    assert.match(out, /\[ \] Parity could not be determined\. db\/cmos\.sqlite is missing/);
  });

  it('is nobody’s loss in a workspace that never had one, nor where a setting says files only', async () => {
    gone();
    assert.deepEqual(await verdict(), [0, 'no-database', ['database/missing information']]);
    assert.match((await line.cmos('parity')).out, /There is no database to compare the files with\./);
    const noted = await line.cmos(...NOTE);
    assert.deepEqual([noted.status, noted.err], [0, '']);
    await line.fine('seed');
    await line.fine(...NOTE);
    gone();
    mkdirSync(line.workspace.path('.vscode'));
    writeFileSync(line.workspace.path('.vscode/settings.json'), '{ "cmos.profile": "files-only" }');
    assert.deepEqual(await verdict(), [0, 'no-database', ['database/missing information']]);
    assert.equal((await line.cmos(...NOTE)).status, 0);
  });

  it('is not gone past for a reason that says nothing', async () => {
    await line.fine(...NOTE);
    gone();
    const { status, err } = await line.cmos(...NOTE, '--override', ' ');
    assert.deepEqual([status, err.includes('--override needs a reason')], [2, true]);
  });

  it('is missing where a setting promises it', async () => {
    gone();
    mkdirSync(line.workspace.path('.vscode'));
    writeFileSync(line.workspace.path('.vscode/settings.json'), '{ "cmos.profile": "mirrored" }');
    assert.deepEqual(await verdict(), [1, 'unknown', ['database/missing error']]);
    await line.refused(/is missing/, ...NOTE);
  });
});

describe('a git worktree without the database', function () {
  this.timeout(60_000);
  let folder: string;
  let sample: CommandLine;
  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-worktree-')));
    sample = await CommandLine.of({ ...FILES, '.gitignore': 'db/\n' });
  });
  afterEach(() => {
    sample.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const git = (cwd: string, ...words: readonly string[]): void => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, ...words], { cwd, stdio: 'ignore' });
  };

  for (const inside of ['', 'cmos'])
    it(`is refused, and names the main worktree’s database${inside === '' ? '' : ', also below the top'}`, async () => {
      const main = path.join(folder, 'main');
      cpSync(sample.workspace.root, path.join(main, inside), { recursive: true });
      git(main, 'init');
      git(main, 'add', '-A');
      git(main, 'commit', '-m', 'x');
      git(main, 'worktree', 'add', '../other');
      const other = path.join(folder, 'other', inside);
      const before = readFileSync(path.join(other, 'missions/backlog.yaml'), 'utf8');
      const refused = await cmos(other, ...NOTE);
      assert.equal(refused.status, 1);
      assert.ok(refused.err.includes(path.join(main, inside, 'db/cmos.sqlite')), refused.err);
      assert.match(refused.err, /git worktree/);
      assert.equal(readFileSync(path.join(other, 'missions/backlog.yaml'), 'utf8'), before);
      assert.equal((await cmos(path.join(main, inside), ...NOTE)).status, 0, 'the main worktree has its database');
      assert.equal((await cmos(other, ...NOTE, '--override', 'one worktree is worked in')).status, 0);
    });
});
