/** What a `performance_snapshot` test asks of benchmarks: how much better each became, and whether that is enough. */
import { t } from '@vscode/l10n';
import type { JsonNode } from '../../core/files/context/model';
import type { Span } from '../../core/files/text';
import { isEmptyValue, membersOf, spanOf, wordOf } from '../json-file';

/** What a `performance_snapshot` test asks of one benchmark. */
export interface MetricTest {
  readonly name: string;
  /** Names parted by dots, from the top of the benchmarks file. */
  readonly baselinePath: string | undefined;
  readonly enhancedPath: string | undefined;
  /** Which way is better. */
  readonly trend: 'increase' | 'decrease';
  /** By which part of the baseline it must be better. */
  readonly minImprovement: number;
  readonly at: Span;
  /** Why it cannot be judged. */
  readonly problem: string | undefined;
}

export interface MetricOutcome {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  /** Undefined where they could not be read. */
  readonly baseline?: number;
  readonly enhanced?: number;
  readonly trend?: 'increase' | 'decrease';
  /** As a part of the baseline. */
  readonly improvement?: number;
  readonly minImprovement?: number;
  /** Why it could not be judged. */
  readonly message?: string;
}

/** Reads what is asked. Never throws: what is wrong with it is its problem. */
export function metricOf(node: JsonNode): MetricTest {
  const members = membersOf(node);
  const value = (name: string): JsonNode | undefined => members?.get(name)?.value;
  const path = (name: string): string | undefined => {
    const found = value(name);
    return found?.kind === 'string' && found.value !== '' ? found.value : undefined;
  };
  const trend = value('trend');
  const way = trend === undefined || isEmptyValue(trend) ? 'increase' : wordOf(trend);
  const wanted = value('minImprovement');
  const number =
    wanted === undefined || wanted.kind === 'null' ? 0 : wanted.kind === 'number' ? Number(wanted.text) : NaN;
  const problem =
    members === undefined
      ? t('A metric must be an object.')
      : path('baselinePath') === undefined || path('enhancedPath') === undefined
        ? t('The metric needs baselinePath and enhancedPath.')
        : way !== 'increase' && way !== 'decrease'
          ? t('A trend is increase or decrease.')
          : Number.isNaN(number)
            ? t('minImprovement must be a number.')
            : undefined;
  return {
    name: wordOf(value('name')) ?? path('enhancedPath') ?? '',
    baselinePath: path('baselinePath'),
    enhancedPath: path('enhancedPath'),
    trend: way === 'decrease' ? 'decrease' : 'increase',
    minImprovement: Number.isNaN(number) ? 0 : number,
    at: spanOf(node),
    problem,
  };
}

/**
 * Judges one metric as the reference does, but that values must be numbers (there a text of digits counts as one), and that
 * the improvement of a value below 0 is measured by its size (there it changes its sign).
 */
export function judgeMetric(metric: MetricTest, root: JsonNode): MetricOutcome {
  const { name, trend, minImprovement, problem } = metric;
  if (problem !== undefined) return { name, status: 'failed', message: problem };
  const baseline = numberAt(root, metric.baselinePath);
  const enhanced = numberAt(root, metric.enhancedPath);
  if (typeof baseline !== 'number') return { name, status: 'failed', message: baseline };
  if (typeof enhanced !== 'number') return { name, status: 'failed', message: enhanced };
  const improvement = improvementOf(baseline, enhanced, trend);
  const status = improvement >= minImprovement ? 'passed' : 'failed';
  return { name, baseline, enhanced, trend, improvement, minImprovement, status };
}

/** How much better `enhanced` is than `baseline`, as a part of it. From 0 on, anything is infinitely much. */
function improvementOf(baseline: number, enhanced: number, trend: 'increase' | 'decrease'): number {
  if (baseline !== 0) return (trend === 'decrease' ? baseline - enhanced : enhanced - baseline) / Math.abs(baseline);
  if (trend === 'decrease') return enhanced === 0 ? 0 : -Infinity;
  return enhanced > 0 ? Infinity : 0;
}

/** The number at a path of names parted by dots; a sentence where there is none. Only what the file itself says is found. */
function numberAt(root: JsonNode, path = ''): number | string {
  let node: JsonNode | undefined = root;
  for (const name of path.split('.')) {
    if (node?.kind === 'object') node = node.members.get(name)?.value;
    else if (node?.kind === 'array' && /^(?:0|[1-9]\d*)$/.test(name)) node = node.items[Number(name)];
    else node = undefined;
  }
  if (node === undefined) return t('There is no {0}.', path);
  const number = node.kind === 'number' ? Number(node.text) : NaN;
  return Number.isFinite(number) ? number : t('{0} is no number.', path);
}

/** A part as percents. */
export function percent(part: number): string {
  return Number.isFinite(part) ? `${Math.round(part * 1000) / 10} %` : part > 0 ? '∞' : '-∞';
}

/** How much better a metric is, and how much it is to be; or why that cannot be said. */
export function metricText({ status, trend, improvement, minImprovement, message }: MetricOutcome): string {
  if (improvement === undefined || minImprovement === undefined) return message ?? status;
  const [is, least] = [percent(improvement), percent(minImprovement)];
  return trend === 'decrease'
    ? t('lower by {0}, at least {1}', is, least)
    : t('higher by {0}, at least {1}', is, least);
}
