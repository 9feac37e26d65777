/** Benchmarks and test results as operations, and the command line's guardrails. */
import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { CommandLine, NOW } from '../../support/command-line';

const BACKLOG = `name: Planning
domainFields:
  sprints:
    - sprintId: s1
      title: First
      missions:
        - id: M1
          name: Mission M1
          status: Current
          notes: so far
`;

const BENCHMARKS =
  '{\r\n\t"latency": {"baseline": 2e2, "enhanced": 100 , "unit": "ms"},\r\n\t"a b": {"baseline":1}\r\n}';

const MANIFEST = JSON.stringify({
  meta: { mission: 'M0', version: '3' },
  suites: [
    {
      id: 's',
      name: 'All',
      tests: [
        { id: 'backlog', type: 'file_exists', target: 'missions/backlog.yaml' },
        { id: 'code', type: 'code_quality', target: 'bad.js', expectation: 'fail' },
        {
          id: 'speed',
          type: 'performance_snapshot',
          target: 'tests/performance/benchmarks.json',
          metrics: [
            {
              name: 'latency',
              baselinePath: 'latency.baseline',
              enhancedPath: 'latency.enhanced',
              trend: 'decrease',
              minImprovement: 0.25,
            },
          ],
        },
      ],
    },
  ],
});

const SUMMARY = 'telemetry/events/testing-summary.json';

interface Printed {
  readonly status: string;
  readonly suites: readonly { readonly tests: readonly { readonly id: string; readonly status: string }[] }[];
}

describe('guardrails in a workspace', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const workspace = async (files: Readonly<Record<string, string>> = {}): Promise<CommandLine> => {
    line = await CommandLine.of({
      'missions/backlog.yaml': BACKLOG,
      'tests/performance/benchmarks.json': BENCHMARKS,
      'tests/integration/test_manifest.json': MANIFEST,
      'bad.js': 'eval(x)',
      ...files,
    });
    return line;
  };
  afterEach(() => {
    line.remove();
  });
  const benchmark = (...more: string[]): string[] => ['benchmark', '--reason', 'New collector', ...more];

  describe('benchmark', () => {
    it('changes the value alone, and records when and why', async () => {
      await workspace();
      await line.undone(...benchmark('--name', 'latency', '--value', '160', '--mission', 'M1'));
      const out = await line.fine(...benchmark('--name', 'latency', '--value', '160'));
      assert.match(out, /latency is to be lower by 25 %, and is by 20 %/);
      assert.equal(line.read('tests/performance/benchmarks.json'), BENCHMARKS.replace('100', '160'));
      const [event] = line.read('SESSIONS.jsonl').trim().split('\n').slice(-1);
      assert.deepEqual(JSON.parse(event ?? ''), {
        ts: NOW,
        agent: 'codex',
        action: 'benchmark',
        status: 'recorded',
        summary: 'latency.enhanced: 100 → 160 ms. New collector',
      });
      assert.equal((await line.cmos('guardrails', 'benchmarks')).status, 1);
    });

    it('changes the baseline where asked, and adds a value that was not there', async () => {
      await workspace();
      await line.fine(...benchmark('--name', 'latency', '--value', '300', '--field', 'baseline'));
      await line.fine(...benchmark('--name', 'a b', '--value', '-1.5'));
      assert.deepEqual(JSON.parse(line.read('tests/performance/benchmarks.json')), {
        latency: { baseline: 300, enhanced: 100, unit: 'ms' },
        'a b': { baseline: 1, enhanced: -1.5 },
      });
    });

    it('refuses what is no number, no benchmark, no change, and a file that is broken, missing or elsewhere', async () => {
      await workspace();
      for (const value of ['fast', '1,5', '0x10', '1e999', 'NaN'])
        await line.refused(/is no number/, ...benchmark('--name', 'latency', '--value', value));
      await line.refused(/no benchmark speed.*\n.*latency, a b/, ...benchmark('--name', 'speed', '--value', '1'));
      await line.refused(/is 100 already/, ...benchmark('--name', 'latency', '--value', '100.0'));
      await line.refused(/no mission M9/, ...benchmark('--name', 'latency', '--value', '1', '--mission', 'M9'));
      line.workspace.write('tests/performance/benchmarks.json', BENCHMARKS.slice(0, -3));
      await line.refused(/cannot be changed/, ...benchmark('--name', 'latency', '--value', '1'));
      const file = line.workspace.path('tests/performance/benchmarks.json');
      rmSync(file);
      await line.refused(/There is no/, ...benchmark('--name', 'latency', '--value', '1'));
      const outside = `${line.workspace.root}.json`;
      writeFileSync(outside, BENCHMARKS);
      symlinkSync(outside, file);
      const { err, status } = await line.cmos(...benchmark('--name', 'latency', '--value', '1'));
      assert.match(err, /leads out of the workspace/);
      assert.notEqual(status, 0);
      rmSync(outside);
    });
  });

  describe('record-tests', () => {
    it('adds the result to the notes and writes the summary, as one change that is undone as one', async () => {
      await workspace({ [SUMMARY]: 'whatever was there' });
      await line.undone('record-tests', 'M1');
      await line.fine('record-tests', 'M1', '--agent', 'ada');
      const database = documentOf((await line.snapshot()).database);
      assert.equal(
        database?.missions[0]?.notes,
        `so far\n[${NOW} ada] Integration suite (tests/integration/test_manifest.json 3): passed, 3 of 3 tests passed.`,
      );
      const summary = JSON.parse(line.read(SUMMARY)) as { status: string; summary: object };
      assert.deepEqual(summary.summary, { suites: 1, suitesFailed: 0, tests: 3, testsFailed: 0 });
    });

    it('makes the summary where there was none, and refuses without a manifest or a mission', async () => {
      await workspace();
      await line.undone('record-tests', 'M1');
      assert.equal(line.read(SUMMARY), '');
      await line.refused(/no mission M2/, 'record-tests', 'M2');
      rmSync(line.workspace.path('tests/integration/test_manifest.json'));
      await line.refused(/nothing to run/, 'record-tests', 'M1');
    });
  });

  describe('cmos guardrails', () => {
    const json = async (...argv: string[]): Promise<Printed> => {
      const { out } = await line.cmos('guardrails', ...argv, '--format', 'json');
      return JSON.parse(out) as Printed;
    };

    it('runs the suite, and ends with 1 where a test fails or the manifest has an error', async () => {
      await workspace();
      const good = await line.cmos('guardrails', 'integration');
      assert.deepEqual([good.status, good.err], [0, '']);
      assert.match(good.out, /^All\n {2}\[x\] backlog\n[^]*3 of 3 tests passed/);
      line.workspace.write('bad.js', '// test\n');
      const bad = await line.cmos('guardrails', 'integration');
      assert.equal(bad.status, 1);
      assert.match(
        bad.out,
        /\[ \] code: bad\.js has grade A, 100 of 100; expected to fail \(tests\/integration\/test_manifest\.json:1:\d+\)/,
      );
      assert.equal((await json('integration')).status, 'failed');
      line.workspace.write('tests/integration/test_manifest.json', MANIFEST.slice(0, -1));
      const broken = await line.cmos('guardrails', 'integration');
      assert.equal(broken.status, 1);
      assert.match(broken.out, /^tests\/integration\/test_manifest\.json:1:\d+: error integration\/syntax:/);
    });

    it('records where asked, and only then', async () => {
      await workspace();
      const before = line.everything();
      await line.cmos('guardrails', 'integration');
      await line.cmos('guardrails', 'integration', '--record', 'M1', '--dry-run');
      assert.deepEqual(line.everything(), before);
      const { status, out } = await line.cmos('guardrails', 'integration', '--record', 'M1', '--agent', 'ada');
      assert.equal(status, 0, out);
      assert.match(line.read('missions/backlog.yaml'), / ada\] Integration suite .*3 of 3 tests passed/);
      assert.equal((await line.cmos('undo', '--agent', 'ada')).status, 0);
      assert.deepEqual(line.everything(), before);
    });

    it('runs the workspace’s own runner where asked, keeps its report out of the workspace, and records it', async () => {
      const report = {
        status: 'failed',
        suites: [{ id: 'own', status: 'failed', tests: [{ id: 'o', status: 'failed', error: 'because' }] }],
      };
      await workspace({
        'context/integration_test_runner.js': `require('fs').writeFileSync(process.argv[3], ${JSON.stringify(JSON.stringify(report))}); process.exit(1);`,
      });
      const before = line.everything();
      const { status, out } = await line.cmos('guardrails', 'integration', '--own');
      assert.deepEqual([status, /own\n {2}\[ \] o: because/.test(out)], [1, true], out);
      assert.deepEqual(line.everything(), before);
      await line.cmos('guardrails', 'integration', '--own', '--record', 'M1');
      assert.match(line.read('missions/backlog.yaml'), /failed, 0 of 1 tests passed; failed: o\./);

      line.workspace.write('context/integration_test_runner.js', 'console.log("broke"); process.exit(3)');
      assert.match((await line.cmos('guardrails', 'integration', '--own')).out, /broke/);
      await line.refused(/left no report/, 'guardrails', 'integration', '--own', '--record', 'M1');
    });

    it('assesses files that a person names, and those of the manifest against what it expects', async () => {
      await workspace({ 'good.js': '// test\n' });
      assert.equal((await line.cmos('guardrails', 'quality')).status, 0, 'bad as expected');
      const { status, out } = await line.cmos('guardrails', 'quality', 'good.js', 'bad.js', 'none.js');
      assert.equal(status, 1);
      assert.match(out, /^good\.js: passed, grade A, 100 of 100\nbad\.js: failed, grade F/);
      assert.match(out, /bad\.js:1:1: warning quality\/security: [^]*none\.js: There is no file/);
      assert.equal((await line.cmos('guardrails', 'quality', 'good.js')).status, 0);
    });

    it('does all of them without a subject, and says which there are where it is none', async () => {
      await workspace();
      const { status, out } = await line.cmos('guardrails');
      assert.match(
        out,
        /^integration\n {2}All[^]*\n\nsecurity\n[^]*\n\nquality\n {2}bad\.js[^]*\n\nbenchmarks\n {2}latency/,
      );
      assert.equal(status, 1, 'the benchmark a b has no value');
      rmSync(line.workspace.path('tests/integration/test_manifest.json'));
      const all = (await json()) as unknown as Record<string, object>;
      assert.deepEqual(Object.keys(all), [
        'version',
        'integration',
        'security',
        'quality',
        'benchmarks',
        'references',
        'needed',
      ]);
      assert.deepEqual(all['integration'], { runner: 'cmos', status: null, findings: [], suites: [] });
      const wrong = await line.cmos('guardrails', 'spelling');
      assert.equal(wrong.status, 2);
      assert.match(wrong.err, /integration, security, quality, benchmarks/);
    });
  });
});
