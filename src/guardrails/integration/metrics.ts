/** How much better a benchmark became, and whether that is enough (`performance_snapshot`). */
import { t } from '@vscode/l10n';
import { type JsonNode } from '../../core/files/context/model';
import { type MetricTest } from './manifest';

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
export function improvementOf(baseline: number, enhanced: number, trend: 'increase' | 'decrease'): number {
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
