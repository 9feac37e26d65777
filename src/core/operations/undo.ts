/** Undo and redo as steps of the one way in which a workspace is changed. */
import type { ChangeSet } from '../changes/change-set';
import { type HistoryOptions, planRedo, planUndo } from '../commit/history';
import type { Snapshot } from '../workspace/snapshot';
import { type Step, transact, type Transacted, type Transaction } from './transact';

export interface UndoOptions extends HistoryOptions {
  /** Asked whether the change may be made; without it, it may. */
  readonly approve?: (changeSet: ChangeSet) => Promise<boolean>;
}

/** Undoes a change, by its number in the history or its id; without one the latest that is not undone. */
export function undo(
  transaction: Transaction,
  { which, ...options }: UndoOptions & { readonly which?: number | string | undefined } = {},
): Promise<Transacted<ChangeSet>> {
  let meant = which;
  const plan = async ({ layout }: Snapshot): Promise<ChangeSet> => {
    const changeSet = await planUndo(transaction.ports, layout, options, meant);
    // Planned again because others were faster, it is the same change that is meant, whatever number it has by then.
    meant = changeSet.undoes;
    return changeSet;
  };
  return transact(transaction, stepOf(which === undefined ? 'undo' : `undo ${which}`, plan, options));
}

/** Does again what was undone last. */
export function redo(transaction: Transaction, options: UndoOptions = {}): Promise<Transacted<ChangeSet>> {
  return transact(
    transaction,
    stepOf('redo', ({ layout }) => planRedo(transaction.ports, layout, options), options),
  );
}

function stepOf(request: string, plan: Step<ChangeSet>['plan'], { approve }: UndoOptions): Step<ChangeSet> {
  return {
    request,
    plan,
    changeSetOf: (changeSet) => changeSet,
    ...(approve === undefined ? {} : { approve }),
  };
}
