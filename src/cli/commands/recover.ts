import { t } from '@vscode/l10n';
import { needsRecovery, recover as settle, recoverySentence } from '../../core/commit/recover';
import { type Command } from '../command';

/** Finishes or takes back what a crash interrupted. */
export const recover: Command = {
  name: 'recover',
  description: t('finish or take back a change that was interrupted'),
  writes: true,
  options: [['--as-is', t('leave the stores as they are where it is not certain which state is meant')]],
  async run({ snapshot, commit: ports, options }) {
    const { root, stores } = snapshot.layout;
    const dryRun = options['dryRun'] === true;
    const pending = await needsRecovery(ports.files, root);
    const recoveries = dryRun
      ? []
      : await settle(
          ports,
          { root, database: stores.database.exists ? stores.database.path : undefined },
          { asIs: options['asIs'] === true },
        );
    const lines = dryRun
      ? pending.map(({ title, at }) => t('Interrupted: {0} ({1})', title, at))
      : recoveries.map(recoverySentence);
    const unsettled = recoveries.some(({ outcome }) => outcome === 'conflict');
    return {
      status: unsettled || (dryRun && pending.length > 0) ? 1 : 0,
      text: lines.length === 0 ? t('Nothing was interrupted.') : lines.join('\n'),
      ...(unsettled
        ? {
            error: t(
              'Nothing was touched where it was not certain. Compare with cmos parity, then run recover --as-is.',
            ),
          }
        : {}),
      json: {
        operation: 'recover',
        changed: recoveries.map(({ record, outcome, conflict }) => ({
          id: record.id,
          title: record.title,
          outcome,
          ...(conflict === undefined ? {} : { conflict }),
        })),
        pending: dryRun ? pending.map(({ id, title, at }) => ({ id, title, at })) : [],
        dryRun,
      },
    };
  },
};
