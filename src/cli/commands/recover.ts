import { t } from '@vscode/l10n';
import { shownChange } from '../../core/commit/record';
import { needsRecovery, recover as settle } from '../../core/commit/recover';
import { type Recovery, recoveryJson, recoverySentence } from '../../core/commit/recovery';
import { renderChangeSet } from '../../core/changes/render';
import { type Command, type CommandInput, type CommandResult } from '../command';

/** Finishes or rolls back what a crash interrupted. */
export const recover: Command = {
  name: 'recover',
  description: t('finish or roll back a change that was interrupted'),
  writes: true,
  options: [
    ['--as-is', t('leave the stores as they are where it is not certain which state is meant')],
    [
      '--foreign',
      t('also settle a record that was not written by you on this machine, where each file is just as it says'),
    ],
  ],
  async run(input) {
    if (input.options['dryRun'] === true) return preview(input);
    const { snapshot, commit: ports, options } = input;
    const { root, stores } = snapshot.layout;
    const place = { root, database: stores.database.exists ? stores.database.path : undefined };
    const recoveries = await settle({ ...ports, recovered: () => undefined }, place, {
      asIs: options['asIs'] === true,
      foreign: options['foreign'] === true,
    });
    const error = wayOn(recoveries);
    return {
      status: error === undefined ? 0 : 1,
      text: recoveries.length === 0 ? t('Nothing was interrupted.') : recoveries.map(recoverySentence).join('\n'),
      ...(error === undefined ? {} : { error }),
      json: { operation: 'recover', changed: recoveries.map(recoveryJson), pending: [], dryRun: false },
    };
  },
};

/** What to do about what was not settled; undefined where all was. */
function wayOn(recoveries: readonly Recovery[]): string | undefined {
  if (recoveries.some(({ outcome }) => outcome === 'foreign'))
    return t(
      'Nothing was changed. Review it with cmos recover --dry-run; apply it with --foreign, or set it aside with --as-is.',
    );
  if (recoveries.some(({ outcome }) => outcome === 'conflict'))
    return t('Nothing was changed. Compare with cmos parity; cmos recover --as-is keeps the stores as they are.');
  return undefined;
}

/** What was interrupted, and what it was changing. */
async function preview({ snapshot, commit: ports }: CommandInput): Promise<CommandResult> {
  const pending = await needsRecovery(ports, snapshot.layout.root);
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
