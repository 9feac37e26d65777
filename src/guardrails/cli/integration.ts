import { t } from '@vscode/l10n';
import { renderChangeSet } from '../../core/changes/render';
import { timeStamp } from '../../core/ground/time-stamp';
import { CmosError } from '../../core/ground/errors';
import { type GuardrailFinding, rangesIn } from '../finding';
import { reasonFor } from '../integration/failures';
import { type Manifest, MANIFEST } from '../integration/manifest';
import { countsOf, type RunOutcome, type TestOutcome, testsOf } from '../integration/outcome';
import { readManifest, runManifest } from '../integration/run';
import { ownScript, usualPrograms } from '../own-scripts';
import type { RootFiles } from '../root-files';
import { perform } from '../../core/operations/perform';
import { recordTests } from '../operations/record-tests';
import type { ScriptResult } from '../../core/ground/scripts';
import { nodeGit } from '../../node/git';
import { runOwnSuite } from '../../node/own-suite';
import type { CommandInput, CommandResult } from '../../cli/command';
import { AGENT } from '../../cli/commands/operations';
import { withDefault } from '../../cli/option-text';
import { type Guardrail, rootFilesOf } from './guardrail';
import { oneLine } from '../../core/ground/printable';
import { guardrailJson, guardrailLines } from './findings';

/** Runs the integration suite, by our own implementation or by the workspace's. */
export const integration: Guardrail = {
  name: 'integration',
  description: () => t('run the suites of {0}', MANIFEST),
  options: () => [
    ['--own', t('integration: run the workspace’s own runner (context/integration_test_runner.js) with node')],
    ['--record <mission>', t('integration: record the results in a mission’s notes and in telemetry')],
    ['--agent <name>', withDefault(t('integration: who records them'), AGENT)],
    ['--dry-run', t('integration: say what recording would change, and change nothing')],
  ],
  async run(input) {
    const { options } = input;
    const rootFiles = rootFilesOf(input);
    const ran = options['own'] === true ? await runOwn(input, rootFiles) : await runOurs(input, rootFiles);
    if (ran === undefined) return nothingToRun(options['record']);
    const mission = options['record'];
    const recorded = typeof mission === 'string' ? await record(input, ran, mission) : undefined;
    const { outcome, findings, text, script } = ran;
    const texts = { [MANIFEST]: text };
    const errors = findings.some(({ severity }) => severity === 'error');
    const good = outcome?.status === 'passed' && !errors && (script === undefined || script.exit === 0);
    return {
      status: good ? 0 : 1,
      text: [
        ...guardrailLines(findings, texts),
        ...(outcome === undefined ? [] : outcomeLines(outcome, placesOf(ran.manifest))),
        ...(outcome === undefined && script !== undefined ? [script.output.trimEnd()] : []),
        ...(script?.failure === undefined ? [] : [t('The runner did not end by itself: {0}', script.failure)]),
        ...(recorded?.lines ?? []),
      ]
        .filter((line) => line !== '')
        .join('\n'),
      json: {
        runner: script === undefined ? 'cmos' : 'own',
        status: outcome?.status ?? 'failed',
        ...(script === undefined ? {} : { exit: script.exit ?? null, failure: script.failure ?? null }),
        findings: guardrailJson(findings, texts),
        suites: outcome?.suites ?? [],
        ...(outcome === undefined && script !== undefined ? { output: script.output } : {}),
        ...(recorded === undefined ? {} : { recorded: recorded.json }),
      },
    };
  },
};

interface Ran {
  /** Undefined where the workspace's own runner left no report. */
  readonly outcome: RunOutcome | undefined;
  readonly findings: readonly GuardrailFinding[];
  /** The manifest's. */
  readonly text: string;
  /** Where ours ran it: then each test has its place. */
  readonly manifest?: Manifest;
  readonly script?: ScriptResult;
}

/** A workspace without tests is fine; a result that was to be recorded is missing. */
function nothingToRun(mission: unknown): CommandResult {
  const text = t('There is no {0}, and so nothing to run.', MANIFEST);
  if (typeof mission === 'string')
    throw new CmosError('operation/refused', `${text} ${t('Nothing was changed.')}`, { file: MANIFEST });
  return { status: 0, text, json: { runner: 'cmos', status: null, findings: [], suites: [] } };
}

/** Undefined where the workspace has no manifest. */
async function runOurs({ ports }: CommandInput, rootFiles: RootFiles): Promise<Ran | undefined> {
  const manifest = await readManifest(rootFiles);
  if (manifest === undefined) return undefined;
  const { now, breather } = ports;
  const outcome = await runManifest(manifest, rootFiles, { now, breather });
  return { outcome, findings: manifest.findings, text: manifest.text, manifest };
}

async function runOwn({ commit }: CommandInput, rootFiles: RootFiles): Promise<Ran> {
  const own = await ownScript(rootFiles, 'integration', usualPrograms(process.platform));
  if (own === undefined)
    throw new CmosError('operation/refused', t('The workspace has no context/integration_test_runner.js.'), {
      advice: t('Without --own the suite is run by cmos itself.'),
    });
  return { ...(await runOwnSuite(own, commit.trusted)), findings: [], text: '' };
}

async function record(
  input: CommandInput,
  { outcome }: Ran,
  mission: string,
): Promise<{ readonly lines: readonly string[]; readonly json: object }> {
  if (outcome === undefined)
    throw new CmosError('operation/refused', t('The runner left no report: there is nothing to record.'), {
      advice: t('Without --own the suite is run by cmos itself.'),
    });
  const { refresh, commit, files, ports, policy, options } = input;
  const dryRun = options['dryRun'] === true;
  const { plan } = await perform(
    recordTests,
    { mission },
    {
      refresh,
      ports: commit,
      policy,
      gatherPorts: {
        files,
        reading: { ports, files: commit.files },
        git: nodeGit,
        run: undefined,
        incidents: undefined,
      },
      dryRun,
      agent: typeof options['agent'] === 'string' ? options['agent'] : AGENT,
      now: timeStamp(ports.now()),
      override: undefined,
      gathered: { own: { run: outcome } },
    },
  );
  return {
    lines: dryRun ? [renderChangeSet(plan.changeSet)] : [plan.changeSet.title],
    json: { mission, dryRun, ...(plan.event === undefined ? {} : { event: plan.event }) },
  };
}

const MARKS = { passed: '[x]', failed: '[ ]', skipped: '[-]' } as const;

/** Places of tests by their keys, as terminals link them; none for those that a finding tells of already. */
type Places = ReadonlyMap<string, string>;

function placesOf(manifest: Manifest | undefined): Places {
  if (manifest === undefined) return new Map();
  const rangeOf = rangesIn(manifest.text);
  return new Map(
    manifest.suites.flatMap(({ tests }) =>
      tests.flatMap(({ key, idAt, problem }): [string, string][] => {
        if (problem !== undefined) return [];
        const { line, character } = rangeOf(idAt).start;
        return [[key, `${manifest.path}:${line + 1}:${character + 1}`]];
      }),
    ),
  );
}

function outcomeLines(outcome: RunOutcome, places: Places): readonly string[] {
  const { passed, failed, skipped, total } = countsOf(testsOf(outcome));
  return [
    ...outcome.suites.flatMap(({ key, name, tests }) => [
      oneLine(name ?? key),
      ...tests.map((test) => `  ${MARKS[test.status]} ${testText(test, places)}`),
    ]),
    ...(outcome.error === undefined ? [] : [outcome.error]),
    t('{0} of {1} tests passed, {2} failed, {3} could not be run.', passed, total, failed, skipped),
  ];
}

function testText(test: TestOutcome, places: Places): string {
  const name = test.id ?? test.key;
  if (test.status === 'passed') return oneLine(name);
  const place = places.get(test.key);
  return oneLine(`${name}: ${reasonFor(test)}${place === undefined ? '' : ` (${place})`}`);
}
