/** A writer that starts while stores are read: only where something may be written, and it leaves no trace where nothing is. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { transact } from '../../../src/core/operations/transact';
import { DEFAULT_SETTINGS } from '../../../src/core/workspace/settings';
import { Workspace } from '../../../src/core/workspace/workspace';
import { nodePorts } from '../../../src/node/ports';
import { WriterProcess } from '../../../src/node/writer-process';
import { Writers } from '../../../src/node/writers';
import { CommandLine } from '../../support/command-line';
import { planOf } from '../../support/plan';
import { askPython, hasPython } from '../../support/python';
import { step } from '../../support/step';
import { commitPorts } from '../../support/writers';

const BUNDLE = path.resolve(__dirname, '..', '..', '..', 'dist');

describe('a writer that starts early', function () {
  if (process.platform === 'win32') return;
  this.timeout(60_000);
  let folder: string;
  let shim: string;
  let line: CommandLine;

  before(function () {
    if (!hasPython) this.skip();
  });

  beforeEach(async () => {
    const real = askPython('import json, sys; print(json.dumps(sys.executable), end="")', null).slice(1, -1);
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-early-'));
    shim = path.join(folder, 'python3');
    writeFileSync(path.join(folder, 'starts'), '');
    writeFileSync(shim, `#!/bin/sh\necho $$ >> '${path.join(folder, 'starts')}'\nexec '${real}' "$@"\n`, {
      mode: 0o755,
    });
    process.env['CMOS_PYTHON'] = shim;
    line = await CommandLine.of({ 'missions/backlog.yaml': planOf({ A: 'Queued', B: 'Queued' }) });
    // An interpreter that is known would be started without the shim.
    process.env['XDG_CACHE_HOME'] = line.workspace.path('cache');
  });

  const usual = process.env['XDG_CACHE_HOME'];
  afterEach(() => {
    process.env['XDG_CACHE_HOME'] = usual;
    delete process.env['CMOS_PYTHON'];
    line.workspace.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The processes that were started. */
  const started = (): readonly number[] =>
    readFileSync(path.join(folder, 'starts'), 'utf8').split('\n').filter(Boolean).map(Number);

  const isThere = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('is started once for a change', async () => {
    await line.fine('note', 'A', '--summary', 'seen');
    assert.equal(started().length, 1);
    assert.deepEqual(started().filter(isThere), []);
  });

  it('is not started for a look or a dry run', async () => {
    for (const argv of [['status'], ['parity'], ['lint'], ['history'], ['note', 'A', '--summary', 'seen', '--dry-run']])
      await line.cmos(...argv);
    assert.deepEqual(started(), []);
  });

  it('ends without a trace where the plan is refused', async () => {
    await line.refused(/C/, 'note', 'C', '--summary', 'seen');
    assert.deepEqual(started().filter(isThere), []);
    assert.deepEqual(
      readdirSync(line.workspace.root).filter((name) => name.startsWith('.cmos')),
      [],
    );
    assert.deepEqual(readdirSync(line.workspace.path('db')).toSorted(), ['.keep', 'cmos.sqlite']);
  });

  it('opens nothing in the workspace before it is asked', async function () {
    if (process.platform !== 'linux') this.skip();
    const writers = new Writers({ bundleFolder: BUNDLE, python: shim });
    const noLonger = writers.expect();
    try {
      const writer = await writers.get();
      assert.ok(writer instanceof WriterProcess);
      const files = readdirSync(`/proc/${writer.pid}/fd`).map((name) => readlinkSync(`/proc/${writer.pid}/fd/${name}`));
      assert.deepEqual(
        files.filter((file) => file.startsWith(line.workspace.root) || file.includes('cmos.sqlite')),
        [],
      );
    } finally {
      await noLonger();
      await writers.close();
    }
  });

  describe('and those who expect it', () => {
    let writers: Writers;
    beforeEach(() => {
      writers = new Writers({ bundleFolder: BUNDLE, python: shim });
    });
    afterEach(() => writers.close());

    const pids = async (count: number): Promise<readonly number[]> => {
      while (started().length < count) await new Promise((resolve) => setTimeout(resolve, 10));
      return started();
    };

    it('share one, which ends when the last of them needs it no longer', async () => {
      const one = writers.expect();
      const other = writers.expect();
      const [pid = 0] = await pids(1);
      await one();
      assert.ok(isThere(pid));
      await other();
      assert.ok(!isThere(pid));
      assert.equal(started().length, 1);
    });

    it('keep it once it was asked for', async () => {
      const noLonger = writers.expect();
      const writer = await writers.get();
      await noLonger();
      assert.equal(await writers.get(), writer);
      assert.equal(started().length, 1);
    });

    it('get another one where the first was ended', async () => {
      const noLonger = writers.expect();
      await pids(1);
      const [, writer] = await Promise.all([noLonger(), writers.get()]);
      assert.match(writer?.engine ?? '', /Python/);
      assert.deepEqual(await writer?.read(line.workspace.path('db/cmos.sqlite'), []), []);
    });
  });

  it('is not expected where the folder is not trusted, nor for a dry run', async () => {
    let [expected, released] = [0, 0];
    const ports = (more: Partial<CommitPorts>): CommitPorts =>
      commitPorts(() => Promise.resolve(undefined), {
        expectWriter: () => {
          expected++;
          return () => Promise.resolve(void released++);
        },
        ...more,
      });
    const workspace = new Workspace(nodePorts(), line.workspace.root, DEFAULT_SETTINGS);
    const attempt = (transaction: { readonly ports: CommitPorts; readonly dryRun?: boolean }): Promise<unknown> =>
      transact(
        { ...transaction, refresh: () => workspace.refresh() },
        {
          plan: (snapshot) => Promise.resolve(step(snapshot, 'A', 'Current', 'started')),
          changeSetOf: (planned) => planned,
        },
      ).catch(() => undefined);
    await attempt({ ports: ports({ trusted: false }) });
    await attempt({ ports: ports({}), dryRun: true });
    assert.equal(expected, 0);
    await attempt({ ports: ports({}) });
    assert.deepEqual([expected, released], [1, 1]);
  });
});
