/**
 * Which categories of the OWASP Top 10 the fixtures under `tests/security/` cover, and whether that was confirmed since
 * the guidance last changed (playbook, "Quality & Telemetry": security validation).
 */
import { plainJson } from '../../core/files/json';
import { parseTime } from '../../core/files/log/time';
import { categoryOf, detects, scanForSuite } from './for-suite';
import { filesBelow, readWithin, type ReadingFiles, type TextFile } from './files';
import { OWASP_CATEGORIES, type OwaspCategory } from '../../core/scan/owasp';

export const FIXTURES = 'tests/security';
export const SUMMARY = 'telemetry/events/testing-summary.json';
const MANIFEST = 'tests/integration/test_manifest.json';

/** A fixture, what is expected of it, and whether the scanner says so. */
export interface Fixture {
  readonly path: string;
  readonly expected: 'pass' | 'fail' | undefined;
  readonly categories: readonly OwaspCategory[];
  /** `missed`: a risky one in which nothing is found; `false-alarm`: a safe one in which something is. */
  readonly verdict: 'as-expected' | 'missed' | 'false-alarm';
}

/** When something was last changed, in milliseconds since 1970: a port, since git knows better than a fresh checkout. */
export interface ChangeTimes {
  /** By path relative to the root; a path that is not there is left out. */
  changedAt(root: string, paths: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** A file's text as of a time; undefined where nobody knows it any more. */
  textAt(root: string, path: string, time: number): Promise<string | undefined>;
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

/** Looks at fixtures, guidance and the last recorded run. */
export async function coverageOf(reading: ReadingFiles, times: ChangeTimes, root: string): Promise<Coverage> {
  const { fixtures, unread } = await fixturesIn(reading, root);
  const lastRun = await lastRunOf(reading, root);
  const changed = await changedSince(reading, times, root, lastRun);
  const stale = changed.length > 0;
  const categories = OWASP_CATEGORIES.map((category) => {
    const some = fixtures.filter((fixture) => fixture.expected !== 'pass' && fixture.categories.includes(category));
    const state: CoverageState = some.length === 0 ? 'uncovered' : stale ? 'stale' : 'covered';
    return { category, state, fixtures: some.map(({ path }) => path) };
  });
  return { categories, fixtures, unread, lastRun, changed, stale };
}

/** Fixtures one after another, so that no more than one text of them is kept. */
async function fixturesIn(reading: ReadingFiles, root: string): Promise<Pick<Coverage, 'fixtures' | 'unread'>> {
  const expectations = await expectationsOf(reading, root);
  const fixtures: Fixture[] = [];
  const unread: { path: string; reason: string }[] = [];
  for (const path of (await filesBelow(reading, root, FIXTURES)).paths) {
    try {
      fixtures.push(fixtureOf(await readWithin(reading, root, path), expectations));
    } catch (error) {
      unread.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { fixtures, unread };
}

/** What is expected of a fixture: the manifest says, else its name, else nothing is. */
function fixtureOf({ path, text }: TextFile, expectations: ReadonlyMap<string, readonly string[]>): Fixture {
  const scan = scanForSuite(text, path);
  const words = expectations.get(path) ?? [];
  const byName = /risky|unsafe|vulnerable|insecure|attack|malicious/i.test(path.slice(FIXTURES.length))
    ? 'fail'
    : /safe|secure|clean|valid/i.test(path.slice(FIXTURES.length))
      ? 'pass'
      : undefined;
  const expected = words.includes('pass') ? 'pass' : words.length > 0 ? 'fail' : byName;
  const asked = words.filter((word) => categoryOf(word) !== undefined);
  const missed = expected === 'fail' && (scan.isValid || !detects(scan, asked).detected);
  return {
    path,
    expected,
    categories: OWASP_CATEGORIES.filter((category) => scan.hits.some((hit) => hit.category === category)),
    verdict: missed ? 'missed' : expected === 'pass' && !scan.isValid ? 'false-alarm' : 'as-expected',
  };
}

/** Expectations by target. A manifest that cannot be read expects nothing; the suite says what is wrong with it. */
async function expectationsOf(reading: ReadingFiles, root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const suite of listOf(fieldOf(await jsonOf(reading, root, MANIFEST), 'suites'))) {
    for (const test of listOf(fieldOf(suite, 'tests'))) {
      const target = fieldOf(test, 'target');
      if (fieldOf(test, 'type') !== 'security_scan' || typeof target !== 'string') continue;
      const words = [
        fieldOf(test, 'expectation') ?? 'pass',
        ...listOf(fieldOf(test, 'categories')),
        ...listOf(fieldOf(test, 'owasp')),
      ];
      const path = target.replace(/^(?:\.\/)?(?:cmos\/)?/, '');
      found.set(
        path,
        words.filter((word) => typeof word === 'string'),
      );
    }
  }
  return found;
}

async function lastRunOf(reading: ReadingFiles, root: string): Promise<number | undefined> {
  const meta = fieldOf(await jsonOf(reading, root, SUMMARY), 'meta');
  const time = fieldOf(meta, 'completedAt') ?? fieldOf(meta, 'startedAt');
  return typeof time === 'string' ? parseTime(time) : undefined;
}

/** Where the guidance on security is. */
async function guidanceIn(reading: ReadingFiles, root: string): Promise<readonly string[]> {
  const isGuidance = (path: string): boolean =>
    /^docs\/[^/]*security[^/]*(?:\/|$)/i.test(path) || /^security\//i.test(path);
  const [fixtures, security, docs, top] = await Promise.all([
    filesBelow(reading, root, FIXTURES),
    filesBelow(reading, root, 'security'),
    filesBelow(reading, root, 'docs', isGuidance),
    reading.files.list(root).catch(() => []),
  ]);
  return [...fixtures.paths, ...security.paths, ...docs.paths, ...top.filter((name) => /^agents\.md$/i.test(name))];
}

async function changedSince(
  reading: ReadingFiles,
  times: ChangeTimes,
  root: string,
  lastRun: number | undefined,
): Promise<readonly string[]> {
  const guidance = await guidanceIn(reading, root);
  if (lastRun === undefined) return guidance;
  const changedAt = await times.changedAt(root, guidance);
  const changed: string[] = [];
  for (const path of guidance) {
    if ((changedAt.get(path) ?? 0) <= lastRun) continue;
    if (/^agents\.md$/i.test(path) && (await sameGuidance(reading, times, root, path, lastRun))) continue;
    changed.push(path);
  }
  return changed;
}

/** Of the agents' instructions only what they say of security counts, where an older text is known to compare with. */
async function sameGuidance(
  reading: ReadingFiles,
  times: ChangeTimes,
  root: string,
  path: string,
  lastRun: number,
): Promise<boolean> {
  const before = await times.textAt(root, path, lastRun);
  if (before === undefined) return false;
  try {
    return securitySections((await readWithin(reading, root, path)).text) === securitySections(before);
  } catch {
    return false;
  }
}

/** The sections of a Markdown text whose heading speaks of security, with what is below them. */
export function securitySections(text: string): string {
  const kept: string[] = [];
  let within: number | undefined;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^(#{1,6})[ \t](.*)$/s.exec(line);
    const level = heading?.[1]?.length;
    if (level !== undefined) {
      if (within !== undefined && level <= within) within = undefined;
      if (within === undefined && /secur|owasp|guardrail/i.test(heading?.[2] ?? '')) within = level;
    }
    if (within !== undefined) kept.push(line.trimEnd());
  }
  return kept.join('\n').trim();
}

async function jsonOf(reading: ReadingFiles, root: string, path: string): Promise<unknown> {
  try {
    return plainJson((await readWithin(reading, root, path)).text);
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
