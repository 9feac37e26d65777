/** Undo and redo as steps of the one way in which a workspace is changed. */
import { t } from '@vscode/l10n';
import type { ChangeSet } from '../changes/change-set';
import { refusalOf } from '../commit/gates';
import { type HistoryOptions, planRedo, planUndo } from '../commit/history';
import { type Gate, isSameGate, OpenGates } from '../ground/gate';
import { type Mission, modelOf } from '../model/missions';
import type { Snapshot } from '../workspace/snapshot';
import { snapshotAfter } from '../workspace/snapshot-after';
import { requireAlone } from './gates';
import type { Policy } from './policy';
import { refuseSecrets } from './secrets';
import { type Step, transact, type Transacted, type Transaction } from './transact';

export interface UndoOptions extends Omit<HistoryOptions, 'gates'> {
  /** Asked whether the change may be made; without it, it may. */
  readonly approve?: (changeSet: ChangeSet) => Promise<boolean>;
  /** Whether several missions may be in progress; without it they may not. */
  readonly policy?: Pick<Policy, 'parallel'>;
}

/** Undoes a change, by its number in the history or its id; without one the latest that is not undone. */
export function undo(
  transaction: Transaction,
  { which, ...options }: UndoOptions & { readonly which?: number | string | undefined } = {},
): Promise<Transacted<ChangeSet>> {
  let meant = which;
  const plan = async ({ layout }: Snapshot, asked: HistoryOptions): Promise<ChangeSet> => {
    const changeSet = await planUndo(transaction.ports, layout, asked, meant);
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
    stepOf('redo', ({ layout }, asked) => planRedo(transaction.ports, layout, asked), options),
  );
}

function stepOf(
  request: string,
  reverse: (snapshot: Snapshot, options: HistoryOptions) => Promise<ChangeSet>,
  { approve, policy = { parallel: false }, ...options }: UndoOptions,
): Step<ChangeSet> {
  let listed: readonly Gate[] | undefined;
  return {
    request,
    async plan(snapshot) {
      refuseSecrets({ [t('Reason')]: options.override, [t('Agent')]: options.agent });
      const gates = new OpenGates();
      const changeSet = await reverse(snapshot, { ...options, gates });
      const after = snapshotAfter(snapshot, changeSet);
      const running = new Set(runningIn(snapshot).map(({ id }) => id));
      for (const mission of runningIn(after))
        if (!running.has(mission.id)) requireAlone(mission, { snapshot: after, gates, policy });
      const open = gates.all;
      listed ??= open;
      const passed =
        options.override !== undefined && open.every((gate) => listed?.some((each) => isSameGate(each, gate)));
      if (open.length > 0 && !passed) throw refusalOf(open);
      return changeSet;
    },
    changeSetOf: (changeSet) => changeSet,
    ...(approve === undefined ? {} : { approve }),
  };
}

function runningIn(snapshot: Snapshot): readonly Mission[] {
  return modelOf(snapshot).missions.filter(({ kind }) => kind === 'running');
}
