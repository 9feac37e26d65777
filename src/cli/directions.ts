/** How a workspace's dependencies are read, as lines. */
import { t } from '@vscode/l10n';
import { readinessOf } from '../core/model/readiness';
import type { Snapshot } from '../core/workspace/snapshot';

export function directionsText(snapshot: Snapshot): readonly string[] {
  const { directions } = readinessOf(snapshot);
  return [...directions.values()].map(({ type, direction, evidence }) => {
    const meaning =
      direction === 'soft'
        ? t('never a gate')
        : direction === 'from-first'
          ? t('from is done first')
          : t('to is done first');
    return `${type}: ${meaning}. ${evidence.join(' ')}`;
  });
}
