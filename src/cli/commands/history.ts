import { t } from '@vscode/l10n';
import { type HistoryEntry, historySize, listHistory, purgeHistory } from '../../core/commit/history';
import { historyState } from '../../core/commit/history-text';
import { missionsOf, storesOf } from '../../core/commit/touched';
import { JOURNAL_FOLDER } from '../../core/ground/own-folder';
import type { Layout } from '../../core/workspace/layout';
import type { Command, CommandInput, CommandResult } from '../command';
import { bytesText } from '../bytes';
import { table } from '../missions';
import { oneLine } from '../../core/ground/printable';

/** What was changed here, and what of it can be undone. */
export const history: Command = {
  name: 'history',
  description: () => t('list the changes that were made here, the latest first'),
  options: () => [
    ['--purge', t('remove what is kept of them: nothing before can be undone then')],
    ['--dry-run', t('with --purge: say what would be removed, and remove nothing')],
  ],
  run: (input) => (input.options['purge'] === true ? purge(input) : list(input)),
};

async function list({ snapshot: { layout }, commit: ports }: CommandInput): Promise<CommandResult> {
  const found = await listHistory(ports, layout);
  const { entries, bytes } = await historySize(ports, layout);
  return {
    status: 0,
    text: found.length === 0 ? t('Nothing was changed here yet.') : table(found.map(rowOf(layout))).join('\n'),
    json: {
      history: found.map(jsonOf(layout)),
      total: found.length,
      records: entries,
      bytes,
    },
  };
}

function rowOf(layout: Layout): (entry: HistoryEntry) => readonly string[] {
  return (entry) => {
    const { number, record } = entry;
    return [
      String(number),
      record.at,
      oneLine(record.agent ?? ''),
      record.operation,
      oneLine(missionsOf(record, layout).join(', ')),
      oneLine(record.title),
      storesOf(record, layout).map(oneLine).join(', '),
      historyState(entry),
    ];
  };
}

function jsonOf(layout: Layout): (entry: HistoryEntry) => object {
  return ({ number, record, state, restedOnBy, isNextRedo, reversal }) => {
    const { id, at, agent, operation, title, override } = record;
    return {
      number,
      id,
      at,
      agent: agent ?? null,
      operation,
      title,
      missions: missionsOf(record, layout),
      stores: storesOf(record, layout),
      state,
      restedOnBy,
      nextRedo: isNextRedo,
      ...(override === undefined ? {} : { override }),
      ...(reversal === undefined ? {} : { last: lastOf(reversal) }),
    };
  };
}

/** What was last done to a change: it was undone, or redone. */
function lastOf({ operation, at, agent, override }: NonNullable<HistoryEntry['reversal']>): object {
  return { operation, at, agent: agent ?? null, ...(override === undefined ? {} : { override }) };
}

async function purge({ snapshot: { layout }, commit: ports, options }: CommandInput): Promise<CommandResult> {
  const dryRun = options['dryRun'] === true;
  const { entries, bytes } = dryRun ? await historySize(ports, layout) : await purgeHistory(ports, layout);
  return {
    status: 0,
    text: purgedText(entries, bytes, dryRun),
    json: { operation: 'history', purged: entries, bytes, dryRun },
  };
}

function purgedText(entries: number, bytes: number, dryRun: boolean): string {
  const [size, folder] = [bytesText(bytes), JOURNAL_FOLDER];
  if (entries === 0) return t('Nothing is kept.');
  if (dryRun)
    return entries === 1
      ? t('This would remove 1 record ({0}) from {1}. Nothing was changed.', size, folder)
      : t('This would remove {0} records ({1}) from {2}. Nothing was changed.', entries, size, folder);
  return entries === 1
    ? t('Removed 1 record ({0}) from {1}.', size, folder)
    : t('Removed {0} records ({1}) from {2}.', entries, size, folder);
}
