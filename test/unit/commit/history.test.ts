import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { ChangeSet } from '../../../src/core/changes/change-set';
import { commit } from '../../../src/core/commit/commit';
import { takeSnapshot } from '../../../src/core/operations/snapshot';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { listHistory, planRedo, planUndo } from '../../../src/core/commit/history';
import { JOURNAL_FOLDER } from '../../../src/core/ground/own-folder';
import { recover } from '../../../src/core/commit/recover';
import { renderChangeSet } from '../../../src/core/changes/render';
import { CmosError } from '../../../src/core/ground/errors';
import { transact } from '../../../src/core/operations/transact';
import { DEFAULT_SETTINGS } from '../../../src/core/workspace/settings';
import { Workspace } from '../../../src/core/workspace/workspace';
import { nodePorts } from '../../../src/node/ports';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { STYLES } from '../../torture/backlogs';
import { Faults, faultyFiles } from '../../support/faults';
import { step } from '../../support/step';
import { commitPorts, TestWriters, WRITERS_TO_TRY } from '../../support/writers';
import { TestWorkspace } from '../../support/workspaces';

for (const writer of WRITERS_TO_TRY)
  describe(writer === undefined ? 'commits, one after another' : `commits, one after another (${writer})`, function () {
    this.timeout(60_000);
    const writers = new TestWriters(writer);
    const ports = commitPorts(() => writers.get());
    let workspace: TestWorkspace;

    beforeEach(async () => {
      workspace = await TestWorkspace.of({
        'missions/backlog.yaml': STYLES['flow'] ?? '',
        'SESSIONS.jsonl': '',
        'db/.keep': '',
      });
    });
    afterEach(() => {
      workspace.remove();
    });
    after(() => writers.close());

    const run = async (
      plan: (snapshot: Awaited<ReturnType<TestWorkspace['read']>>['snapshot']) => ChangeSet | Promise<ChangeSet>,
      own: CommitPorts = ports,
    ): Promise<void> => {
      await transact<ChangeSet>(
        { ports: own, refresh: () => workspace.workspace.refresh() },
        { plan: async (snapshot) => plan(snapshot), changeSetOf: (changeSet) => changeSet },
      );
    };
    const move = (mission: string, status: string): Promise<void> =>
      run((snapshot) => step(snapshot, mission, status, `${mission} ${status}`));
    const undo = (): Promise<void> => run((snapshot) => planUndo(ports, snapshot.layout));
    const redo = (): Promise<void> => run((snapshot) => planRedo(ports, snapshot.layout));
    const files = (): string[] => [workspace.text('missions/backlog.yaml'), workspace.text('SESSIONS.jsonl')];
    const refusedWith = (code: Parameters<typeof CmosError.is>[1]) => (error: unknown) => CmosError.is(error, code);

    it('are undone and done again, one by one, to the byte', async () => {
      const states = [files()];
      await move('A', 'Current');
      states.push(files());
      await move('B', 'Blocked');
      states.push(files());
      await undo();
      assert.deepEqual(files(), states[1]);
      await undo();
      assert.deepEqual(files(), states[0]);
      await assert.rejects(undo(), refusedWith('undo/nothing'));
      await redo();
      await redo();
      assert.deepEqual(files(), states[2]);
      await assert.rejects(redo(), refusedWith('undo/nothing'));
      await undo();
      await move('B', 'Current');
      await assert.rejects(redo(), refusedWith('undo/nothing'));
      assert.equal((await workspace.read()).report.verdict, 'in-sync');
    });

    it('are undone beside what others wrote since, and not where they wrote over it', async () => {
      await move('A', 'Current');
      const other = '{"ts": "2025-03-15T00:00:00Z", "agent": "py", "mission": "B", "action": "note"}\n';
      appendFileSync(workspace.path('SESSIONS.jsonl'), other);
      workspace.write(
        'missions/backlog.yaml',
        workspace.text('missions/backlog.yaml').replace('name: "Planning', '# ours\nname: "Planning'),
      );
      await undo();
      assert.equal(workspace.text('SESSIONS.jsonl'), other);
      assert.match(workspace.text('missions/backlog.yaml'), /# ours/);
      assert.doesNotMatch(workspace.text('missions/backlog.yaml'), /Current/);
      await redo();
      workspace.write(
        'missions/backlog.yaml',
        workspace.text('missions/backlog.yaml').replace('"Current"', '"Elsewhere"'),
      );
      await assert.rejects(undo(), refusedWith('commit/changed'));
    });

    it('are kept for undo up to a number, however often they are undone and redone', async () => {
      const own = { ...ports, keptChanges: 4 };
      const states: string[][] = [];
      for (let turn = 0; turn < 6; turn++) {
        states.unshift(files());
        await run((snapshot) => step(snapshot, 'A', turn % 2 === 0 ? 'Current' : 'Queued', `turn ${turn}`), own);
      }
      const end = files();
      for (let round = 0; round < 2; round++) {
        for (let back = 0; back < 4; back++) {
          await run((snapshot) => planUndo(own, snapshot.layout), own);
          assert.deepEqual(files(), states[back]);
        }
        await assert.rejects(undo(), refusedWith('undo/nothing'));
        for (let forth = 0; forth < 4; forth++) await run((snapshot) => planRedo(own, snapshot.layout), own);
        assert.deepEqual(files(), end);
      }
      const kept = readdirSync(path.join(workspace.root, JOURNAL_FOLDER)).filter((name) => name.endsWith('.json'));
      assert.ok(kept.length <= 2 * 4, `${kept.length} records`);
    });

    it('are a history to go by wherever the removal of old ones ends', async () => {
      const own = { ...ports, keptChanges: 2 };
      const begin = async (): Promise<string[][]> => {
        workspace.remove();
        workspace = await TestWorkspace.of({
          'missions/backlog.yaml': STYLES['flow'] ?? '',
          'SESSIONS.jsonl': '',
          'db/.keep': '',
        });
        const states = [files()];
        await move('A', 'Current');
        await undo();
        await redo();
        states.push(files());
        await move('B', 'Blocked');
        states.push(files());
        return states;
      };
      const last = async (faults: Faults): Promise<void> => {
        await run((snapshot) => step(snapshot, 'A', 'Queued', 'last'), { ...own, files: faultyFiles(faults) }).catch(
          (error: unknown) => {
            if (!faults.ended) throw error;
          },
        );
      };
      await begin();
      const counted = new Faults(-1, undefined);
      await last(counted);
      assert.equal((await listHistory(own, (await workspace.read()).snapshot.layout)).length, 2);
      const lengths = new Set<number>();
      let isWhole = false;
      // Back to where nothing has been removed yet.
      for (let at = counted.calls - 1; at >= 0 && !isWhole; at--) {
        const states = await begin();
        await last(new Faults(at, 'end-after'));
        const listed = await listHistory(own, (await workspace.read()).snapshot.layout);
        lengths.add(listed.length);
        isWhole = listed.at(-1)?.record.redoes === undefined && listed.length === 3;
        for (const { state } of listed) assert.ok(state === 'done' || state === 'open', `call ${at + 1}: ${state}`);
        for (const before of states.slice(-listed.length).toReversed()) {
          await undo();
          assert.deepEqual(files(), before, `call ${at + 1}`);
        }
      }
      assert.deepEqual([...lengths], [2, 3]);
    });

    it('can be read before they are made', async () => {
      const { snapshot } = await workspace.read();
      const text = renderChangeSet(step(snapshot, 'A', 'Current', 'go'));
      assert.match(text, /~ missions "A" +status +"Queued" → "Current"/);
      assert.match(text, /-.*id: "A".*"Queued"/);
      assert.match(text, /\+.*id: "A".*"Current"/);
      assert.match(text, /--- SESSIONS\.jsonl/);
    });

    it('refuse: nothing is changed, and it is said why', async () => {
      const before = files();
      const go = (more: Partial<CommitPorts>): Promise<void> =>
        run((snapshot) => step(snapshot, 'A', 'Current', 'x'), { ...ports, ...more });
      await assert.rejects(go({ trusted: false }), refusedWith('commit/untrusted'));
      await assert.rejects(go({ isUnsaved: (file) => file.endsWith('backlog.yaml') }), refusedWith('commit/unsaved'));
      await assert.rejects(go({ writer: () => Promise.resolve(undefined) }), refusedWith('commit/no-writer'));
      const { snapshot } = await workspace.read();
      const stale = step(snapshot, 'A', 'Current', 'x');
      workspace.write('missions/backlog.yaml', `${workspace.text('missions/backlog.yaml')}# more\n`);
      await assert.rejects(commit(ports, snapshot, stale), refusedWith('commit/changed'));
      workspace.write('missions/backlog.yaml', before[0] ?? '');
      workspace.write('missions/backlog.yaml', (before[0] ?? '').replace('"Alpha"', '"Drifted"'));
      await assert.rejects(go({}), refusedWith('commit/drift'));
      workspace.write('missions/backlog.yaml', before[0] ?? '');
      const other = new TestWriters();
      await (
        await writers.get()
      ).locked(workspace.path('db/cmos.sqlite'), 1000, () =>
        assert.rejects(
          go({ writer: () => other.get(), patience: 50, holders: () => Promise.resolve(['python3 (1)']) }),
          (error) => refusedWith('commit/locked')(error) && (error as Error).message.includes('python3'),
        ),
      );
      await other.close();
      assert.deepEqual(files(), before);
      assert.equal(existsSync(path.join(workspace.root, JOURNAL_FOLDER)), false);
    });

    it('refuse on a file system that may not be written, or is full', async () => {
      const before = files();
      for (const [code, expected] of [
        ['EROFS', 'commit/read-only'],
        ['ENOSPC', 'commit/disk-full'],
      ] as const) {
        const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
        const disk = { ...nodeCommitFiles, writeNew: fail, append: fail, rename: fail, link: fail, makeFolder: fail };
        await assert.rejects(
          run((snapshot) => step(snapshot, 'A', 'Current', 'x'), { ...ports, files: disk }),
          refusedWith(expected),
        );
      }
      assert.deepEqual(files(), before);
      assert.equal((await workspace.read()).report.verdict, 'in-sync');
    });

    it('refuse on a disk that really is full, and one that really may not be written', async function () {
      const disk = path.join(workspace.root, 'disk');
      mkdirSync(disk);
      // Only a superuser of Linux can make such a disk.
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk]).status !== 0) this.skip();
      try {
        for (const name of ['missions', 'db', 'SESSIONS.jsonl'])
          cpSync(path.join(workspace.root, name), path.join(disk, name), { recursive: true });
        const small = new Workspace(nodePorts(), disk, DEFAULT_SETTINGS);
        const snapshot = await small.refresh();
        const change = step(snapshot, 'A', 'Current', 'x');
        const state = (): string[] =>
          ['missions/backlog.yaml', 'SESSIONS.jsonl', 'db/cmos.sqlite'].map((name) =>
            readFileSync(path.join(disk, name), 'latin1'),
          );
        const before = state();
        try {
          writeFileSync(path.join(disk, 'rest'), Buffer.alloc(1 << 20));
        } catch {
          // Now it is full.
        }
        await assert.rejects(commit(ports, snapshot, change), refusedWith('commit/disk-full'));
        assert.deepEqual(state(), before);
        rmSync(path.join(disk, 'rest'));
        spawnSync('mount', ['-o', 'remount,ro', disk]);
        await assert.rejects(commit(ports, snapshot, change), refusedWith('commit/read-only'));
        assert.deepEqual(state(), before);
        const left = existsSync(path.join(disk, JOURNAL_FOLDER)) ? readdirSync(path.join(disk, JOURNAL_FOLDER)) : [];
        assert.deepEqual(
          left.filter((name) => name.endsWith('.json')),
          [],
        );
      } finally {
        spawnSync('umount', [disk]);
      }
    });

    it('that a crash left ask where it is not certain, touch nothing, and can be left as they are', async () => {
      const { snapshot } = await workspace.read();
      // The process ends just before COMMIT: the rows are as before, the files as after.
      const real = await writers.get();
      const crashing: CommitPorts = {
        ...ports,
        writer: () =>
          Promise.resolve({
            engine: 'x',
            read: (database, keys) => real.read(database, keys),
            backup: (database, target, timeout) => real.backup(database, target, timeout),
            close: () => Promise.resolve(),
            locked: () => Promise.reject(new Error('gone')),
            transaction: (database, changes, timeout, work) =>
              real.transaction(database, changes, timeout, async (prepared) => {
                await work(prepared);
                throw new Error('gone');
              }),
          }),
      };
      await assert.rejects(
        commit(crashing, snapshot, step(snapshot, 'A', 'Current', 'x')),
        refusedWith('commit/unrecovered'),
      );
      // Then somebody changes the very place.
      workspace.write(
        'missions/backlog.yaml',
        workspace.text('missions/backlog.yaml').replace('"Current"', '"Elsewhere"'),
      );
      const found = files();
      const place = { root: workspace.root, database: 'db/cmos.sqlite' };
      await assert.rejects(recover({ ...ports, trusted: false }, place), refusedWith('commit/untrusted'));
      const [first] = await recover(ports, place);
      assert.equal(first?.outcome, 'conflict');
      assert.equal(first.conflict, 'missions/backlog.yaml');
      assert.deepEqual(files(), found);
      await assert.rejects(move('B', 'Current'), refusedWith('commit/unrecovered'));
      // Whoever is about to decide can keep a copy of what is there.
      await takeSnapshot({ ports, refresh: () => workspace.workspace.refresh() }, { reason: 'x' });
      assert.deepEqual(files(), found);
      const [second] = await recover(ports, place, { asIs: true });
      assert.equal(second?.outcome, 'left-as-is');
      assert.deepEqual(files(), found);
      await assert.rejects(undo(), refusedWith('undo/nothing'));
    });
  });
