/** After each look at which database and files agree, what they agree on is kept: later drift then tells which side moved. */
import * as vscode from 'vscode';
import { part } from '../core/ground/parts';
import type { Snapshot } from '../core/workspace/snapshot';
import { Coalescer } from './coalesce';
import type { Workspaces } from './workspaces';

/** In milliseconds: it is a long stretch of work in large workspaces, and nobody waits for it. */
const AT_REST = 500;
const LONGEST_WAIT = 5_000;

export class AgreedStateRecorder implements vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #subscription: vscode.Disposable;
  readonly #rememberer = new Coalescer(() => this.#remember(), AT_REST, LONGEST_WAIT);
  readonly #seen = new WeakSet<Snapshot>();

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    this.#subscription = workspaces.onDidChangeSaved(() => {
      this.#rememberer.request();
    });
  }

  async #remember(): Promise<void> {
    // Nothing is written into a folder that nobody trusts, or that is no folder of this machine.
    if (!vscode.workspace.isTrusted) return;
    for (const { state, onDisk } of this.#workspaces.controllers) {
      if (state === undefined || !onDisk || state.report.verdict !== 'in-sync' || this.#seen.has(state.saved)) continue;
      const { nodeCommitFiles, rememberAgreed } = await part(import('./mending'));
      this.#seen.add(state.saved);
      await rememberAgreed(nodeCommitFiles, state.saved);
    }
  }

  dispose(): void {
    this.#rememberer.dispose();
    this.#subscription.dispose();
  }
}
