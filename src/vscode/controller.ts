/** One cmos root in the editor: keeps its workspace read, and tells when there is something new to show. */
import * as vscode from 'vscode';
import { detailsOf } from '../core/ground/errors';
import { check, prepareCheck } from '../core/findings/check';
import type { Report } from '../core/findings/parity';
import { locate } from '../core/findings/located';
import { movedOf } from '../core/findings/moved';
import { fileOf, isDrift } from '../core/findings/places';
import type { Place } from '../core/findings/finding';
import { onDemand, part } from '../core/ground/parts';
import { FILE_STORES, type FileStore, type Store } from '../core/ground/store-names';
import { claimsOf, claimText } from '../core/model/claims';
import { join, nameOf } from '../core/ground/paths';
import type { Breather, FileSystem, Ports } from '../core/ground/ports';
import type { WorkspaceSettings } from '../core/workspace/settings';
import type { Snapshot } from '../core/workspace/snapshot';
import { Workspace } from '../core/workspace/workspace';
import { Coalescer } from './coalesce';
import { watchFiles } from './watch';

/** What findings say and where, and which side moved. */
interface Telling {
  readonly locate: typeof locate;
  readonly movedOf: typeof movedOf;
}

const TELLING: Telling = { locate, movedOf };

/** What there is to show. */
export interface State {
  readonly saved: Snapshot;
  readonly report: Report;
  /** With the unsaved texts of open editors; the same objects as the saved ones where there are none. */
  readonly live: Snapshot;
  readonly liveReport: Report;
  /** What it takes rules to tell, which views need not load. */
  readonly telling: Telling;
  /** Who works on the missions in progress, in words; by the missions' ids. */
  readonly claims: ReadonlyMap<string, string>;
  /** When the saved state was last looked at, in milliseconds since 1970. */
  readonly checkedAt: number;
}

/** A root that was read. */
export type ReadRoot = Controller & { readonly state: State };

/** All in milliseconds. */
const AFTER_CHANGE = 60;
const LONGEST_WAIT = 400;
const RECHECK_AFTER = 250;
const AFTER_KEYSTROKE = 5;

/** What is watched below the root. */
const WATCHED = [
  'db/cmos.sqlite*',
  'missions/backlog.yaml',
  '*.jsonl',
  '*.json',
  'context/*.json',
  'contexts/*.json',
  'telemetry/events/*.jsonl',
  'runtime/cmos-operations/*.json',
  'runtime/cmos-operations/*.jsonl',
  '[aA][gG][eE][nN][tT][sS].md',
];
/** And beside it, where it is a project's `cmos` folder. */
const WATCHED_ABOVE = ['SESSIONS.jsonl', 'agents.md', 'AGENTS.md'];

export class Controller implements vscode.Disposable {
  readonly root: string;
  readonly name: string;
  readonly #workspace: Workspace;
  readonly breather: Breather;
  readonly files: FileSystem;
  readonly #base: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #savedChanged = new vscode.EventEmitter<void>();
  readonly #liveChanged = new vscode.EventEmitter<void>();
  readonly #refresher: Coalescer;
  readonly #checker: Coalescer;
  readonly #disposables: { dispose(): unknown }[] = [];
  #state: State | undefined;

  /** Fires after every look at what is on disk. */
  readonly onDidChangeSaved = this.#savedChanged.event;
  /** Fires when there is something new in what editors show: after every look, and after every edit. */
  readonly onDidChangeLive = this.#liveChanged.event;

  /** `base` is a URI of the root's file system; `root` its path; `known` what is shown until it was read. */
  constructor(
    ports: Ports,
    base: vscode.Uri,
    root: string,
    settings: WorkspaceSettings,
    log: vscode.LogOutputChannel,
    known?: State,
  ) {
    this.#state = known;
    this.root = root;
    this.name = nameOf(root);
    this.#base = base;
    this.#log = log;
    this.breather = ports.breather;
    this.files = ports.files;
    const elsewhere = onDemand(async () => {
      const { runningElsewhere } = await part(import('./mending'));
      return runningElsewhere(ports, settings.limits);
    });
    // In a folder that nobody trusts git is not asked.
    this.#workspace = new Workspace(ports, root, settings, async (snapshot) =>
      this.onDisk && vscode.workspace.isTrusted ? (await elsewhere())(snapshot) : [],
    );
    this.#refresher = new Coalescer(() => this.#refresh(), AFTER_CHANGE, LONGEST_WAIT);
    this.#checker = new Coalescer(() => this.#checkLive(), AFTER_KEYSTROKE, AFTER_KEYSTROKE);
    this.#disposables.push(this.#savedChanged, this.#liveChanged, this.#refresher, this.#checker);
    this.#watch();
  }

  /** Whether the root is on a disk of this machine. */
  get onDisk(): boolean {
    return this.#base.scheme === 'file';
  }

  get state(): State | undefined {
    return this.#state;
  }

  /** Where a store's file is, or would be. */
  uriOf(store: Store): vscode.Uri | undefined {
    const path = this.#state?.saved.layout.stores[store].path;
    return path === undefined ? undefined : this.uriOfPath(path);
  }

  /** Where a path relative to the root is. */
  uriOfPath(path: string): vscode.Uri {
    return this.#base.with({ path: uriPath(join(this.root, path)) });
  }

  /** The file that a finding's place is in. */
  uriOfPlace(place: Place): vscode.Uri | undefined {
    const { state } = this;
    return state === undefined ? undefined : this.uriOfPath(fileOf(state.saved, place));
  }

  /** The window's folder that the root was found in. */
  get folder(): vscode.WorkspaceFolder | undefined {
    return vscode.workspace.getWorkspaceFolder(this.#base);
  }

  /** The text store that a document shows, if it shows one of this root's. */
  storeOf(uri: vscode.Uri): FileStore | undefined {
    if (uri.scheme !== this.#base.scheme || uri.authority !== this.#base.authority) return undefined;
    return FILE_STORES.find((store) => this.uriOf(store)?.path === uri.path);
  }

  /** Looks at everything now. */
  async refreshNow(): Promise<State | undefined> {
    await this.#refresh();
    return this.#state;
  }

  refreshSoon(): void {
    this.#refresher.request();
  }

  /** A document's text changed; `document` is as it is after the changes. */
  documentChanged({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const store = this.storeOf(document.uri);
    if (store === undefined) return;
    if (contentChanges.length === 0) {
      // The editor says so when a document stops being dirty, by undo or by reverting it.
      if (!document.isDirty) this.#workspace.closeText(store);
    } else if (this.#workspace.isOpen(store)) {
      const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        start: rangeOffset,
        end: rangeOffset + rangeLength,
        newText: text,
      }));
      this.#workspace.editText(store, edits);
    } else this.#workspace.openText(store, document.getText());
    this.#checker.request();
  }

  /** A document was saved, closed or reverted: what is on disk counts again once it was read. */
  async documentSavedOrClosed(document: vscode.TextDocument): Promise<void> {
    const store = this.storeOf(document.uri);
    if (store === undefined) return;
    if (document.isClosed) this.#workspace.closeText(store);
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    try {
      const before = this.#workspace.saved;
      const started = Date.now();
      let saved = await this.#workspace.refresh();
      await prepareCheck(saved, this.breather);
      if (before !== undefined && saved !== before && this.#mayBeUnfinished(saved)) {
        // A file caught half-written, or a mirror that its writer has yet to bring up to date: give it a moment.
        await new Promise((resolve) => setTimeout(resolve, RECHECK_AFTER));
        saved = await this.#workspace.refresh();
      }
      await prepareCheck(saved, this.breather);
      this.#dropCleanTexts();
      this.#publish(saved);
      this.#savedChanged.fire();
      this.#log.debug(`${this.root}: read in ${Date.now() - started} ms`);
    } catch (error) {
      this.#log.error(`${this.root}: ${detailsOf(error)}`);
    }
  }

  /** Whether there is something wrong now that was not before. */
  #mayBeUnfinished(saved: Snapshot): boolean {
    const doubtful = (report: Report): number =>
      report.findings.filter((finding) => isDrift(finding) || finding.severity === 'error').length;
    return doubtful(check(saved)) > (this.#state === undefined ? 0 : doubtful(this.#state.report));
  }

  /** An editor that shows a file as it is on disk has no text of its own. */
  #dropCleanTexts(): void {
    for (const document of vscode.workspace.textDocuments) {
      const store = document.isDirty ? undefined : this.storeOf(document.uri);
      if (store !== undefined) this.#workspace.closeText(store);
    }
  }

  #checkLive(): Promise<void> {
    if (this.#workspace.saved !== undefined) this.#publish(this.#workspace.saved, this.#state?.checkedAt);
    return Promise.resolve();
  }

  #publish(saved: Snapshot, checkedAt = Date.now()): void {
    const live = this.#workspace.live ?? saved;
    const claims = new Map([...claimsOf(saved)].map(([id, claim]) => [id, claimText(claim, saved)]));
    this.#state = { saved, report: check(saved), live, liveReport: check(live), telling: TELLING, claims, checkedAt };
    this.#liveChanged.fire();
  }

  #watch(): void {
    const folder = this.#base.with({ path: uriPath(this.root) });
    const soon = (): void => {
      this.refreshSoon();
    };
    this.#disposables.push(watchFiles(folder, WATCHED, soon));
    if (this.name.toLowerCase() === 'cmos')
      this.#disposables.push(watchFiles(vscode.Uri.joinPath(folder, '..'), WATCHED_ABOVE, soon));
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** A path as a URI has it: with a slash before a drive's letter. */
function uriPath(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
