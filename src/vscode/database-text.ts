/** Files against the database: a read-only text that shows a mirror as the database would have it, for the diff editor. */
import * as vscode from 'vscode';
import { nameOf } from '../core/ground/paths';
import { part } from '../core/ground/parts';
import { databaseFault } from '../core/workspace/database-fault';
import { faultText } from '../core/workspace/readable';
import { type Mirror, MIRRORS } from '../core/workspace/settings';
import type { Controller } from './controller';
import type { Workspaces } from './workspaces';

const SCHEME = 'cmos-database';

export class DatabaseTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: readonly { dispose(): unknown }[];

  readonly onDidChange = this.#changed.event;

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      workspaces.onDidChangeSaved(() => {
        for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) this.#changed.fire(uri);
      }),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { root, store } = JSON.parse(uri.query) as { root: string; store: Mirror };
    const { mirrorText } = await part(import('./mending'));
    const state = this.#workspaces.controllers.find((each) => each.root === root)?.state;
    if (state === undefined || !MIRRORS.includes(store)) return '';
    const text = mirrorText(state.saved, store, new Date(state.saved.readAt).toISOString());
    // An empty text would look as if the database had nothing of it.
    return text ?? databaseFault(state.saved)?.message ?? faultText(state.saved, store) ?? '';
  }

  /** Opens the diff of a mirror; `at` is where in the file. */
  async compare(controller: Controller, store: Mirror, at?: vscode.Range): Promise<void> {
    const uri = controller.uriOf(store);
    if (uri === undefined || controller.state === undefined) return;
    const name = nameOf(uri.path);
    const query = JSON.stringify({ root: controller.root, store });
    const database = vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query });
    const there = controller.state.saved.layout.stores[store].exists;
    const file = there ? uri : vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: '{}' });
    const title = vscode.l10n.t('{0}: database ↔ file', name);
    await vscode.commands.executeCommand(
      'vscode.diff',
      database,
      file,
      title,
      at === undefined ? {} : { selection: at },
    );
  }

  dispose(): void {
    for (const each of this.#disposables) each.dispose();
  }
}

/** The mirror that a place belongs to. */
export function mirrorOf(store: string): Mirror | undefined {
  return MIRRORS.find((each) => each === store);
}
