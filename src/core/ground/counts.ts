/** So many of something, for a person. */
import { t } from '@vscode/l10n';

export type Counted =
  'sprint' | 'mission' | 'dependency' | 'session' | 'event' | 'context' | 'value' | 'line' | 'byte' | 'record' | 'file';

export function countText(kind: Counted, count: number): string {
  switch (kind) {
    case 'sprint':
      return count === 1 ? t('1 sprint') : t('{0} sprints', count);
    case 'mission':
      return count === 1 ? t('1 mission') : t('{0} missions', count);
    case 'dependency':
      return count === 1 ? t('1 dependency') : t('{0} dependencies', count);
    case 'session':
      return count === 1 ? t('1 session event') : t('{0} session events', count);
    case 'event':
      return count === 1 ? t('1 event') : t('{0} events', count);
    case 'line':
      return count === 1 ? t('1 line') : t('{0} lines', count);
    case 'byte':
      return count === 1 ? t('1 byte') : t('{0} bytes', count);
    case 'record':
      return count === 1 ? t('1 record') : t('{0} records', count);
    case 'file':
      return count === 1 ? t('1 file') : t('{0} files', count);
    case 'context':
      return count === 1 ? t('1 context') : t('{0} contexts', count);
    case 'value':
      return count === 1 ? t('1 value') : t('{0} values', count);
  }
}
