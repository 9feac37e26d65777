/** How much a seed or an export does, for a person: differences counted by what they are of. */
import { t } from '@vscode/l10n';
import type { Finding } from '../findings/finding';
import { itemOf } from './items';

const KINDS = ['sprint', 'mission', 'dependency', 'session', 'context', 'value'] as const;

type Kind = (typeof KINDS)[number];

/** `2 missions, 39 session events`; empty for none. A record counts once, or each of its values by itself (`single`). */
export function countsText(findings: readonly Finding[], single = false): string {
  const counts = new Map<string, number>();
  const counted = new Set<string>();
  for (const finding of findings) {
    const parts = (itemOf(finding) ?? '').split('/');
    const record = parts.slice(0, parts[0] === 'dependency' ? 3 : 2);
    const isValue = single && record.length < parts.length;
    const name = (isValue ? parts : record).join('/');
    // Events of one text are several all the same.
    if (!isValue && parts[0] !== 'session' && counted.has(name)) continue;
    counted.add(name);
    const kind = isValue ? 'value' : (parts[0] ?? '');
    counts.set(kind, (counts.get(kind) ?? 0) + (finding.count ?? 1));
  }
  return KINDS.flatMap((kind) => {
    const count = counts.get(kind);
    return count === undefined ? [] : [countText(kind, count)];
  }).join(', ');
}

function countText(kind: Kind, count: number): string {
  switch (kind) {
    case 'sprint':
      return count === 1 ? t('1 sprint') : t('{0} sprints', count);
    case 'mission':
      return count === 1 ? t('1 mission') : t('{0} missions', count);
    case 'dependency':
      return count === 1 ? t('1 dependency') : t('{0} dependencies', count);
    case 'session':
      return count === 1 ? t('1 session event') : t('{0} session events', count);
    case 'context':
      return count === 1 ? t('1 context') : t('{0} contexts', count);
    case 'value':
      return count === 1 ? t('1 value') : t('{0} values', count);
  }
}
