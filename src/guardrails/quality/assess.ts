/**
 * The quality check of a `code_quality` test: five measures of a text of code, a score, a grade and a verdict.
 *
 * Score, grade, verdict and the issues' severities are those of the reference's `quality_assurance.js`, so that a manifest's
 * tests come out as they do there. So are its oddities, which people should know of:
 *
 * - It counts letters, in comments and strings too; `latest` is test code, and an `//` in an address is a comment.
 * - Only the security measure can fail a text by itself; the others do so by bringing the whole below 60.
 * - Each `else` counts for the complexity of the whole file, an `else if` three times.
 * - Functions count as long only where `name(…) {` appears a second time, and end with their first closing brace.
 * - Good habits add to a measure (`const` to security): they may make up for an issue.
 *
 * Like the reference's, some of the patterns take a time that grows with the square of the text's length: a text beyond
 * `QUALITY_LIMIT` is not assessed.
 */
import { t } from '@vscode/l10n';
import type { Span } from '../../core/files/text';
import { CmosError } from '../../core/ground/errors';

export type Measure = 'security' | 'maintainability' | 'performance' | 'testing' | 'documentation';

type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

interface QualityIssue {
  readonly category: Measure;
  /** From 1 to 10. */
  readonly severity: number;
  readonly message: string;
  readonly details: string;
  /** Where it shows first; undefined where the text as a whole is meant. */
  readonly at: Span | undefined;
}

interface MeasureResult {
  /** From 0 to 100. */
  readonly score: number;
  readonly passed: boolean;
}

export interface QualityAssessment {
  readonly overallScore: number;
  readonly grade: Grade;
  readonly passed: boolean;
  readonly metrics: Readonly<Record<Measure, MeasureResult>>;
  /** The gravest first. */
  readonly issues: readonly QualityIssue[];
}

/** In UTF-16 units. */
const QUALITY_LIMIT = 16 * 1024;

const MAX_COMPLEXITY = 10;
const MAX_LINES = 300;
const MAX_FUNCTION_LINES = 25;
const MAX_NAME = 20;

/** `file` is what the text is called. Throws a `CmosError` where it is too long to be assessed. */
export function assessQuality(text: string, file: string): QualityAssessment {
  if (text.length > QUALITY_LIMIT)
    throw new CmosError('file/too-large', t('{0} is too long to be assessed.', file), { file });
  const results: Readonly<Record<Measure, Result>> = {
    security: security(text),
    maintainability: maintainability(text),
    performance: performance(text),
    testing: testing(text),
    documentation: documentation(text),
  };
  const measures = Object.values(results);
  const overallScore = within(100 - measures.reduce((sum, { score }) => sum + 100 - score, 0));
  const grade = gradeOf(overallScore);
  const metrics = Object.fromEntries(
    Object.entries(results).map(([name, { score, passed }]) => [name, { score, passed }]),
  ) as Record<Measure, MeasureResult>;
  return {
    overallScore,
    grade,
    passed: grade !== 'F' && results.security.passed,
    metrics,
    issues: measures.flatMap(({ issues }) => issues).toSorted((a, b) => b.severity - a.severity),
  };
}

function gradeOf(score: number): Grade {
  if (score >= 90) return 'A';
  if (score >= 80) return 'B';
  if (score >= 70) return 'C';
  return score >= 60 ? 'D' : 'F';
}

function within(score: number): number {
  return Math.max(0, Math.min(100, score));
}

interface Result extends MeasureResult {
  readonly issues: readonly QualityIssue[];
}

/** A measure as it adds up. */
class Sum {
  readonly #category: Measure;
  readonly #issues: QualityIssue[] = [];
  #score = 100;

  constructor(category: Measure) {
    this.#category = category;
  }

  /** An issue takes its severity from the score, unless `points` says otherwise. */
  issue(severity: number, at: Span | undefined, message: string, details: string, points = severity): void {
    this.#score -= points;
    this.#issues.push({ category: this.#category, severity, message, details, at });
  }

  add(points: number, when: boolean): void {
    if (when) this.#score += points;
  }

  /** `least`: what the measure needs to pass. */
  result(least: number): Result {
    const score = within(this.#score);
    return { score, passed: score >= least, issues: this.#issues };
  }
}

/** All places of a pattern, which has the flag `g`. */
function placesOf(pattern: RegExp, text: string): readonly Span[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
}

/** The first place of the first pattern that is there at all. */
function firstOf(text: string, ...patterns: readonly RegExp[]): Span | undefined {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null) return { start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

/** Lines as line feeds part them; a text has one at least. */
function linesOf(text: string): number {
  return text.split('\n').length;
}

function security(text: string): Result {
  const sum = new Sum('security');
  const take = (severity: number, at: Span | undefined, message: string, details: string): void => {
    if (at !== undefined) sum.issue(severity, at, message, details);
  };
  take(
    9,
    firstOf(text, /eval\s*\(/, /exec\s*\(/, /sql\s*=.*?\+/i, /query\s*\(.*?\+/i),
    t('Something may be injected here'),
    t('Text is run as code, or a query is put together from parts.'),
  );
  take(
    8,
    firstOf(text, /(?:password|secret)\s*=\s*["'][^"']*["']/i),
    t('A password or secret stands in the code'),
    t('Take it from the environment.'),
  );
  take(
    7,
    /validate|saniti|escape/i.test(text) ? undefined : firstOf(text, /req\.(?:body|query|params)/i),
    t('What a request brings is used, and nothing looks as if it was checked'),
    t('Validate it first.'),
  );
  take(
    6,
    /try\s*\{|catch\s*\(/.test(text)
      ? undefined
      : firstOf(text, /error\.stack/i, /console\.error.*?error/i, /throw.*?error/i),
    t('Errors may tell more than they should'),
    t('Catch them, and tell what a person needs.'),
  );
  sum.add(5, /https:\/\//i.test(text));
  sum.add(3, /(?:const|let)\s/.test(text));
  sum.add(2, /(?:async|await)\s/.test(text));
  return sum.result(80);
}

/** What a decision looks like; each is counted by itself, so that `else if (` counts three times. */
const DECISIONS: readonly RegExp[] = [
  /if\s*\(/g,
  /else\s*if/g,
  /else/g,
  /for\s*\(/g,
  /while\s*\(/g,
  /case\s/g,
  /catch\s*\(/g,
  /\?\s*:/g,
  /&&/g,
  /\|\|/g,
];

function maintainability(text: string): Result {
  const sum = new Sum('maintainability');
  const complexity = DECISIONS.reduce((total, pattern) => total + placesOf(pattern, text).length, 1);
  if (complexity > MAX_COMPLEXITY)
    sum.issue(
      6,
      undefined,
      t('It decides {0} times; up to {1} are easy to follow', complexity, MAX_COMPLEXITY),
      t('Part it into smaller functions.'),
      20,
    );
  const lines = linesOf(text);
  if (lines > MAX_LINES)
    sum.issue(4, undefined, t('The file has {0} lines', lines), t('Part it into several files.'), 10);
  const long = longFunctions(text);
  if (long.length > 0)
    sum.issue(
      5,
      long[0],
      t('{0} functions have more than {1} lines', long.length, MAX_FUNCTION_LINES),
      t('Part them into smaller ones.'),
      15,
    );
  const names = placesOf(/\b[a-z]\w+/g, text).filter(({ start, end }) => end - start > MAX_NAME);
  if (names.length > 0)
    sum.issue(
      3,
      names[0],
      t('{0} names have more than {1} letters', names.length, MAX_NAME),
      t('A shorter name may say the same.'),
      5,
    );
  return sum.result(70);
}

/** `function name`, `const name = (`, or `name(…) {`: whichever begins first, none inside another. */
const FUNCTION = /function\s+\w+|const\s+\w+\s*=\s*\(|(\w+)\s*\([^)]*\)\s*\{/g;

/** Those that are declared somewhere, with more lines from there to the first closing brace. */
function longFunctions(text: string): readonly Span[] {
  return [...text.matchAll(FUNCTION)].flatMap(({ index, 0: found, 1: name }) => {
    if (name === undefined) return [];
    const start = text.search(new RegExp(`function\\s+${name}|const\\s+${name}\\s*=\\s*\\(`));
    const end = start < 0 ? -1 : text.indexOf('}', start);
    if (end < 0 || linesOf(text.slice(start, end)) <= MAX_FUNCTION_LINES) return [];
    return [{ start: index, end: index + found.length }];
  });
}

/** However often something is there, it counts up to this often. */
const COUNTED = 3;

function performance(text: string): Result {
  const sum = new Sum('performance');
  const take = (severity: number, places: readonly Span[], message: string, details: string): void => {
    const [first] = places;
    if (first !== undefined) sum.issue(severity, first, message, details, severity * Math.min(places.length, COUNTED));
  };
  const loops = placesOf(/for\s*\([^)]*in\s+\w+\s*\)/g, text);
  take(
    6,
    loops,
    t('{0} loops run over the names of an object', loops.length),
    t('Run over its values, or over a list.'),
  );
  // One letter of the name is enough: how long it is makes no difference.
  const lengths = placesOf(/(?<=\w)\.length\s*>\s*0\s*&&/g, text);
  take(
    3,
    lengths,
    t('A length is compared with 0 before something else, {0} times', lengths.length),
    t('A loop over nothing does nothing.'),
  );
  const logs = placesOf(/console\.log\s*\(/g, text);
  take(2, logs, t('It writes to the console {0} times', logs.length), t('Take it out, or use a logger.'));
  sum.add(3, /const\s/.test(text));
  sum.add(4, /(?:map|filter|reduce)\s*\(/.test(text));
  sum.add(2, /(?:async|await)\s/.test(text));
  return sum.result(75);
}

function testing(text: string): Result {
  const sum = new Sum('testing');
  if (!/test|spec|(?:describe|it)\s*\(/i.test(text))
    sum.issue(8, undefined, t('Nothing looks like a test'), t('Add tests of what it does.'), 40);
  sum.add(10, /coverage|istanbul|nyc/i.test(text));
  sum.add(5, /mock|stub|spy/i.test(text));
  sum.add(5, /edge|boundary|error|exception/i.test(text));
  return sum.result(60);
}

function documentation(text: string): Result {
  const sum = new Sum('documentation');
  const functions = placesOf(FUNCTION, text);
  const documented = placesOf(/\/\*\*\s*\n[^]*?\*\//g, text).length;
  if (functions.length > 0 && (documented / functions.length) * 100 < 50)
    sum.issue(
      5,
      functions[0],
      t('Of {0} functions, {1} have a comment that documents them', functions.length, documented),
      t('At least every second one should.'),
      20,
    );
  const [lines, comments] = [linesOf(text), placesOf(/\/\/.*/g, text).length];
  if ((comments / lines) * 100 < 10)
    sum.issue(
      3,
      undefined,
      t('Of {0} lines, {1} have a comment', lines, comments),
      t('Say why, where the code does not.'),
      10,
    );
  sum.add(10, /readme|documentation/i.test(text));
  return sum.result(70);
}
