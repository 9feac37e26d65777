/**
 * The quality check of a `code_quality` test: five measures of a text of code, a score, a grade and a verdict.
 *
 * Score, grade, verdict and the issues' severities are those of the reference's `quality_assurance.js`, for any text: a
 * manifest's tests come out as they do there. So are its oddities, which people should know of:
 *
 * - It counts letters, in comments and strings too; `latest` is test code, and an `//` in an address is a comment.
 * - Only the security measure can fail a text by itself; the others do so by bringing the whole below 60.
 * - Each `else` counts for the complexity of the whole file, an `else if` three times.
 * - Functions count as long only where `name(…) {` stands a second time (`CodeText.longFunctions`).
 * - Good habits add to a measure (`const` to security): they may make up for an issue.
 *
 * It differs in what does not touch the verdict: an issue has a place where it can be told; its sentences are ours; a text
 * beyond `QUALITY_LIMIT` is not assessed. The reference's patterns take a quadratic time on some texts, ours do not.
 */
import { t } from '@vscode/l10n';
import { type Span } from '../../core/files/text';
import { CodeText } from './code-text';

export type Measure = 'security' | 'maintainability' | 'performance' | 'testing' | 'documentation';

export type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

export interface QualityIssue {
  readonly category: Measure;
  /** From 1 to 10. */
  readonly severity: number;
  readonly message: string;
  readonly details: string;
  /** Where it shows first; undefined where the text as a whole is meant. */
  readonly at: Span | undefined;
}

export interface MeasureResult {
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

/** A longer text is no source file that anybody wrote; in UTF-16 units. */
export const QUALITY_LIMIT = 1024 * 1024;

const MAX_COMPLEXITY = 10;
const MAX_LINES = 300;
const MAX_FUNCTION_LINES = 25;
const MAX_NAME = 20;

export function assessQuality(text: string): QualityAssessment {
  const code = new CodeText(text);
  const results: Readonly<Record<Measure, Result>> = {
    security: security(code),
    maintainability: maintainability(code),
    performance: performance(code),
    testing: testing(code),
    documentation: documentation(code),
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

  issue(points: number, issue: Omit<QualityIssue, 'category'>): void {
    this.#score -= points;
    this.#issues.push({ category: this.#category, ...issue });
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

function security(code: CodeText): Result {
  const sum = new Sum('security');
  const take = (severity: number, at: Span | undefined, message: string, details: string): void => {
    if (at !== undefined) sum.issue(severity, { severity, message, details, at });
  };
  take(
    9,
    code.first(/eval\s*\(/) ??
      code.first(/exec\s*\(/) ??
      code.followed(/sql\s*=/gi, /\+/g) ??
      code.followed(/query\s*\(/gi, /\+/g),
    t('Something may be injected here'),
    t('Text is run as code, or a query is put together from parts.'),
  );
  take(
    8,
    code.first(/(?:password|secret)\s*=\s*["'][^"']*["']/i),
    t('A password or secret stands in the code'),
    t('Take it from the environment.'),
  );
  take(
    7,
    code.has(/validate|saniti|escape/i) ? undefined : code.first(/req\.(?:body|query|params)/i),
    t('What a request brings is used, and nothing looks as if it was checked'),
    t('Validate it first.'),
  );
  take(
    6,
    code.has(/try\s*\{|catch\s*\(/) ? undefined : leakOf(code),
    t('Errors may tell more than they should'),
    t('Catch them, and tell what a person needs.'),
  );
  sum.add(5, code.has(/https:\/\//i));
  sum.add(3, code.has(/(?:const|let)\s/));
  sum.add(2, code.has(/(?:async|await)\s/));
  return sum.result(80);
}

function leakOf(code: CodeText): Span | undefined {
  return (
    code.first(/error\.stack/i) ?? code.followed(/console\.error/gi, /error/gi) ?? code.followed(/throw/gi, /error/gi)
  );
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

function maintainability(code: CodeText): Result {
  const sum = new Sum('maintainability');
  const complexity = DECISIONS.reduce((total, pattern) => total + code.count(pattern), 1);
  if (complexity > MAX_COMPLEXITY)
    sum.issue(20, {
      severity: 6,
      message: t('It decides {0} times; up to {1} are easy to follow', complexity, MAX_COMPLEXITY),
      details: t('Part it into smaller functions.'),
      at: undefined,
    });
  if (code.lineCount > MAX_LINES)
    sum.issue(10, {
      severity: 4,
      message: t('The file has {0} lines', code.lineCount),
      details: t('Part it into several files.'),
      at: undefined,
    });
  const long = code.longFunctions(MAX_FUNCTION_LINES);
  if (long.length > 0)
    sum.issue(15, {
      severity: 5,
      message: t('{0} functions have more than {1} lines', long.length, MAX_FUNCTION_LINES),
      details: t('Part them into smaller ones.'),
      at: spanOf(long[0]),
    });
  const names = code.longNames(MAX_NAME);
  if (names.length > 0)
    sum.issue(5, {
      severity: 3,
      message: t('{0} names have more than {1} letters', names.length, MAX_NAME),
      details: t('A shorter name may say the same.'),
      at: names[0],
    });
  return sum.result(70);
}

/** However often something is there, it counts up to this often. */
const COUNTED = 3;

function performance(code: CodeText): Result {
  const sum = new Sum('performance');
  const take = (severity: number, count: number, at: Span | undefined, message: string, details: string): void => {
    if (count > 0) sum.issue(severity * Math.min(count, COUNTED), { severity, message, details, at });
  };
  const loops = code.loopsOverNames;
  take(
    6,
    loops.length,
    loops[0],
    t('{0} loops run over the names of an object', loops.length),
    t('Run over its values, or over a list.'),
  );
  const lengths = code.count(LENGTH_CHECK);
  take(
    3,
    lengths,
    code.first(LENGTH_CHECK_FIRST),
    t('A length is compared with 0 before something else, {0} times', lengths),
    t('A loop over nothing does nothing.'),
  );
  const logs = code.count(/console\.log\s*\(/g);
  take(
    2,
    logs,
    code.first(/console\.log\s*\(/),
    t('It writes to the console {0} times', logs),
    t('Take it out, or use a logger.'),
  );
  sum.add(3, code.has(/const\s/));
  sum.add(4, code.has(/(?:map|filter|reduce)\s*\(/));
  sum.add(2, code.has(/(?:async|await)\s/));
  return sum.result(75);
}

/** One letter of the name is enough: how long it is makes no difference. */
const LENGTH_CHECK = /(?<=\w)\.length\s*>\s*0\s*&&/g;
const LENGTH_CHECK_FIRST = /(?<=\w)\.length\s*>\s*0\s*&&/;

function testing(code: CodeText): Result {
  const sum = new Sum('testing');
  if (!code.has(/test|spec|(?:describe|it)\s*\(/i))
    sum.issue(40, {
      severity: 8,
      message: t('Nothing looks like a test'),
      details: t('Add tests of what it does.'),
      at: undefined,
    });
  sum.add(10, code.has(/coverage|istanbul|nyc/i));
  sum.add(5, code.has(/mock|stub|spy/i));
  sum.add(5, code.has(/edge|boundary|error|exception/i));
  return sum.result(60);
}

function documentation(code: CodeText): Result {
  const sum = new Sum('documentation');
  const functions = code.functions.length;
  const documented = code.docComments;
  if (functions > 0 && (documented / functions) * 100 < 50)
    sum.issue(20, {
      severity: 5,
      message: t('Of {0} functions, {1} have a comment that documents them', functions, documented),
      details: t('At least every second one should.'),
      at: spanOf(code.functions[0]),
    });
  const comments = code.commentedLines;
  if ((comments / code.lineCount) * 100 < 10)
    sum.issue(10, {
      severity: 3,
      message: t('Of {0} lines, {1} have a comment', code.lineCount, comments),
      details: t('Say why, where the code does not.'),
      at: undefined,
    });
  sum.add(10, code.has(/readme|documentation/i));
  return sum.result(70);
}

function spanOf(span: Span | undefined): Span | undefined {
  return span === undefined ? undefined : { start: span.start, end: span.end };
}
