/** Writing from the editor: what a commit needs here, and what a crash left. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { CommitPorts } from '../core/commit/ports';
import { shownChange } from '../core/commit/record';
import { needsRecovery, type RecoveryDecision } from '../core/commit/recover';
import { type Recovery, recoverySentence } from '../core/commit/recovery';
import { renderChangeSet } from '../core/changes/render';
import { CmosError } from '../core/ground/errors';
import type { Incidents } from '../core/escalation/incidents';
import type { Operation } from '../core/operations/operation';
import { recoverWorkspace, type Transaction } from '../core/operations/transact';
import { normalPath } from '../core/ground/paths';
import type { Ports } from '../core/ground/ports';
import { nodeCommitPorts } from '../node/commit-ports';
import { nodePorts } from '../node/ports';
import { Writers } from '../node/writers';
import type { Controller } from './controller';
import { incidentsOf } from './needs';
import { Previews } from './preview';
import { keptChangesFor, pythonSetting } from './acting-settings';

export class Writing implements vscode.Disposable {
  /** What is read beside the workspace's snapshot: other databases. */
  readonly reading: Ports;
  /** Those that this window knows, by name. */
  readonly operations: readonly Operation[];
  readonly #bundleFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly previews = new Previews();
  readonly #writers = new Map<string, Writers>();

  constructor(operations: readonly Operation[], bundleFolder: string, log: vscode.LogOutputChannel) {
    this.operations = operations;
    this.#bundleFolder = bundleFolder;
    this.reading = nodePorts({ bundleFolder });
    this.log = log;
  }

  /** What a commit in a root needs. Fresh each time: trust and unsaved documents change. */
  ports(controller: Controller): CommitPorts {
    return {
      ...nodeCommitPorts(() => this.#writersFor(controller).get(), this.reading),
      expectWriter: () => this.#writersFor(controller).expect(),
      trusted: vscode.workspace.isTrusted,
      keptChanges: keptChangesFor(vscode.Uri.file(controller.root)),
      recovered: (recoveries) => {
        this.#tell(recoveries);
      },
      warn: (warning) => {
        this.log.warn(warning);
        void vscode.window.showWarningMessage(warning);
      },
      isUnsaved: (file) =>
        vscode.workspace.textDocuments.some(
          (document) => document.isDirty && document.uri.scheme === 'file' && normalPath(document.uri.fsPath) === file,
        ),
    };
  }

  /** What is kept of failures in a root. */
  incidents({ root }: Controller): Incidents {
    return incidentsOf(root);
  }

  /** How a root is changed: whatever comes of it is shown. */
  transaction(controller: Controller): Pick<Transaction, 'ports' | 'refresh'> {
    return {
      ports: this.ports(controller),
      refresh: async () => {
        const saved = (await controller.refreshNow())?.saved;
        if (saved === undefined)
          throw new CmosError('operation/refused', vscode.l10n.t('The workspace could not be read.'));
        return saved;
      },
    };
  }

  /** Settles what a crash left. `asked`: a person wants an answer in any case. */
  async recover(controller: Controller, asked: boolean): Promise<void> {
    const transaction = this.transaction(controller);
    if ((await needsRecovery(transaction.ports, controller.root)).length === 0) {
      if (asked) void vscode.window.showInformationMessage(vscode.l10n.t('Nothing was interrupted.'));
      return;
    }
    if (!vscode.workspace.isTrusted && !asked) return;
    const { recoveries } = await recoverWorkspace(transaction);
    for (const recovery of recoveries) {
      const decision = await this.#decisionOn(recovery);
      if (decision !== undefined) await recoverWorkspace(transaction, decision);
    }
  }

  /** Asks a person about a change that could not be recovered; undefined where it could, or where nothing is decided. */
  async #decisionOn(recovery: Recovery): Promise<RecoveryDecision | undefined> {
    const { record, outcome } = recovery;
    if (outcome !== 'conflict' && outcome !== 'foreign') return undefined;
    const show = outcome === 'foreign' ? vscode.l10n.t('Show the Change…') : vscode.l10n.t('Show the Change');
    const leave = vscode.l10n.t('Leave as It Is');
    const chosen = await vscode.window.showWarningMessage(recoverySentence(recovery), show, leave);
    if (chosen === leave) return { asIs: true };
    if (chosen !== show) return undefined;
    if (outcome === 'foreign') return (await this.previews.ask(shownChange(record))) ? { foreign: true } : undefined;
    const content = renderChangeSet(shownChange(record));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'diff', content }));
    return undefined;
  }

  #tell(recoveries: readonly Recovery[]): void {
    for (const recovery of recoveries) {
      const sentence = recoverySentence(recovery);
      this.log.warn(sentence);
      if (recovery.outcome !== 'conflict' && recovery.outcome !== 'foreign')
        void vscode.window.showInformationMessage(sentence);
    }
  }

  #writersFor({ root }: Controller): Writers {
    const known = this.#writers.get(root);
    if (known !== undefined) return known;
    const python = pythonSetting();
    const writers = new Writers({
      bundleFolder: this.#bundleFolder,
      python,
      root,
      project: vscode.workspace.isTrusted ? path.dirname(root) : undefined,
      tried: (message) => {
        this.log.info(message);
      },
    });
    this.#writers.set(root, writers);
    return writers;
  }

  dispose(): void {
    this.previews.dispose();
    for (const writers of this.#writers.values()) void writers.close();
  }
}
