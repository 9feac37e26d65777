import { t } from '@vscode/l10n';
import { shownChange } from '../../core/commit/record';
import { needsRecovery } from '../../core/commit/recover';
import { recoverWorkspace } from '../../core/operations/transact';
import { type Recovery, recoveryJson, recoverySentence } from '../../core/commit/recovery';
import { renderChangeSet } from '../../core/changes/render';
import type { CommandResult, WritingCommand, WritingInput } from '../command';

/** Finishes or rolls back what a crash interrupted. */
export const recover: WritingCommand = {
  name: 'recover',
  description: () => t('finish or roll back a change that was interrupted'),
  writes: true,
  options: () => [
    ['--as-is', t('leave the stores as they are where it is not certain which state is meant')],
    [
      '--foreign',
      t('also recover a record that was not written by you on this machine, where each file is just as it says'),
    ],
  ],
  async run(input) {
    if (input.options['dryRun'] === true) return preview(input);
    const { refresh, commit, options } = input;
    const ports = { ...commit, recovered: () => undefined };
    const { recoveries } = await recoverWorkspace(
      { ports, refresh },
      { asIs: options['asIs'] === true, foreign: options['foreign'] === true },
    );
    const error = nextStep(recoveries);
    return {
      status: error === undefined ? 0 : 1,
      text: recoveries.length === 0 ? t('Nothing was interrupted.') : recoveries.map(recoverySentence).join('\n'),
      ...(error === undefined ? {} : { error }),
      json: { operation: 'recover', changed: recoveries.map(recoveryJson), pending: [], dryRun: false },
    };
  },
};

/** What to do about what was not recovered; undefined where all was. */
function nextStep(recoveries: readonly Recovery[]): string | undefined {
  if (recoveries.some(({ outcome }) => outcome === 'foreign'))
    return t(
      'Nothing was changed. Review it with cmos recover --dry-run; apply it with --foreign, or set it aside with --as-is.',
    );
  if (recoveries.some(({ outcome }) => outcome === 'conflict'))
    return t('Nothing was changed. Compare with cmos parity; cmos recover --as-is keeps the stores as they are.');
  return undefined;
}

/** What was interrupted, and what it was changing. */
async function preview({ root, commit: ports }: WritingInput): Promise<CommandResult> {
  const pending = await needsRecovery(ports, root);
  return {
    status: pending.length > 0 ? 1 : 0,
    text:
      pending.length === 0
        ? t('Nothing was interrupted.')
        : pending
            .map((record) =>
              [
                t('Interrupted: {0} ({1}).', record.title, record.at),
                t(
                  'cmos recover finishes it where the database has all of it, and rolls it back where not. What it was changing:',
                ),
                '',
                renderChangeSet(shownChange(record)),
              ].join('\n'),
            )
            .join('\n\n'),
    json: {
      operation: 'recover',
      changed: [],
      pending: pending.map(({ id, title, at }) => ({ id, title, at })),
      dryRun: true,
    },
  };
}
