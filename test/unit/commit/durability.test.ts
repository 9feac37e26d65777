/** What was reported as done survives a power cut, and what a cut interrupts is before or after. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { commit } from '../../../src/core/commit/commit';
import { recover } from '../../../src/core/commit/recover';
import { documentOf } from '../../../src/core/workspace/snapshot';
import type { DatabaseWriter } from '../../../src/core/changes/writer';
import { Ended, Faults, faultyFiles, faultyWriter } from '../../support/faults';
import { LosingDisk, LOSSES } from '../../support/losing-disk';
import { planOf } from '../../support/plan';
import { step } from '../../support/step';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts, TestWriters, WRITERS_TO_TRY } from '../../support/writers';

const LINE = '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "note"}\n';

for (const writer of WRITERS_TO_TRY)
  describe(
    writer === undefined ? 'a commit of which the power is cut' : `a commit of which the power is cut (${writer})`,
    function () {
      this.timeout(300_000);
      const writers = new TestWriters(writer);
      after(() => writers.close());

      const make = (log: string | undefined): Promise<TestWorkspace> =>
        TestWorkspace.of({
          'missions/backlog.yaml': planOf({ A: 'Queued', B: 'Queued' }),
          'db/.keep': '',
          ...(log === undefined ? {} : { 'SESSIONS.jsonl': log }),
        });
      /** Everything that counts: the mirrors' bytes and what the database says. */
      const stateOf = async (workspace: TestWorkspace): Promise<string> => {
        const { snapshot } = await workspace.read();
        const { missions, events } = documentOf(snapshot.database) ?? assert.fail();
        const files = ['missions/backlog.yaml', 'SESSIONS.jsonl'].map((file) =>
          existsSync(workspace.path(file)) ? readFileSync(workspace.path(file), 'utf8') : undefined,
        );
        return JSON.stringify([missions, events, files]);
      };
      const portsWith = (faults: Faults): ReturnType<typeof commitPorts> =>
        commitPorts(
          async () => {
            if (faults.ended) throw new Ended();
            return faultyWriter(faults, await writers.get());
          },
          { patience: 300 },
        );
      const attempt = async (workspace: TestWorkspace, faults: Faults): Promise<boolean> => {
        const { snapshot } = await workspace.read();
        try {
          await commit(portsWith(faults), snapshot, step(snapshot, 'A', 'Current', 'started'));
          return true;
        } catch (error) {
          if (!faults.ended) throw error;
          return false;
        }
      };

      for (const [what, log] of [
        ['with a log to add to', LINE],
        ['without a log', undefined],
      ] as const) {
        it(`is before or after as a whole, and after once it was reported as done, ${what}`, async () => {
          let points = 0;
          let reported = 0;
          const whole = await make(log);
          await attempt(whole, new Faults(-1, undefined));
          const wanted = await stateOf(whole);
          whole.remove();
          for (let at = 0, more = true; more; at++) {
            for (const loss of LOSSES) {
              const workspace = await make(log);
              const before = await stateOf(workspace);
              const faults = new Faults(at, 'end-before');
              const disk = new LosingDisk(workspace.root, faults);
              let done: boolean;
              try {
                done = await attempt(workspace, faults);
              } finally {
                disk.cut(loss);
              }
              more = faults.ended;
              await recover(
                commitPorts(() => writers.get()),
                { root: workspace.root, database: 'db/cmos.sqlite' },
              );
              const after = await stateOf(workspace);
              const where = `call ${at + 1}, ${loss} lost`;
              if (done || after !== before) assert.equal(after, wanted, where);
              if (done) reported++;
              points++;
              workspace.remove();
            }
          }
          assert.ok(points > 40 && reported >= LOSSES.length, `${points} points, ${reported} reported`);
          console.log(`      ${points} points, ${reported} of them after the commit`);
        });
      }

      it('is before, when the power is cut again while recovery rolls it back', async () => {
        let points = 0;
        for (let at = 0, more = true; more; at++) {
          for (const loss of LOSSES) {
            const workspace = await make(LINE);
            const before = await stateOf(workspace);
            // All files have their new content, and the process ends where the database would have it too.
            const crash = new Faults(Number.POSITIVE_INFINITY, 'end-before');
            const { snapshot } = await workspace.read();
            const real = await writers.get();
            const ending: DatabaseWriter = {
              ...faultyWriter(crash, real),
              transaction: (database, changes, timeout, work) =>
                real.transaction(database, changes, timeout, async (prepared) => {
                  await work(prepared);
                  crash.ended = true;
                  throw new Ended();
                }),
            };
            const files = faultyFiles(crash);
            await assert.rejects(
              commit(
                commitPorts(() => Promise.resolve(ending), { files }),
                snapshot,
                step(snapshot, 'A', 'Current', 'started'),
              ),
            );
            assert.match(workspace.text('missions/backlog.yaml'), /Current/);

            const place = { root: workspace.root, database: 'db/cmos.sqlite' };
            const faults = new Faults(at, 'end-before');
            const disk = new LosingDisk(workspace.root, faults);
            try {
              await recover(portsWith(faults), place);
            } catch (error) {
              if (!faults.ended) throw error;
            } finally {
              disk.cut(loss);
            }
            more = faults.ended;
            await recover(
              commitPorts(() => writers.get()),
              place,
            );
            assert.equal(await stateOf(workspace), before, `call ${at + 1} of recovery, ${loss} lost`);
            points++;
            workspace.remove();
          }
        }
        assert.ok(points > 20);
        console.log(`      ${points} points`);
      });
    },
  );
