/** Snapshots of the database: taken, and compared with it. */
import * as vscode from 'vscode';
import { compareDatabases, isSame } from '../core/database/compare';
import { differenceText } from '../core/database/difference-text';
import { listSnapshots, readCurrent, readSnapshot } from '../core/snapshots/folder';
import { takeSnapshot } from '../core/operations/snapshot';
import { nodeCommitFiles } from '../node/commit-files';
import type { Controller } from './controller';
import { showForAMoment } from './operate';
import type { Writing } from './writing';

export async function snapshotHere(writing: Writing, controller: Controller): Promise<void> {
  const { path } = await takeSnapshot(writing.transaction(controller), { reason: 'manual' });
  showForAMoment(path);
}

/** Shows which rows differ between the database and a snapshot that is picked. */
export async function compareSnapshot(writing: Writing, controller: Controller): Promise<void> {
  const saved = (await controller.refreshNow())?.saved;
  if (saved === undefined) return;
  const { root, stores } = saved.layout;
  const reading = { ports: writing.reading, files: nodeCommitFiles };
  const found = await listSnapshots(reading, root);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no snapshot of the database.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(
    found.map(({ name, takenAt, reason, problem }) => ({
      label: name,
      description: [takenAt, reason].filter((each) => each !== undefined).join(' '),
      ...(problem === undefined ? {} : { detail: problem }),
    })),
    { title: vscode.l10n.t('Compare Database with Snapshot'), placeHolder: vscode.l10n.t('Which snapshot?') },
  );
  if (chosen === undefined) return;
  const difference = compareDatabases(
    await readCurrent(reading, root, stores.database.path),
    await readSnapshot(reading, root, chosen.label),
  );
  if (isSame(difference)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The database holds the same rows as {0}.', chosen.label));
    return;
  }
  const content = `${differenceText(difference, chosen.label)}\n`;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'diff', content }));
}
