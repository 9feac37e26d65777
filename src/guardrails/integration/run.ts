/**
 * Runs the suites of a manifest: our own implementation of the reference's `integration_test_runner.js`. It reads, and writes
 * nothing. A test comes out as it does there, except that
 *
 * - targets outside the cmos root are not looked at: such a test fails, whatever it expects;
 * - a file beyond `READ_LIMIT`, or that is a pipe or a device, is not read, and its test fails;
 * - a test that shows nothing fails (see `manifest.ts`), as does one whose expectation is neither `pass` nor `fail`;
 * - a manifest that is no JSON fails as a whole, but the suites that can be read are run and shown.
 */
import { t } from '@vscode/l10n';
import { CmosError, reasonOf } from '../../core/ground/errors';
import type { Breather } from '../../core/ground/ports';
import type { JsonNode } from '../../core/files/context/model';
import { readJsonFile } from '../json-file';
import { assessQuality } from '../quality/assess';
import { type RootFiles, locateTarget, readLocated, readTarget, type LocatedFile } from '../root-files';
import { scanForSuite } from '../security/suite-scan';
import { type Manifest, MANIFEST, parseManifest, type Suite, type SuiteTest } from './manifest';
import { judgeMetric } from './metrics';
import { type RunOutcome, type SuiteOutcome, type TestOutcome, type TestStatus, worstOf } from './outcome';

interface RunOptions {
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  readonly breather?: Breather;
  /** Which tests to run; without it all. What is left out is not in the outcome. */
  readonly only?: (test: SuiteTest, suite: Suite) => boolean;
  /** Told before and after each test. */
  readonly started?: (test: SuiteTest) => void;
  readonly finished?: (test: SuiteTest, outcome: TestOutcome) => void;
  readonly signal?: AbortSignal;
}

/** The workspace's manifest; undefined where it has none. Rejected with a `CmosError` where it cannot be read. */
export async function readManifest(rootFiles: RootFiles): Promise<Manifest | undefined> {
  const text = await readTarget(rootFiles, MANIFEST);
  return text === undefined ? undefined : parseManifest(text);
}

/** Runs the tests one after another. Never rejected because of what a test says or finds. */
export async function runManifest(manifest: Manifest, rootFiles: RootFiles, options: RunOptions): Promise<RunOutcome> {
  const startedAt = new Date(options.now()).toISOString();
  const suites: SuiteOutcome[] = [];
  for (const suite of manifest.suites) {
    const tests: TestOutcome[] = [];
    for (const test of suite.tests) {
      if (options.only?.(test, suite) === false) continue;
      await options.breather?.pause();
      options.started?.(test);
      const outcome = options.signal?.aborted === true ? stopped(test) : await runTest(test, rootFiles);
      tests.push(outcome);
      options.finished?.(test, outcome);
    }
    if (options.only !== undefined && tests.length === 0) continue;
    const { key, id, name, description } = suite;
    suites.push({ key, id, name, description, tests, status: worstOf(tests.map(({ status }) => status)) });
  }
  // What the manifest says wrongly may be a test that was meant to run.
  const isWrong = manifest.broken || manifest.findings.some(({ severity }) => severity === 'error');
  return {
    mission: manifest.mission ?? 'unknown',
    version: manifest.version ?? 'unknown',
    manifestPath: manifest.path,
    startedAt,
    completedAt: new Date(options.now()).toISOString(),
    status: isWrong ? 'failed' : worstOf(suites.map(({ status }) => status)),
    suites,
    ...(isWrong ? { error: t('{0} cannot be read as a whole; see its findings.', manifest.path) } : {}),
  };
}

/** Runs one test. */
async function runTest(test: SuiteTest, rootFiles: RootFiles): Promise<TestOutcome> {
  const { key, id, type, description, target, problem } = test;
  const base = { key, id, type, description };
  if (problem !== undefined || target === undefined) return { ...base, status: 'failed', error: problem ?? '' };
  try {
    return { ...base, ...(await resultOf(test, target, rootFiles)) };
  } catch (error) {
    return { ...base, status: 'failed', error: CmosError.is(error) ? error.message : reasonOf(error) };
  }
}

type Result = Pick<TestOutcome, 'status' | 'error' | 'details'>;

async function resultOf(test: SuiteTest, target: string, rootFiles: RootFiles): Promise<Result> {
  const located = await locateTarget(rootFiles, target);
  const { path } = located;
  const { expectation } = test;
  switch (test.type) {
    case 'file_exists':
      return exists(test, located, 'file', t('There is no file {0}.', path));
    case 'directory_exists':
      return exists(test, located, 'directory', t('There is no folder {0}.', path));
    case 'content_includes': {
      const text = await textOf(rootFiles, located);
      const missing = test.includes.filter((each) => !text.includes(each));
      if (expectation === 'pass' && missing.length > 0) return { status: 'failed', details: { target: path, missing } };
      if (expectation === 'fail' && missing.length === 0)
        return { status: 'failed', details: { target: path, expectation } };
      return { status: 'passed', details: { target: path, includes: test.includes, expectation } };
    }
    case 'security_scan': {
      const { isValid, score, assessment, findings } = scanForSuite(await textOf(rootFiles, located), path);
      return { status: met(test, isValid), details: { target: path, assessment, score, findings, expectation } };
    }
    case 'code_quality': {
      const { grade, overallScore, passed, issues } = assessQuality(await textOf(rootFiles, located), path);
      const told = issues.map(({ severity, message, details, category }) => ({ severity, message, details, category }));
      return { status: met(test, passed), details: { target: path, grade, overallScore, issues: told, expectation } };
    }
    case 'performance_snapshot': {
      const root = rootOf(await textOf(rootFiles, located), path);
      const metrics = test.metrics.map((metric) => judgeMetric(metric, root));
      const status = metrics.every((metric) => metric.status === 'passed') ? 'passed' : 'failed';
      return { status, details: { target: path, metrics } };
    }
    default:
      // The manifest's reader has told of types that there are none of.
      return { status: 'failed', error: test.problem ?? '' };
  }
}

function exists(
  { expectation }: SuiteTest,
  { path, stat }: LocatedFile,
  kind: 'file' | 'directory',
  none: string,
): Result {
  const there = stat?.kind === kind;
  const details = { target: path, expectation };
  if (there === (expectation === 'pass')) return { status: 'passed', details };
  return { status: 'failed', error: there ? t('{0} is there, and should not be.', path) : none, details };
}

function met({ expectation }: SuiteTest, good: boolean): TestStatus {
  return good === (expectation === 'pass') ? 'passed' : 'failed';
}

async function textOf(rootFiles: RootFiles, located: LocatedFile): Promise<string> {
  const text = await readLocated(rootFiles, located);
  if (text === undefined) throw new CmosError('file/unreadable', t('There is no file {0}.', located.path));
  return text;
}

function rootOf(text: string, path: string): JsonNode {
  const { document, broken } = readJsonFile(text);
  if (document.root === undefined || broken)
    throw new CmosError('file/unreadable', t('{0} cannot be read as JSON.', path));
  return document.root;
}

function stopped({ key, id, type, description }: SuiteTest): TestOutcome {
  return { key, id, type, description, status: 'skipped', error: t('The run was ended before.') };
}
