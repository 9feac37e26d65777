/** How a change of the history stands, for people. */
import { t } from '@vscode/l10n';
import type { HistoryEntry } from './history';

/** Empty for one that is done and can be undone. */
export function historyState({ state, restedOnBy, reversal }: HistoryEntry): string {
  switch (state) {
    case 'done':
      if (restedOnBy.length === 0) return '';
      return restedOnBy.length === 1
        ? t('{0} rests on it', restedOnBy.join(', '))
        : t('{0} rest on it', restedOnBy.join(', '));
    case 'undone':
      return reversal?.agent === undefined ? t('undone') : t('undone by {0}', reversal.agent);
    case 'past':
      return t('cannot be undone any more');
    case 'open':
      return t('not finished: run cmos recover');
  }
}
