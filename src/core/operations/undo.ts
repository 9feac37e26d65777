/** Undo and redo as steps of the one way in which a workspace is changed. */
import type { ChangeSet } from '../changes/change-set';
import { type HistoryOptions, planRedo, planUndo } from '../commit/history';
import { type Step, transact, type Transacted, type Transaction } from './transact';

interface UndoOptions extends HistoryOptions {
  /** Asked whether the change may be made; without it, it may. */
  readonly approve?: (changeSet: ChangeSet) => Promise<boolean>;
}

/** Rolls the latest change back. */
export function undo(transaction: Transaction, options: UndoOptions = {}): Promise<Transacted<ChangeSet>> {
  return transact(transaction, stepOf(transaction, 'undo', planUndo, options));
}

/** Does again what was undone last. */
export function redo(transaction: Transaction, options: UndoOptions = {}): Promise<Transacted<ChangeSet>> {
  return transact(transaction, stepOf(transaction, 'redo', planRedo, options));
}

function stepOf(
  { ports }: Transaction,
  request: string,
  plan: typeof planUndo,
  { approve, ...options }: UndoOptions,
): Step<ChangeSet> {
  return {
    request,
    plan: ({ layout }) => plan(ports, layout, options),
    changeSetOf: (changeSet) => changeSet,
    ...(approve === undefined ? {} : { approve }),
  };
}
