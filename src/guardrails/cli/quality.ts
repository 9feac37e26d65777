import { t } from '@vscode/l10n';
import { CmosError } from '../../core/ground/errors';
import { assessQuality, type QualityAssessment } from '../quality/assess';
import type { GuardrailFinding } from '../finding';
import { type Expectation, MANIFEST } from '../integration/manifest';
import { readManifest } from '../integration/run';
import { type LocatedFile, locateTarget, readLocated } from '../root-files';
import { normalPath } from '../../core/ground/paths';
import type { CommandInput, CommandResult } from '../../cli/command';
import { type Guardrail, rootFilesOf } from './guardrail';
import { guardrailJson, guardrailLines } from './findings';
import path from 'node:path';

/** One file that is assessed. */
interface Assessed {
  /** As it was named. */
  readonly file: string;
  readonly expectation: Expectation;
  readonly text: string;
  readonly assessment: QualityAssessment | undefined;
  /** Why it could not be. */
  readonly problem: string | undefined;
}

/** Assesses code as a `code_quality` test does. */
export const quality: Guardrail = {
  name: 'quality',
  description: () => t('[FILE…] assess code; without files those of the manifest’s code_quality tests'),
  async run(input, words) {
    const named =
      words.length > 0 ? await Promise.all(words.map((word) => ofPerson(input, word))) : await ofManifest(input);
    if (named.length === 0)
      return { status: 0, text: t('No test of {0} is about code.', MANIFEST), json: { files: [] } };
    return resultOf(named);
  },
};

/** A file that a person names, from the working directory, wherever it is. */
function ofPerson(input: CommandInput, word: string): Promise<Assessed> {
  const full = normalPath(path.resolve(input.cwd, word));
  return assess(input, word, 'pass', async () => ({
    path: word,
    full,
    stat: await input.files.stat(full).catch(() => undefined),
  }));
}

/** Files that the manifest names: none outside the workspace. */
async function ofManifest(input: CommandInput): Promise<readonly Assessed[]> {
  const rootFiles = rootFilesOf(input);
  const manifest = await readManifest(rootFiles);
  const targets = new Map<string, Expectation>();
  for (const { tests } of manifest?.suites ?? [])
    for (const { type, target, expectation, problem } of tests)
      if (type === 'code_quality' && problem === undefined && target !== undefined && !targets.has(target))
        targets.set(target, expectation);
  const assessed: Assessed[] = [];
  for (const [target, expectation] of targets)
    assessed.push(await assess(input, target, expectation, () => locateTarget(rootFiles, target)));
  return assessed;
}

async function assess(
  input: CommandInput,
  file: string,
  expectation: Expectation,
  locate: () => Promise<LocatedFile>,
): Promise<Assessed> {
  const failed = (problem: string): Assessed => ({ file, expectation, text: '', assessment: undefined, problem });
  try {
    const text = await readLocated(rootFilesOf(input), await locate());
    if (text === undefined) return failed(t('There is no file {0}.', file));
    return { file, expectation, text, assessment: assessQuality(text, file), problem: undefined };
  } catch (error) {
    if (!CmosError.is(error)) throw error;
    return failed(error.message);
  }
}

function resultOf(files: readonly Assessed[]): CommandResult {
  const good = ({ assessment, expectation }: Assessed): boolean => assessment?.passed === (expectation === 'pass');
  return {
    status: files.every(good) ? 0 : 1,
    text: files.flatMap((each) => [...linesOf(each)]).join('\n'),
    json: {
      files: files.map((each) => {
        const { file, expectation, assessment, problem, text } = each;
        const base = { file, expectation, met: good(each) };
        if (assessment === undefined) return { ...base, error: problem };
        const { overallScore, grade, passed, metrics } = assessment;
        const findings = guardrailJson(findingsOf(each), { [file]: text });
        return { ...base, passed, grade, overallScore, metrics, findings };
      }),
    },
  };
}

function* linesOf(each: Assessed): Generator<string> {
  const { file, expectation, assessment, problem, text } = each;
  if (assessment === undefined) {
    yield `${file}: ${problem ?? ''}`;
    return;
  }
  const { passed, grade, overallScore } = assessment;
  const verdict = passed ? t('passed') : t('failed');
  const expected = expectation === 'pass' ? '' : ` ${t('(expected to fail)')}`;
  yield `${file}: ${t('{0}, grade {1}, {2} of 100', verdict, grade, overallScore)}${expected}`;
  for (const line of guardrailLines(findingsOf(each), { [file]: text })) yield `  ${line}`;
}

/** A security issue may fail a file by itself; the others are told for what they take off the score. */
function findingsOf({ file, assessment }: Assessed): readonly GuardrailFinding[] {
  return (assessment?.issues ?? []).map(({ category, severity, message, details, at }) => ({
    code: `quality/${category}`,
    severity: category === 'security' ? 'warning' : 'information',
    message: `${message} (${t('severity {0} of 10', severity)}). ${details}`,
    file,
    at,
  }));
}
