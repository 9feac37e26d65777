/** Registering commands: by the names in the manifest, since what they do is only loaded when the first of them is called. */
import * as vscode from 'vscode';
import type { EditorCommand, Services } from './commands/services';
import { showFailure } from './failures';
import type { Workspaces } from './workspaces';

/** What was begun and not ended in the roots of the window: whatever else fails, that comes first. */
function unfinishedIn({ controllers }: Workspaces): readonly string[] {
  return controllers
    .flatMap(({ state }) => state?.saved.unfinished ?? [])
    .map(({ title, file }) => vscode.l10n.t('Not finished: {0}. Run CMOS: Recover.', title === '' ? file : title));
}

/** The commands with what they work with, as they are once they are loaded. */
interface LoadedCommands<Needed extends Services> {
  readonly commands: ReadonlyMap<string, EditorCommand<Needed>['run']>;
  readonly services: Needed;
}

/** Registers every command. An error becomes a message, and its details go to the log. */
export function registerCommands<Needed extends Services>(
  ids: readonly string[],
  load: () => Promise<LoadedCommands<Needed>>,
  { workspaces, log }: Pick<Services, 'workspaces' | 'log'>,
): vscode.Disposable {
  const registered = ids.map((id) =>
    vscode.commands.registerCommand(id, async (...parameters: unknown[]) => {
      try {
        const { commands, services } = await load();
        const handler = commands.get(id)?.(services) as ((...parameters: unknown[]) => unknown) | undefined;
        if (handler === undefined) throw new Error(`There is no command ${id}.`);
        return await handler(...parameters);
      } catch (error) {
        await showFailure(log, id, error, unfinishedIn(workspaces));
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
