/** Benchmarks in the Health view: each value with what the manifest's tests ask of it. */
import { CmosError } from '../../core/ground/errors';
import type { Controller } from '../../vscode/controller';
import type { Row } from '../../vscode/row';
import { type Benchmark, readBenchmarks } from '../benchmarks/benchmarks';
import { rangesIn } from '../finding';
import { metricText } from '../integration/metrics';
import { readManifest } from '../integration/run';

/** The workspace's benchmarks; none where it has no file of them, or one that cannot be read. */
export async function benchmarkRows(controller: Controller): Promise<readonly Row[]> {
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
        kind: 'benchmark',
        target: { benchmark: each.name },
        label: each.name,
        description: text,
        tooltip: `${each.name}: ${text}`,
        icon: iconOf(each),
        place: { path: file.path, range: rangeOf(each.at) },
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
