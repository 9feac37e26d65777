/** What came of running a suite: in the words of the reference's report, so that either runner's can be shown and recorded. */
import type { Manifest } from './manifest';

/** `skipped`: it could not be run here. It is not passed. */
export type TestStatus = 'passed' | 'failed' | 'skipped';

export interface TestOutcome {
  /** The test's key in the manifest. */
  readonly key: string;
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly description: string;
  readonly status: TestStatus;
  /** Why it failed or was skipped, where its details do not say. */
  readonly error?: string;
  /** What was looked at: JSON, each type of test with its own members. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface SuiteOutcome {
  readonly key: string;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** `failed` where a test failed, else `skipped` where one was skipped. */
  readonly status: TestStatus;
  readonly tests: readonly TestOutcome[];
}

export interface RunOutcome {
  /** The manifest's mission and version; `unknown` where it names none, as the reference says. */
  readonly mission: string;
  readonly version: string;
  /** Relative to the cmos root. */
  readonly manifestPath: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly completedAt: string;
  readonly status: TestStatus;
  readonly suites: readonly SuiteOutcome[];
  /** Why the whole failed though no test did: the manifest is broken. */
  readonly error?: string;
}

/** The worst of some: a failure, else something skipped. */
export function worstOf(statuses: readonly TestStatus[]): TestStatus {
  if (statuses.includes('failed')) return 'failed';
  return statuses.includes('skipped') ? 'skipped' : 'passed';
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly total: number;
}

export function countsOf(tests: readonly TestOutcome[]): Counts {
  const of = (status: TestStatus): number => tests.filter((test) => test.status === status).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped'), total: tests.length };
}

/** All tests of a run. */
export function testsOf({ suites }: RunOutcome): readonly TestOutcome[] {
  return suites.flatMap(({ tests }) => tests);
}

/**
 * Outcomes of a report by the test's key in the manifest; none for a test that the report does not have. Which test each is
 * about its id says: the first with an id is the first's, and so on.
 */
export function outcomesByTest(manifest: Manifest, { suites }: RunOutcome): ReadonlyMap<string, TestOutcome> {
  const found = new Map<string, TestOutcome>();
  const left = inTurn(suites);
  for (const suite of manifest.suites) {
    const tests = inTurn(left(suite.id)?.tests ?? []);
    for (const { id, key } of suite.tests) {
      const outcome = tests(id);
      if (outcome !== undefined) found.set(key, { ...outcome, key });
    }
  }
  return found;
}

/** Answers what has an id, each once, in their order. */
function inTurn<Item extends { readonly id: string | undefined }>(
  items: readonly Item[],
): (id: string | undefined) => Item | undefined {
  const waiting = new Map<string | undefined, Item[]>();
  for (const item of items.toReversed()) {
    const same = waiting.get(item.id);
    if (same === undefined) waiting.set(item.id, [item]);
    else same.push(item);
  }
  return (id) => waiting.get(id)?.pop();
}
