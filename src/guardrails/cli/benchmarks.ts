import { t } from '@vscode/l10n';
import { CmosError } from '../../core/ground/errors';
import { type Benchmark, BENCHMARKS, readBenchmarks } from '../benchmarks/benchmarks';
import { type MetricOutcome, metricText } from '../integration/metrics';
import { readManifest } from '../integration/run';
import { type Guardrail, rootFilesOf } from './guardrail';
import { oneLine } from '../../core/ground/printable';
import { table } from '../../cli/missions';
import { guardrailJson, guardrailLines, hasGrave } from './findings';

/** What the benchmarks are, and whether they are what tests ask of them. */
export const benchmarks: Guardrail = {
  name: 'benchmarks',
  description: () => t('benchmarks, and whether they reach what the manifest’s tests ask of them'),
  async run(input) {
    const rootFiles = rootFilesOf(input);
    const manifest = await readManifest(rootFiles).catch((error: unknown) => {
      if (CmosError.is(error)) return undefined;
      throw error;
    });
    const file = await readBenchmarks(rootFiles, manifest);
    if (file === undefined)
      return {
        status: 0,
        text: t('There is no {0}.', BENCHMARKS),
        json: { file: null, benchmarks: [], findings: [] },
      };
    const texts = { [file.path]: file.text, ...(manifest === undefined ? {} : { [manifest.path]: manifest.text }) };
    return {
      status: hasGrave(file.findings) ? 1 : 0,
      text: [...table(file.benchmarks.map(rowOf)), ...guardrailLines(file.findings, texts)].join('\n'),
      json: {
        file: file.path,
        benchmarks: file.benchmarks.map(({ name, baseline, enhanced, unit, judged }) => ({
          name,
          baseline: baseline?.value ?? null,
          enhanced: enhanced?.value ?? null,
          unit: unit ?? null,
          metrics: judged,
        })),
        findings: guardrailJson(file.findings, texts),
      },
    };
  },
};

function rowOf({ name, baseline, enhanced, unit, judged }: Benchmark): readonly string[] {
  const values = `${baseline?.value ?? '?'} → ${enhanced?.value ?? '?'}${unit === undefined ? '' : ` ${oneLine(unit)}`}`;
  return [oneLine(name), values, judged.map(judgedText).join('; ')];
}

function judgedText(outcome: MetricOutcome): string {
  if (outcome.improvement === undefined) return metricText(outcome);
  return `${metricText(outcome)}: ${outcome.status === 'passed' ? t('passed') : t('failed')}`;
}
