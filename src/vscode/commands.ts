/** The commands that work on missions and stores, and registering them all. */
import * as vscode from 'vscode';
import { detailsOf, messageFor } from '../core/ground/errors';
import { CARD_SCHEME } from './card';
import { databaseCommands } from './commands/databases';
import { driftCommands } from './commands/drift';
import { cardOf, missionCommands } from './commands/missions';
import { needCommands } from './commands/needs';
import { changeCommands } from './commands/operations';
import { parityCommands } from './commands/parity';
import type { Commands, Services } from './commands/services';
import { viewCommands } from './commands/views';

export const coreCommands: Commands = {
  ...changeCommands,
  ...databaseCommands,
  ...parityCommands,
  ...driftCommands,
  ...missionCommands,
  ...needCommands,
  ...viewCommands,
};

/** What was begun and not ended in the roots of the window: whatever else fails, that comes first. */
function unfinishedIn({ workspaces }: Services): readonly string[] {
  return workspaces.controllers
    .flatMap(({ state }) => state?.saved.unfinished ?? [])
    .map(({ title, file }) => vscode.l10n.t('Not finished: {0}. Run CMOS: Recover.', title === '' ? file : title));
}

/** Registers every command. An error becomes a message, and its details go to the log. */
export function registerCommands<Needed extends Services>(
  commands: Commands<Needed>,
  services: Needed,
): vscode.Disposable {
  const registered = Object.entries(commands).map(([id, make]) => {
    const handler = make(services) as (...parameters: unknown[]) => unknown;
    return vscode.commands.registerCommand(id, async (...parameters: unknown[]) => {
      try {
        return await handler(...parameters);
      } catch (error) {
        services.log.error(`${id}: ${detailsOf(error)}`);
        const show = vscode.l10n.t('Show Log');
        const chosen = await vscode.window.showErrorMessage(
          [messageFor(error), ...unfinishedIn(services)].join(' '),
          show,
        );
        if (chosen === show) services.log.show();
        return undefined;
      }
    });
  });
  const cards = vscode.workspace.registerTextDocumentContentProvider(CARD_SCHEME, {
    provideTextDocumentContent: (uri) => cardOf(services, uri),
  });
  return vscode.Disposable.from(...registered, cards);
}
