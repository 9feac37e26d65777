/** The ten categories of the OWASP Top 10 of 2021, by which security rules and fixtures are told apart. */
import { t } from '@vscode/l10n';
import type { OwaspCategory } from '../../core/scan/rule';

export const OWASP_CATEGORIES: readonly OwaspCategory[] = [
  'A01',
  'A02',
  'A03',
  'A04',
  'A05',
  'A06',
  'A07',
  'A08',
  'A09',
  'A10',
];

/** A category's name, in words. */
export function owaspTitle(category: OwaspCategory): string {
  switch (category) {
    case 'A01':
      return t('Broken access control');
    case 'A02':
      return t('Cryptographic failures');
    case 'A03':
      return t('Injection');
    case 'A04':
      return t('Insecure design');
    case 'A05':
      return t('Security misconfiguration');
    case 'A06':
      return t('Vulnerable and outdated components');
    case 'A07':
      return t('Identification and authentication failures');
    case 'A08':
      return t('Software and data integrity failures');
    case 'A09':
      return t('Security logging and monitoring failures');
    case 'A10':
      return t('Server-side request forgery');
  }
}
