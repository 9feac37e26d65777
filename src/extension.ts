/** Activation: wires the rooms together, nothing else. */
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { BacklogDrag } from './vscode/backlog-drag';
import { BacklogView } from './vscode/backlog-view';
import { coreCommands, registerCommands } from './vscode/commands';
import { eachOperation } from './vscode/commands/operations';
import type { Commands, Services } from './vscode/commands/services';
import { MissionLenses } from './vscode/code-lens';
import { DatabaseTexts } from './vscode/database-text';
import { Diagnostics } from './vscode/diagnostics';
import { DriftFixes } from './vscode/drift-fixes';
import { DriftView } from './vscode/drift-view';
import { AgreedStateRecorder } from './vscode/agreed-state-recorder';
import { NeedsView } from './vscode/needs-view';
import { DocumentChecks } from './guardrails/vscode/document-checks';
import { DocumentDiagnostics } from './guardrails/vscode/document-diagnostics';
import { ReferenceFixes } from './guardrails/vscode/reference-fixes';
import { HealthView } from './vscode/health-view';
import { OPERATIONS } from './guardrails/registry';
import { benchmarkCommands, benchmarksSection } from './guardrails/vscode/benchmarks-section';
import { CoverageSection } from './guardrails/vscode/coverage-section';
import { taskCommands } from './guardrails/vscode/task-commands';
import { SessionsView } from './vscode/sessions-view';
import { StatusBar } from './vscode/status';
import { Tasks } from './guardrails/vscode/tasks';
import { TestExplorer } from './guardrails/vscode/test-explorer';
import { Workspaces } from './vscode/workspaces';
import { Writing } from './vscode/writing';

interface AllServices extends Services {
  readonly tasks: Tasks;
  readonly tests: TestExplorer;
}

/** All commands, in one table. What is here is declared in the manifest, and the other way round; a test holds that. */
export const COMMANDS: Commands<AllServices> = {
  ...eachOperation(OPERATIONS),
  ...coreCommands,
  ...taskCommands,
  ...benchmarkCommands,
};

/** What tests see of the running extension. */
export interface ExtensionApi extends AllServices {
  readonly status: StatusBar;
  readonly health: HealthView;
  /** Resolves when every root has been read once. */
  whenReady(): Promise<void>;
}

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const started = performance.now();
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('CMOS', { log: true });
  const workspaces = new Workspaces(path.join(context.extensionPath, 'dist'), log);
  const writing = new Writing(OPERATIONS, path.join(context.extensionPath, 'dist'), log);
  const backlog = new BacklogView(workspaces, new BacklogDrag(writing));
  const sessions = new SessionsView(workspaces);
  const needs = new NeedsView(workspaces, writing);
  const coverage = new CoverageSection(workspaces);
  const health = new HealthView(workspaces, [coverage, benchmarksSection()]);
  const status = new StatusBar(workspaces, backlog);
  const drift = new DriftView(workspaces);
  const databaseTexts = new DatabaseTexts(workspaces);
  const documents = new DocumentChecks(workspaces, log);
  const inDocuments = new DocumentDiagnostics(documents);
  const tasks = new Tasks(workspaces, path.join(context.extensionPath, 'dist'));
  const tests = new TestExplorer(workspaces, writing);
  const services: AllServices = {
    workspaces,
    backlog,
    sessions,
    needs,
    drift,
    databaseTexts,
    writing,
    tasks,
    tests,
    log,
  };
  context.subscriptions.push(
    log,
    workspaces,
    backlog,
    sessions,
    needs,
    coverage,
    health,
    status,
    writing,
    new MissionLenses(workspaces),
    drift,
    databaseTexts,
    tasks,
    tests,
    new AgreedStateRecorder(workspaces),
    new Diagnostics(workspaces),
    new DriftFixes(workspaces),
    documents,
    inDocuments,
    new ReferenceFixes(inDocuments),
    registerCommands(COMMANDS, services),
  );
  const recoverAll = async (): Promise<void> => {
    await workspaces.whenReady();
    for (const controller of workspaces.controllers) await writing.recover(controller, false);
  };
  const recoverLater = (): void => {
    recoverAll().catch((error: unknown) => {
      log.error(String(error));
    });
  };
  void workspaces.scan();
  recoverLater();
  context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(recoverLater));
  log.info(`Activated in ${(performance.now() - started).toFixed(1)} ms.`);
  return { ...services, status, health, whenReady: () => workspaces.whenReady() };
}
