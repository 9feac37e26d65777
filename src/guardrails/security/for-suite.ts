/**
 * The scanner as the integration suite asks it (`security_scan` in `tests/integration/test_manifest.json`): a verdict on a
 * target, and whether it is the one that the manifest expects. Names and weights are those of the reference's summary, so
 * that `testing-summary.json` reads the same to whoever keeps older ones.
 *
 * It differs where the reference misleads: where the checkout lies (`/root/…`) says nothing about a file, a long line is no
 * attack, and a target may be of any kind of text.
 */
import { t } from '@vscode/l10n';
import { plainJson } from '../../core/files/json';
import { OWASP_CATEGORIES, type OwaspCategory } from '../../core/scan/owasp';
import { type SecurityHit } from '../../core/scan/rule';
import { scanText } from '../../core/scan/scan';

/** The reference's own rules, and one more for what it does not look for. */
export type SuiteRule = 'fileIntegrity' | 'pathTraversal' | 'sensitiveData' | 'schemaCompliance' | 'owaspPatterns';

export interface SuiteFinding {
  readonly rule: SuiteRule;
  /** What it takes from the score of a hundred. */
  readonly severity: number;
  readonly message: string;
  /** The scanner's rules that hit, each with its category and how often. Nothing of the text: it may be a secret. */
  readonly details: { readonly hits: readonly { rule: string; category: OwaspCategory; count: number }[] };
}

export interface SuiteScan {
  readonly isValid: boolean;
  readonly score: number;
  readonly assessment: 'SECURE' | 'WARNING' | 'CRITICAL';
  readonly findings: readonly SuiteFinding[];
  readonly hits: readonly SecurityHit[];
}

const WEIGHTS: Readonly<Record<SuiteRule, number>> = {
  fileIntegrity: 40,
  pathTraversal: 50,
  sensitiveData: 45,
  schemaCompliance: 20,
  owaspPatterns: 45,
};

/**
 * What the scanner makes of a target's text. Paths in it are judged as a context's, which is loaded from anywhere, not by
 * how deep the fixture happens to lie; `path` tells the language.
 */
export function scanForSuite(text: string, path: string): SuiteScan {
  const language = path.slice(path.lastIndexOf('.') + 1);
  const hits = scanText(text, { language });
  const groups = new Map<SuiteRule, SecurityHit[]>();
  for (const hit of hits) groups.set(groupOf(hit), [...(groups.get(groupOf(hit)) ?? []), hit]);
  const findings = [...groups].map(([rule, some]) => findingOf(rule, some));
  const broken = brokenShape(text, language.toLowerCase());
  if (broken !== undefined) {
    findings.push({
      rule: 'schemaCompliance',
      severity: WEIGHTS.schemaCompliance,
      message: broken,
      details: { hits: [] },
    });
  }
  const score = Math.max(0, 100 - findings.reduce((sum, { severity }) => sum + severity, 0));
  return {
    isValid: findings.length === 0,
    score,
    assessment: score >= 80 ? 'SECURE' : score >= 60 ? 'WARNING' : 'CRITICAL',
    findings,
    hits,
  };
}

export interface Detection {
  /** Whether the scan came out as it was expected to. */
  readonly detected: boolean;
  /** Expected and not found, in the manifest's words. */
  readonly missing: readonly string[];
  /** Expected in words that name no category, rule or verdict; they count as missing. */
  readonly unknown: readonly string[];
}

/**
 * Whether a scan found what a manifest expects: `pass`, `fail`, or categories in any of their spellings (`A03`,
 * `A03:2021-Injection`, `injection`, `pathTraversal`, `traversal/encoded`). Of categories each must be found.
 */
export function detects(scan: SuiteScan, expected: string | readonly string[]): Detection {
  const words = typeof expected === 'string' ? [expected] : expected;
  const missing: string[] = [];
  const unknown: string[] = [];
  for (const word of words) {
    const found = isFound(scan, word.trim());
    if (found === undefined) unknown.push(word);
    if (found !== true) missing.push(word);
  }
  return { detected: missing.length === 0, missing, unknown };
}

/** The question at once: a text, its path, and what is expected of it. */
export function securityScan(
  text: string,
  path: string,
  expected: string | readonly string[] = 'pass',
): SuiteScan & Detection {
  const scan = scanForSuite(text, path);
  return { ...scan, ...detects(scan, expected) };
}

/** Words for categories beside their numbers. */
const WORDS: readonly (readonly [RegExp, OwaspCategory])[] = [
  [/access[ _-]?control|traversal|csrf/i, 'A01'],
  [/crypto/i, 'A02'],
  [/injection|xss|cross[ _-]?site[ _-]?script/i, 'A03'],
  [/insecure[ _-]?design/i, 'A04'],
  [/misconfiguration|xxe/i, 'A05'],
  [/component|outdated/i, 'A06'],
  [/authentication|identification|credential|secret|sensitive/i, 'A07'],
  [/integrity|deseriali[sz]ation/i, 'A08'],
  [/logging|monitoring/i, 'A09'],
  [/ssrf|request[ _-]?forgery/i, 'A10'],
];

/** The category that a word names, undefined where it names none. */
export function categoryOf(word: string): OwaspCategory | undefined {
  const number = /^A0?(\d{1,2})(?![0-9])/i.exec(word)?.[1]?.padStart(2, '0');
  const numbered = OWASP_CATEGORIES.find((category) => category === `A${number ?? ''}`);
  return numbered ?? WORDS.find(([pattern]) => pattern.test(word))?.[1];
}

function isFound({ isValid, findings, hits }: SuiteScan, word: string): boolean | undefined {
  if (/^(?:pass|safe|secure|valid)$/i.test(word)) return isValid;
  if (/^(?:fail|risky|insecure|invalid|rejected)$/i.test(word)) return !isValid;
  if (word in WEIGHTS) return findings.some(({ rule }) => rule === word);
  if (word.includes('/')) return hits.some(({ rule }) => rule === word);
  const category = categoryOf(word);
  return category === undefined ? undefined : hits.some((hit) => hit.category === category);
}

function groupOf({ rule }: SecurityHit): SuiteRule {
  if (rule.startsWith('traversal/')) return 'pathTraversal';
  if (rule.startsWith('secret/')) return 'sensitiveData';
  return rule === 'integrity/null-byte' || rule === 'integrity/too-long' ? 'fileIntegrity' : 'owaspPatterns';
}

function findingOf(rule: SuiteRule, hits: readonly SecurityHit[]): SuiteFinding {
  const counts = new Map<string, { rule: string; category: OwaspCategory; count: number }>();
  for (const hit of hits) {
    const { count = 0 } = counts.get(hit.rule) ?? {};
    counts.set(hit.rule, { rule: hit.rule, category: hit.category, count: count + 1 });
  }
  const message = [...new Set(hits.map((hit) => hit.message))].join(' ');
  return { rule, severity: WEIGHTS[rule], message, details: { hits: [...counts.values()] } };
}

/** What keeps a target from being read at all, as far as the reference looks. */
function brokenShape(text: string, extension: string): string | undefined {
  if (extension === 'yaml' || extension === 'yml') return text.trim() === '' ? t('The file is empty.') : undefined;
  if (extension === 'json') return plainJson(text) !== undefined ? undefined : t('This is no valid JSON.');
  if (extension !== 'jsonl') return undefined;
  const lines = text.split('\n');
  const bad = lines.findIndex((line) => line.trim() !== '' && plainJson(line) === undefined);
  return bad < 0 ? undefined : t('Line {0} is no valid JSON.', bad + 1);
}
