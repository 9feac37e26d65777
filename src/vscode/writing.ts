/** Writing from the editor: what a commit needs here, undo, redo, and what a crash left. */
import path from 'node:path';
import * as vscode from 'vscode';
import { commit, type CommitPorts, type CommitResult } from '../core/commit/commit';
import { type ChangeSet } from '../core/commit/change-set';
import { planRedo, planUndo } from '../core/commit/history';
import { needsRecovery, recover, type Recovery, recoverySentence } from '../core/commit/recover';
import { renderChangeSet } from '../core/commit/render';
import { Incidents } from '../core/escalation/incidents';
import { rememberAgreed } from '../core/parity/agreed/remember';
import { normalPath } from '../core/workspace/paths';
import { type Ports } from '../core/workspace/ports';
import { type Snapshot } from '../core/workspace/snapshot';
import { nodeCommitFiles } from '../node/commit-files';
import { nodeCommitPorts } from '../node/commit-ports';
import { nodeFiles, nodePorts } from '../node/ports';
import { Writers } from '../node/writers';
import { type Controller, type State } from './controller';
import { Previews } from './preview';
import { pythonSetting } from './settings';

/** A dialog shows so much of what will change, in UTF-16 units. */
const SHOWN = 1_200;

export class Writing implements vscode.Disposable {
  /** What is read beside the workspace's snapshot: other databases. */
  readonly reading: Ports;
  readonly #bundleFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly previews = new Previews();
  readonly #writers = new Map<string, Writers>();
  readonly #incidents = new Map<string, Incidents>();

  constructor(bundleFolder: string, log: vscode.LogOutputChannel) {
    this.#bundleFolder = bundleFolder;
    this.reading = nodePorts({ bundleFolder });
    this.log = log;
  }

  /** What a commit in a root needs. Fresh each time: trust and unsaved documents change. */
  ports(controller: Controller): CommitPorts {
    return {
      ...nodeCommitPorts(() => this.#writersFor(controller).get(), this.reading),
      trusted: vscode.workspace.isTrusted,
      isUnsaved: (file) =>
        vscode.workspace.textDocuments.some(
          (document) => document.isDirty && document.uri.scheme === 'file' && normalPath(document.uri.fsPath) === file,
        ),
    };
  }

  /** What is kept of failures in a root. */
  incidents({ root }: Controller): Incidents {
    const known = this.#incidents.get(root) ?? new Incidents(nodeFiles, nodeCommitFiles, root, () => Date.now());
    this.#incidents.set(root, known);
    return known;
  }

  /** Commits, and shows the workspace anew. */
  async commit(controller: Controller, snapshot: Snapshot, changeSet: ChangeSet): Promise<CommitResult> {
    let state: State | undefined;
    let result: CommitResult;
    try {
      result = await commit(this.ports(controller), snapshot, changeSet);
      this.#tell(result.recovered);
    } finally {
      state = await controller.refreshNow();
    }
    if (state !== undefined) await rememberAgreed(nodeCommitFiles, state.saved, result.record);
    return result;
  }

  async undo(controller: Controller): Promise<void> {
    const snapshot = await this.#snapshot(controller);
    if (snapshot === undefined) return;
    const changeSet = await planUndo(nodeCommitFiles, snapshot.layout);
    if (await this.#confirmed(vscode.l10n.t('Undo “{0}”?', changeSet.title), vscode.l10n.t('Undo'), changeSet))
      await this.commit(controller, snapshot, changeSet);
  }

  async redo(controller: Controller): Promise<void> {
    const snapshot = await this.#snapshot(controller);
    if (snapshot === undefined) return;
    const changeSet = await planRedo(nodeCommitFiles, snapshot.layout);
    if (await this.#confirmed(vscode.l10n.t('Redo “{0}”?', changeSet.title), vscode.l10n.t('Redo'), changeSet))
      await this.commit(controller, snapshot, changeSet);
  }

  /** Settles what a crash left. `asked`: a person wants an answer in any case. */
  async recover(controller: Controller, asked: boolean): Promise<void> {
    const { root } = controller;
    if ((await needsRecovery(nodeCommitFiles, root)).length === 0) {
      if (asked) void vscode.window.showInformationMessage(vscode.l10n.t('Nothing was interrupted.'));
      return;
    }
    if (!vscode.workspace.isTrusted && !asked) return;
    const database = controller.state?.saved.layout.stores.database;
    const place = { root, database: database?.exists === true ? database.path : undefined };
    const recoveries = await recover(this.ports(controller), place);
    this.#tell(recoveries);
    await controller.refreshNow();
    const conflict = recoveries.find(({ outcome }) => outcome === 'conflict');
    if (conflict === undefined) return;
    const show = vscode.l10n.t('Show the Change');
    const leave = vscode.l10n.t('Leave as It Is');
    const chosen = await vscode.window.showWarningMessage(recoverySentence(conflict), show, leave);
    if (chosen === show) await showJournal(root, conflict);
    if (chosen === leave) {
      this.#tell(await recover(this.ports(controller), place, { asIs: true }));
      await controller.refreshNow();
    }
  }

  async #snapshot(controller: Controller): Promise<Snapshot | undefined> {
    return (await controller.refreshNow())?.saved;
  }

  async #confirmed(question: string, action: string, changeSet: ChangeSet): Promise<boolean> {
    const detail = previewOf(changeSet);
    return (await vscode.window.showInformationMessage(question, { modal: true, detail }, action)) === action;
  }

  #tell(recoveries: readonly Recovery[]): void {
    for (const recovery of recoveries) {
      const sentence = recoverySentence(recovery);
      this.log.warn(sentence);
      if (recovery.outcome !== 'conflict') void vscode.window.showInformationMessage(sentence);
    }
  }

  #writersFor({ root }: Controller): Writers {
    const known = this.#writers.get(root);
    if (known !== undefined) return known;
    const python = pythonSetting();
    const writers = new Writers({
      bundleFolder: this.#bundleFolder,
      python,
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

/** What a change set does, as much of it as a dialog shows. */
export function previewOf(changeSet: ChangeSet): string {
  const text = renderChangeSet(changeSet);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** The interrupted change as it stands in the journal. */
async function showJournal(root: string, { record }: Recovery): Promise<void> {
  const content = JSON.stringify({ root, ...record }, null, 2);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
}
