/** Benchmarks in the Health view: each value with what the manifest's tests ask of it. */
import * as vscode from 'vscode';
import { CmosError } from '../../core/ground/errors';
import type { Commands } from '../../vscode/commands/services';
import type { Controller } from '../../vscode/controller';
import type { HealthNode, HealthRow, HealthSection } from '../../vscode/health-view';
import { operate } from '../../vscode/operate';
import { type Benchmark, readBenchmarks } from '../benchmarks/benchmarks';
import { rangesIn } from '../finding';
import { metricText } from '../integration/metrics';
import { readManifest } from '../integration/run';
import { benchmark } from '../operations/benchmark';

/** Follows its file by the other section, which looks at that too. */
export function benchmarksSection(): HealthSection {
  return { section: 'benchmarks', title: vscode.l10n.t('Benchmarks'), icon: 'dashboard', rows };
}

export const benchmarkCommands: Commands = {
  'cmos.health.updateBenchmark':
    ({ writing }) =>
    async (node: HealthNode) => {
      if (node.kind === 'row' && node.row.kind === 'benchmark')
        await operate(writing, node.controller, benchmark, { benchmark: node.row.label });
    },
};

/** The workspace's benchmarks; none where it has no file of them, or one that cannot be read. */
async function rows(controller: Controller): Promise<readonly HealthRow[]> {
  try {
    const manifest = await readManifest(controller).catch((error: unknown) => {
      if (CmosError.is(error)) return undefined;
      throw error;
    });
    const file = await readBenchmarks(controller, manifest);
    if (file === undefined) return [];
    const rangeOf = rangesIn(file.text);
    return file.benchmarks.map((each) => {
      const text = textOf(each);
      return {
        id: `benchmark\n${each.name}`,
        kind: 'benchmark',
        label: each.name,
        description: text,
        tooltip: `${each.name}: ${text}`,
        icon: iconOf(each),
        path: file.path,
        range: rangeOf(each.at),
      };
    });
  } catch (error) {
    // What cannot be read is told by the checks that read it.
    if (CmosError.is(error)) return [];
    throw error;
  }
}

function iconOf({ judged }: Benchmark): string {
  if (judged.length === 0) return 'dashboard';
  return judged.every(({ status }) => status === 'passed') ? 'pass' : 'warning';
}

function textOf({ baseline, enhanced, unit = '', judged }: Benchmark): string {
  const values = `${baseline?.value ?? '?'} → ${enhanced?.value ?? '?'} ${unit}`.trim();
  return [values, ...judged.map(metricText)].join(' · ');
}
