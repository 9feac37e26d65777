import { t } from '@vscode/l10n';
import type { ChangeSet } from '../../core/changes/change-set';
import { changedStores, renderChangeSet } from '../../core/changes/render';
import { redo as redoLatest, undo as undoLatest } from '../../core/operations/undo';
import type { CommandResult, WritingCommand, WritingInput } from '../command';

const FOREIGN = ['--foreign', t('also apply a record that was not written by you on this machine')] as const;

/** Rolls the latest change back; the stores must be as that change left them. */
export const undo: WritingCommand = {
  name: 'undo',
  description: t('undo the latest change that was made here'),
  writes: true,
  options: [FOREIGN],
  run: (input) => reverse(input, undoLatest),
};

/** Does again what was undone last. */
export const redo: WritingCommand = {
  name: 'redo',
  description: t('redo what was undone last'),
  writes: true,
  options: [FOREIGN],
  run: (input) => reverse(input, redoLatest),
};

async function reverse(
  { refresh, commit: ports, options }: WritingInput,
  act: typeof undoLatest,
): Promise<CommandResult> {
  const dryRun = options['dryRun'] === true;
  const done = await act({ ports, refresh, dryRun }, { foreign: options['foreign'] === true });
  return resultOf('planned' in done ? done.planned : { ...done.finished, files: [] }, dryRun);
}

function resultOf(changeSet: ChangeSet, dryRun: boolean): CommandResult {
  const title = changeSet.operation === 'undo' ? t('Undone: {0}', changeSet.title) : t('Redone: {0}', changeSet.title);
  return {
    status: 0,
    text: dryRun ? renderChangeSet(changeSet) : title,
    json: { operation: changeSet.operation, title: changeSet.title, changed: changedStores(changeSet), dryRun },
  };
}
