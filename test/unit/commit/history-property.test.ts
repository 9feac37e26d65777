/** Any operations, undone and redone in any order: the bytes of the files and the rows of the database tell what is there. */
import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { dumpDatabase } from '../../../src/core/database/dump';
import { CmosError, type CmosErrorCode } from '../../../src/core/ground/errors';
import { block } from '../../../src/core/operations/catalog/block';
import { complete } from '../../../src/core/operations/catalog/complete';
import type { Operation, Parameters } from '../../../src/core/operations/operation';
import { listHistory } from '../../../src/core/commit/history';
import { note } from '../../../src/core/operations/catalog/note';
import { redo, undo } from '../../../src/core/operations/undo';
import type { Transaction } from '../../../src/core/operations/transact';
import { add } from '../../../src/core/operations/catalog/add';
import { start } from '../../../src/core/operations/catalog/start';
import { unblock } from '../../../src/core/operations/catalog/unblock';
import { nodePorts } from '../../../src/node/ports';
import { runs } from '../../support/effort';
import { everything, Performing } from '../../support/performing';
import { TestWorkspace } from '../../support/workspaces';

const FILES = {
  'missions/backlog.yaml': `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      totalMissions: 3
      completedMissions: 0
      missions:
        - { id: "A", name: "Alpha", status: "Queued" } # kept
        - id: B
          name: Beta
          status: Queued
    - sprintId: "S2"
      title: "Two"
      missions:
        - { id: "C", name: "Gamma", status: "Queued" }
`,
  // Its last line was never finished.
  'SESSIONS.jsonl': '{"ts": "2025-01-01T00:00:00Z", "agent": "a", "mission": "A", "action": "note"}',
  'PROJECT_CONTEXT.json': '{"working_memory": {"active_mission": null, "session_count": 3}}',
  'context/MASTER_CONTEXT.json': '{"decisions": []}',
  'db/.keep': '',
};

const MISSIONS = ['A', 'B', 'C'] as const;

type Step = readonly [operation: Operation, parameters: Parameters];

const step: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...MISSIONS), fc.nat({ max: 99 }), fc.nat({ max: 5 }))
  .map(([mission, number, kind]): Step => {
    switch (kind) {
      case 0:
        return [start, { mission, summary: `start ${number}` }];
      case 1:
        return [complete, { mission, summary: 's', notes: `done ${number}` }];
      case 2:
        return [block, { mission, reason: `r ${number}`, needs: ['n'] }];
      case 3:
        return [unblock, { mission, summary: 's' }];
      case 4:
        return [add, { id: `N${number}`, name: 'New', sprint: mission === 'C' ? 'S2' : 'S1' }];
      default:
        return [note, { mission, summary: `note ${number}` }];
    }
  });

describe('the history of any operations', function () {
  this.timeout(300_000);
  const performing = new Performing();
  let workspace: TestWorkspace;
  after(() => performing.close());

  const transaction = (): Transaction => ({
    ports: performing.ports(),
    refresh: () => workspace.workspace.refresh(),
  });

  /** What every file and every row says. */
  async function state(): Promise<unknown> {
    const database = workspace.path('db/cmos.sqlite');
    const { tables } = await dumpDatabase(nodePorts(), database, 'db/cmos.sqlite', 1 << 24);
    const files = Object.entries(everything(workspace)).filter(([file]) => file !== path.normalize(database));
    return { files: Object.fromEntries(files), rows: [...tables].map(([name, { rows }]) => [name, rows]) };
  }

  /** Whether it was done; where it was refused, with one of the codes, nothing was changed. */
  async function did(act: () => Promise<unknown>, ...codes: readonly CmosErrorCode[]): Promise<boolean> {
    const before = await state();
    try {
      await act();
      return true;
    } catch (error) {
      if (!CmosError.is(error, ...codes)) throw error;
      assert.deepEqual(await state(), before, `refused: ${error.message}`);
      return false;
    }
  }

  /** The states before and after each operation that was not refused. */
  async function carriedOut(steps: readonly Step[]): Promise<unknown[]> {
    const states = [await state()];
    for (const [operation, parameters] of steps) {
      const refusals = ['operation/refused', 'operation/gated', 'operation/invalid'] as const;
      if (await did(() => performing.run(workspace, operation, parameters), ...refusals)) states.push(await state());
    }
    return states;
  }

  const undoing = async (which?: number): Promise<boolean> =>
    did(
      () => undo(transaction(), which === undefined ? {} : { which }),
      'undo/nothing',
      'undo/rested-on',
      'commit/changed',
    );

  it('leads back to where it began, step by step, and forth again, to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        workspace = await TestWorkspace.of(FILES);
        try {
          const states = await carriedOut(steps);
          for (const before of states.slice(0, -1).toReversed()) {
            assert.ok(await undoing());
            assert.deepEqual(await state(), before);
          }
          assert.equal(await undoing(), false);
          for (const after of states.slice(1)) {
            await redo(transaction());
            assert.deepEqual(await state(), after);
          }
          await assert.rejects(redo(transaction()), (error) => CmosError.is(error, 'undo/nothing'));
        } finally {
          workspace.remove();
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('takes single ones out of the middle where nothing rests on them, and back in again', async () => {
    let [taken, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 6 }),
        fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 3 }),
        async (steps, which) => {
          workspace = await TestWorkspace.of(FILES);
          try {
            await carriedOut(steps);
            const states = [await state()];
            for (const number of which) {
              const listed = (await listHistory(performing.ports(), (await workspace.read()).snapshot.layout)).find(
                (each) => each.number === number,
              );
              const done = await undoing(number);
              assert.equal(done, listed?.state === 'done' && listed.restedOnBy.length === 0, `${number} as listed`);
              if (done) {
                taken++;
                states.push(await state());
                assert.equal((await workspace.read()).report.verdict, 'in-sync');
              } else refused++;
            }
            for (const before of states.slice(0, -1).toReversed()) {
              await redo(transaction());
              assert.deepEqual(await state(), before);
            }
          } finally {
            workspace.remove();
          }
        },
      ),
      { numRuns: runs(40) },
    );
    console.log(`      ${taken} undone out of order, ${refused} refused`);
  });
});
