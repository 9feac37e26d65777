/** What both sides agreed on last is right wherever a process ended, and where it is out of date nobody is named. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { CmosError } from '../../../src/core/ground/errors';
import { JOURNAL_FOLDER, OWN_FOLDER } from '../../../src/core/ground/own-folder';
import { check } from '../../../src/core/findings/check';
import { movedOf } from '../../../src/core/findings/moved';
import { complete } from '../../../src/core/operations/catalog/complete';
import { note } from '../../../src/core/operations/catalog/note';
import { recoverWorkspace } from '../../../src/core/operations/transact';
import { isOutOfDate, sidesOf } from '../../../src/core/parity/agreed/out-of-date';
import { AGREED_FILE, type Agreed } from '../../../src/core/workspace/agreed';
import { Ended, Faults, faultyFiles, faultyWriter } from '../../support/faults';
import { CommandLine } from '../../support/command-line';
import { sample } from '../../support/effort';
import { LosingDisk, type Loss, LOSSES } from '../../support/losing-disk';
import { Performing } from '../../support/performing';
import { planOf } from '../../support/plan';

const BACKLOG = 'missions/backlog.yaml';
const FILES = {
  [BACKLOG]: planOf({ A: 'In Progress', B: 'Queued' }),
  'SESSIONS.jsonl':
    '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "start", "status": "in_progress"}\n',
};
const PARAMETERS = { mission: 'A', summary: 'done', notes: 'all fine' };

describe('the last agreed state', function () {
  this.timeout(120_000);
  const performing = new Performing();
  after(() => performing.close());
  let line: CommandLine;
  /** A workspace in which both sides were seen to agree. */
  const begin = async (): Promise<void> => {
    line = await CommandLine.of(FILES);
    await performing.run(line.workspace, note, { mission: 'B', summary: 'first' });
  };
  beforeEach(begin);
  afterEach(() => {
    line.remove();
  });

  const agreed = (): Agreed => JSON.parse(line.read(AGREED_FILE)) as Agreed;
  const left = (): string[] => readdirSync(line.workspace.path(OWN_FOLDER)).filter((name) => name.endsWith('.new'));
  const statements = ({ missions, sessions, sides }: Agreed): unknown => [missions, sessions, sides];

  it('is what both say after each operation, with a fingerprint of either side', async () => {
    for (const argv of [
      ['block', 'A', '--summary', 'stuck', '--reason', 'r', '--need', 'n'],
      ['undo'],
      ['complete', 'A', '--summary', 'done', '--notes', 'n'],
    ]) {
      const { status, err } = await line.cmos(...argv);
      assert.deepEqual([status, err], [0, ''], argv[0]);
      const snapshot = await line.snapshot();
      assert.deepEqual(agreed().sides, sidesOf(snapshot), argv[0]);
      assert.equal(isOutOfDate(snapshot), false, argv[0]);
    }
    assert.deepEqual(left(), []);
  });

  it('is that of before or of after together with the stores, wherever a process ended', async () => {
    const run = async (faults: Faults): Promise<void> => {
      const ports: CommitPorts = performing.ports({
        files: faultyFiles(faults),
        writer: async () => {
          if (faults.ended) throw new Ended();
          return faultyWriter(faults, await performing.writers.get());
        },
        patience: 300,
      });
      await performing.run(line.workspace, complete, PARAMETERS, { ports }).catch((error: unknown) => {
        assert.ok(faults.ended && (error instanceof Ended || CmosError.is(error)), String(error));
      });
    };
    const again = async (): Promise<void> => {
      line.remove();
      await begin();
    };
    const before = statements(agreed());
    const counted = new Faults(-1, undefined);
    await run(counted);
    const calls = [...counted.reads.keys()].filter((at) => counted.reads[at] === false);
    // The last ones are those around COMMIT and after it.
    const tried = [...sample(calls.slice(0, -12), 4), ...calls.slice(-12)];
    let finished = 0;
    for (const at of tried) {
      await again();
      const faults = new Faults(at, 'end-after');
      await run(faults);
      assert.ok(faults.ended);
      await recoverWorkspace({ ports: performing.ports(), refresh: () => line.snapshot() });
      const snapshot = await line.snapshot();
      const isDone = line.read(BACKLOG).includes('Completed');
      assert.equal(isOutOfDate(snapshot), false, `call ${at + 1}`);
      assert.deepEqual(agreed().sides, sidesOf(snapshot), `call ${at + 1}`);
      if (!isDone) assert.deepEqual(statements(agreed()), before, `call ${at + 1}`);
      assert.deepEqual(left(), [], `call ${at + 1}`);
      if (isDone) finished++;
    }
    assert.ok(finished > 2 && finished < tried.length, `${finished} of ${tried.length} after COMMIT`);
  });

  it('is that of before or of after when the power is cut, and where it is behind, that can be told', async () => {
    const attempt = async (faults: Faults, loss: Loss): Promise<void> => {
      const disk = new LosingDisk(line.workspace.root, faults);
      const ports = performing.ports({
        writer: async () => {
          if (faults.ended) throw new Ended();
          return faultyWriter(faults, await performing.writers.get());
        },
        patience: 300,
      });
      try {
        await performing.run(line.workspace, complete, PARAMETERS, { ports });
      } catch (error) {
        if (!faults.ended) throw error;
      } finally {
        disk.cut(loss);
      }
      await recoverWorkspace({ ports: performing.ports(), refresh: () => line.snapshot() });
    };
    const before = statements(agreed());
    const counted = new Faults(-1, undefined);
    await attempt(counted, 'contents');
    let behind = 0;
    // The last ones are those around COMMIT and after it; the one behind them is a change that was reported as done.
    for (const at of sample([...Array(counted.calls + 1).keys()].slice(-20), 2))
      for (const loss of LOSSES) {
        line.remove();
        await begin();
        await attempt(new Faults(at, 'end-before'), loss);
        const snapshot = await line.snapshot();
        const where = `call ${at + 1}, ${loss} lost`;
        assert.ok(snapshot.agreed, where);
        if (!line.read(BACKLOG).includes('Completed')) assert.deepEqual(statements(agreed()), before, where);
        else if (isOutOfDate(snapshot)) behind++;
        else assert.deepEqual(agreed().sides, sidesOf(snapshot), where);
        assert.deepEqual(left(), [], where);
      }
    assert.ok(behind > 0);
  });

  it('is there after the first change of a workspace and a power cut, and git is kept out again', async () => {
    for (const loss of LOSSES) {
      line.remove();
      line = await CommandLine.of(FILES);
      const disk = new LosingDisk(line.workspace.root, new Faults(-1, undefined));
      try {
        await performing.run(line.workspace, note, { mission: 'B', summary: 'first' });
      } finally {
        disk.cut(loss);
      }
      const snapshot = await line.snapshot();
      assert.deepEqual(snapshot.agreed?.sides, sidesOf(snapshot), loss);
      await performing.run(line.workspace, note, { mission: 'B', summary: 'second' });
      for (const folder of [OWN_FOLDER, JOURNAL_FOLDER]) assert.equal(line.read(`${folder}/.gitignore`), '*\n', loss);
    }
  });

  it('names nobody where both changed together and nobody remembered it', async () => {
    const old = line.read(AGREED_FILE);
    await line.fine('complete', 'A', '--summary', 'go', '--notes', 'n');
    line.workspace.write(AGREED_FILE, old);
    // The file goes back to what both said before: it looks as if the database had moved.
    line.workspace.write(BACKLOG, FILES[BACKLOG]);
    const snapshot = await line.snapshot();
    const drift = check(snapshot).findings.find(({ field }) => field === 'status') ?? assert.fail();
    assert.equal(movedOf(snapshot, drift), 'unclear');
    const parity = await line.cmos('parity');
    assert.match(parity.out, /Which side changed is not known: the last agreed state is out of date\./);
    assert.doesNotMatch(parity.out, /changed since both agreed/);
    const json = JSON.parse((await line.cmos('parity', '--format', 'json')).out) as { findings: { moved?: unknown }[] };
    assert.ok(json.findings.every(({ moved }) => moved === null || moved === undefined));
    const repair = await line.cmos('repair', '--take', 'moved');
    assert.match(repair.out + repair.err, /It is not known which side changed these[^]*A status/);
    const seed = await line.cmos('seed', '--dry-run');
    assert.match(seed.out, /Kept, because it is not known which side changed: A status/);
    assert.match(
      (await line.cmos('repair', '--take', 'files')).err,
      /of which it is not known which side changed: A status/,
    );
  });

  it('is not out of date because one side came to say what the other says', async () => {
    const started = line.read(BACKLOG).replace('"Beta"', '"Renamed"');
    assert.notEqual(started, line.read(BACKLOG));
    line.workspace.write(BACKLOG, started.replace('status: "Queued"', 'status: "Blocked"'));
    let snapshot = await line.snapshot();
    assert.deepEqual(new Set(check(snapshot).findings.map((each) => movedOf(snapshot, each))), new Set(['files']));
    line.workspace.write(BACKLOG, started);
    snapshot = await line.snapshot();
    assert.deepEqual(new Set(check(snapshot).findings.map((each) => movedOf(snapshot, each))), new Set(['files']));
  });

  it('leaves nothing beside it that is ours, once nobody may be using it', async () => {
    const folder = line.workspace.path(OWN_FOLDER);
    const now = performing.ports().now();
    const looked = (age: number): string => `agreed.json.${(now - age).toString(36).padStart(8, '0')}abcdef.new`;
    const ours = [looked(61_000), 'agreed.json.00000099-abcdef.new'];
    const others = [looked(1_000), 'agreed.json.mine.new', 'notes.new'];
    for (const name of [...ours, ...others]) writeFileSync(path.join(folder, name), '{}');
    await recoverWorkspace({ ports: performing.ports(), refresh: () => line.snapshot() });
    assert.deepEqual(left().toSorted(), others.toSorted());
    assert.ok(
      existsSync(line.workspace.path(AGREED_FILE)) && readFileSync(line.workspace.path(AGREED_FILE)).length > 2,
    );
  });
});
