/** What there is to say about the documents of each root, kept up to date beside the snapshots. */
import * as vscode from 'vscode';
import { detailsOf } from '../../core/ground/errors';
import { checkDocuments, type DocumentReport } from '../references/check';
import { Documents } from '../references/documents';
import type { GitTimes, History } from '../../core/ground/git';
import type { Snapshot } from '../../core/workspace/snapshot';
import { nodeGit } from '../../node/git';
import { Coalescer } from '../../vscode/coalesce';
import type { Controller } from '../../vscode/controller';
import { watchFiles } from '../../vscode/watch';
import type { Workspaces } from '../../vscode/workspaces';

/** In milliseconds: documents are of less haste than missions. */
const AFTER_CHANGE = 300;
const LONGEST_WAIT = 2_000;

/** Git's history is not asked for again within this. */
const HISTORY_LASTS = 30_000;

export interface CheckedDocuments extends DocumentReport {
  readonly controller: Controller;
  /** What contexts were looked at with it; places in them are places in this. */
  readonly snapshot: Snapshot;
}

interface Kept {
  readonly documents: Documents;
  readonly watcher: vscode.Disposable;
  readonly git: GitTimes;
  checked: CheckedDocuments | undefined;
}

/** Documents, and what they are judged by. */
const WATCHED = ['**/*.md', 'scripts/**', 'workers/**', 'templates/**', 'telemetry/schemas/**', 'db/schema.sql'];

export class DocumentChecks implements vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #checker: Coalescer;
  readonly #subscription: vscode.Disposable;
  #kept = new Map<Controller, Kept>();

  /** Fires when there is something new to show. */
  readonly onDidChange = this.#changed.event;

  constructor(workspaces: Workspaces, log: vscode.LogOutputChannel) {
    this.#workspaces = workspaces;
    this.#log = log;
    this.#checker = new Coalescer(() => this.#check(), AFTER_CHANGE, LONGEST_WAIT);
    const soon = (): void => {
      this.#checker.request();
    };
    if (this.#isBehind()) soon();
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      this.#checker,
      workspaces.onDidChangeLive(() => {
        if (this.#isBehind()) soon();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.languageId === 'markdown' && (contentChanges.length > 0 || !document.isDirty)) soon();
      }),
      vscode.workspace.onDidCloseTextDocument(({ languageId }) => {
        if (languageId === 'markdown') soon();
      }),
      vscode.workspace.onDidCreateFiles(soon),
      vscode.workspace.onDidDeleteFiles(soon),
      vscode.workspace.onDidRenameFiles(soon),
    );
  }

  /** The latest look at each root. */
  get all(): readonly CheckedDocuments[] {
    return [...this.#kept.values()].flatMap(({ checked }) => checked ?? []);
  }

  /** Whether a root is new, or a context or the layout is another than what was looked at; missions are none of its business. */
  #isBehind(): boolean {
    const { controllers } = this.#workspaces;
    return (
      controllers.length !== this.#kept.size ||
      controllers.some((controller) => {
        const now = controller.state?.live;
        const then = this.#kept.get(controller)?.checked?.snapshot;
        if (now === undefined || then === undefined) return now !== then;
        return (
          now.project_context !== then.project_context ||
          now.master_context !== then.master_context ||
          JSON.stringify(now.layout) !== JSON.stringify(then.layout)
        );
      })
    );
  }

  async #check(): Promise<void> {
    const { controllers } = this.#workspaces;
    for (const [controller, { watcher }] of this.#kept) if (!controllers.includes(controller)) watcher.dispose();
    this.#kept = new Map(controllers.map((controller) => [controller, this.#keptFor(controller)]));
    for (const [controller, kept] of this.#kept) {
      const snapshot = controller.state?.live;
      if (snapshot === undefined) continue;
      try {
        const git = vscode.workspace.isTrusted && controller.onDisk ? kept.git : undefined;
        const ports = { files: controller.files, breather: controller.breather, git };
        const report = await checkDocuments(ports, snapshot, kept.documents, openTexts(controller, kept.checked));
        kept.checked = { ...report, controller, snapshot };
      } catch (error) {
        this.#log.error(`${controller.root}: ${detailsOf(error)}`);
      }
    }
    this.#changed.fire();
  }

  #keptFor(controller: Controller): Kept {
    const known = this.#kept.get(controller);
    if (known !== undefined) return known;
    const git = patientGit();
    const watcher = watchFiles(controller.uriOfPath(''), WATCHED, () => {
      git.forget();
      this.#checker.request();
    });
    return { documents: new Documents(controller), git, watcher, checked: undefined };
  }

  dispose(): void {
    for (const { watcher } of this.#kept.values()) watcher.dispose();
    this.#subscription.dispose();
  }
}

/** Texts of documents that editors hold unsaved, by relative path. */
function openTexts(controller: Controller, before: CheckedDocuments | undefined): ReadonlyMap<string, string> {
  const dirty = new Map(
    vscode.workspace.textDocuments
      .filter(({ isDirty, languageId }) => isDirty && languageId === 'markdown')
      .map((document) => [document.uri.toString(), document]),
  );
  if (dirty.size === 0) return new Map();
  return new Map(
    (before?.set.documents ?? []).flatMap(({ path }) => {
      const open = dirty.get(controller.uriOfPath(path).toString());
      return open === undefined ? [] : [[path, open.getText()] as const];
    }),
  );
}

/** Git, asked anew only after a while, or after a file changed: documents are looked at far more often than that. */
function patientGit(): GitTimes & { forget(): void } {
  let known: { readonly at: number; readonly history: Promise<History | undefined> } | undefined;
  return {
    lastChanged(root, pathspecs) {
      if (known === undefined || Date.now() - known.at > HISTORY_LASTS)
        known = { at: Date.now(), history: nodeGit.lastChanged(root, pathspecs) };
      return known.history;
    },
    forget() {
      known = undefined;
    },
  };
}
