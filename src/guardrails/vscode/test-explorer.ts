/**
 * The integration suite in the Test Explorer: the manifest's suites and tests at their places, run by our own implementation
 * or, where the workspace is trusted, by its own runner; and the way from a run to a mission's notes.
 */
import * as vscode from 'vscode';
import { reasonOf } from '../../core/ground/errors';
import { rangesIn } from '../finding';
import { type Manifest, MANIFEST } from '../integration/manifest';
import { countsOf, type RunOutcome, testsOf } from '../integration/outcome';
import { readManifest } from '../integration/run';
import { type OwnScript, ownScript, usualPrograms } from '../own-scripts';
import { Coalescer } from '../../vscode/coalesce';
import type { Controller } from '../../vscode/controller';
import type { OperateByName } from '../../vscode/operate';
import { toRange } from '../../vscode/ranges';
import { type ChosenTests, Reporter, runOurs, runOwn, shown } from './test-run';
import { watchFiles } from '../../vscode/watch';
import type { Workspaces } from '../../vscode/workspaces';

/** In milliseconds. */
const AFTER_CHANGE = 100;
const LONGEST_WAIT = 1_000;

/** The manifest; the folders that it may go with count too. */
const WATCHED = [MANIFEST];

/** What came of the tests of one root. */
export interface TestReport {
  readonly controller: Controller;
  readonly runner: 'cmos' | 'own';
  /** Undefined where there is nothing to report test by test. */
  readonly outcome: RunOutcome | undefined;
  /** Whether every test of the manifest was run to its end. */
  readonly whole: boolean;
}

/** A root's place in the tree, and what it was made of. */
interface Root {
  readonly controller: Controller;
  readonly watcher: vscode.Disposable;
  readonly item: vscode.TestItem;
  /** The items of its tests by the tests' keys. */
  readonly tests: Map<string, vscode.TestItem>;
  own: OwnScript | undefined;
  /** The manifest's text that the tree was made of; undefined where it was made of none. */
  text: string | undefined;
}

/** The tests of one root that are to be run. */
interface Chosen extends ChosenTests {
  readonly root: Root;
}

export class TestExplorer implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('cmos', 'CMOS');
  readonly #workspaces: Workspaces;
  readonly #operate: OperateByName;
  readonly #log: vscode.LogOutputChannel;
  readonly #refresher: Coalescer;
  readonly #ours: vscode.TestRunProfile;
  readonly #ran = new vscode.EventEmitter<TestReport>();
  readonly #subscriptions: { dispose(): unknown }[] = [];
  /** The ids that lead to each item, from the top, also when it is in no tree any more. */
  readonly #paths = new WeakMap<vscode.TestItem, string>();
  #own: vscode.TestRunProfile | undefined;
  #roots: readonly Root[] = [];
  #refreshing: Promise<void> = Promise.resolve();

  /** Fires for each root when its tests were run. */
  readonly onDidRun = this.#ran.event;

  constructor(workspaces: Workspaces, operate: OperateByName, log: vscode.LogOutputChannel) {
    this.#workspaces = workspaces;
    this.#operate = operate;
    this.#log = log;
    this.#refresher = new Coalescer(() => this.refresh(), AFTER_CHANGE, LONGEST_WAIT);
    this.controller.refreshHandler = () => this.refresh();
    const { Run } = vscode.TestRunProfileKind;
    this.#ours = this.controller.createRunProfile(
      vscode.l10n.t('Run by CMOS Operations'),
      Run,
      (request, token) => this.run(request, token, 'cmos'),
      true,
    );
    this.#subscriptions.push(
      this.controller,
      this.#refresher,
      this.#ours,
      this.#ran,
      // Watchers may lose sight of a folder that is new: whenever something else is looked at, this is too.
      workspaces.onDidChangeSaved(() => {
        this.#refresher.request();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#refresher.request();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#refresher.request();
      }),
    );
    this.#refresher.request();
  }

  /** The profiles that tests can be run with now: ours first. */
  get profiles(): readonly vscode.TestRunProfile[] {
    return this.#own === undefined ? [this.#ours] : [this.#ours, this.#own];
  }

  /** Reads the manifests anew. One after another: two readings at once would mix their trees. */
  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing
      .then(() => this.#refresh())
      .catch((error: unknown) => {
        this.#log.error(`Tests: ${reasonOf(error)}`);
      });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const { controllers } = this.#workspaces;
    const kept = new Map(this.#roots.map((root) => [root.controller, root]));
    for (const [controller, { watcher }] of kept) if (!controllers.includes(controller)) watcher.dispose();
    this.#roots = controllers.map((controller) => kept.get(controller) ?? this.#rootOf(controller));
    const filled = await Promise.all(this.#roots.map(async (root) => ((await this.#fill(root)) ? [root.item] : [])));
    this.controller.items.replace(filled.flat());
    this.#offerOwn();
  }

  #rootOf(controller: Controller): Root {
    const item = this.controller.createTestItem(
      controller.root,
      vscode.l10n.t('Integration suite'),
      controller.uriOfPath(MANIFEST),
    );
    this.#paths.set(item, controller.root);
    const watcher = watchFiles(controller.uriOfPath(''), WATCHED, () => {
      this.#refresher.request();
    });
    return {
      controller,
      watcher,
      item,
      tests: new Map(),
      own: undefined,
      text: undefined,
    };
  }

  /** Fills a root's part of the tree; whether there is anything to show. */
  async #fill(root: Root): Promise<boolean> {
    const { controller, item, tests } = root;
    try {
      root.own = await this.#ownOf(controller);
      const manifest = await readManifest(controller);
      const known = root.text === manifest?.text;
      root.text = manifest?.text;
      if (manifest === undefined) tests.clear();
      if (manifest === undefined || known) return manifest !== undefined;
      tests.clear();
      item.error = undefined;
      item.description = this.#roots.length > 1 ? controller.name : shown(manifest.mission ?? '');
      if (manifest.broken) item.error = manifest.findings.find(({ severity }) => severity === 'error')?.message;
      item.children.replace(this.#suitesOf(manifest, item, tests));
    } catch (error) {
      // Nothing of it can be shown, but that it is there and why it cannot be read.
      root.text = undefined;
      tests.clear();
      item.children.replace([]);
      item.error = reasonOf(error);
    }
    return true;
  }

  /** Items that are there already stay the same ones: a run that is under way holds on to them. */
  #suitesOf(manifest: Manifest, root: vscode.TestItem, tests: Map<string, vscode.TestItem>): vscode.TestItem[] {
    const rangeOf = rangesIn(manifest.text);
    return manifest.suites.map((suite, at) => {
      const item = this.#itemIn(root, suite.key, suite.name ?? suite.key);
      item.description = shown(suite.description ?? '');
      item.range = toRange(rangeOf(suite.at));
      item.sortText = sortText(at);
      const children = suite.tests.map((test, index) => {
        const child = this.#itemIn(item, test.key, test.id ?? test.key);
        child.description = shown(test.description === '' ? (test.target ?? '') : test.description);
        child.range = toRange(rangeOf(test.at));
        child.sortText = sortText(index);
        child.error = test.problem;
        tests.set(test.key, child);
        return child;
      });
      item.children.replace(children);
      return item;
    });
  }

  #itemIn(parent: vscode.TestItem, key: string, name: string): vscode.TestItem {
    // The editor parts ids by a zero character, which a manifest's may have.
    const id = JSON.stringify(key);
    const label = shown(name);
    const known = parent.children.get(id);
    if (known !== undefined) {
      known.label = label;
      return known;
    }
    const item = this.controller.createTestItem(id, label, parent.uri);
    this.#paths.set(item, `${this.#paths.get(parent) ?? ''}\0${id}`);
    return item;
  }

  /** The workspace's own runner; none where it may not be run. */
  async #ownOf(controller: Controller): Promise<OwnScript | undefined> {
    if (!vscode.workspace.isTrusted || !controller.onDisk) return undefined;
    return ownScript(controller, 'integration', usualPrograms(process.platform));
  }

  #offerOwn(): void {
    if (!this.#roots.some(({ own }) => own !== undefined)) {
      this.#own?.dispose();
      this.#own = undefined;
    } else
      this.#own ??= this.controller.createRunProfile(
        vscode.l10n.t('Run by the Workspace’s Own Runner'),
        vscode.TestRunProfileKind.Run,
        (request, token) => this.run(request, token, 'own'),
      );
  }

  /** Runs what is asked for; afterwards offers to record it. */
  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken, by: TestReport['runner']): Promise<void> {
    const run = this.controller.createTestRun(request);
    const abort = new AbortController();
    const tokens = [token, run.token];
    const ended = tokens.map((each) =>
      each.onCancellationRequested(() => {
        abort.abort();
      }),
    );
    // What was ended before says so only later.
    if (tokens.some((each) => each.isCancellationRequested)) abort.abort();
    try {
      // What was saved a moment ago is run as well.
      await this.refresh();
      for (const chosen of this.#chosenOf(request)) {
        const report = new Reporter(run, chosen.root.controller);
        try {
          const found = by === 'own' ? runOwn(chosen, report, abort.signal) : runOurs(chosen, report, abort.signal);
          const { outcome, whole } = await found;
          const result = { controller: chosen.root.controller, runner: by, outcome, whole };
          this.#ran.fire(result);
          if (whole && !abort.signal.aborted) void this.#offerRecording(result);
        } catch (error) {
          report.error(chosen.root.item, reasonOf(error));
          for (const item of chosen.items.values()) report.error(item, reasonOf(error));
        }
      }
    } finally {
      for (const each of ended) each.dispose();
      run.end();
    }
  }

  /** By paths: a request may hold items that were there earlier, and are there again. */
  #chosenOf({ include, exclude = [] }: vscode.TestRunRequest): readonly Chosen[] {
    const pathOf = (item: vscode.TestItem): string => this.#paths.get(item) ?? '';
    const wanted = new Set((include ?? this.#roots.map(({ item }) => item)).map(pathOf));
    const unwanted = new Set(exclude.map(pathOf));
    return this.#roots.flatMap((root) => {
      const items = [...root.tests].filter(([, item]) => isIn(pathOf(item), wanted) && !isIn(pathOf(item), unwanted));
      return items.length === 0 && include?.includes(root.item) !== true ? [] : [{ root, items: new Map(items) }];
    });
  }

  /** Playbook, "Quality & Telemetry": results are recorded in mission notes. */
  async #offerRecording({ controller, outcome }: TestReport): Promise<void> {
    if (outcome === undefined || !vscode.workspace.isTrusted || !controller.onDisk) return;
    const { passed, total } = countsOf(testsOf(outcome));
    const record = vscode.l10n.t('Record in Mission…');
    const message = vscode.l10n.t('Integration suite: {0} of {1} tests passed.', passed, total);
    if ((await vscode.window.showInformationMessage(message, record)) !== record) return;
    await this.#operate(controller, 'record-tests', {}, { gathered: { own: { run: outcome } } });
  }

  dispose(): void {
    this.#own?.dispose();
    for (const { watcher } of this.#roots) watcher.dispose();
    for (const each of this.#subscriptions) each.dispose();
  }
}

/** Whether a path or one above it is among some. */
function isIn(path: string, some: ReadonlySet<string>): boolean {
  const names = path.split('\0');
  return names.some((_, at) => some.has(names.slice(0, at + 1).join('\0')));
}

/** The manifest's order. */
function sortText(at: number): string {
  return String(at).padStart(6, '0');
}
