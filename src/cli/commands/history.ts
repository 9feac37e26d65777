import { t } from '@vscode/l10n';
import { type HistoryEntry, historySize, listHistory, purgeHistory } from '../../core/commit/history';
import { JOURNAL_FOLDER } from '../../core/ground/own-folder';
import type { Command } from '../command';
import { bytesText } from '../bytes';
import { table } from '../missions';
import { oneLine } from '../../core/ground/printable';

/** What was changed here, and what of it can be undone. */
export const history: Command = {
  name: 'history',
  description: t('list the changes that were made here, the latest first'),
  options: [['--purge', t('remove what is kept of them: nothing before can be undone then')]],
  async run({ snapshot: { layout }, commit: ports, options }) {
    if (options['purge'] === true) {
      const { entries, bytes } = await purgeHistory(ports, layout);
      return {
        status: 0,
        text:
          entries === 0
            ? t('Nothing is kept.')
            : entries === 1
              ? t('Removed 1 record ({0}) from {1}.', bytesText(bytes), JOURNAL_FOLDER)
              : t('Removed {0} records ({1}) from {2}.', entries, bytesText(bytes), JOURNAL_FOLDER),
        json: { operation: 'history', purged: entries, bytes },
      };
    }
    const found = await listHistory(ports, layout);
    const { entries, bytes } = await historySize(ports, layout);
    return {
      status: 0,
      text:
        found.length === 0
          ? t('Nothing was changed here yet.')
          : table(
              found.map(({ record, state }) => [
                record.at,
                record.agent ?? '',
                oneLine(record.title),
                stateText(state),
              ]),
            ).join('\n'),
      json: {
        history: found.map(({ record: { id, at, agent, operation, title }, state }) => ({
          id,
          at,
          agent: agent ?? null,
          operation,
          title,
          state,
        })),
        total: found.length,
        records: entries,
        bytes,
      },
    };
  },
};

function stateText(state: HistoryEntry['state']): string {
  switch (state) {
    case 'done':
      return '';
    case 'undone':
      return t('undone');
    case 'past':
      return t('cannot be undone any more');
    case 'open':
      return t('not finished: run cmos recover');
  }
}
