/** A process that ends in the middle of an operation, and the person who gives the same command again. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { CommitPorts } from '../../../src/core/commit/ports';
import type { Recovery } from '../../../src/core/commit/recovery';
import { CmosError } from '../../../src/core/ground/errors';
import { complete } from '../../../src/core/operations/catalog/complete';
import { note } from '../../../src/core/operations/catalog/note';
import type { Operation, Parameters } from '../../../src/core/operations/operation';
import { redo, undo } from '../../../src/core/operations/undo';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { nodePorts } from '../../../src/node/ports';
import { Workspace } from '../../../src/core/workspace/workspace';
import { DEFAULT_SETTINGS } from '../../../src/core/workspace/settings';
import { Ended, Faults, faultyFiles, faultyWriter } from '../../support/faults';
import { Performing } from '../../support/performing';
import { CommandLine, NOW } from '../../support/command-line';
import { planOf } from '../../support/plan';
import { sample } from '../../support/effort';

const FILES = {
  'missions/backlog.yaml': planOf({ A: 'In Progress', B: 'Queued' }),
  'SESSIONS.jsonl':
    '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "start", "status": "in_progress"}\n',
};

describe('an operation that was interrupted', function () {
  this.timeout(300_000);
  const performing = new Performing();
  after(() => performing.close());

  /** Ports on a machine that ends at a call. */
  const ending = (faults: Faults): CommitPorts =>
    performing.ports({
      files: faultyFiles(faults),
      writer: async () => {
        if (faults.ended) throw new Ended();
        return faultyWriter(faults, await performing.writers.get());
      },
      patience: 300,
    });

  async function crashed(
    line: CommandLine,
    operation: Operation,
    parameters: Parameters,
    at: number,
  ): Promise<boolean> {
    const faults = new Faults(at, 'end-after');
    await performing.run(line.workspace, operation, parameters, { ports: ending(faults) }).catch((error: unknown) => {
      assert.ok(faults.ended && (error instanceof Ended || CmosError.is(error)), String(error));
    });
    return faults.ended;
  }

  /** The calls of an operation that goes through. */
  async function countedRun(operation: Operation, parameters: Parameters): Promise<Faults> {
    const line = await CommandLine.of(FILES);
    const faults = new Faults(-1, undefined);
    await performing.run(line.workspace, operation, parameters, { ports: ending(faults) });
    line.remove();
    return faults;
  }

  /** How many events of an action there are, when all stores say the same. */
  async function events(line: CommandLine, action: string): Promise<number> {
    const { snapshot, report } = await line.workspace.read();
    assert.equal(report.verdict, 'in-sync', JSON.stringify(report.findings.map(({ code, args }) => [code, args])));
    const database = documentOf(snapshot.database);
    return database?.events.filter((event) => event.action === action).length ?? 0;
  }

  for (const [operation, parameters, action] of [
    [complete, { mission: 'A', summary: 'done', notes: 'all fine' }, 'complete'],
    [note, { mission: 'A', summary: 'seen' }, 'note'],
  ] as const) {
    it(`is carried out once when ${operation.name} is given again, wherever it ended`, async () => {
      const outcomes = new Map<string, number>();
      const counted = await countedRun(operation, parameters);
      for (let at = 0; at < counted.calls; at++) {
        // To end after a look is to end before the next call.
        if (counted.reads[at] === true) continue;
        const line = await CommandLine.of(FILES);
        const ended = await crashed(line, operation, parameters, at);
        if (ended) {
          const met: Recovery[] = [];
          const before = await events(line, action).catch(() => -1);
          const ports = performing.ports({ recovered: (some) => met.push(...some) });
          const pending =
            existsSync(line.workspace.path('.cmos-operations')) && (await line.snapshot()).unfinished.length;
          // The very same command: nobody has to recover, or to repair what the crash left.
          const again = performing.run(line.workspace, operation, parameters, { ports });
          if (pending === 0 && before === 1 && operation === complete) await assert.rejects(again, /A is Completed/);
          else if (!(pending === 0 && before === 1)) await again;
          else await again.catch(() => undefined);
          const expected = pending === 0 && before === 1 && operation !== complete ? 2 : 1;
          assert.equal(await events(line, action), expected, `call ${at + 1}`);
          assert.equal(met.length, pending === 0 || pending === false ? 0 : 1, `call ${at + 1}: told what was met`);
          for (const { outcome } of met) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          assert.deepEqual((await line.snapshot()).unfinished, []);
        }
        line.remove();
      }
      assert.deepEqual([...outcomes.keys()].toSorted(), ['finished', 'taken-back']);
      console.log(`      ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`);
    });
  }

  it('is undone once when undo is given again, wherever it ended', async () => {
    const undoing = async (at: number): Promise<Faults> => {
      const line = await CommandLine.of(FILES);
      for (const summary of ['first', 'second']) await line.fine('note', 'A', '--summary', summary);
      const faults = new Faults(at, 'end-after');
      const workspace = new Workspace(nodePorts(), line.workspace.root, DEFAULT_SETTINGS);
      const refresh = (): ReturnType<Workspace['refresh']> => workspace.refresh();
      await undo({ ports: ending(faults), refresh }).catch(() => undefined);
      if ((await line.snapshot()).unfinished.length > 0) {
        await undo({ ports: performing.ports(), refresh });
        assert.equal(await events(line, 'note'), 1, `call ${at + 1}`);
      }
      line.remove();
      return faults;
    };
    const counted = await undoing(-1);
    for (const at of sample(
      [...counted.reads.keys()].filter((each) => counted.reads[each] === false),
      4,
    ))
      await undoing(at);
  });

  it('is settled before undo and redo go by the journal', async () => {
    for (let at = 0; ; at += 7) {
      const line = await CommandLine.of(FILES);
      await line.fine('note', 'A', '--summary', 'first');
      const before = line.everything();
      const ended = await crashed(line, note, { mission: 'A', summary: 'second' }, at);
      if (ended) {
        const workspace = new Workspace(nodePorts(), line.workspace.root, DEFAULT_SETTINGS);
        const transaction = { ports: performing.ports(), refresh: () => workspace.refresh() };
        await undo(transaction);
        assert.ok((await events(line, 'note')) < 2);
        await redo(transaction);
        assert.ok((await events(line, 'note')) > 0, `call ${at + 1}`);
        assert.ok(before);
      }
      line.remove();
      if (!ended) break;
    }
  });

  describe('as the command line tells of it', () => {
    let line: CommandLine;
    /** The call at which it ends so. */
    let from = 0;

    /** A workspace in which `complete` ended between its first file and the end. */
    beforeEach(async () => {
      for (let at = from; ; at++) {
        line = await CommandLine.of(FILES);
        assert.ok(await crashed(line, complete, { mission: 'A', summary: 'done', notes: 'all fine' }, at));
        const half = line.read('missions/backlog.yaml').includes('Completed');
        from = at;
        if (half && (await line.snapshot()).unfinished.length > 0) return;
        line.remove();
      }
    });
    afterEach(() => {
      line.remove();
    });

    it('is named by every look', async () => {
      for (const argv of [['status'], ['parity'], ['doctor'], ['lint']]) {
        assert.match((await line.cmos(...argv)).out, /Complete A/, argv[0]);
        assert.match((await line.cmos(...argv, '--format', 'json')).out, /Complete A/, argv[0]);
      }
      const { err } = await line.cmos('note', 'Z', '--summary', 'x', '--dry-run');
      assert.match(err, /There is no mission Z[^]*Not finished: Complete A/);
    });

    it('is reported by the operation that met it, also by one that refuses', async () => {
      const { out, status } = await line.cmos('note', 'B', '--summary', 'x', '--ts', NOW);
      assert.deepEqual([status, out.split('\n')[0]], [0, 'Rolled back after an interruption: Complete A']);
    });

    it('is reported as JSON', async () => {
      const { out } = await line.cmos('note', 'B', '--summary', 'x', '--ts', NOW, '--format', 'json');
      const { recovered } = JSON.parse(out) as { recovered: { title: string; outcome: string }[] };
      assert.deepEqual(
        recovered.map(({ title, outcome }) => [title, outcome]),
        [['Complete A', 'taken-back']],
      );
      const refused = await line.cmos('start', 'Z', '--summary', 'x');
      assert.equal(refused.status, 1);
    });

    it('is reported beside a refusal', async () => {
      const { err, out } = await line.cmos('start', 'Z', '--summary', 'x', '--format', 'json');
      assert.match(err, /Rolled back after an interruption: Complete A\nThere is no mission Z/);
      assert.deepEqual(Object.keys(JSON.parse(out) as object), ['version', 'error', 'recovered']);
    });

    it('shows before anything is settled what it was changing', async () => {
      const before = line.everything();
      const { out, status } = await line.cmos('recover', '--dry-run');
      assert.equal(status, 1);
      assert.match(
        out,
        /Interrupted: Complete A[^]*~ missions "A" +status +"In Progress" → "Completed"[^]*\+.*Completed/,
      );
      assert.deepEqual(line.everything(), before);
    });
  });
});
