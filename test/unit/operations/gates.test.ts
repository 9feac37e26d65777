/** Gates: all that are open are told together, a reason passes those and no others, and the event says which. */
import assert from 'node:assert/strict';
import { GateRefusal } from '../../../src/core/ground/gate';
import { block } from '../../../src/core/operations/catalog/block';
import type { Operation, Parameters } from '../../../src/core/operations/operation';
import { promote } from '../../../src/core/operations/catalog/promote';
import { OPERATIONS } from '../../../src/guardrails/registry';
import { start } from '../../../src/core/operations/catalog/start';
import { CommandLine } from '../../support/command-line';
import { Performing } from '../../support/performing';
import { planOf } from '../../support/plan';
import { REQUIRED_OPTIONS } from '../../../src/core/ground/gate';

/** C waits for B, and B for A, which is under way. */
const BACKLOG = `${planOf({ A: 'In Progress', B: 'Queued', C: 'Queued' })}  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
    - { from: "B", to: "C", type: "Blocks" }
`;

interface Told {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly advice?: string;
    readonly gates: readonly {
      readonly code: string;
      readonly message: string;
      readonly detail?: string;
      readonly remedies: readonly { readonly title: string; readonly command?: string }[];
      readonly overridable: boolean;
    }[];
  };
}

describe('gates', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const open = async (backlog: string, settings: object = {}): Promise<void> => {
    line = await CommandLine.of({
      'missions/backlog.yaml': backlog,
      '.vscode/settings.json': JSON.stringify(settings),
    });
  };
  /** A value that only the file has. */
  const drift = (name = 'Alpha'): void => {
    line.workspace.write(
      'missions/backlog.yaml',
      line.read('missions/backlog.yaml').replace(`name: "${name}"`, `name: "${name} by hand"`),
    );
  };
  const told = async (...argv: readonly string[]): Promise<Told['error']> => {
    const before = line.everything();
    const { status, out } = await line.cmos(...argv, '--format', 'json');
    assert.equal(status, 1, out);
    assert.deepEqual(line.everything(), before, 'nothing was changed');
    return (JSON.parse(out) as Told).error;
  };
  const codes = ({ gates }: Told['error']): readonly string[] => gates.map(({ code }) => code);
  const commands = ({ gates }: Told['error']): readonly (string | undefined)[] =>
    gates.flatMap(({ remedies }) => remedies.map(({ command }) => command));
  const lastEvent = (): Record<string, unknown> =>
    JSON.parse(line.read('SESSIONS.jsonl').trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  afterEach(() => {
    line.remove();
  });

  it('are told all at once, each with its own remedies', async () => {
    await open(BACKLOG);
    drift();
    const refusal = await told('start', 'C', '--summary', 's');
    assert.deepEqual(codes(refusal), ['gate/drift', 'gate/mission-in-progress', 'gate/prerequisite']);
    assert.equal(refusal.code, 'operation/gated');
    assert.deepEqual(commands(refusal), [
      'cmos parity',
      'cmos repair --take database --dry-run',
      'cmos complete A --summary TEXT --notes EVIDENCE',
      'cmos block A --summary TEXT --reason TEXT',
      'cmos show A',
      'cmos ready B',
      'cmos waive C B --reason TEXT',
    ]);
    assert.ok(refusal.gates.every(({ overridable }) => overridable));
    const { err } = await line.cmos('start', 'C', '--summary', 's');
    assert.match(err, /^3 gates are open\. Nothing was changed\.\n1\. Database and files differ in one place\. A: /);
    assert.match(
      err,
      /\n2\. A is already In Progress, .*\n {3}Complete A: cmos complete A --summary TEXT --notes EVIDENCE\n/,
    );
    assert.match(err, /\n3\. C waits for B \(Queued\); A \(In Progress\), for which B waits\.\n/);
    assert.match(err, /\n {3}Waive B: cmos waive C B --reason TEXT\nOr pass these gates with --override REASON/);
  });

  it('name commands with all that they need', () => {
    for (const { name, parameters } of OPERATIONS) {
      const options = REQUIRED_OPTIONS[name];
      if (options === undefined) continue;
      const needed = Object.entries(parameters).filter(([, each]) => each.required === true && each.type !== 'mission');
      assert.deepEqual(
        [...options.matchAll(/--([\w-]+)/g)].map(([, flag]) => flag).sort(),
        needed.map(([parameter, { flag }]) => flag ?? parameter).sort(),
        name,
      );
    }
  });

  it('name a repair by the side that changed, where that is known', async () => {
    await open(BACKLOG);
    await line.fine('note', 'A', '--summary', 'seen');
    drift();
    assert.ok(commands(await told('start', 'B', '--summary', 's')).includes('cmos repair --take moved'));
  });

  it('are passed together by one reason, and named in the result and in the event', async () => {
    await open(BACKLOG);
    drift('Beta');
    const given = ['start', 'C', '--summary', 's', '--override', 'the client insists'];
    const dry = await line.cmos(...given, '--dry-run');
    assert.equal(dry.status, 0, dry.err);
    assert.match(
      dry.out,
      /Passed gate\/drift\. .*\nPassed gate\/mission-in-progress\. .*\nPassed gate\/prerequisite\. /,
    );
    const { status, out } = await line.cmos(...given, '--format', 'json');
    assert.equal(status, 0, out);
    const passed = ['gate/drift', 'gate/mission-in-progress', 'gate/prerequisite'];
    assert.deepEqual(
      (JSON.parse(out) as { passed: { code: string }[] }).passed.map(({ code }) => code),
      passed,
    );
    assert.deepEqual(lastEvent()['override_gates'], passed);
    assert.equal(lastEvent()['override'], 'the client insists');
  });

  it('hold wherever a mission comes into progress: by adding, by completing another, by an undo', async () => {
    await open(planOf({ A: 'In Progress', B: 'Current', C: 'Queued' }));
    const alone = ['gate/mission-in-progress'];
    assert.deepEqual(codes(await told('add', '--id', 'D', '--name', 'd', '--status', 'In Progress')), alone);
    const immediately = ['complete', 'B', '--summary', 's', '--notes', 'n', '--immediate'];
    assert.deepEqual(codes(await told(...immediately)), alone);
    await line.fine('block', 'A', '--summary', 's', '--reason', 'r');
    await line.fine('start', 'B', '--summary', 's');
    assert.deepEqual(codes(await told('undo', '2')), alone);
    assert.deepEqual(codes(await told('undo', '2', '--agent', 'kim')), ['gate/another-agent', ...alone]);
    assert.equal((await line.cmos('undo', '2', '--override', 'both at once')).status, 0);
  });

  it('are not in the event where none was passed', async () => {
    await open(planOf({ A: 'Current' }));
    await line.fine('start', 'A', '--summary', 's');
    assert.ok(!('override_gates' in lastEvent()));
  });

  it('that no reason passes are told among the others, and as such', async () => {
    await open(planOf({ A: 'Completed', B: 'In Progress' }));
    drift('Beta');
    for (const reason of [[], ['--override', 'because']]) {
      const refusal = await told('start', 'A', '--summary', 's', ...reason);
      assert.equal(refusal.code, 'operation/refused');
      assert.deepEqual(
        refusal.gates.map(({ code, overridable }) => [code, overridable]),
        [
          ['gate/status', false],
          ['gate/drift', true],
          ['gate/mission-in-progress', true],
        ],
      );
      assert.match(refusal.message, /A is Completed\. No reason passes this gate\./);
      assert.doesNotMatch(refusal.advice ?? '', /override/);
    }
  });

  it('of completion tell what failed beside the drift that the promotion would build on', async () => {
    await open(planOf({ A: 'In Progress', B: 'Queued', C: 'Queued' }), {
      'cmos.verification.commands': [[process.execPath, '-e', 'console.log("3 of 4 passed"); process.exit(2)']],
    });
    drift('Gamma');
    const complete = ['complete', 'A', '--summary', 's', '--notes', 'n'];
    const refusal = await told(...complete);
    assert.deepEqual([...codes(refusal)].toSorted(), ['gate/drift', 'gate/verification']);
    assert.equal(refusal.gates.find(({ code }) => code === 'gate/verification')?.detail, '3 of 4 passed');
    assert.equal((await line.cmos(...complete, '--override', 'flaky')).status, 0);
    assert.deepEqual([...(lastEvent()['override_gates'] as string[])].toSorted(), ['gate/drift', 'gate/verification']);
  });

  it('leave no two missions Current: completion promotes none while the stores differ', async () => {
    await open(planOf({ A: 'In Progress', B: 'Queued', C: 'Queued' }));
    line.workspace.write('missions/backlog.yaml', planOf({ A: 'In Progress', B: 'Queued', C: 'Current' }));
    assert.deepEqual(codes(await told('complete', 'A', '--summary', 's', '--notes', 'n')), ['gate/drift']);
  });

  it('of what a change touches have their own code, as before', async () => {
    await open(planOf({ A: 'Current', B: 'Queued' }));
    drift('Beta');
    const refusal = await told('block', 'B', '--summary', 's', '--reason', 'r');
    assert.deepEqual([refusal.code, ...codes(refusal)], ['commit/drift', 'gate/touched-drift']);
    assert.deepEqual(codes(await told('block', 'B', '--summary', 's', '--reason', 'r', '--dry-run')), codes(refusal));
    assert.equal((await line.cmos('note', 'A', '--summary', 's')).status, 0, 'what it does not touch is no gate');
  });

  it('say which mission is in progress where none is named and no other is ready', async () => {
    await open(planOf({ A: 'In Progress', B: 'Blocked' }));
    await line.refused(
      /^A is already In Progress, and no other mission is ready to start\./,
      'start',
      '--summary',
      's',
    );
    line.remove();
    await open(planOf({ A: 'Completed', B: 'Blocked' }));
    await line.refused(/^No mission is ready to start\./, 'start', '--summary', 's');
  });

  it('are told in sentences, whatever a workspace says in them', async () => {
    await open(planOf({ A: 'Current', B: 'Queued' }));
    await line.fine('note', 'A', '--summary', 'seen');
    line.workspace.write('SESSIONS.jsonl', `${line.read('SESSIONS.jsonl')}{"mission": "A", "summary": "by hand"}\n`);
    drift('Beta');
    const { message } = await told('start', 'A', '--summary', 's');
    assert.match(message, /not in the database: by hand\. Nothing was changed\.$/);
    assert.match(
      (await line.cmos('parity')).out,
      /not in the database: by hand\. The file changed since both agreed\.\n/,
    );
  });

  it('name commands in which an id stays a word', async () => {
    await open(planOf({ A: 'In Progress', B: 'Queued' }).replace('id: "A"', 'id: "A; rm -rf ~"'));
    assert.ok(
      commands(await told('start', 'B', '--summary', 's')).includes(
        "cmos complete 'A; rm -rf ~' --summary TEXT --notes EVIDENCE",
      ),
    );
  });
});

describe('gates before anything is typed', function () {
  this.timeout(60_000);
  const performing = new Performing();
  let line: CommandLine;
  afterEach(() => {
    line.remove();
  });
  after(() => performing.close());

  const opened = async (operation: Operation, ids: Parameters): Promise<readonly string[]> => {
    const gates = await performing.openGates(line.workspace, operation, ids);
    return gates.map(({ code }) => code);
  };

  it('are asked on the mission alone: what is not typed yet is no gate', async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': BACKLOG });
    for (const operation of OPERATIONS) {
      const about = Object.entries(operation.parameters).filter(([, { type }]) => type === 'mission');
      const ids = Object.fromEntries(about.map(([name], at) => [name, ['A', 'B'][at]]));
      const codes = await opened(operation, ids);
      assert.deepEqual(
        codes.filter((code) => code !== 'gate/status'),
        [],
        operation.name,
      );
    }
    assert.deepEqual(await opened(start, { mission: 'C' }), ['gate/mission-in-progress', 'gate/prerequisite']);
    assert.deepEqual(await opened(start, { mission: 'A' }), ['gate/status']);
  });

  it('are told where a store cannot be read, whatever else is missing', async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': BACKLOG });
    line.workspace.write('missions/backlog.yaml', 'domainFields: [');
    assert.deepEqual(await opened(block, { mission: 'A' }), ['operation/refused']);
  });
});

describe('gates that open later', function () {
  this.timeout(60_000);
  const performing = new Performing();
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of({
      'missions/backlog.yaml': BACKLOG.replace('"In Progress"', '"Current"'),
    });
  });
  afterEach(() => {
    line.remove();
  });
  after(() => performing.close());

  /** Starts C over its prerequisites; somebody does something while the preview is looked at. */
  const startMeanwhile = (act: () => Promise<unknown>, mission = 'C'): Promise<readonly string[]> =>
    performing
      .run(
        line.workspace,
        start,
        { mission, summary: 's' },
        {
          override: 'the client insists',
          approve: async () => {
            await act();
            return true;
          },
        },
      )
      .then(
        ({ passed }) => passed.map(({ code }) => code),
        (error: unknown) => {
          assert.ok(error instanceof GateRefusal, String(error));
          return ['refused', ...error.gates.map(({ code }) => code)];
        },
      );

  it('are not passed by a reason for others, but told', async () => {
    const outcome = await startMeanwhile(() => line.fine('start', 'A', '--summary', 'meanwhile'));
    assert.deepEqual(outcome, ['refused', 'gate/mission-in-progress', 'gate/prerequisite']);
    assert.doesNotMatch(line.read('SESSIONS.jsonl'), /"mission": "C"/);
  });

  it('are not passed by a reason that was given for nothing', async () => {
    const outcome = await startMeanwhile(() => {
      line.workspace.write('context/MASTER_CONTEXT.json', '{"by": "hand"}');
      return Promise.resolve();
    }, 'A');
    assert.deepEqual(outcome, ['refused', 'gate/drift']);
  });

  it('are noticed in a store that the change leaves alone', async () => {
    const outcome = await startMeanwhile(() => {
      line.workspace.write('context/MASTER_CONTEXT.json', '{"by": "hand"}');
      return Promise.resolve();
    });
    assert.deepEqual(outcome, ['refused', 'gate/drift', 'gate/prerequisite']);
  });

  it('do not keep those that were told from being passed', async () => {
    assert.deepEqual(await startMeanwhile(() => Promise.resolve()), ['gate/prerequisite']);
    assert.match(line.read('SESSIONS.jsonl'), /"override_gates": \["gate\/prerequisite"\]/);
  });

  it('are those that a person was not shown, where gates were shown before', async () => {
    const over = { override: 'known', listed: [] };
    await assert.rejects(performing.run(line.workspace, promote, { mission: 'B' }, over), (error) => {
      assert.ok(error instanceof GateRefusal);
      assert.deepEqual(
        error.gates.map(({ code }) => code),
        ['gate/prerequisite'],
      );
      return true;
    });
  });
});
