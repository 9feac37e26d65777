import { t } from '@vscode/l10n';
import { type ChangeSet } from '../../core/commit/change-set';
import { commit } from '../../core/commit/commit';
import { planRedo, planUndo } from '../../core/commit/history';
import { changedStores, renderChangeSet } from '../../core/commit/render';
import { rememberAgreed } from '../../core/parity/agreed/remember';
import { type Command, type CommandInput, type CommandResult } from '../command';

/** Takes the latest change back; the stores must be as that change left them. */
export const undo: Command = {
  name: 'undo',
  description: t('take back the latest change that was made here'),
  writes: true,
  run: async (input) => carryOut(input, await planUndo(input.commit.files, input.snapshot.layout)),
};

/** Does again what was undone last. */
export const redo: Command = {
  name: 'redo',
  description: t('do again what was undone last'),
  writes: true,
  run: async (input) => carryOut(input, await planRedo(input.commit.files, input.snapshot.layout)),
};

async function carryOut(
  { snapshot, refresh, commit: ports, options }: CommandInput,
  changeSet: ChangeSet,
): Promise<CommandResult> {
  const dryRun = options['dryRun'] === true;
  if (!dryRun) {
    const { record } = await commit(ports, snapshot, changeSet);
    await rememberAgreed(ports.files, await refresh(), record);
  }
  const title =
    changeSet.operation === 'undo' ? t('Undone: {0}', changeSet.title) : t('Done again: {0}', changeSet.title);
  return {
    status: 0,
    text: dryRun ? renderChangeSet(changeSet) : title,
    json: { operation: changeSet.operation, title: changeSet.title, changed: changedStores(changeSet), dryRun },
  };
}
