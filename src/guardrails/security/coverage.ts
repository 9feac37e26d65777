/**
 * Which categories of the OWASP Top 10 the fixtures under `tests/security/` cover, and whether that was confirmed since
 * the guidance last changed (playbook, "Quality & Telemetry": security validation).
 */
import { t } from '@vscode/l10n';
import { parseTime } from '../../core/files/log/time';
import { reasonOf } from '../../core/ground/errors';
import type { GitTimes } from '../../core/ground/git';
import { join } from '../../core/ground/paths';
import type { OwaspCategory } from '../../core/scan/rule';
import { OWASP_CATEGORIES } from './owasp';
import type { Expectation } from '../integration/manifest';
import { readManifest } from '../integration/run';
import { readSummary, SUMMARY } from '../integration/summary';
import { filesBelow, readTarget, type RootFiles } from '../root-files';
import { readScanned, type TextFile } from './scanned';
import { scanForSuite } from './suite-scan';

const FIXTURES = 'tests/security';

/** What git is asked the times of: the guidance on security, and more of `docs/`. */
const GUIDANCE = [FIXTURES, 'security', 'docs', ':(icase)agents.md'];

/** A fixture, what is expected of it, and whether the scanner says so. */
interface Fixture {
  readonly path: string;
  readonly expected: Expectation | undefined;
  readonly categories: readonly OwaspCategory[];
  /** `missed`: a risky one in which nothing is found; `false-alarm`: a safe one in which something is. */
  readonly verdict: 'as-expected' | 'missed' | 'false-alarm';
}

export type CoverageState = 'covered' | 'stale' | 'uncovered';

export interface Coverage {
  readonly categories: readonly {
    readonly category: OwaspCategory;
    readonly state: CoverageState;
    readonly fixtures: readonly string[];
  }[];
  readonly fixtures: readonly Fixture[];
  /** Fixtures that could not be read, and why. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
  /** When the suite last ran, in milliseconds since 1970; undefined where no run is recorded. */
  readonly lastRun: number | undefined;
  /** Guidance that changed since; all of it where no run is recorded. */
  readonly changed: readonly string[];
  readonly stale: boolean;
}

/** Looks at fixtures, guidance and the last recorded run. Without git the files' own times count. */
export async function coverageOf(rootFiles: RootFiles, git: GitTimes | undefined): Promise<Coverage> {
  const { fixtures, unread } = await fixturesIn(rootFiles);
  const lastRun = await lastRunOf(rootFiles);
  const changed = await changedSince(rootFiles, git, lastRun);
  const stale = changed.length > 0;
  const categories = OWASP_CATEGORIES.map((category) => {
    const some = fixtures.filter((fixture) => fixture.expected !== 'pass' && fixture.categories.includes(category));
    const state: CoverageState = some.length === 0 ? 'uncovered' : stale ? 'stale' : 'covered';
    return { category, state, fixtures: some.map(({ path }) => path) };
  });
  return { categories, fixtures, unread, lastRun, changed, stale };
}

/** Fixtures one after another, so that no more than one text of them is kept. */
async function fixturesIn(rootFiles: RootFiles): Promise<Pick<Coverage, 'fixtures' | 'unread'>> {
  const expectations = await expectationsOf(rootFiles);
  const fixtures: Fixture[] = [];
  const unread: { path: string; reason: string }[] = [];
  for (const path of (await filesBelow(rootFiles, FIXTURES)).paths) {
    try {
      fixtures.push(fixtureOf(await readScanned(rootFiles, path), expectations));
    } catch (error) {
      unread.push({ path, reason: reasonOf(error) });
    }
  }
  return { fixtures, unread };
}

/** What is expected of a fixture: the manifest says, else its name, else nothing is. */
function fixtureOf({ path, text }: TextFile, expectations: ReadonlyMap<string, Expectation>): Fixture {
  const { hits, isValid } = scanForSuite(text, path);
  const byName = /risky|unsafe|vulnerable|insecure|attack|malicious/i.test(path.slice(FIXTURES.length))
    ? 'fail'
    : /safe|secure|clean|valid/i.test(path.slice(FIXTURES.length))
      ? 'pass'
      : undefined;
  const expected = expectations.get(path) ?? byName;
  return {
    path,
    expected,
    categories: OWASP_CATEGORIES.filter((category) => hits.some((hit) => hit.category === category)),
    verdict:
      expected === 'fail' && isValid ? 'missed' : expected === 'pass' && !isValid ? 'false-alarm' : 'as-expected',
  };
}

/** Expectations by target. A manifest that cannot be read expects nothing; the suite says what is wrong with it. */
async function expectationsOf(rootFiles: RootFiles): Promise<ReadonlyMap<string, Expectation>> {
  const manifest = await readManifest(rootFiles).catch(() => undefined);
  const tests = manifest?.suites.flatMap((suite) => suite.tests) ?? [];
  return new Map(
    tests.flatMap(({ type, target, expectation }) =>
      type === 'security_scan' && target !== undefined
        ? [[target.replace(/^(?:\.\/)?(?:cmos\/)?/, ''), expectation] as const]
        : [],
    ),
  );
}

async function lastRunOf(rootFiles: RootFiles): Promise<number | undefined> {
  const text = await readTarget(rootFiles, SUMMARY).catch(() => undefined);
  const { completedAt = '', startedAt = '' } = (text === undefined ? undefined : readSummary(text)) ?? {};
  return parseTime(completedAt === '' ? startedAt : completedAt);
}

/** Where the guidance on security is. */
async function guidanceIn(rootFiles: RootFiles): Promise<readonly string[]> {
  const isGuidance = (path: string): boolean =>
    /^docs\/[^/]*security[^/]*(?:\/|$)/i.test(path) || /^security\//i.test(path);
  const [fixtures, security, docs, top] = await Promise.all([
    filesBelow(rootFiles, FIXTURES),
    filesBelow(rootFiles, 'security'),
    filesBelow(rootFiles, 'docs', isGuidance),
    rootFiles.files.list(rootFiles.root).catch(() => []),
  ]);
  return [...fixtures.paths, ...security.paths, ...docs.paths, ...top.filter((name) => /^agents\.md$/i.test(name))];
}

async function changedSince(
  rootFiles: RootFiles,
  git: GitTimes | undefined,
  lastRun: number | undefined,
): Promise<readonly string[]> {
  const guidance = await guidanceIn(rootFiles);
  if (lastRun === undefined) return guidance;
  const { files, root } = rootFiles;
  // A checkout gives every file today's time: git knows better, where it keeps them.
  const history = await git?.lastChanged(root, GUIDANCE);
  const changed: string[] = [];
  for (const path of guidance) {
    const committed = history?.uncommitted.has(path) === false ? history.committed.get(path) : undefined;
    const time =
      committed === undefined
        ? (await files.stat(join(root, path)).catch(() => undefined))?.modified
        : Date.parse(committed);
    if (time !== undefined && time > lastRun) changed.push(path);
  }
  return changed;
}

export function coverageStateText(state: CoverageState): string {
  switch (state) {
    case 'covered':
      return t('covered');
    case 'stale':
      return t('stale');
    case 'uncovered':
      return t('uncovered');
  }
}
