/**
 * The scanner as the integration suite asks it (`security_scan` in `tests/integration/test_manifest.json`): a verdict on a
 * target. Names and weights are those of the reference's summary, so
 * that `testing-summary.json` reads the same to whoever keeps older ones.
 *
 * It differs where the reference misleads: where the checkout lies (`/root/…`) says nothing about a file, a long line is no
 * attack, and a target may be of any kind of text.
 */
import { t } from '@vscode/l10n';
import { plainJson } from '../../core/files/json';
import type { OwaspCategory, SecurityHit } from '../../core/scan/rule';
import { scanForRisks } from './risks';

/** The reference's own rules, and one more for what it does not look for. */
type SuiteRule = 'fileIntegrity' | 'pathTraversal' | 'sensitiveData' | 'schemaCompliance' | 'owaspPatterns';

interface SuiteFinding {
  readonly rule: SuiteRule;
  /** What it takes from the score of a hundred. */
  readonly severity: number;
  readonly message: string;
  /** The scanner's rules that hit, each with its category and how often. Nothing of the text: it may be a secret. */
  readonly details: { readonly hits: readonly { rule: string; category: OwaspCategory; count: number }[] };
}

interface SuiteScan {
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
  const hits = scanForRisks(text, { language });
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
