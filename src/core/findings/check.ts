/** Everything there is to say about a snapshot. */
import { t } from '@vscode/l10n';
import { rememberedBy } from '../ground/memo';
import type { Breather } from '../ground/ports';
import type { Snapshot } from '../workspace/snapshot';
import { type Report, reportOf } from './parity';
import { locate } from './located';
import { isFault } from './places';
import { RULES } from './rules';

/** Does the long part of a snapshot's first check beforehand, letting others run in between. */
export async function prepareCheck(snapshot: Snapshot, breather: Breather): Promise<void> {
  for (const { prepare } of RULES) await prepare?.(snapshot, breather);
}

/** Runs every rule. Pure; remembers by the snapshot's parts, so a second call after a small change costs little. */
export const check = rememberedBy((snapshot: Snapshot): Report => reportOf(snapshot, RULES));

/** So many reasons are told; the findings have all. */
const MOST_REASONS = 3;

/** That parity could not be determined, and why. */
export function unknownText(snapshot: Snapshot): string {
  const faults = check(snapshot).findings.filter(isFault).slice(0, MOST_REASONS);
  const reasons = faults.map((finding) => {
    const { file, message, range } = locate(snapshot, finding);
    return range === undefined || message.includes(file) ? message : `${file}:${range.start.line + 1}: ${message}`;
  });
  return [t('Parity could not be determined.'), ...reasons].join(' ');
}
