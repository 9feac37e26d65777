import { t } from '@vscode/l10n';
import {
  type BenchmarkFile,
  BENCHMARKS,
  parseBenchmarks,
  readBenchmarks,
  type ValueName,
} from '../benchmarks/benchmarks';
import type { Manifest } from '../integration/manifest';
import { readManifest } from '../integration/run';
import { applyEdits } from '../../core/files/edits';
import { nodeAt } from '../../core/files/context/parse';
import { setJson } from '../../core/files/context/write';
import { Change, missionOf } from '../../core/operations/change';
import { type Operation, textOf } from '../../core/operations/operation';
import { refuse } from '../../core/ground/refusals';

/** The benchmarks as they are, and the manifest that says what they are to reach. */
interface BenchmarkInput {
  readonly file: BenchmarkFile;
  readonly manifest: Manifest | undefined;
}

/**
 * Gives a benchmark another value in `tests/performance/benchmarks.json`, and touches nothing else there. Time and reason
 * are a session event.
 *
 * @see playbook, "Quality & Telemetry": performance monitoring
 */
export const benchmark: Operation<BenchmarkInput> = {
  name: 'benchmark',
  title: () => t('Update Benchmark'),
  description: () => t('give a benchmark another value, for a reason; nothing else of its file changes'),
  chapter: 'quality',
  order: 1,
  gathersAnew: true,
  parameters: {
    benchmark: { type: 'id', title: () => t('Benchmark'), required: true, flag: 'name', placeholder: 'NAME' },
    value: { type: 'string', title: () => t('New value, a number'), required: true, placeholder: 'NUMBER' },
    reason: { type: 'string', title: () => t('Why it changed'), required: true },
    field: {
      type: 'choice',
      title: () => t('Which of its values'),
      default: () => 'enhanced',
      choices: [
        { value: 'enhanced', title: () => t('What it is now') },
        { value: 'baseline', title: () => t('What it is compared with') },
      ],
    },
    mission: { type: 'mission', title: () => t('Mission that changed it') },
  },
  async gather(_, { snapshot: { layout } }, { files }) {
    const rootFiles = { files, root: layout.root };
    // What is wrong with the manifest is no matter here.
    const manifest = await readManifest(rootFiles).catch(() => undefined);
    const file = await readBenchmarks(rootFiles, manifest);
    if (file === undefined) throw refuse(t('There is no {0}.', BENCHMARKS));
    return { own: { file, manifest } };
  },
  plan({ benchmark: given, value: written, reason, field, mission }, context) {
    const name = String(given);
    const value = numberOf(String(written));
    const which: ValueName = field === 'baseline' ? 'baseline' : 'enhanced';
    const of = textOf(mission);
    if (of !== undefined) missionOf(context.snapshot, of);
    const title = t('Update the benchmark {0}', name);
    const { own } = context.gathered ?? {};
    if (own === undefined)
      return { changeSet: { operation: 'benchmark', title, agent: context.agent, rows: [], files: [] } };

    const { file, manifest } = own;
    const known = nodeAt(file.document, [name, which]);
    if (nodeAt(file.document, [name])?.kind !== 'object') throw unknown(file, name);
    if (known?.kind === 'number' && Number(known.text) === value)
      throw refuse(t('{0} of {1} is {2} already.', which, name, known.text));
    const edits = setJson(file.document, [name, which], value);
    const after = parseBenchmarks(applyEdits(file.text, edits), manifest).findings.filter(
      ({ code, message }) =>
        code === 'benchmark/missed-target' && !file.findings.some((each) => each.message === message),
    );
    const unit = file.benchmarks.find((each) => each.name === name)?.unit;
    const before = known === undefined ? 'none' : known.kind === 'number' ? known.text : 'no number';
    // English, as all that stands in a log for every reader of the workspace.
    const summary = `${name}.${which}: ${before} → ${value}${unit === undefined ? '' : ` ${unit}`}. ${String(reason)}`;
    return new Change(context)
      .file({ kind: 'edit', path: file.path, before: file.text, edits })
      .event({ mission: of, action: 'benchmark', status: 'recorded', summary })
      .notice(...after.map(({ message }) => message))
      .plan('benchmark', title);
  },
};

/** A number as JSON writes one. */
function numberOf(text: string): number {
  const trimmed = text.trim();
  const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : NaN;
  if (Number.isFinite(number)) return number;
  throw refuse(t('{0} is no number.', JSON.stringify(text)), t('For instance 3400, or 0.92.'));
}

function unknown({ path, benchmarks }: BenchmarkFile, name: string): Error {
  const names = benchmarks.map((each) => each.name).join(', ');
  return refuse(t('{0} has no benchmark {1}.', path, name), names === '' ? undefined : t('There are {0}.', names));
}
