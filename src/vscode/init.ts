/** A new workspace, made in a folder of the window or in another one. */
import path from 'node:path';
import * as vscode from 'vscode';
import { initialise } from '../core/operations/init/init';
import { normalPath } from '../core/ground/paths';
import { nodeCommitPorts } from '../node/commit-ports';
import { notEmpty } from './prompts';
import type { Services } from './commands/services';
import { agentName } from './acting-settings';

export async function initHere({ workspaces, writing }: Services): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) return;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New CMOS Workspace'),
    prompt: vscode.l10n.t('What the project is called'),
    value: path.basename(path.basename(folder) === 'cmos' ? path.dirname(folder) : folder),
    validateInput: notEmpty,
    ignoreFocusOut: true,
  });
  if (name === undefined) return;
  // A database that is not there yet needs no writer.
  const ports = nodeCommitPorts(() => Promise.resolve(undefined), writing.reading);
  const { kept } = await initialise(writing.reading, ports, normalPath(folder), {
    name,
    agent: agentName(),
    now: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    keep: true,
    dryRun: false,
  });
  await workspaces.scan();
  const inWindow = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) !== undefined;
  const open = vscode.l10n.t('Open Folder');
  const said = [
    vscode.l10n.t('{0} is a CMOS workspace now.', folder),
    ...(kept.length === 0 ? [] : [vscode.l10n.t('As it was: {0}.', kept.join(', '))]),
  ].join(' ');
  const chosen = await vscode.window.showInformationMessage(said, ...(inWindow ? [] : [open]));
  if (chosen === open) await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder));
}

/** A `cmos` folder in the project is what most projects have; the folder itself, or another one, can be chosen. */
async function pickFolder(): Promise<string | undefined> {
  const inside = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .flatMap(({ uri }) => [path.join(uri.fsPath, 'cmos'), uri.fsPath]);
  const elsewhere = vscode.l10n.t('Another folder…');
  const chosen = await vscode.window.showQuickPick([...inside, elsewhere], {
    title: vscode.l10n.t('New CMOS Workspace'),
    placeHolder: vscode.l10n.t('Where?'),
    ignoreFocusOut: true,
  });
  if (chosen !== elsewhere) return chosen;
  const [other] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Make Workspace Here'),
    })) ?? [];
  return other?.fsPath;
}
