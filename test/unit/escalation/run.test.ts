/** Operations on their way through all tiers, in a workspace on disk. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { WriterError } from '../../../src/core/changes/writer';
import { Run, type RunResult } from '../../../src/core/operations/run';
import type { Incident } from '../../../src/core/escalation/incident';
import { Incidents } from '../../../src/core/escalation/incidents';
import { type Need, needsYou } from '../../../src/core/escalation/needs';
import { openIncidents, type Records } from '../../../src/core/escalation/records';
import { complete } from '../../../src/core/operations/catalog/complete';
import { note } from '../../../src/core/operations/catalog/note';
import type { Operation, Parameters } from '../../../src/core/operations/operation';
import type { Policy } from '../../../src/core/operations/policy';
import { review } from '../../../src/core/operations/catalog/review';
import { start } from '../../../src/core/operations/catalog/start';
import type { ScriptResult, ScriptRunner } from '../../../src/core/ground/scripts';
import { NO_GIT } from '../../../src/core/ground/git';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { nodeFiles, nodePorts } from '../../../src/node/ports';
import { messageFor } from '../../../src/core/ground/errors';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { Workspace } from '../../../src/core/workspace/workspace';
import { cmos } from '../../support/cmos';
import { DEFAULT_POLICY, NOW, Performing } from '../../support/performing';
import { TestWorkspace } from '../../support/workspaces';
import { planOf } from '../../support/plan';

const BACKLOG = planOf({ A: 'Current', B: 'Queued' });

const LATER = '2025-03-14T10:00:00Z';
const COMPLETE = { mission: 'A', summary: 's', notes: 'n' };

describe('carrying out by tiers', function () {
  this.timeout(60_000);
  const performing = new Performing();
  let workspace: TestWorkspace;
  let waits: number[];
  let told: Incident[];
  after(() => performing.close());
  afterEach(() => {
    workspace.remove();
  });
  beforeEach(async () => {
    waits = [];
    told = [];
    workspace = await TestWorkspace.of(
      {
        'missions/backlog.yaml': BACKLOG,
        'SESSIONS.jsonl': '',
        'PROJECT_CONTEXT.json': '{"working_memory": {"active_mission": null, "session_count": 1}}',
        'context/MASTER_CONTEXT.json': '{}',
        'scripts/validate_parity.py': 'raise SystemExit(0)\n',
      },
      // What is begun here was begun long ago.
      { staleAfterHours: 0 },
    );
  });

  const incidents = (): Incidents => new Incidents(nodeFiles, nodeCommitFiles, workspace.root, () => Date.now());
  const records = async (): Promise<Records> => incidents().read((await workspace.read()).snapshot);
  const needs = async (): Promise<readonly Need[]> => needsYou((await workspace.read()).snapshot, await records());
  const kinds = async (): Promise<string[]> => (await needs()).map(({ kind }) => kind);

  interface Options {
    readonly policy?: Partial<Policy>;
    readonly ports?: CommitPorts;
    readonly run?: ScriptRunner;
    readonly agent?: string;
    readonly dryRun?: boolean;
    readonly now?: string;
    readonly override?: string;
  }

  const run = async (operation: Operation, parameters: Parameters, options: Options = {}): Promise<RunResult> => {
    const made = new Run(operation, parameters, {
      refresh: () => workspace.workspace.refresh(),
      ports: options.ports ?? performing.ports(),
      dryRun: options.dryRun === true,
      agent: options.agent ?? 'a',
      at: options.now ?? NOW,
      policy: { ...DEFAULT_POLICY, ...options.policy },
      gatherPorts: {
        files: nodeFiles,
        reading: { ports: nodePorts(), files: nodeCommitFiles },
        git: NO_GIT,
        run: options.run,
        incidents: incidents(),
      },
      sleep: (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
      now: () => Date.now(),
    });
    try {
      return await made.carryOut(options.override);
    } finally {
      if (made.escalated !== undefined) told.push(made.escalated.incident);
    }
  };

  /** A machine whose database is locked for so many commits. */
  const lockedFor = (times: number): CommitPorts => {
    let left = times;
    return performing.ports({
      writer: async () => {
        const writer = await performing.writers.get();
        return new Proxy(writer, {
          get: (target, key) => {
            if (key === 'transaction' && left-- > 0) return () => Promise.reject(new WriterError('locked', 'locked'));
            const value: unknown = Reflect.get(target, key);
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        });
      },
    });
  };

  const telemetry = (): Record<string, unknown> =>
    JSON.parse(workspace.text('telemetry/events/A.jsonl').trimEnd().split('\n').at(-1) ?? '') as Record<
      string,
      unknown
    >;

  it('tier 1: a lock that passes is waited for, and telemetry says so', async () => {
    const { tried } = await run(start, { mission: 'A', summary: 'go' }, { ports: lockedFor(2) });
    assert.deepEqual([tried.length, waits.length, told], [2, 2, []]);
    assert.deepEqual([telemetry()['tier'], telemetry()['fallbackTriggered']], [1, false]);
    assert.equal((telemetry()['details'] as { retries?: number }).retries, 2);
    assert.deepEqual(await kinds(), []);
    await run(note, { mission: 'A', summary: 'all well' });
    assert.equal('tier' in telemetry(), false, 'where nothing went wrong nothing is said');
  });

  it('tier 4: a lock that stays becomes an incident, and is over once it was done', async () => {
    await assert.rejects(run(start, { mission: 'A', summary: 'go' }, { ports: lockedFor(9) }), /is locked/);
    assert.equal(told.length, 1);
    const [need] = await needs();
    assert.ok(need?.kind === 'incident');
    const { tier, code, mission, attempts, parameters } = need.incident;
    assert.deepEqual([tier, code, mission, attempts.length], [4, 'commit/locked', 'A', 3]);
    assert.deepEqual(parameters, { mission: 'A', summary: 'go' });
    await assert.rejects(run(start, { mission: 'A', summary: 'go' }, { ports: lockedFor(9) }));
    const again = await needs();
    assert.ok(again[0]?.kind === 'incident' && again.length === 1);
    assert.equal(again[0].times, 2);
    await run(start, { mission: 'A', summary: 'go' });
    assert.deepEqual(await kinds(), []);
    assert.deepEqual(openIncidents(await records()), []);
  });

  it('a refusal is an answer: nothing is tried again, and nobody else is asked', async () => {
    await assert.rejects(run(complete, { ...COMPLETE, mission: 'B' }), /B is Queued/);
    assert.deepEqual([waits, told, await kinds()], [[], [], []]);
  });

  it('a mistake of ours is thrown as it is: nothing is tried again, and nobody is asked', async () => {
    for (const mistake of [new TypeError('x is not a function'), new assert.AssertionError({ message: 'not so' })]) {
      const broken: Operation = {
        ...start,
        plan: () => {
          throw mistake;
        },
      };
      await assert.rejects(run(broken, { mission: 'A', summary: 'go' }), mistake);
      assert.deepEqual([waits, told, await kinds()], [[], [], []]);
      assert.equal(messageFor(mistake), `Internal error: ${mistake.message}`);
    }
  });

  it('reads the workspace once before it commits, and once after where somebody goes on with it', async () => {
    let reads = 0;
    const refresh = Reflect.get(Workspace.prototype, 'refresh');
    Workspace.prototype.refresh = function (): Promise<Snapshot> {
      reads++;
      return refresh.call(this);
    };
    try {
      await run(start, { mission: 'A', summary: 'go' });
      assert.equal(reads, 2);
      assert.equal((await cmos(workspace.root, 'note', 'A', '--summary', 'x')).status, 0);
      assert.equal(reads, 3, 'nobody looks at it after a command has ended');
    } finally {
      Workspace.prototype.refresh = refresh;
    }
  });

  it('tier 3: where only telemetry cannot be written, the work is done, and is to be reviewed', async () => {
    mkdirSync(workspace.path('telemetry/events/A.jsonl'), { recursive: true });
    const { fallbacks } = await run(start, { mission: 'A', summary: 'go' });
    assert.deepEqual(
      fallbacks.map(({ step, instead }) => [step, instead]),
      [['start', 'without telemetry']],
    );
    assert.doesNotMatch(fallbacks[0]?.reason ?? '', /Nothing was changed/);
    assert.match(workspace.text('missions/backlog.yaml'), /"In Progress"/);
    assert.match(workspace.text('PROJECT_CONTEXT.json'), /"session_count": 2/, 'the other extra is kept');
    assert.deepEqual(await kinds(), ['review']);
    rmSync(workspace.path('telemetry/events/A.jsonl'), { recursive: true });
    await assert.rejects(run(complete, COMPLETE, { now: LATER }), /rests on a fallback that nobody has reviewed/);
    assert.match(workspace.text('missions/backlog.yaml'), /"In Progress"/);
    await run(review, { mission: 'A', verdict: 'reject', remark: 'not yet' }, { now: LATER });
    await assert.rejects(run(complete, COMPLETE, { now: LATER }), /nobody has reviewed/);
    await run(review, { mission: 'A', verdict: 'approve', remark: 'fine' }, { now: LATER, agent: 'Kim' });
    assert.deepEqual(await kinds(), []);
    await run(complete, COMPLETE, { now: LATER });
    const { snapshot } = await workspace.read();
    const row = snapshot.database.state === 'read' ? snapshot.database.document.missions[0] : undefined;
    assert.equal(row?.status, 'Completed');
    assert.equal((JSON.parse(row.metadata ?? '') as { reviews: unknown[] }).reviews.length, 2);
    assert.match(workspace.text('SESSIONS.jsonl'), /"agent": "Kim".*"verdict": "approve"/);
  });

  it('what was refused leaves no fallback to review: with its cause gone, it is done', async () => {
    mkdirSync(workspace.path('telemetry/events/A.jsonl'), { recursive: true });
    const before = workspace.text('missions/backlog.yaml');
    await assert.rejects(run(complete, COMPLETE), (error: Error) => {
      assert.match(error.message, /telemetry\/events\/A\.jsonl/);
      assert.doesNotMatch(error.message, /fallback/);
      assert.equal(error.message.match(/Nothing was changed/g)?.length, 1);
      return true;
    });
    assert.deepEqual(
      told.map(({ code, fallbacks }) => [code.startsWith('commit/'), fallbacks]),
      [[true, []]],
    );
    assert.equal(workspace.text('missions/backlog.yaml'), before);
    assert.deepEqual(await kinds(), ['incident']);
    rmSync(workspace.path('telemetry/events/A.jsonl'), { recursive: true });
    await run(complete, COMPLETE);
    assert.deepEqual(await kinds(), []);
  });

  it('lets a person pass the review with a reason', async () => {
    mkdirSync(workspace.path('telemetry/events/A.jsonl'), { recursive: true });
    await run(start, { mission: 'A', summary: 'go' });
    rmSync(workspace.path('telemetry/events/A.jsonl'), { recursive: true });
    await run(complete, COMPLETE, { override: 'looked at it together' });
    assert.deepEqual(await kinds(), []);
    assert.match(workspace.text('SESSIONS.jsonl'), /looked at it together/);
  });

  it('takes an agent’s word in telemetry that a mission fell back', async () => {
    workspace.write('SESSIONS.jsonl', '');
    mkdirSync(workspace.path('telemetry/events'), { recursive: true });
    const line = { timestamp: NOW, missionId: 'A', pattern: 'delegation', stage: 'dispatch', status: 'fallback' };
    workspace.write(
      'telemetry/events/A.jsonl',
      `{"fallbackTriggered"\n${JSON.stringify({ ...line, fallbackTriggered: true, errorMessage: 'two workers failed' })}\n`,
    );
    assert.deepEqual(await kinds(), ['review']);
    await assert.rejects(run(complete, COMPLETE), /dispatch: two workers failed/);
    await assert.rejects(run(complete, COMPLETE, { dryRun: true }), /dispatch: two workers failed/);
    await run(review, { mission: 'A', remark: 'checked by hand' });
    await run(complete, COMPLETE);
    assert.deepEqual(await kinds(), []);
  });

  const FINE: ScriptResult = { exit: 0, failure: undefined, output: '', duration: 1 };
  const VERIFY: Partial<Policy> = { verification: [['one'], ['two']] };

  it('a script that fails in passing is run again, and the mission completed', async () => {
    let calls = 0;
    const flaky: ScriptRunner = () =>
      Promise.resolve(
        calls++ === 0 ? { ...FINE, exit: undefined, failure: 'it took more than 1 s', reason: 'timeout' } : FINE,
      );
    await run(complete, COMPLETE, { policy: VERIFY, run: flaky });
    assert.deepEqual([calls, waits.length], [3, 1]);
    assert.equal(telemetry()['tier'], 1);
    assert.deepEqual(await kinds(), []);
  });

  it('a script that fails for good becomes an incident, with what was tried', async () => {
    const failing: ScriptRunner = () => Promise.resolve({ ...FINE, exit: 1, output: 'ok\n2 tests failed\n' });
    await assert.rejects(run(complete, COMPLETE, { policy: VERIFY, run: failing }), /A is not verified: one failed/);
    const [need] = await needs();
    assert.ok(need?.kind === 'incident');
    assert.equal(need.incident.reason, 'one: exit 1: 2 tests failed');
    assert.equal(need.incident.code, 'script/failed');
    await run(complete, COMPLETE, { policy: VERIFY, run: () => Promise.resolve(FINE) });
    assert.deepEqual(await kinds(), []);
  });

  it('who ends a script is not asked what to do about it', async () => {
    const ended: ScriptRunner = () =>
      Promise.resolve({ ...FINE, exit: undefined, failure: 'it was ended', reason: 'ended' });
    await assert.rejects(run(complete, COMPLETE, { policy: VERIFY, run: ended }));
    assert.deepEqual([told, await kinds()], [[], []]);
  });

  it('a script of the workspace that cannot be run is stood in for by what is built in', async () => {
    const policy: Partial<Policy> = { verification: [['python3', 'scripts/validate_parity.py', '--check']] };
    const missing: ScriptRunner = () =>
      Promise.resolve({ ...FINE, exit: undefined, failure: 'spawn python3 ENOENT', reason: 'not-started' });
    await assert.rejects(
      run(complete, COMPLETE, { policy, run: missing }),
      /rests on a fallback.*validate_parity\.py --check: spawn python3 ENOENT/s,
    );
    const [need, ...others] = await needs();
    assert.ok(need?.kind === 'review' && others.length === 0);
    await run(review, { mission: 'A', remark: 'no Python here' }, { now: LATER });
    // It falls back again, in the same way: that is what was approved of.
    await run(complete, COMPLETE, { policy, run: missing, now: LATER });
    assert.deepEqual(
      [telemetry()['tier'], telemetry()['fallbackTriggered'], telemetry()['status']],
      [3, true, 'fallback'],
    );
    assert.deepEqual(await kinds(), []);
    assert.match(workspace.text('missions/backlog.yaml'), /Verified with cmos parity --reference, in place of python3/);
  });

  it('what such a script says counts; and what is built in says no just as well', async () => {
    const policy: Partial<Policy> = { verification: [['python3', 'scripts/validate_parity.py']] };
    await assert.rejects(
      run(complete, COMPLETE, { policy, run: () => Promise.resolve({ ...FINE, exit: 1, output: '[FAIL] A' }) }),
      /is not verified/,
    );
    workspace.write('missions/backlog.yaml', BACKLOG.replace('"Queued"', '"Blocked"'));
    const lacking: ScriptRunner = () =>
      Promise.resolve({ ...FINE, exit: 1, output: "Traceback\nModuleNotFoundError: No module named 'yaml'" });
    await assert.rejects(run(complete, COMPLETE, { policy, run: lacking }), /is not verified.*\[FAIL\].*B/s);
  });

  it('keeps nothing where only what the reference writes is wanted', async () => {
    const policy = { strict: true };
    await assert.rejects(run(start, { mission: 'A', summary: 'go' }, { ports: lockedFor(9), policy }));
    assert.equal(told.length, 1);
    assert.deepEqual(await kinds(), []);
  });

  it('tells the error itself where the incident cannot be kept', async () => {
    workspace.write('runtime', 'a file in its place');
    await assert.rejects(run(start, { mission: 'A', summary: 'go' }, { ports: lockedFor(9) }), /is locked/);
  });
});
