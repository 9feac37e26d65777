/** The Health view: what the review of telemetry finds, what each mission reported, and what security fixtures cover. */
import * as vscode from 'vscode';
import { fileOf, rangeOf } from '../core/findings/check';
import { type Finding } from '../core/findings/finding';
import { messageOf } from '../core/findings/messages';
import { type Coverage, type CoverageState } from '../core/guardrails/security/coverage';
import { type OwaspCategory, owaspTitle } from '../core/scan/owasp';
import { type MissionTelemetry, telemetryOf } from '../core/model/telemetry/missions';
import { benchmarksOf, type ShownBenchmark } from './benchmarks-section';
import { type Controller, type State } from './controller';
import { toRange } from './ranges';
import { type SecurityCoverage } from './security-coverage';
import { type Workspaces } from './workspaces';

type Section = 'anomalies' | 'missions' | 'coverage' | 'benchmarks';

interface Owned {
  readonly controller: Controller;
}

export type HealthNode =
  | (Owned & { readonly kind: 'root' })
  | (Owned & { readonly kind: 'section'; readonly section: Section; readonly count: number | undefined })
  | (Owned & { readonly kind: 'anomaly'; readonly finding: Finding; readonly index: number })
  | (Owned & { readonly kind: 'mission'; readonly telemetry: MissionTelemetry })
  | (Owned & {
      readonly kind: 'category';
      readonly category: OwaspCategory;
      readonly state: CoverageState;
      readonly fixtures: readonly string[];
    })
  | (Owned & { readonly kind: 'benchmark'; readonly benchmark: ShownBenchmark })
  /** Something to know that is said in a line, with a file to open where it is about one. */
  | (Owned & {
      readonly kind: 'remark';
      /** What it is said of: nothing else has the same remark. */
      readonly of: string;
      readonly icon: string;
      readonly text: string;
      readonly detail: string;
      readonly path?: string;
    });

/** So many of a kind are shown; the command line tells all. */
const MOST = 500;

export class HealthView implements vscode.TreeDataProvider<HealthNode>, vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #coverage: SecurityCoverage;
  readonly #changed = new vscode.EventEmitter<HealthNode | undefined>();
  readonly #subscriptions: { dispose(): unknown }[] = [];
  readonly view: vscode.TreeView<HealthNode>;
  #states: readonly (State | undefined)[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(workspaces: Workspaces, coverage: SecurityCoverage) {
    this.#workspaces = workspaces;
    this.#coverage = coverage;
    this.view = vscode.window.createTreeView('cmos.health', { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions.push(
      this.#changed,
      this.view,
      coverage.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
      workspaces.onDidChangeSaved(() => {
        const states = workspaces.controllers.map(({ state }) => state);
        // Typing changes nothing that is saved, and this view is about what is.
        const same =
          states.length === this.#states.length &&
          states.every((state, at) => state?.saved === this.#states[at]?.saved);
        this.#states = states;
        if (!same) this.#changed.fire(undefined);
      }),
    );
  }

  getChildren(node?: HealthNode): HealthNode[] | Promise<HealthNode[]> {
    if (node === undefined) {
      const controllers = this.#workspaces.controllers.filter(({ state }) => state !== undefined);
      const [only] = controllers;
      if (controllers.length > 1) return controllers.map((controller) => ({ kind: 'root', controller }));
      return only === undefined ? [] : sectionsOf(only);
    }
    const { controller } = node;
    switch (node.kind) {
      case 'root':
        return sectionsOf(controller);
      case 'section':
        if (node.section === 'coverage')
          return this.#coverage.of(controller).then((found) => coverageNodes(controller, found));
        if (node.section === 'benchmarks') return benchmarkNodes(controller);
        return node.section === 'anomalies' ? anomalyNodes(controller) : missionNodes(controller);
      case 'mission':
        return missionDetails(controller, node.telemetry);
      default:
        return [];
    }
  }

  getTreeItem(node: HealthNode): vscode.TreeItem {
    const { controller } = node;
    switch (node.kind) {
      case 'root':
        return item(node, controller.root.split('/').slice(-2).join('/'), 'root-folder', true);
      case 'section': {
        const made = item(
          node,
          titleOf(node.section),
          ICONS[node.section],
          node.count !== 0,
          node.section === 'anomalies',
        );
        if (node.count !== undefined) made.description = node.count === 0 ? vscode.l10n.t('none') : String(node.count);
        return made;
      }
      case 'anomaly':
        return anomalyItem(node);
      case 'mission': {
        const { telemetry } = node;
        const trouble = telemetry.errors + telemetry.fallbacks + telemetry.badLines > 0;
        const made = item(node, telemetry.mission, trouble ? 'warning' : 'pulse', true);
        made.description = summaryOf(telemetry);
        made.accessibilityInformation = { label: `${telemetry.mission}, ${made.description}` };
        if (telemetry.file !== undefined) made.command = opening(controller.uriOfPath(telemetry.file));
        return made;
      }
      case 'category': {
        const { category, state, fixtures } = node;
        const made = item(node, `${category} ${owaspTitle(category)}`, STATE_ICONS[state], false);
        made.description = [stateText(state), fixtures.map((path) => path.split('/').at(-1)).join(', ')]
          .filter(Boolean)
          .join(' · ');
        made.tooltip = fixtures.join('\n');
        const [first] = fixtures;
        if (first !== undefined) made.command = opening(controller.uriOfPath(first));
        return made;
      }
      case 'benchmark':
        return benchmarkItem(node);
      case 'remark': {
        const made = item(node, node.text, node.icon, false);
        made.description = node.detail;
        if (node.path !== undefined) made.command = opening(controller.uriOfPath(node.path));
        return made;
      }
    }
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }
}

const ICONS: Readonly<Record<Section, string>> = {
  anomalies: 'pulse',
  missions: 'graph',
  coverage: 'shield',
  benchmarks: 'dashboard',
};
const STATE_ICONS: Readonly<Record<CoverageState, string>> = {
  covered: 'pass',
  stale: 'history',
  uncovered: 'circle-slash',
};

function sectionsOf(controller: Controller): HealthNode[] {
  const { state } = controller;
  if (state === undefined) return [];
  return [
    { kind: 'section', controller, section: 'anomalies', count: findingsOf(state).length },
    { kind: 'section', controller, section: 'missions', count: telemetryOf(state.saved).length },
    { kind: 'section', controller, section: 'coverage', count: undefined },
    { kind: 'section', controller, section: 'benchmarks', count: undefined },
  ];
}

function titleOf(section: Section): string {
  switch (section) {
    case 'anomalies':
      return vscode.l10n.t('Anomalies');
    case 'missions':
      return vscode.l10n.t('Missions');
    case 'coverage':
      return vscode.l10n.t('OWASP coverage');
    case 'benchmarks':
      return vscode.l10n.t('Benchmarks');
  }
}

function findingsOf({ report }: State): readonly Finding[] {
  return report.findings.filter(({ code }) => code.startsWith('telemetry/'));
}

function anomalyNodes(controller: Controller): HealthNode[] {
  const found = controller.state === undefined ? [] : findingsOf(controller.state);
  return found.slice(0, MOST).map((finding, index) => ({ kind: 'anomaly', controller, finding, index }));
}

/** The newest first: what happened last is what is asked for. */
function missionNodes(controller: Controller): HealthNode[] {
  const all = controller.state === undefined ? [] : telemetryOf(controller.state.saved);
  return all
    .toSorted((a, b) => (b.last ?? 0) - (a.last ?? 0))
    .slice(0, MOST)
    .map((telemetry) => ({ kind: 'mission', controller, telemetry }));
}

function missionDetails(controller: Controller, telemetry: MissionTelemetry): HealthNode[] {
  const { steps, stepOpen, retries, fallbacks, errors, badLines, sessions, first, last, measured, file } = telemetry;
  const remark = (icon: string, text: string, detail: string): HealthNode => ({
    kind: 'remark',
    of: telemetry.mission,
    controller,
    icon,
    text,
    detail,
    ...(file === undefined ? {} : { path: file }),
  });
  const time = (value: number | undefined): string => (value === undefined ? '' : new Date(value).toLocaleString());
  return [
    remark('list-ordered', vscode.l10n.t('Steps'), stepOpen ? vscode.l10n.t('{0} and one open', steps) : String(steps)),
    remark('sync', vscode.l10n.t('Retries'), String(retries)),
    remark('debug-step-back', vscode.l10n.t('Fallbacks'), String(fallbacks)),
    remark('error', vscode.l10n.t('Errors'), String(errors)),
    ...(badLines > 0 ? [remark('warning', vscode.l10n.t('Lines that are no events'), String(badLines))] : []),
    remark('history', vscode.l10n.t('Session events'), String(sessions)),
    remark('clock', vscode.l10n.t('From – to'), `${time(first)} – ${time(last)}`),
    ...(measured === undefined ? [] : [remark('watch', vscode.l10n.t('Measured in steps'), lengthOf(measured))]),
  ];
}

function summaryOf({ steps, retries, fallbacks, errors, duration }: MissionTelemetry): string {
  return [
    steps === 1 ? vscode.l10n.t('1 step') : vscode.l10n.t('{0} steps', steps),
    retries > 0 && (retries === 1 ? vscode.l10n.t('1 retry') : vscode.l10n.t('{0} retries', retries)),
    fallbacks > 0 && (fallbacks === 1 ? vscode.l10n.t('1 fallback') : vscode.l10n.t('{0} fallbacks', fallbacks)),
    errors > 0 && (errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors)),
    duration !== undefined && lengthOf(duration),
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

function lengthOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return vscode.l10n.t('{0} s', seconds);
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? vscode.l10n.t('{0} min', minutes)
    : vscode.l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

function coverageNodes(
  controller: Controller,
  { categories, fixtures, lastRun, changed, stale }: Coverage,
): HealthNode[] {
  const remarks: HealthNode[] = [];
  if (stale) {
    const text =
      lastRun === undefined
        ? vscode.l10n.t('No run of the suite is recorded')
        : vscode.l10n.t('Changed since the suite last ran');
    const [path] = changed;
    remarks.push({
      kind: 'remark',
      of: 'coverage',
      controller,
      icon: 'history',
      text,
      detail: lastRun === undefined ? '' : changed.slice(0, 5).join(', '),
      ...(path === undefined ? {} : { path }),
    });
  }
  for (const { path, verdict } of fixtures) {
    if (verdict === 'as-expected') continue;
    const text =
      verdict === 'missed'
        ? vscode.l10n.t('Nothing of what is expected was found')
        : vscode.l10n.t('Expected to be safe, and something was found');
    remarks.push({ kind: 'remark', of: 'coverage', controller, icon: 'warning', text, detail: path, path });
  }
  return [
    ...remarks,
    ...categories.map(({ category, state, fixtures: covering }): HealthNode => ({
      kind: 'category',
      controller,
      category,
      state,
      fixtures: covering,
    })),
  ];
}

async function benchmarkNodes(controller: Controller): Promise<HealthNode[]> {
  const found = await benchmarksOf(controller);
  return found.slice(0, MOST).map((benchmark) => ({ kind: 'benchmark', controller, benchmark }));
}

function benchmarkItem(node: Extract<HealthNode, { kind: 'benchmark' }>): vscode.TreeItem {
  const { controller, benchmark } = node;
  const { name, text, reached, path, range } = benchmark;
  const made = item(node, name, reached === undefined ? 'dashboard' : reached ? 'pass' : 'warning', false);
  made.description = text;
  made.tooltip = `${name}: ${text}`;
  made.accessibilityInformation = { label: `${name}: ${text}` };
  made.command = opening(controller.uriOfPath(path), toRange(range));
  return made;
}

function stateText(state: CoverageState): string {
  switch (state) {
    case 'covered':
      return vscode.l10n.t('covered');
    case 'stale':
      return vscode.l10n.t('stale');
    case 'uncovered':
      return vscode.l10n.t('uncovered');
  }
}

function anomalyItem(node: Extract<HealthNode, { kind: 'anomaly' }>): vscode.TreeItem {
  const { controller, finding } = node;
  const { saved } = controller.state ?? {};
  const message = messageOf(finding);
  const made = item(
    node,
    message,
    finding.severity === 'error' ? 'error' : finding.severity === 'warning' ? 'warning' : 'info',
    false,
  );
  const range = saved === undefined ? undefined : rangeOf(saved, finding.place);
  const name = saved === undefined ? '' : (fileOf(saved, finding.place).split('/').at(-1) ?? '');
  const [last] = finding.related;
  const end = saved === undefined || last === undefined ? undefined : rangeOf(saved, last);
  const lines =
    range === undefined
      ? ''
      : end === undefined
        ? `:${range.start.line + 1}`
        : `:${range.start.line + 1}–${end.end.line + 1}`;
  made.description = `${name}${lines}`;
  made.tooltip = `${message}\n${finding.code}`;
  made.accessibilityInformation = { label: `${message} ${made.description}` };
  const uri = controller.uriOfPlace(finding.place);
  if (uri !== undefined && range !== undefined) {
    const to = end ?? range;
    made.command = opening(uri, toRange({ start: range.start, end: to.end }));
  }
  return made;
}

function opening(uri: vscode.Uri, selection?: vscode.Range): vscode.Command {
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [uri, { preserveFocus: true, ...(selection === undefined ? {} : { selection }) }],
  };
}

function item(node: HealthNode, label: string, icon: string, opens: boolean, expanded = false): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const made = new vscode.TreeItem(label, opens ? (expanded || node.kind === 'root' ? Expanded : Collapsed) : None);
  made.id = idOf(node);
  made.contextValue = node.kind;
  const colour = icon === 'warning' ? 'list.warningForeground' : icon === 'error' ? 'list.errorForeground' : undefined;
  made.iconPath = new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
  return made;
}

function idOf(node: HealthNode): string {
  const { root } = node.controller;
  switch (node.kind) {
    case 'root':
      return root;
    case 'section':
      // A section that was empty is another one once there is something in it: it opens by itself.
      return `${root}\n${node.section}${node.count === 0 ? '\nnone' : ''}`;
    case 'anomaly':
      return `${root}\nanomaly\n${node.index}`;
    case 'mission':
      return `${root}\nmission\n${node.telemetry.mission}`;
    case 'category':
      return `${root}\n${node.category}`;
    case 'benchmark':
      return `${root}\nbenchmark\n${node.benchmark.name}`;
    case 'remark':
      return `${root}\nremark\n${node.of}\n${node.text}\n${node.detail}`;
  }
}
