/** Activation: wires the rooms together, nothing else. */
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { BacklogView } from './vscode/backlog-view';
import { registerCommands, type Services } from './vscode/commands';
import { Diagnostics } from './vscode/diagnostics';
import { SessionsView } from './vscode/sessions-view';
import { StatusBar } from './vscode/status';
import { Workspaces } from './vscode/workspaces';

/** What tests see of the running extension. */
export interface ExtensionApi extends Services {
  readonly status: StatusBar;
  /** Resolves when every root has been read once. */
  whenReady(): Promise<void>;
}

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const started = performance.now();
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('CMOS', { log: true });
  const workspaces = new Workspaces(path.join(context.extensionPath, 'dist'), log);
  const backlog = new BacklogView(workspaces);
  const sessions = new SessionsView(workspaces);
  const status = new StatusBar(workspaces, backlog);
  const services: Services = { workspaces, backlog, sessions, log };
  context.subscriptions.push(
    log,
    workspaces,
    backlog,
    sessions,
    status,
    new Diagnostics(workspaces),
    registerCommands(services),
  );
  void workspaces.scan();
  log.info(`Activated in ${(performance.now() - started).toFixed(1)} ms.`);
  return { ...services, status, whenReady: () => workspaces.whenReady() };
}
