import { t } from '@vscode/l10n';
import { renderChangeSet } from '../../core/commit/render';
import { CmosError } from '../../core/errors';
import { type GuardrailFinding } from '../../core/guardrails/finding';
import { MANIFEST } from '../../core/guardrails/integration/manifest';
import { countsOf, type RunOutcome, type TestOutcome, testsOf } from '../../core/guardrails/integration/outcome';
import { readManifest, runManifest } from '../../core/guardrails/integration/run';
import { scanner } from '../../core/guardrails/integration/scanner';
import { readSummary } from '../../core/guardrails/integration/summary';
import { ownScript, runnable, usualPrograms } from '../../core/guardrails/own-scripts';
import { type Reach, READ_LIMIT } from '../../core/guardrails/reach';
import { perform } from '../../core/operations/perform';
import { recordTests } from '../../core/operations/record-tests';
import { type ScriptResult } from '../../core/workspace/scripts';
import { nodeGit } from '../../node/git';
import { runScript } from '../../node/scripts';
import { type CommandInput } from '../command';
import { type Guardrail } from '../guardrail';
import { oneLine } from '../missions';
import { guardrailJson, guardrailLines } from './findings';
import { mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Who records it, where nobody says: the reference's own default. */
const AGENT = 'codex';

/** Runs the integration suite, by our own implementation or by the workspace's. */
export const integration: Guardrail = {
  name: 'integration',
  description: t('run the suites of {0}', MANIFEST),
  options: [
    ['--own', t('integration: run the workspace’s own runner (context/integration_test_runner.js) with node')],
    ['--record <mission>', t('integration: record the results in a mission’s notes and in telemetry')],
    ['--agent <name>', t('integration: who records them; without it {0}', AGENT)],
    ['--dry-run', t('integration: say what recording would change, and change nothing')],
  ],
  async run(input) {
    const { options } = input;
    const world = { files: input.files, links: input.commit.files, root: input.snapshot.layout.root };
    const ran = options['own'] === true ? await runOwn(input, world) : await runOurs(input, world);
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
        ...(outcome === undefined ? [] : outcomeLines(outcome)),
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
  readonly script?: ScriptResult;
}

async function runOurs({ ports }: CommandInput, world: Reach): Promise<Ran> {
  const manifest = await readManifest(world);
  if (manifest === undefined)
    throw new CmosError('operation/refused', t('There is no {0}, and so nothing to run.', MANIFEST), {
      file: MANIFEST,
    });
  const { now, breather } = ports;
  const outcome = await runManifest(manifest, world, { scan: scanner, now, breather });
  return { outcome, findings: manifest.findings, text: manifest.text };
}

/** The runner writes its report to a folder of its own, so that nothing of the workspace changes but by us. */
async function runOwn({ commit }: CommandInput, world: Reach): Promise<Ran> {
  const own = await ownScript(world, 'integration', usualPrograms(process.platform));
  if (own === undefined)
    throw new CmosError('operation/refused', t('The workspace has no context/integration_test_runner.js.'), {
      advice: t('Without --own the suite is run by cmos itself.'),
    });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cmos-suite-'));
  try {
    const report = path.join(folder, 'report.json');
    const script = await runScript(runnable(own, commit.trusted, ['--output', report]));
    const text = await readReport(report);
    return { outcome: text === undefined ? undefined : readSummary(text), findings: [], text: '', script };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the runner wrote; undefined where that is nothing, or no report's size. */
async function readReport(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      return stat.isFile() && stat.size <= READ_LIMIT ? await handle.readFile('utf8') : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
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
      world: { files, reading: { ports, files: commit.files }, git: nodeGit, run: undefined },
      dryRun,
      agent: typeof options['agent'] === 'string' ? options['agent'] : AGENT,
      now: new Date(ports.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      override: undefined,
      gathered: { testRun: outcome },
    },
  );
  return {
    lines: dryRun ? [renderChangeSet(plan.changeSet)] : [plan.changeSet.title],
    json: { mission, dryRun, ...(plan.event === undefined ? {} : { event: plan.event }) },
  };
}

const MARKS = { passed: '[x]', failed: '[ ]', skipped: '[-]' } as const;

function outcomeLines(outcome: RunOutcome): readonly string[] {
  const { passed, failed, skipped, total } = countsOf(testsOf(outcome));
  return [
    ...outcome.suites.flatMap(({ key, name, tests }) => [
      oneLine(name ?? key),
      ...tests.map((test) => `  ${MARKS[test.status]} ${testText(test)}`),
    ]),
    ...(outcome.error === undefined ? [] : [outcome.error]),
    t('{0} of {1} tests passed, {2} failed, {3} could not be run.', passed, total, failed, skipped),
  ];
}

function testText({ id, key, error, status, details }: TestOutcome): string {
  const name = id ?? key;
  if (status === 'passed') return oneLine(name);
  return oneLine(`${name}: ${error ?? reasonIn(details)}`);
}

/** Why a test failed whose details say it. They may be another runner's, and then anything. */
function reasonIn(details: TestOutcome['details'] = {}): string {
  const { missing, metrics } = details;
  const word = (name: string): string => {
    const value = details[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
  };
  const expected = details['expectation'] === 'fail' ? t('expected to fail') : t('expected to pass');
  const file = word('target');
  if (details['grade'] !== undefined)
    return t('{0} has grade {1}, {2} of 100; {3}', file, word('grade'), word('overallScore'), expected);
  if (details['assessment'] !== undefined)
    return t('{0} is {1}, {2} of 100; {3}', file, word('assessment'), word('score'), expected);
  if (Array.isArray(missing)) return t('{0} does not have: {1}', file, missing.map(String).join(', '));
  if (Array.isArray(metrics)) {
    const failed = (metrics as readonly ({ status?: string; name?: string } | null)[]).filter(
      (each) => each?.status !== 'passed',
    );
    return t('{0}: not reached: {1}', file, failed.map((each) => String(each?.name)).join(', '));
  }
  return t('{0}, {1}', file, expected);
}
