/** Which checks a change needs, and what completing a mission makes of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type CheckName, neededChecks } from '../../../src/core/operations/needed-checks';
import { CommandLine, NOW } from '../../support/command-line';
import { planOf } from '../../support/plan';

const asked = (...paths: readonly string[]): readonly CheckName[] => neededChecks(paths).map(({ check }) => check);

describe('needed checks', () => {
  const cases: readonly (readonly [path: string, checks: readonly CheckName[]])[] = [
    ['templates/agents.md', ['integration', 'security', 'references']],
    ['missions/templates/Build.v1.yaml', ['integration']],
    ['context/integration_test_runner.js', ['integration']],
    ['context/security_validation.js', ['integration', 'security']],
    ['tests/integration/test_manifest.json', ['integration']],
    ['tests/security/context-risky.yaml', ['security']],
    ['docs/security-guide.md', ['security', 'references']],
    ['../agents.md', ['integration', 'security', 'references']],
    ['scripts/mission_runtime.py', ['integration', 'benchmarks']],
    ['workers/manifest.yaml', ['integration', 'benchmarks']],
    ['db/schema.sql', ['integration']],
    ['telemetry/schemas/event.json', ['benchmarks']],
    ['telemetry/collector.py', ['benchmarks']],
    ['foundational-docs/roadmap_template.md', ['references']],
    ['../docs/plan.txt', ['references']],
    // What running a mission changes, and what is none of CMOS's.
    ['telemetry/events/B1.jsonl', []],
    ['missions/backlog.yaml', []],
    ['SESSIONS.jsonl', []],
    ['PROJECT_CONTEXT.json', []],
    ['context/MASTER_CONTEXT.json', []],
    ['db/cmos.sqlite', []],
    ['.cmos-operations/1.json', []],
    ['../src/main.ts', []],
  ];
  for (const [file, checks] of cases)
    it(`${file}: ${checks.join(', ') || 'none'}`, () => {
      assert.deepEqual(asked(file), checks);
    });

  it('name the paths that ask for each, whatever their order', () => {
    const needed = neededChecks(['docs/b.md', 'workers/a.yaml', 'docs/a.md', 'src/x.ts']);
    assert.deepEqual(
      needed.map(({ check, paths }) => [check, ...paths]),
      [
        ['integration', 'workers/a.yaml'],
        ['benchmarks', 'workers/a.yaml'],
        ['references', 'docs/b.md', 'docs/a.md'],
      ],
    );
  });
});

const BACKLOG = planOf({ A: 'Current', B: 'Queued' });

describe('completion and the checks that its changes need', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const open = async (settings: object = {}): Promise<boolean> => {
    line = await CommandLine.of({
      'missions/backlog.yaml': BACKLOG,
      '.vscode/settings.json': JSON.stringify(settings),
      '.gitignore': '*\n!workers\n!workers/*\n!docs\n!docs/*\n',
    });
    try {
      execFileSync('git', ['init', '-q'], { cwd: line.workspace.root, stdio: 'ignore' });
    } catch {
      return false;
    }
    await line.fine('start', 'A', '--summary', 'go');
    mkdirSync(path.join(line.workspace.root, 'workers'));
    line.workspace.write('workers/a.yaml', 'x');
    return true;
  };
  afterEach(() => {
    line.remove();
  });
  const complete = ['complete', 'A', '--summary', 's', '--notes', 'seen'];
  const lastEvent = (): { readonly checks?: unknown } =>
    JSON.parse(line.read('SESSIONS.jsonl').trim().split('\n').at(-1) ?? '{}') as { checks?: unknown };

  it('are told, before and after, and nothing is recorded of what nobody answered', async function () {
    if (!(await open())) this.skip();
    for (const more of [['--dry-run'], []]) {
      const { status, out } = await line.cmos(...complete, ...more);
      assert.equal(status, 0);
      assert.match(out, /integration suite: orchestration assets changed \(workers\/a\.yaml\)/);
      assert.match(out, /benchmarks: /);
    }
    assert.equal(lastEvent().checks, undefined);
  });

  it('are recorded as done or waived, in notes and event', async function () {
    if (!(await open())) this.skip();
    const out = await line.fine(...complete, '--checks', 'Integration', '--waive-checks', 'nothing runs slower');
    assert.doesNotMatch(out, /check is needed/);
    assert.equal(
      (await line.database()).missions[0]?.notes,
      'seen\nCheck integration: done\nCheck benchmarks: waived, nothing runs slower',
    );
    assert.deepEqual(lastEvent().checks, [
      { check: 'integration', state: 'done' },
      { check: 'benchmarks', state: 'waived', reason: 'nothing runs slower' },
    ]);
  });

  it('leave no trace in strict reference mode', async function () {
    if (!(await open({ 'cmos.strictReference': true }))) this.skip();
    await line.fine(...complete, '--checks', 'integration', '--waive-checks', 'w');
    assert.equal((await line.database()).missions[0]?.notes, 'seen');
    assert.equal(lastEvent().checks, undefined);
  });

  it('keep the mission open where the policy requires them, until they are done, waived or overridden', async function () {
    if (!(await open({ 'cmos.completion.requires': ['checks'] }))) this.skip();
    await line.refused(/needed, and were neither done nor waived: integration suite.*benchmarks/, ...complete);
    await line.refused(/neither done nor waived: benchmarks/, ...complete, '--checks', 'integration');
    await line.refused(/There is no check unit/, ...complete, '--checks', 'unit');
    await line.fine(...complete, '--checks', 'integration', '--override', 'no time');
    assert.deepEqual(lastEvent().checks, [
      { check: 'integration', state: 'done' },
      { check: 'benchmarks', state: 'waived', reason: 'no time' },
    ]);
  });

  it('are asked for by cmos guardrails needed, since the start or a time', async function () {
    if (!(await open())) this.skip();
    const json = async (...words: string[]): Promise<Readonly<Record<string, unknown>>> =>
      JSON.parse((await line.cmos('guardrails', 'needed', ...words, '--format', 'json')).out) as Record<
        string,
        unknown
      >;
    const { mission, since, needed } = await json();
    assert.deepEqual([mission, since], ['A', NOW]);
    assert.deepEqual(
      (needed as { check: string }[]).map(({ check }) => check),
      ['integration', 'benchmarks'],
    );
    assert.equal((await json('--since', '2025-01-01T00:00:00Z'))['mission'], null);
    assert.equal((await line.cmos('guardrails', 'needed', 'B')).status, 2);
    assert.equal((await line.cmos('guardrails', 'needed', '--since', 'yesterday')).status, 2);
    assert.equal((await line.cmos('guardrails', 'nothing')).status, 2);
  });

  it('are not asked for by files under a content filter, which are named instead', async function () {
    if (!(await open())) this.skip();
    const git = (...words: string[]): void => {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'filter.x.clean=tr a-z A-Z'];
      const env = { ...process.env, GIT_COMMITTER_DATE: '2025-01-01T00:00:00Z' };
      execFileSync('git', [...who, ...words], { cwd: line.workspace.root, env, stdio: 'ignore' });
    };
    line.workspace.write('.git/info/attributes', 'workers/* filter=x\n');
    git('add', '.');
    git('commit', '-qm', 'One');
    git('config', 'filter.x.clean', 'tr a-z A-Z');
    line.workspace.write('workers/a.yaml', 'y');
    const { out } = await line.cmos('guardrails', 'needed', '--format', 'json');
    const { changed, unknown, needed } = JSON.parse(out) as Readonly<Record<string, unknown>>;
    assert.deepEqual({ changed, unknown, needed }, { changed: [], unknown: ['workers/a.yaml'], needed: [] });
    const told = /Git cannot tell whether these changed, .*: workers\/a\.yaml\./;
    assert.match((await line.cmos('guardrails', 'needed')).out, told);
    assert.match((await line.cmos(...complete, '--dry-run')).out, told);
    await line.fine(...complete);
    assert.equal(lastEvent().checks, undefined);
  });

  it('are unknown where git does not tell what changed', async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': BACKLOG });
    const words = ['guardrails', 'needed', '--since', NOW];
    assert.match((await line.cmos(...words)).out, /What changed since .* is unknown/);
    const { changed, needed } = JSON.parse((await line.cmos(...words, '--format', 'json')).out) as Record<
      string,
      unknown
    >;
    assert.deepEqual([changed, needed], [null, []]);
  });
});
