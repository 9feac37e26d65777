/**
 * Each call that a commit makes, on files and on the database, fails in turn, in each way that it may; then, with a
 * machine that works again, recovery must find all stores as before or all as after.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { commit } from '../../../src/core/commit/commit';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { JOURNAL_FOLDER } from '../../../src/core/ground/own-folder';
import { recover } from '../../../src/core/commit/recover';
import { CmosError, hostCode } from '../../../src/core/ground/errors';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { Ended, type Fault, Faults, faultsAt, faultyFiles, faultyWriter } from '../../support/faults';
import { step } from '../../support/step';
import { commitPorts, TestWriters, WRITERS_TO_TRY } from '../../support/writers';
import { TestWorkspace } from '../../support/workspaces';
import { full, sample } from '../../support/effort';

const BACKLOG = `---
name: Faults
---
domainFields:
  sprints:
    - sprintId: S1
      title: One
      missions:
        - { id: A, name: Alpha, status: Queued } # kept
        - { id: B, name: Beta, status: Queued }
`;

/** What a refusal says of what the file system answered, unless it could not be taken back yet. */
const SAYS: Readonly<Partial<Record<Fault, RegExp>>> = {
  ENOSPC: /^commit\/(disk-full The disk is full|unrecovered)/,
  EDQUOT: /^commit\/(disk-full Your disk quota is used up|unrecovered)/,
  EROFS: /^commit\/(read-only .* is mounted read-only|unrecovered)/,
  EACCES: /^commit\/(read-only|unrecovered)/,
};

for (const writer of WRITERS_TO_TRY)
  describe(
    writer === undefined ? 'a commit of which any call fails' : `a commit of which any call fails (${writer})`,
    function () {
      this.timeout(300_000);
      const writers = new TestWriters(writer);
      let points = 0;

      after(async () => {
        await writers.close();
      });

      /** Everything that counts: the mirrors' bytes and what the database says. */
      const stateOf = async (workspace: TestWorkspace): Promise<string> => {
        const { snapshot } = await workspace.read();
        const database = documentOf(snapshot.database);
        assert.ok(database);
        const { missions, events } = database;
        const log = workspace.path('SESSIONS.jsonl');
        return JSON.stringify([
          missions,
          events,
          workspace.text('missions/backlog.yaml'),
          existsSync(log) ? readFileSync(log, 'utf8') : undefined,
        ]);
      };

      const leftOvers = (workspace: TestWorkspace): string[] =>
        readdirSync(workspace.root, { recursive: true, encoding: 'utf8' }).filter(
          (name) => /\.cmos-.*\.(new|old)$/.test(name) || name.endsWith('.open.json') || name.endsWith('-journal'),
        );

      for (const [what, log] of [
        ['a log to add to', '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "note"}\n'],
        [
          'a log without its last line end',
          '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "note"}',
        ],
        ['no log', undefined],
      ] as const) {
        it(`leaves all as before or all as after, with ${what}`, async () => {
          const make = (): Promise<TestWorkspace> =>
            TestWorkspace.of({
              'missions/backlog.yaml': BACKLOG,
              'db/.keep': '',
              ...(log === undefined ? {} : { 'SESSIONS.jsonl': log }),
            });
          const attempt = async (
            workspace: TestWorkspace,
            faults: Faults,
          ): Promise<{ error: unknown; before: string }> => {
            const before = await stateOf(workspace);
            const { snapshot } = await workspace.read();
            const ports: CommitPorts = commitPorts(
              async () => {
                if (faults.ended) throw new Ended();
                return faultyWriter(faults, await writers.get());
              },
              { files: faultyFiles(faults), patience: 300 },
            );
            try {
              await commit(ports, snapshot, step(snapshot, 'A', 'Current', 'started'));
              return { error: undefined, before };
            } catch (error) {
              return { error, before };
            }
          };

          const whole = await make();
          const count = new Faults(-1, undefined);
          assert.equal((await attempt(whole, count)).error, undefined);
          const done = await stateOf(whole);
          assert.match(done, /Current/);
          whole.remove();

          for (let at = 0; at < count.calls; at++) {
            for (const fault of sample(faultsAt(count, at), 3)) {
              const workspace = await make();
              const faults = new Faults(at, fault);
              const { error, before } = await attempt(workspace, faults);
              const where = `call ${at + 1} of ${count.calls}: ${fault}`;
              points++;
              if (!faults.ended) {
                assert.ok(error === undefined || CmosError.is(error), `${where}: ${String(error)}`);
                // Told as failed and undone: it must be so at once, without recovery.
                if (CmosError.is(error) && error.code !== 'commit/unrecovered')
                  assert.equal(await stateOf(workspace), before, where);
                if (error === undefined) assert.equal(await stateOf(workspace), done, where);
                const reason = SAYS[fault];
                if (reason !== undefined && CmosError.is(error) && hostCode(error.cause) === fault)
                  assert.match(`${error.code} ${error.message}`, reason, where);
              }
              const ports = commitPorts(() => writers.get());
              const recoveries = await recover(ports, { root: workspace.root, database: 'db/cmos.sqlite' });
              assert.ok(
                recoveries.every(({ outcome }) => outcome !== 'conflict'),
                where,
              );
              const after = await stateOf(workspace);
              assert.ok(after === before || after === done, `${where}: neither before nor after\n${after}`);
              // And the workspace works: the same step goes through, or is there.
              if (after === before) {
                const { snapshot } = await workspace.read();
                await commit(ports, snapshot, step(snapshot, 'A', 'Current', 'started'));
                assert.equal(await stateOf(workspace), done, where);
              }
              assert.deepEqual(leftOvers(workspace), [], where);
              assert.ok(existsSync(path.join(workspace.root, JOURNAL_FOLDER)));
              workspace.remove();
            }
          }
        });
      }

      it('was made to fail at every point', () => {
        console.log(`      ${points} points`);
        assert.ok(points > (full ? 500 : 150));
      });
    },
  );
