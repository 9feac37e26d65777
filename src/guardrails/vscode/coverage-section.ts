/** The OWASP coverage of each root in the Health view: worked out when it is asked for, and again when what it rests on changed. */
import * as vscode from 'vscode';
import { owaspTitle } from '../security/owasp';
import { type Coverage, coverageOf, type CoverageState, coverageStateText } from '../security/coverage';
import { nodeGit } from '../../node/git';
import { Coalescer } from '../../vscode/coalesce';
import type { Controller } from '../../vscode/controller';
import type { Row } from '../../vscode/row';
import { watchFiles } from '../../vscode/watch';
import type { Workspaces } from '../../vscode/workspaces';

/** Fixtures, guidance, the manifest, the last recorded run; and benchmarks, which the same view shows. */
const RESTS_ON = [
  'tests/security/**',
  'security/**',
  'docs/*[sS]ecurity*',
  'docs/*[sS]ecurity*/**',
  'tests/integration/test_manifest.json',
  'tests/performance/benchmarks.json',
  'telemetry/events/testing-summary.json',
  '[aA][gG][eE][nN][tT][sS].md',
];

/** In milliseconds. */
const AFTER_CHANGE = 200;
const LONGEST_WAIT = 1_000;

const STATE_ICONS: Readonly<Record<CoverageState, string>> = {
  covered: 'pass',
  stale: 'history',
  uncovered: 'circle-slash',
};

export class CoverageSection implements vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #teller: Coalescer;
  readonly #subscriptions: { dispose(): unknown }[] = [];
  #known = new Map<Controller, Promise<Coverage>>();
  #watched: readonly Controller[] = [];
  #watchers: vscode.Disposable[] = [];

  /** Fires when a coverage that was asked for may be another one. */
  readonly onDidChange = this.#changed.event;

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    this.#teller = new Coalescer(
      () => {
        this.#known = new Map();
        this.#changed.fire();
        return Promise.resolve();
      },
      AFTER_CHANGE,
      LONGEST_WAIT,
    );
    this.#subscriptions.push(
      this.#changed,
      this.#teller,
      workspaces.onDidChangeSaved(() => {
        this.#watch();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#teller.request();
      }),
    );
    this.#watch();
  }

  async rows(controller: Controller): Promise<readonly Row[]> {
    return rowsOf(await this.#of(controller));
  }

  #of(controller: Controller): Promise<Coverage> {
    const known = this.#known.get(controller);
    if (known !== undefined) return known;
    // A repository may name programs that git runs: not before its window is trusted.
    const git = controller.onDisk && vscode.workspace.isTrusted ? nodeGit : undefined;
    const made = coverageOf(controller, git);
    this.#known.set(controller, made);
    return made;
  }

  /** Follows the roots as they come and go. */
  #watch(): void {
    const { controllers } = this.#workspaces;
    if (controllers === this.#watched) return;
    this.#watched = controllers;
    for (const watcher of this.#watchers) watcher.dispose();
    this.#known = new Map();
    this.#watchers = controllers.map((controller) =>
      watchFiles(controller.uriOfPath(''), RESTS_ON, () => {
        this.#teller.request();
      }),
    );
  }

  dispose(): void {
    for (const each of [...this.#watchers, ...this.#subscriptions]) each.dispose();
  }
}

function rowsOf({ categories, fixtures, lastRun, changed, stale }: Coverage): readonly Row[] {
  const rows: Row[] = [];
  if (stale)
    rows.push({
      kind: 'remark',
      icon: 'history',
      label:
        lastRun === undefined
          ? vscode.l10n.t('No run of the suite is recorded')
          : vscode.l10n.t('Changed since the suite last ran'),
      description: lastRun === undefined ? '' : changed.slice(0, 5).join(', '),
      place: placeOf(changed[0]),
    });
  for (const { path, verdict } of fixtures) {
    if (verdict === 'as-expected') continue;
    const label =
      verdict === 'missed'
        ? vscode.l10n.t('Nothing of what is expected was found')
        : vscode.l10n.t('Expected to be safe, and something was found');
    rows.push({ kind: 'remark', icon: 'warning', label, description: path, place: placeOf(path) });
  }
  for (const { category, state, fixtures: covering } of categories)
    rows.push({
      kind: 'category',
      key: category,
      label: `${category} ${owaspTitle(category)}`,
      icon: STATE_ICONS[state],
      description: [coverageStateText(state), covering.map((path) => path.split('/').at(-1)).join(', ')]
        .filter(Boolean)
        .join(' · '),
      tooltip: covering.join('\n'),
      place: placeOf(covering[0]),
    });
  return rows;
}

function placeOf(path: string | undefined): Row['place'] {
  return path === undefined ? undefined : { path };
}
