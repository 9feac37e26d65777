/** Errors as a person is told of them: a message, with the details in the log. */
import * as vscode from 'vscode';
import { CmosError, detailsOf, messageFor } from '../core/ground/errors';

/** `what` stands before the details in the log, `more` behind the message. Where a part of the extension is gone, offers to reload. */
export async function showFailure(
  log: vscode.LogOutputChannel,
  what: string,
  error: unknown,
  more: readonly string[] = [],
): Promise<void> {
  log.error(`${what}: ${detailsOf(error)}`);
  const show = vscode.l10n.t('Show Log');
  const reload = vscode.l10n.t('Reload Window');
  const message = [messageFor(error), ...more].join(' ');
  const chosen = await vscode.window.showErrorMessage(
    message,
    ...(CmosError.is(error, 'program/incomplete') ? [reload, show] : [show]),
  );
  if (chosen === show) log.show();
  if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
}
