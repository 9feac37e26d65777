/**
 * The reference's integration runner beside ours, test by test. It comes from a sample that has it, or from a checkout of the
 * reference that `CMOS_REFERENCE` names; where there is neither, recorded summaries alone are looked at.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ownScript, runnable } from '../../src/guardrails/own-scripts';
import { type RunOutcome, testsOf } from '../../src/guardrails/integration/outcome';
import { readManifest, runManifest } from '../../src/guardrails/integration/run';
import { readSummary, SUMMARY, summaryText } from '../../src/guardrails/integration/summary';
import { nodeFiles } from '../../src/node/ports';
import { runScript } from '../../src/node/scripts';

const SAMPLES = path.resolve('../shared/samples');
const REFERENCE = process.env['CMOS_REFERENCE'];

const samples = existsSync(SAMPLES)
  ? readdirSync(SAMPLES).filter((name) => existsSync(path.join(SAMPLES, name, 'tests/integration/test_manifest.json')))
  : [];

/** Each test's verdict by suite and id; what ours could not run is left out of both. */
function verdicts(run: RunOutcome, skipped: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(
    run.suites.flatMap(({ id, tests }) =>
      tests
        .map((test) => [`${id ?? ''}/${test.id ?? ''}`, test.status] as const)
        .filter(([name]) => !skipped.has(name)),
    ),
  );
}

describe('integration suites of real workspaces', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-suite-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  if (samples.length === 0) it('needs samples with a manifest, and none are at hand');

  const sources = samples.map((name) => [name, path.join(SAMPLES, name)] as const);
  for (const [name, source] of [...sources, ...(REFERENCE === undefined ? [] : [['reference', REFERENCE] as const])])
    it(`${name}: the reference’s verdict on each test`, async function () {
      const root = path.join(folder, 'w');
      cpSync(source, root, { recursive: true });
      // With its quality fixtures, where the sample has none: a file that is missing shows little.
      const borrowed =
        REFERENCE === undefined ? [] : ['integration_test_runner', 'security_validation', 'quality_assurance'];
      for (const each of borrowed.map((part) => `context/${part}.js`))
        cpSync(path.join(REFERENCE ?? '', each), path.join(root, each));
      if (REFERENCE !== undefined)
        cpSync(path.join(REFERENCE, 'tests/quality'), path.join(root, 'tests/quality'), { recursive: true });
      const world = { files: nodeFiles, root };
      const manifest = await readManifest(world);
      assert.ok(manifest);
      assert.deepEqual(manifest.findings, []);
      const ours = await runManifest(manifest, world, { now: Date.now });
      assert.ok(testsOf(ours).length > 0);

      const runner = await ownScript(world, 'integration', { python: 'python3', node: process.execPath });
      if (runner === undefined) return this.skip();
      const report = path.join(folder, 'report.json');
      const { exit } = await runScript(runnable(runner, true, ['--output', report]));
      const theirs = readSummary(readFileSync(report, 'utf8'));
      assert.ok(theirs);
      const skipped = new Set(
        Object.entries(verdicts(ours, new Set())).flatMap(([test, status]) => (status === 'skipped' ? [test] : [])),
      );
      assert.deepEqual(verdicts(ours, skipped), verdicts(theirs, skipped));
      assert.equal(exit === 0, theirs.status === 'passed');
      // Details beyond the sentences of quality issues: scores, grades, metrics, targets.
      const told = (run: RunOutcome): unknown =>
        testsOf(run)
          .filter(
            ({ id, status, type, error }) =>
              status !== 'skipped' && type !== 'security_scan' && error === undefined && id !== undefined,
          )
          .map(({ id, details = {} }) => [id, Object.entries(details).filter(([name]) => name !== 'issues')]);
      const failedBare = new Set(testsOf(theirs).flatMap(({ id, error }) => (error === undefined ? [] : [id])));
      const comparable = (run: RunOutcome): RunOutcome => ({
        ...run,
        suites: run.suites.map((suite) => ({ ...suite, tests: suite.tests.filter(({ id }) => !failedBare.has(id)) })),
      });
      assert.deepEqual(told(comparable(ours)), told(comparable(theirs)));
    });

  for (const [name, source] of sources.filter(([, each]) => existsSync(path.join(each, SUMMARY))))
    it(`${name}: its recorded summary is read, and written again to the letter`, () => {
      const text = readFileSync(path.join(source, SUMMARY), 'utf8');
      const run = readSummary(text);
      assert.ok(run);
      assert.equal(summaryText(run), text);
    });
});
