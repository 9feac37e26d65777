/** Benchmarks in the Health view: each value with what the manifest's tests ask of it. */
import * as vscode from 'vscode';
import { CmosError } from '../core/ground/errors';
import { type Benchmark, percent, readBenchmarks } from '../core/guardrails/benchmarks/benchmarks';
import { rangesIn } from '../core/guardrails/finding';
import { type MetricOutcome } from '../core/guardrails/integration/metrics';
import { readManifest } from '../core/guardrails/integration/run';
import { type Range } from '../core/files/text';
import { type Controller } from './controller';

export interface ShownBenchmark {
  readonly name: string;
  /** Both values with their unit, and whether each target is reached. */
  readonly text: string;
  /** Undefined where nothing is asked of it. */
  readonly reached: boolean | undefined;
  readonly path: string;
  readonly range: Range;
}

/** The workspace's benchmarks; none where it has no file of them, or one that cannot be read. */
export async function benchmarksOf(controller: Controller): Promise<readonly ShownBenchmark[]> {
  const { reach } = controller;
  try {
    const manifest = await readManifest(reach).catch((error: unknown) => {
      if (CmosError.is(error)) return undefined;
      throw error;
    });
    const file = await readBenchmarks(reach, manifest);
    if (file === undefined) return [];
    const rangeOf = rangesIn(file.text);
    return file.benchmarks.map((each) => ({
      name: each.name,
      text: textOf(each),
      reached: each.judged.length === 0 ? undefined : each.judged.every(({ status }) => status === 'passed'),
      path: file.path,
      range: rangeOf(each.at),
    }));
  } catch (error) {
    // What cannot be read is told by the checks that read it.
    if (CmosError.is(error)) return [];
    throw error;
  }
}

function textOf({ baseline, enhanced, unit = '', judged }: Benchmark): string {
  const values = `${baseline?.value ?? '?'} → ${enhanced?.value ?? '?'} ${unit}`.trim();
  return [values, ...judged.map(judgedText)].join(' · ');
}

function judgedText({ trend, improvement, minImprovement, message, status }: MetricOutcome): string {
  if (improvement === undefined || minImprovement === undefined) return message ?? status;
  const [is, least] = [percent(improvement), percent(minImprovement)];
  return trend === 'decrease'
    ? vscode.l10n.t('lower by {0}, at least {1}', is, least)
    : vscode.l10n.t('higher by {0}, at least {1}', is, least);
}
