/** The parity indicator in the status bar, the badge on the views, and the context keys that follow from the same state. */
import * as vscode from 'vscode';
import { driftCount, isDrift, isFault } from '../core/findings/places';
import { CmosError } from '../core/ground/errors';
import { databaseFault, isDatabaseMissing } from '../core/workspace/database-fault';
import type { Controller, State } from './controller';
import type { Tree } from './tree';
import type { Workspaces } from './workspaces';

/** What there is to say of a root, worst first. */
type Condition = 'unreadable' | 'missing' | 'busy' | 'drift' | 'unknown' | 'no-database' | 'in-sync' | 'checking';

const ORDER: readonly Condition[] = [
  'unreadable',
  'missing',
  'busy',
  'drift',
  'unknown',
  'no-database',
  'checking',
  'in-sync',
];

export function conditionOf(state: State | undefined): Condition {
  if (state === undefined) return 'checking';
  const fault = databaseFault(state.saved);
  if (fault !== undefined) return CmosError.is(fault, 'database/busy') ? 'busy' : 'unreadable';
  return isDatabaseMissing(state.saved) ? 'missing' : state.report.verdict;
}

export class StatusBar implements vscode.Disposable {
  readonly item = vscode.window.createStatusBarItem('parity', vscode.StatusBarAlignment.Left, 50);
  readonly #workspaces: Workspaces;
  readonly #backlog: Tree;
  readonly #subscription: vscode.Disposable;
  #contextState = '';

  constructor(workspaces: Workspaces, backlog: Tree) {
    this.#workspaces = workspaces;
    this.#backlog = backlog;
    this.item.name = vscode.l10n.t('CMOS parity');
    this.item.command = 'cmos.showParity';
    this.#subscription = workspaces.onDidChangeSaved(() => {
      this.#update();
    });
    this.#update();
  }

  #update(): void {
    const { controllers, scanned } = this.#workspaces;
    this.#setContext(controllers);
    if (controllers.length === 0) {
      this.item.hide();
      this.#backlog.view.badge = undefined;
      return;
    }
    const conditions = controllers.map(({ state }) => conditionOf(state));
    const worst = ORDER.find((condition) => conditions.includes(condition)) ?? 'checking';
    const drifts = controllers.reduce(
      (sum, { state }) => sum + (state === undefined ? 0 : driftCount(state.report)),
      0,
    );
    this.item.text = textOf(worst, drifts);
    this.item.backgroundColor = backgroundOf(worst);
    this.item.tooltip = tooltipOf(controllers);
    this.item.accessibilityInformation = { label: this.item.text.replaceAll(/\$\([^)]*\)\s*/g, '') };
    if (scanned) this.item.show();
    this.#backlog.view.badge =
      drifts === 0
        ? undefined
        : { value: drifts, tooltip: vscode.l10n.t('{0} places where database and files differ', drifts) };
  }

  /** `cmos.state` decides which welcome view an empty tree shows. */
  #setContext(controllers: readonly Controller[]): void {
    const first = controllers[0];
    let state: string =
      first === undefined ? (this.#workspaces.scanned ? 'none' : 'looking') : conditionOf(first.state);
    if (!vscode.workspace.isTrusted && first === undefined) state = 'untrusted';
    if (state === this.#contextState) return;
    this.#contextState = state;
    void vscode.commands.executeCommand('setContext', 'cmos.state', state);
    void vscode.commands.executeCommand('setContext', 'cmos.hasWorkspace', first !== undefined);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.item.dispose();
  }
}

function textOf(condition: Condition, drifts: number): string {
  switch (condition) {
    case 'in-sync':
      return vscode.l10n.t('$(check) CMOS in sync');
    case 'drift':
      return vscode.l10n.t('$(warning) CMOS drift {0}', drifts);
    case 'checking':
      return vscode.l10n.t('$(sync~spin) CMOS');
    case 'no-database':
      return vscode.l10n.t('$(circle-slash) CMOS no database');
    case 'missing':
      return vscode.l10n.t('$(error) CMOS database missing');
    case 'busy':
      return vscode.l10n.t('$(watch) CMOS database busy');
    case 'unreadable':
      return vscode.l10n.t('$(error) CMOS unreadable');
    case 'unknown':
      return vscode.l10n.t('$(question) CMOS unknown');
  }
}

function backgroundOf(condition: Condition): vscode.ThemeColor | undefined {
  if (condition === 'unreadable' || condition === 'missing')
    return new vscode.ThemeColor('statusBarItem.errorBackground');
  return condition === 'drift' || condition === 'unknown'
    ? new vscode.ThemeColor('statusBarItem.warningBackground')
    : undefined;
}

function tooltipOf(controllers: readonly Controller[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = {
    enabledCommands: [
      'cmos.validateParity',
      'cmos.showParity',
      'cmos.openBacklog',
      'cmos.copyParityReport',
      'workbench.actions.view.problems',
    ],
  };
  for (const controller of controllers) {
    const { state } = controller;
    text.appendMarkdown('**');
    text.appendText(controllers.length > 1 ? controller.root : vscode.l10n.t('CMOS parity'));
    text.appendMarkdown('**\n\n');
    text.appendText(causeOf(state));
    text.appendMarkdown('\n\n');
    if (state === undefined) continue;
    for (const [kind, count] of countsOf(state)) text.appendMarkdown(`- ${count} × \`${kind}\`\n`);
    text.appendMarkdown('\n');
    text.appendText(
      vscode.l10n.t(
        'Profile: {0}. Checked at {1}.',
        state.saved.profile.name,
        new Date(state.checkedAt).toLocaleTimeString(),
      ),
    );
    text.appendMarkdown('\n\n');
  }
  const link = (title: string, command: string): string => `[${title}](command:${command})`;
  text.appendMarkdown(
    [
      link(`$(refresh) ${vscode.l10n.t('Check again')}`, 'cmos.validateParity'),
      link(`$(list-unordered) ${vscode.l10n.t('Problems')}`, 'workbench.actions.view.problems'),
      link(`$(go-to-file) ${vscode.l10n.t('Backlog')}`, 'cmos.openBacklog'),
      link(`$(copy) ${vscode.l10n.t('Copy report')}`, 'cmos.copyParityReport'),
    ].join(' &nbsp; '),
  );
  return text;
}

/** Why the indicator shows what it shows, in a sentence or two. */
export function causeOf(state: State | undefined): string {
  switch (conditionOf(state)) {
    case 'checking':
      return vscode.l10n.t('Database and files are being read.');
    case 'in-sync':
      return state?.saved.profile.name === 'mirrored'
        ? vscode.l10n.t('Database and files say the same.')
        : vscode.l10n.t('This profile promises no mirrors; there is nothing to compare.');
    case 'drift':
      return vscode.l10n.t('Database and files differ.');
    case 'no-database':
      return vscode.l10n.t('There is no database; the files are all there is.');
    case 'missing':
    case 'unknown': {
      const fault = state?.report.findings.find(isFault);
      return fault === undefined || state === undefined
        ? vscode.l10n.t('Parity could not be determined.')
        : state.telling.locate(state.saved, fault).message;
    }
    case 'busy':
    case 'unreadable': {
      const fault = state && databaseFault(state.saved);
      return [fault?.message, fault?.advice].filter(Boolean).join(' ');
    }
  }
}

/** How often each code of drift occurs, most frequent first. */
function countsOf({ report }: State): readonly (readonly [code: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const finding of report.findings)
    if (isDrift(finding)) counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
