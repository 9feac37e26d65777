/** All cmos roots of the window. */
import * as vscode from 'vscode';
import { findRoots } from '../core/workspace/discovery';
import { part } from '../core/ground/parts';
import { normalPath } from '../core/ground/paths';
import type { Ports } from '../core/ground/ports';
import { nodePorts } from '../node/ports';
import type { Controller } from './controller';
import { editorFiles } from './files';
import { rootSetting, settingsFor } from './settings';

/**
 * Watchers miss things: while they are being set up, in folders that were just made, on disks of other machines. So everything
 * is looked at again when a root was just found, when a person comes back to the window, and now and then; in milliseconds.
 * A look at what has not changed costs a few fingerprints.
 */
const AFTER_FINDING = 1_500;
const NOW_AND_THEN = 30_000;

/** How long one stretch of work may hold the extension host, in milliseconds. */
const STRETCH = 8;

export class Workspaces implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #savedChanged = new vscode.EventEmitter<void>();
  readonly #liveChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): unknown }[] = [];
  readonly #ports: Ports;
  #controllers: readonly Controller[] = [];
  #listeners: vscode.Disposable[] = [];
  #scanning: Promise<void> = Promise.resolve();
  #scanned = false;
  #disposed = false;

  /** Fires when roots come or go, and after every look at what one has on disk. A keystroke is none. */
  readonly onDidChangeSaved = this.#savedChanged.event;
  /** Fires when any editor shows something new of a root: with the event above, and after every edit. */
  readonly onDidChangeLive = this.#liveChanged.event;

  constructor(bundleFolder: string, log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#ports = nodePorts({ bundleFolder, stretch: STRETCH });
    this.#subscriptions.push(
      this.#savedChanged,
      this.#liveChanged,
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.scan()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('cmos')) void this.scan();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#fire();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#lookAgain();
      }),
      repeated(() => {
        if (vscode.window.state.focused) this.#lookAgain();
      }, NOW_AND_THEN),
      vscode.workspace.onDidChangeTextDocument((event) => {
        for (const controller of this.#controllers) controller.documentChanged(event);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => void this.#savedOrClosed(document)),
      vscode.workspace.onDidCloseTextDocument((document) => void this.#savedOrClosed(document)),
    );
    this.#watchForRoots();
  }

  /** One a cmos root, in the order of the window's folders. */
  get controllers(): readonly Controller[] {
    return this.#controllers;
  }

  /** Whether the folders were looked through at least once. */
  get scanned(): boolean {
    return this.#scanned;
  }

  /** The controller that a document belongs to, else the first. */
  controllerFor(uri: vscode.Uri | undefined): Controller | undefined {
    return (
      this.#controllers.find((controller) => uri !== undefined && controller.storeOf(uri) !== undefined) ??
      this.#controllers[0]
    );
  }

  /** Resolves when all roots have been read once. */
  async whenReady(): Promise<void> {
    await this.#scanning;
  }

  /** Looks for roots anew, and reads what is found. */
  scan(): Promise<void> {
    this.#scanning = this.#scanning
      .then(() => this.#scan())
      .catch((error: unknown) => {
        this.#log.error(String(error));
      });
    return this.#scanning;
  }

  async #scan(): Promise<void> {
    // Reading and checking are most of what is loaded, and nobody waits for them before the window is there.
    const { Controller } = await part(import('./first-look'));
    const found: Controller[] = [];
    const seen = new Set<string>();
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const ports = folder.uri.scheme === 'file' ? this.#ports : { ...this.#ports, files: editorFiles(folder.uri) };
      const path = folder.uri.scheme === 'file' ? normalPath(folder.uri.fsPath) : folder.uri.path;
      const setting = rootSetting(folder.uri);
      const roots =
        setting === undefined
          ? await findRoots(ports.files, path)
          : [normalPath(`${path}/${setting.replace(/^\.?\/+/, '')}`)];
      for (const root of roots) {
        if (seen.has(`${folder.uri.scheme}:${root}`)) continue;
        seen.add(`${folder.uri.scheme}:${root}`);
        const before = this.#controllers.find(
          (each) => each.root === root && each.onDisk === (folder.uri.scheme === 'file'),
        );
        found.push(new Controller(ports, folder.uri, root, settingsFor(folder.uri), this.#log, before?.state));
      }
    }
    // The window may have been closed meanwhile.
    for (const old of [...this.#listeners, ...this.#controllers, ...(this.#disposed ? found : [])]) old.dispose();
    if (this.#disposed) return;
    this.#controllers = found;
    this.#listeners = found.flatMap((controller) => [
      controller.onDidChangeSaved(() => {
        this.#savedChanged.fire();
      }),
      controller.onDidChangeLive(() => {
        this.#liveChanged.fire();
      }),
    ]);
    this.#scanned = true;
    this.#fire();
    await Promise.all(found.map((controller) => controller.refreshNow()));
    setTimeout(() => {
      this.#lookAgain();
    }, AFTER_FINDING);
    this.#log.info(
      found.length === 0 ? 'No cmos root in this window.' : `cmos roots: ${found.map(({ root }) => root).join(', ')}`,
    );
  }

  /** Roots came or went, or what may be done in them changed. */
  #fire(): void {
    this.#savedChanged.fire();
    this.#liveChanged.fire();
  }

  #lookAgain(): void {
    for (const controller of this.#controllers) controller.refreshSoon();
  }

  async #savedOrClosed(document: vscode.TextDocument): Promise<void> {
    await Promise.all(this.#controllers.map((controller) => controller.documentSavedOrClosed(document)));
  }

  /** A workspace that is made while the window is open is found as well. */
  #watchForRoots(): void {
    const watcher = vscode.workspace.createFileSystemWatcher(
      '**/{db/cmos.sqlite,missions/backlog.yaml}',
      false,
      true,
      false,
    );
    const rescan = (): void => {
      if (this.#controllers.length === 0) void this.scan();
      else for (const controller of this.#controllers) controller.refreshSoon();
    };
    this.#subscriptions.push(watcher, watcher.onDidCreate(rescan), watcher.onDidDelete(rescan));
  }

  dispose(): void {
    this.#disposed = true;
    for (const each of [...this.#listeners, ...this.#controllers, ...this.#subscriptions]) each.dispose();
  }
}

/** Does something again and again, until it is disposed of. */
function repeated(act: () => void, every: number): vscode.Disposable {
  const timer = setInterval(act, every);
  return new vscode.Disposable(() => {
    clearInterval(timer);
  });
}
