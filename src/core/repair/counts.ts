/** How much a seed or an export does, for a person: differences counted by what they are of. */
import { type Counted, countText } from '../ground/counts';
import type { Finding } from '../findings/finding';
import { itemOf } from './items';

const KINDS = ['sprint', 'mission', 'dependency', 'session', 'context', 'value'] as const satisfies readonly Counted[];

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
