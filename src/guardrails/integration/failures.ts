/** What a test that did not pass says: in one line, and with what was expected and what was found, for those who show both. */
import { t } from '@vscode/l10n';
import type { Span } from '../../core/files/text';
import type { SuiteTest } from './manifest';
import { type MetricOutcome, percent } from './metrics';
import type { TestOutcome } from './outcome';

interface TestFailure {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Its place in the manifest. */
  readonly at: Span;
}

/** Why a test did not pass, in one sentence. Its details may be another runner's, and then anything. */
export function reasonFor({ error, details = {} }: TestOutcome): string {
  if (error !== undefined) return error;
  const { missing, metrics } = details;
  const word = (name: string): string => wordIn(details, name) ?? '?';
  const expected = details['expectation'] === 'fail' ? t('expected to fail') : t('expected to pass');
  const file = word('target');
  if (details['grade'] !== undefined)
    return t('{0} has grade {1}, {2} of 100; {3}', file, word('grade'), word('overallScore'), expected);
  if (details['assessment'] !== undefined)
    return t('{0} is {1}, {2} of 100; {3}', file, word('assessment'), word('score'), expected);
  if (Array.isArray(missing)) return t('{0} does not have: {1}', file, missing.map(String).join(', '));
  if (Array.isArray(metrics)) {
    const failed = (metrics as readonly ({ status?: string; name?: string } | null)[]).filter(
      (each) => each?.status !== 'passed',
    );
    return t('{0}: not reached: {1}', file, failed.map((each) => String(each?.name)).join(', '));
  }
  return t('{0}, {1}', file, expected);
}

/** Everything that there is to say about a test that failed, at least one. */
export function failuresOf(test: SuiteTest, outcome: TestOutcome): readonly TestFailure[] {
  const { details = {} } = outcome;
  const at = test.targetAt ?? test.idAt;
  const message = reasonFor(outcome);
  const { missing, metrics } = details;
  if (test.problem !== undefined) return [{ message, at }];
  switch (test.type) {
    case 'file_exists':
    case 'directory_exists': {
      if (details['expectation'] === undefined) return [{ message, at }];
      const [there, gone] = [t('it is there'), t('it is not there')];
      const wanted = test.expectation === 'pass';
      return [{ message, at, expected: wanted ? there : gone, actual: wanted ? gone : there }];
    }
    case 'content_includes':
      if (Array.isArray(missing)) {
        const gone = new Set(missing.map(String));
        const found = test.includes.filter((each) => !gone.has(each));
        return [{ message, at, expected: test.includes.join('\n'), actual: found.join('\n') }];
      }
      if (test.expectation !== 'fail' || outcome.error !== undefined) return [{ message, at }];
      return [{ message: t('{0} has all that it should not have.', test.target ?? '?'), at }];
    case 'performance_snapshot':
      return Array.isArray(metrics) ? metricFailures(test, metrics, message) : [{ message, at }];
    case 'code_quality':
    case 'security_scan': {
      const score = wordIn(details, 'overallScore') ?? wordIn(details, 'score');
      if (score === undefined) return [{ message, at }];
      const verdict = wordIn(details, 'grade') ?? wordIn(details, 'assessment') ?? '?';
      const lines = [...messagesIn(details['issues']), ...messagesIn(details['findings'])];
      return [
        { message: [message, ...lines].join('\n'), at, expected: test.expectation, actual: `${verdict}, ${score}` },
      ];
    }
    default:
      return [{ message, at }];
  }
}

/** One for each metric that was not reached, at its own place. */
function metricFailures(test: SuiteTest, metrics: readonly unknown[], message: string): readonly TestFailure[] {
  const failed = metrics.flatMap((each, index): readonly TestFailure[] => {
    const metric = (typeof each === 'object' ? each : null) as Partial<MetricOutcome> | null;
    if (metric?.status === 'passed') return [];
    const at = test.metrics[index]?.at ?? test.targetAt ?? test.idAt;
    const name = String(metric?.name);
    const { improvement, minImprovement } = metric ?? {};
    if (typeof improvement !== 'number' || typeof minImprovement !== 'number')
      return [{ message: `${name}: ${typeof metric?.message === 'string' ? metric.message : message}`, at }];
    const [expected, actual] = [
      t('at least {0} better', percent(minImprovement)),
      t('{0} better', percent(improvement)),
    ];
    return [{ message: t('{0} is {1}, not {2}.', name, actual, expected), at, expected, actual }];
  });
  return failed.length === 0 ? [{ message, at: test.targetAt ?? test.idAt }] : failed;
}

/** What findings and issues of a verdict say. */
function messagesIn(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown) => {
    const message =
      typeof each === 'object' && each !== null ? wordIn(each as Record<string, unknown>, 'message') : undefined;
    return message === undefined ? [] : [`- ${message}`];
  });
}

function wordIn(details: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = details[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
