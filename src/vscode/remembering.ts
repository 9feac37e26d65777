/** After each look at which database and files agree, what they agree on is kept: later drift then tells which side moved. */
import * as vscode from 'vscode';
import { rememberAgreed } from '../core/parity/agreed/remember';
import { type Snapshot } from '../core/workspace/snapshot';
import { nodeCommitFiles } from '../node/commit-files';
import { type Workspaces } from './workspaces';

export class Remembering implements vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #subscription: vscode.Disposable;
  readonly #seen = new WeakSet<Snapshot>();

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    this.#subscription = workspaces.onDidChange(() => {
      this.#remember();
    });
  }

  #remember(): void {
    // Nothing is written into a folder that nobody trusts, or that is no folder of this machine.
    if (!vscode.workspace.isTrusted) return;
    for (const { state, onDisk } of this.#workspaces.controllers) {
      if (state === undefined || !onDisk || state.report.verdict !== 'in-sync' || this.#seen.has(state.saved)) continue;
      this.#seen.add(state.saved);
      void rememberAgreed(nodeCommitFiles, state.saved);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
