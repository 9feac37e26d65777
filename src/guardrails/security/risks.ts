/** What the OWASP Top 10 warns of, in any text: the core's rules about secrets and paths, and those of this wing. */
import { t } from '@vscode/l10n';
import type { SecurityHit, SecurityRule } from '../../core/scan/rule';
import { SECRETS } from '../../core/scan/rules/secrets';
import { TRAVERSAL } from '../../core/scan/rules/traversal';
import { SCANNED, type ScanOptions, scanText } from '../../core/scan/scan';
import { CODE } from './rules/code';
import { INJECTION } from './rules/injection';

/** One more rule is an entry in a file of `rules/`. */
export const SECURITY_RULES: readonly SecurityRule[] = [...TRAVERSAL, ...INJECTION, ...SECRETS, ...CODE];

/** All hits, in the order of the text. */
export function scanForRisks(text: string, options: ScanOptions = {}): readonly SecurityHit[] {
  return [...scanText(text, SECURITY_RULES, options), ...oddities(text)].toSorted((a, b) => a.start - b.start);
}

/** What no expression finds: bytes that no text has, and more than was looked at. */
function oddities(text: string): readonly SecurityHit[] {
  const hits: SecurityHit[] = [];
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    const message = t('There is a null byte: this is no text, or hides something from tools that stop there.');
    hits.push({ rule: 'integrity/null-byte', category: 'A08', message, start: zero, end: zero + 1 });
  }
  if (text.length > SCANNED) {
    const message = t('The rest of this text is too long to be looked at.');
    hits.push({ rule: 'integrity/too-long', category: 'A08', message, start: SCANNED, end: SCANNED });
  }
  return hits;
}
