/** The history of a workspace in the editor: a list to undo from, undo and redo with the preview that every operation has. */
import * as vscode from 'vscode';
import type { ChangeSet } from '../core/changes/change-set';
import { type HistoryEntry, listHistory } from '../core/commit/history';
import { historyState } from '../core/commit/history-text';
import { missionsOf, storesOf } from '../core/commit/touched';
import { CmosError, detailsOf, messageFor } from '../core/ground/errors';
import { redo, undo, type UndoOptions } from '../core/operations/undo';
import type { Layout } from '../core/workspace/layout';
import type { Policy } from '../core/operations/policy';
import type { Controller } from './controller';
import { notEmpty } from './prompts';
import { agentName, policyFor } from './acting-settings';
import type { Writing } from './writing';

/** Lists the changes that were made here, the latest first; the one that is picked is undone, or redone where that comes next. */
export async function showHistory(writing: Writing, controller: Controller): Promise<void> {
  const { ports, refresh } = writing.transaction(controller);
  const { layout } = await refresh();
  const entries = await listHistory(ports, layout);
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing was changed here yet.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    entries.map((entry) => itemOf(entry, layout)),
    {
      title: vscode.l10n.t('History'),
      placeHolder: vscode.l10n.t('Which change to undo; what changes is shown first'),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  if (picked === undefined) return;
  if (picked.entry.isNextRedo) await redoLatest(writing, controller);
  else await undoChange(writing, controller, picked.entry.id);
}

function itemOf(entry: HistoryEntry, layout: Layout): vscode.QuickPickItem & { readonly entry: HistoryEntry } {
  const { number, record, isNextRedo } = entry;
  const time = new Date(record.at);
  const state = isNextRedo ? vscode.l10n.t('{0}; pick it to redo it', historyState(entry)) : historyState(entry);
  return {
    label: `${number}. ${record.title}`,
    description: [record.agent ?? '', Number.isNaN(time.getTime()) ? record.at : time.toLocaleString()]
      .filter((each) => each !== '')
      .join(', '),
    detail: [record.operation, missionsOf(record, layout).join(', '), storesOf(record, layout).join(', '), state]
      .filter((each) => each !== '')
      .join(' · '),
    entry,
  };
}

/** Undoes a change, by its id; without one the latest that is not undone. */
export async function undoChange(writing: Writing, controller: Controller, id?: string): Promise<void> {
  const undone = await reverse(
    writing,
    (title) => vscode.l10n.t('Undo “{0}”', title),
    (options) => undo(writing.transaction(controller), { ...options, policy: policyOf(controller), which: id }),
  );
  if (undone === undefined) return;
  const again = vscode.l10n.t('Redo');
  // Not waited for: the message stays until somebody closes it.
  void vscode.window.showInformationMessage(vscode.l10n.t('Undone: {0}', undone), again).then(async (chosen) => {
    if (chosen !== again) return;
    await redoLatest(writing, controller).catch((error: unknown) => {
      writing.log.error(detailsOf(error));
      void vscode.window.showErrorMessage(messageFor(error));
    });
  });
}

/** Does again what was undone last. */
export async function redoLatest(writing: Writing, controller: Controller): Promise<void> {
  const redone = await reverse(
    writing,
    (title) => vscode.l10n.t('Redo “{0}”', title),
    (options) => redo(writing.transaction(controller), { ...options, policy: policyOf(controller) }),
  );
  if (redone !== undefined) void vscode.window.showInformationMessage(vscode.l10n.t('Redone: {0}', redone));
}

function policyOf({ root }: Controller): Policy {
  return policyFor(vscode.Uri.file(root));
}

/** Shows what will change, and asks a person about records of others; answers the title of what was done. */
async function reverse(
  writing: Writing,
  titleOf: (title: string) => string,
  act: (options: UndoOptions) => ReturnType<typeof undo>,
): Promise<string | undefined> {
  const approve = (changeSet: ChangeSet): Promise<boolean> =>
    writing.previews.ask({ ...changeSet, title: titleOf(changeSet.title) });
  for (let options: UndoOptions = { approve, agent: agentName() }; ;) {
    try {
      const done = await act(options);
      if (!('planned' in done)) return done.finished.title;
      return done.committed === undefined ? undefined : done.planned.title;
    } catch (error) {
      const more = await passed(error, options);
      if (more === undefined) return undefined;
      options = { ...options, ...more };
    }
  }
}

/** What a person decides about a refusal that they can pass; undefined: nothing is done. Throws all others. */
async function passed(error: unknown, { foreign, override }: UndoOptions): Promise<UndoOptions | undefined> {
  if (CmosError.is(error, 'commit/foreign-record') && foreign !== true) {
    const show = vscode.l10n.t('Show the Change…');
    return (await vscode.window.showWarningMessage(error.message, show)) === show ? { foreign: true } : undefined;
  }
  if (!CmosError.is(error, 'operation/gated') || override !== undefined) throw error;
  const pass = vscode.l10n.t('Override…');
  if ((await vscode.window.showWarningMessage(error.message, pass)) !== pass) return undefined;
  const reason = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Why these gates may be passed; it is recorded'),
    validateInput: notEmpty,
    ignoreFocusOut: true,
  });
  return reason === undefined ? undefined : { override: reason };
}
