import { t } from '@vscode/l10n';
import type { ChangeSet } from '../../core/changes/change-set';
import { changedStores, renderChangeSet } from '../../core/changes/render';
import { CmosError } from '../../core/ground/errors';
import type { Transacted, Transaction } from '../../core/operations/transact';
import { redo as redoLatest, undo as undoChange, type UndoOptions } from '../../core/operations/undo';
import type { CommandResult, WritingCommand, WritingInput } from '../command';
import { withDefault } from '../option-text';
import { AGENT, overrideReason } from './operations';

const OPTIONS: WritingCommand['options'] = () => [
  ['--foreign', t('also apply a record that was not written by you on this machine')],
  ['--agent <name>', withDefault(t('who does it'), AGENT)],
  ['--override <reason>', t('also a change that another agent made, for a reason that is recorded')],
];

/** Undoes a change; the stores must be as it left them, but for what others changed elsewhere. */
export const undo: WritingCommand = {
  name: 'undo',
  description: () => t('undo a change that was made here'),
  writes: true,
  arguments: () => [
    ['[number]', withDefault(t('which, as cmos history numbers them'), t('the latest that is not undone'))],
  ],
  options: OPTIONS,
  run: (input) => {
    const which = whichOf(input.arguments[0]);
    return reverse(input, (transaction, options) => undoChange(transaction, { ...options, which }));
  },
};

/** Does again what was undone last. */
export const redo: WritingCommand = {
  name: 'redo',
  description: () => t('redo what was undone last'),
  writes: true,
  options: OPTIONS,
  run: (input) => reverse(input, redoLatest),
};

async function reverse(
  { refresh, commit: ports, options, policy }: WritingInput,
  act: (transaction: Transaction, options: UndoOptions) => Promise<Transacted<ChangeSet>>,
): Promise<CommandResult> {
  const dryRun = options['dryRun'] === true;
  const done = await act(
    { ports, refresh, dryRun, unread: true },
    {
      foreign: options['foreign'] === true,
      agent: typeof options['agent'] === 'string' ? options['agent'] : AGENT,
      override: overrideReason(options['override']),
      policy,
    },
  );
  return resultOf('planned' in done ? done.planned : { ...done.finished, files: [] }, dryRun);
}

function resultOf(changeSet: ChangeSet, dryRun: boolean): CommandResult {
  const { operation, title, undoes, redoes } = changeSet;
  const done = operation === 'undo' ? t('Undone: {0}', title) : t('Redone: {0}', title);
  return {
    status: 0,
    text: dryRun ? renderChangeSet(changeSet) : done,
    json: { operation, title, change: undoes ?? redoes, changed: changedStores(changeSet), dryRun },
  };
}

/** The number of a change, or its id as `history --format json` names it. */
function whichOf(given: string | undefined): number | string | undefined {
  if (given === undefined || /^\d{8,}-[a-z0-9]+$/.test(given)) return given;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new CmosError('usage', t('{0} is not the number of a change.', JSON.stringify(given)), {
    advice: t('cmos history lists the changes with their numbers; 1 is the latest.'),
  });
}
