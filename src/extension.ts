/** Activation: wires the rooms together, nothing else. */
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { onDemand, part } from './core/ground/parts';
import { readUnfinishedChanges } from './core/workspace/unfinished';
import { Doors, type WingServices } from './guardrails/vscode/doors';
import { nodeFiles } from './node/ports';
import { AgreedStateRecorder } from './vscode/agreed-state-recorder';
import { cardPages } from './vscode/card';
import { MissionLenses } from './vscode/code-lens';
import { registerCommands } from './vscode/commands';
import { DatabaseTexts } from './vscode/database-text';
import { Diagnostics } from './vscode/diagnostics';
import { DriftFixes } from './vscode/drift-fixes';
import { showFailure } from './vscode/failures';
import type { OperateByName } from './vscode/operate';
import { StatusBar } from './vscode/status';
import { Views } from './vscode/view';
import { backlog } from './vscode/views/backlog';
import { Workspaces } from './vscode/workspaces';
import type { Writing } from './vscode/writing';
import { VIEWS } from './views';

/** What tests see of the running extension. */
export interface ExtensionApi extends Omit<WingServices, 'writing'> {
  readonly status: StatusBar;
  /** Resolves when every root has been read once. */
  whenReady(): Promise<void>;
  /** What writes, loaded as a command would have it. */
  whenLoaded(): Promise<Writing>;
}

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const started = performance.now();
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('CMOS', { log: true });
  const bundleFolder = path.join(context.extensionPath, 'dist');
  const workspaces = new Workspaces(bundleFolder, log);

  // What a person asks for: the commands, and all that writes.
  const acting = onDemand(async () => {
    const { COMMANDS: commands, operateByName, writingIn } = await part(import('./editor-commands'));
    const writing = writingIn(bundleFolder, log);
    context.subscriptions.push(writing);
    return { commands, operateByName, services: { ...services, writing } };
  });
  const operate: OperateByName = async (controller, operation, given, options) => {
    try {
      const { operateByName, services: loaded } = await acting();
      await operateByName(loaded.writing, controller, operation, given, options);
      return true;
    } catch (error) {
      void showFailure(log, operation, error);
      return false;
    }
  };
  const doors = new Doors({ workspaces, operate, bundleFolder, log });

  const views = new Views({ workspaces, operate, log, sections: doors.sections }, VIEWS);
  const status = new StatusBar(workspaces, views.of(backlog));
  const databaseTexts = new DatabaseTexts(workspaces);
  const services = { workspaces, views, databaseTexts, wing: doors.wing, log };
  const { commands } = (context.extension.packageJSON as Manifest).contributes;
  context.subscriptions.push(
    log,
    workspaces,
    views,
    status,
    new MissionLenses(workspaces),
    databaseTexts,
    cardPages(workspaces),
    new AgreedStateRecorder(workspaces),
    new Diagnostics(workspaces),
    new DriftFixes(workspaces),
    doors,
    registerCommands(
      commands.map(({ command }) => command),
      acting,
      services,
    ),
  );

  const recoverAll = async (): Promise<void> => {
    await workspaces.whenReady();
    for (const controller of workspaces.controllers)
      if ((await readUnfinishedChanges(nodeFiles, controller.root)).length > 0)
        await (await acting()).services.writing.recover(controller, false);
  };
  const recoverLater = (): void => {
    recoverAll().catch((error: unknown) => showFailure(log, 'recover', error));
  };
  void workspaces.scan();
  recoverLater();
  context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(recoverLater));
  log.info(`Activated in ${(performance.now() - started).toFixed(1)} ms.`);
  return {
    ...services,
    status,
    whenReady: () => workspaces.whenReady(),
    whenLoaded: async () => (await acting()).services.writing,
  };
}

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}
