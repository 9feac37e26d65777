/** `telemetry/events/testing-summary.json`: a run in the reference's shape, written and read. */
import { t } from '@vscode/l10n';
import type { JsonNode } from '../../core/files/context/model';
import { jsonValue } from '../../core/files/context/parse';
import { itemsOf, membersOf, readJsonFile, wordIn } from '../json-file';
import {
  countsOf,
  type RunOutcome,
  type SuiteOutcome,
  type TestOutcome,
  testsOf,
  type TestStatus,
  worstOf,
} from './outcome';
import { MANIFEST, MAX_TESTS } from './manifest';

/** Where the latest summary is kept, relative to the cmos root. */
export const SUMMARY = 'telemetry/events/testing-summary.json';

/**
 * The text of a summary. A skipped test keeps its status, which the reference's readers take for not passed; its number
 * stands beside the others where there is one.
 */
export function summaryText(run: RunOutcome): string {
  const all = countsOf(testsOf(run));
  const bad = (status: TestStatus): TestStatus => (status === 'passed' ? 'passed' : 'failed');
  const skipped = (count: number, name: string): object => (count === 0 ? {} : { [name]: count });
  const report = {
    meta: {
      mission: run.mission,
      manifestVersion: run.version,
      startedAt: run.startedAt,
      completedAt: run.completedAt,
      manifestPath: run.manifestPath,
      outputPath: SUMMARY,
    },
    status: bad(run.status),
    summary: {
      suites: run.suites.length,
      suitesFailed: run.suites.filter(({ status }) => status !== 'passed').length,
      tests: all.total,
      testsFailed: all.failed + all.skipped,
      ...skipped(all.skipped, 'testsSkipped'),
    },
    suites: run.suites.map(({ id, name, description, status, tests }) => {
      const counts = countsOf(tests);
      return {
        id,
        name,
        description,
        status: bad(status),
        summary: {
          total: counts.total,
          passed: counts.passed,
          failed: counts.failed + counts.skipped,
          ...skipped(counts.skipped, 'skipped'),
        },
        tests: tests.map((test) => ({
          id: test.id,
          type: test.type,
          description: test.description,
          status: test.status,
          ...(test.details === undefined ? {} : { details: test.details }),
          ...(test.error === undefined ? {} : { error: test.error }),
        })),
      };
    }),
  };
  return JSON.stringify(report, null, 2);
}

/** A run from a summary that a workspace's own runner left; undefined where the text is none. Nothing in it is believed blindly: what did not say `passed` has not passed. */
export function readSummary(text: string): RunOutcome | undefined {
  const { members, broken } = readJsonFile(text);
  const list = members?.get('suites')?.value;
  if (broken || list?.kind !== 'array') return undefined;
  const meta = membersOf(members?.get('meta')?.value);
  let count = 0;
  const suites = list.items.map((node, at): SuiteOutcome => {
    const suite = membersOf(node);
    const key = wordIn(suite, 'id') ?? String(at + 1);
    const tests = itemsOf(suite?.get('tests')?.value)
      .slice(0, Math.max(0, MAX_TESTS - count))
      .map((each, index) => testOf(each, `${key}/${index + 1}`));
    count += tests.length;
    const status = worstOf([statusOf(wordIn(suite, 'status')), ...tests.map((test) => test.status)]);
    return {
      key,
      id: wordIn(suite, 'id'),
      name: wordIn(suite, 'name'),
      description: wordIn(suite, 'description'),
      status,
      tests,
    };
  });
  return {
    mission: wordIn(meta, 'mission') ?? 'unknown',
    version: wordIn(meta, 'manifestVersion') ?? 'unknown',
    manifestPath: wordIn(meta, 'manifestPath') ?? MANIFEST,
    startedAt: wordIn(meta, 'startedAt') ?? '',
    completedAt: wordIn(meta, 'completedAt') ?? '',
    status: worstOf([statusOf(wordIn(members, 'status')), ...suites.map(({ status }) => status)]),
    suites,
  };
}

/** A run in a sentence, as notes keep it: in English, since notes are for every reader of the workspace. */
export function runSentence(run: RunOutcome): string {
  const tests = testsOf(run);
  const { passed, failed, skipped, total } = countsOf(tests);
  const named = (status: TestStatus): string => {
    const names = run.suites.flatMap((suite) =>
      suite.tests.filter((test) => test.status === status).map(({ id, key }) => id ?? key),
    );
    const list = names.slice(0, NAMED).map(shown).join(', ');
    return names.length > NAMED ? `${list} and ${names.length - NAMED} more` : list;
  };
  const parts = [
    `Integration suite (${shown(run.manifestPath)} ${shown(run.version)}): ${run.status}, ${passed} of ${total} tests passed`,
    ...(failed === 0 ? [] : [`failed: ${named('failed')}`]),
    ...(skipped === 0 ? [] : [`not run: ${named('skipped')}`]),
    ...(run.error === undefined ? [] : ['the manifest is broken']),
  ];
  return `${parts.join('; ')}.`;
}

/** What a manifest calls something, fit to stand in a note: one line, and not without end. */
function shown(name: string): string {
  const plainText = name.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return plainText.length > LENGTH ? `${plainText.slice(0, LENGTH)}…` : plainText;
}

/** So much of a name is shown, in UTF-16 units. */
const LENGTH = 80;

/** So many tests are named in a sentence. */
const NAMED = 10;

function testOf(node: JsonNode, fallback: string): TestOutcome {
  const test = membersOf(node);
  const details = test?.get('details')?.value;
  const error = wordIn(test, 'error');
  const status = statusOf(wordIn(test, 'status'));
  return {
    key: fallback,
    id: wordIn(test, 'id'),
    type: wordIn(test, 'type'),
    description: wordIn(test, 'description') ?? '',
    status,
    ...(details?.kind === 'object' ? { details: jsonValue(details) as Readonly<Record<string, unknown>> } : {}),
    ...(error === undefined
      ? status === 'passed' || details !== undefined
        ? {}
        : { error: t('It says no more.') }
      : { error }),
  };
}

function statusOf(word: string | undefined): TestStatus {
  return word === 'passed' || word === 'skipped' ? word : 'failed';
}
