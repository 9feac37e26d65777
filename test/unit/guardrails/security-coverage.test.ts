import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Coverage, coverageOf } from '../../../src/guardrails/security/coverage';
import { nodeGit } from '../../../src/node/git';
import { nodeFiles } from '../../../src/node/ports';

const RAN = '2025-03-10T12:00:00.000Z';
const BEFORE = new Date('2025-03-09T12:00:00Z');
const AFTER = new Date('2025-03-11T12:00:00Z');

const FILES: Readonly<Record<string, string>> = {
  'tests/security/paths-risky.yaml': 'include: "../../etc/passwd"\npassword: "h4rbour-lights"\n',
  'tests/security/plain-safe.yaml': 'name: "Nothing to see"\n',
  'security/rules.md': '# Rules\n',
  'docs/security-review.md': '# Review\n',
  'docs/sailing.md': '# Sailing\n',
  'agents.md': '# Project\nOld words.\n\n## Security & Quality Guardrails\nCheck paths.\n\n## Style\nShort.\n',
  'telemetry/events/testing-summary.json': JSON.stringify({ meta: { completedAt: RAN }, status: 'passed', suites: [] }),
};

describe('the coverage of the OWASP Top 10', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'cmos-coverage-'));
    for (const [name, text] of Object.entries(FILES)) put(name, text, BEFORE);
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function put(name: string, text: string, changed: Date): void {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, changed, changed);
  }

  const look = (): Promise<Coverage> => coverageOf({ files: nodeFiles, root }, nodeGit);
  const inState = ({ categories }: Coverage, state: string): string[] =>
    categories.filter((each) => each.state === state).map(({ category }) => category);

  it('tells which categories the risky fixtures cover, once the suite has run', async () => {
    const coverage = await look();
    assert.deepEqual(inState(coverage, 'covered'), ['A01', 'A07']);
    assert.equal(inState(coverage, 'uncovered').length, 8);
    assert.deepEqual([coverage.stale, coverage.changed, coverage.lastRun], [false, [], Date.parse(RAN)]);
    assert.deepEqual(coverage.categories[0]?.fixtures, ['tests/security/paths-risky.yaml']);
  });

  it('is stale when guidance or a fixture changed after the run, and when none is recorded', async () => {
    put('docs/sailing.md', '# Sailing on\n', AFTER);
    assert.equal((await look()).stale, false);
    for (const name of [
      'docs/security-review.md',
      'security/rules.md',
      'tests/security/plain-safe.yaml',
      'agents.md',
    ]) {
      put(name, `${FILES[name] ?? ''}More.\n`, AFTER);
      const coverage = await look();
      assert.deepEqual([coverage.changed, inState(coverage, 'stale')], [[name], ['A01', 'A07']]);
      put(name, FILES[name] ?? '', BEFORE);
    }
    put('telemetry/events/testing-summary.json', '{"meta": {', BEFORE);
    const coverage = await look();
    assert.deepEqual([coverage.stale, coverage.lastRun, coverage.changed.length], [true, undefined, 5]);
  });

  it('goes by git where it keeps the files', async function () {
    const git = (time: string, ...words: readonly string[]): void => {
      const env = { ...process.env, GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time };
      const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
      execFileSync('git', [...who, ...words], { cwd: root, env, stdio: 'ignore' });
    };
    try {
      git('', 'init', '-q');
    } catch {
      this.skip();
    }
    git('', 'add', '-A');
    git(BEFORE.toISOString(), 'commit', '-qm', 'Begin');
    // A checkout gives every file a new time; what git knows stays.
    for (const [name, text] of Object.entries(FILES)) put(name, text, AFTER);
    assert.deepEqual((await look()).changed, []);
    put('agents.md', (FILES['agents.md'] ?? '').replace('Check paths', 'Check nothing'), AFTER);
    assert.deepEqual((await look()).changed, ['agents.md']);
    git('', 'add', '-A');
    git(AFTER.toISOString(), 'commit', '-qm', 'Change the guidance');
    assert.deepEqual((await look()).changed, ['agents.md']);
  });

  it('says which fixture is not what the manifest expects', async () => {
    const test = (target: string, expectation: string): object => ({
      id: target,
      type: 'security_scan',
      target,
      expectation,
    });
    const tests = [
      test('tests/security/plain-safe.yaml', 'fail'),
      test('cmos/tests/security/paths-risky.yaml', 'fail'),
      test('tests/security/alarm.yaml', 'pass'),
    ];
    put('tests/integration/test_manifest.json', JSON.stringify({ suites: [{ id: 's', tests }] }), BEFORE);
    put('tests/security/alarm.yaml', 'debug: true\n', BEFORE);
    const { fixtures } = await look();
    assert.deepEqual(
      fixtures.map(({ path: name, verdict }) => `${name.slice(15)} ${verdict}`),
      ['alarm.yaml false-alarm', 'paths-risky.yaml as-expected', 'plain-safe.yaml missed'],
    );
  });

  it('follows no link out of the workspace', async () => {
    symlinkSync(os.tmpdir(), path.join(root, 'tests/security/elsewhere'));
    symlinkSync('/etc/hostname', path.join(root, 'tests/security/host-risky.yaml'));
    const { fixtures, unread } = await look();
    assert.deepEqual([fixtures.length, unread], [2, []]);
  });
});
