/**
 * `tests/performance/benchmarks.json`: for each benchmark a baseline, the value it has now (`enhanced`) and a unit. What it
 * must reach stands in the manifest's `performance_snapshot` tests.
 */
import { t } from '@vscode/l10n';
import type { ContextDocument, JsonNode } from '../../core/files/context/model';
import type { Span } from '../../core/files/text';
import type { GuardrailFinding } from '../finding';
import type { Manifest } from '../integration/manifest';
import { judgeMetric, type MetricOutcome, type MetricTest, percent } from '../integration/metrics';
import { jsonFindings, readJsonFile, spanOf } from '../json-file';
import { type RootFiles, readTarget } from '../root-files';

/** Where the benchmarks are, relative to the cmos root. */
export const BENCHMARKS = 'tests/performance/benchmarks.json';

/** The values that a benchmark has, as its members are called. */
export type ValueName = 'enhanced' | 'baseline';

interface BenchmarkValue {
  readonly value: number;
  readonly at: Span;
}

export interface Benchmark {
  readonly name: string;
  /** Undefined where it has none, or no number. */
  readonly baseline: BenchmarkValue | undefined;
  readonly enhanced: BenchmarkValue | undefined;
  readonly unit: string | undefined;
  /** Its name, and all of it. */
  readonly nameAt: Span;
  readonly at: Span;
  /** How each test that asks something of it comes out. */
  readonly judged: readonly MetricOutcome[];
}

type BenchmarkCode =
  | 'benchmark/syntax'
  | 'benchmark/malformed'
  | 'benchmark/missed-target'
  | 'benchmark/bad-target'
  | 'benchmark/no-target';

export interface BenchmarkFile {
  readonly path: string;
  readonly text: string;
  readonly document: ContextDocument;
  readonly benchmarks: readonly Benchmark[];
  readonly findings: readonly GuardrailFinding<BenchmarkCode>[];
}

/** The workspace's benchmarks; undefined where it has none. Rejected with a `CmosError` where they cannot be read. */
export async function readBenchmarks(
  rootFiles: RootFiles,
  manifest: Manifest | undefined,
): Promise<BenchmarkFile | undefined> {
  const text = await readTarget(rootFiles, BENCHMARKS);
  return text === undefined ? undefined : parseBenchmarks(text, manifest);
}

/** Never throws. Without a manifest nothing is asked of the values. */
export function parseBenchmarks(text: string, manifest?: Manifest, path = BENCHMARKS): BenchmarkFile {
  const file = readJsonFile(text);
  const findings: GuardrailFinding<BenchmarkCode>[] = [...jsonFindings(path, 'benchmark/syntax', file)];
  const wanted = metricsOf(manifest, path);
  const byName = new Map<string, MetricTest[]>();
  for (const metric of wanted) {
    const name = nameOf(metric);
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), metric]);
  }
  const { root } = file.document;
  const benchmarks: Benchmark[] = [];
  for (const [name, { key, value }] of file.members ?? []) {
    const nameAt = { start: key.start, end: key.end };
    const add = (
      code: BenchmarkCode,
      severity: 'error' | 'warning' | 'information',
      at: Span,
      message: string,
    ): void => {
      findings.push({ code, severity, file: path, at: { start: at.start, end: at.end }, message });
    };
    if (value.kind !== 'object') {
      add('benchmark/malformed', 'error', value.at, t('{0} must be an object with baseline and enhanced.', name));
      continue;
    }
    const read = (member: ValueName): BenchmarkValue | undefined => {
      const node = value.members.get(member)?.value;
      const found = numberOf(node);
      if (found === undefined)
        add('benchmark/malformed', 'error', node?.at ?? nameAt, t('{0} of {1} must be a number.', member, name));
      return found;
    };
    const [baseline, enhanced] = [read('baseline'), read('enhanced')];
    const unit = value.members.get('unit')?.value;
    const metrics = byName.get(name) ?? [];
    const judged = root === undefined ? [] : metrics.map((each) => judgeMetric(each, root));
    for (const each of judged)
      if (each.status === 'failed' && each.improvement !== undefined)
        add('benchmark/missed-target', 'warning', enhanced?.at ?? nameAt, missedText(name, each));
    if (manifest !== undefined && metrics.length === 0)
      add('benchmark/no-target', 'information', nameAt, t('No test of {0} asks anything of {1}.', manifest.path, name));
    benchmarks.push({
      name,
      baseline,
      enhanced,
      unit: unit?.kind === 'string' ? unit.value : undefined,
      nameAt,
      at: spanOf(value),
      judged,
    });
  }
  for (const metric of wanted) {
    const name = nameOf(metric);
    const why =
      metric.problem ??
      (name === undefined || file.members?.has(name) !== true
        ? t('{0} has no benchmark for the metric {1}.', path, metric.name)
        : undefined);
    if (why !== undefined && manifest !== undefined)
      findings.push({
        code: 'benchmark/bad-target',
        severity: 'error',
        file: manifest.path,
        at: metric.at,
        message: why,
      });
  }
  return { path, text, document: file.document, benchmarks, findings };
}

/** The metrics of tests that look at these benchmarks. */
function metricsOf(manifest: Manifest | undefined, path: string): readonly MetricTest[] {
  const tests = manifest?.suites.flatMap((suite) => suite.tests) ?? [];
  return tests
    .filter(({ type, target }) => type === 'performance_snapshot' && target?.replace(/^\.\//, '') === path)
    .flatMap(({ metrics }) => metrics);
}

/** The benchmark that a metric is about: the first name of its path. */
function nameOf({ enhancedPath, baselinePath }: MetricTest): string | undefined {
  return (enhancedPath ?? baselinePath)?.split('.', 1)[0];
}

function missedText(name: string, { improvement = 0, minImprovement = 0, trend }: MetricOutcome): string {
  return trend === 'decrease'
    ? t('{0} is to be lower by {1}, and is by {2}.', name, percent(minImprovement), percent(improvement))
    : t('{0} is to be higher by {1}, and is by {2}.', name, percent(minImprovement), percent(improvement));
}

function numberOf(node: JsonNode | undefined): BenchmarkValue | undefined {
  if (node?.kind !== 'number' || !Number.isFinite(Number(node.text))) return undefined;
  return { value: Number(node.text), at: spanOf(node) };
}
