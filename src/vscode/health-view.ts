/** The Health view: what the review of telemetry finds, what each mission reported, and sections that others contribute. */
import * as vscode from 'vscode';
import { fileOf, rangeOf } from '../core/findings/places';
import type { Finding } from '../core/findings/finding';
import { messageOf } from '../core/findings/finding';
import type { Range } from '../core/files/text';
import { type MissionTelemetry, telemetryOf } from '../core/model/telemetry/missions';
import type { Controller, State } from './controller';
import { toRange } from './ranges';
import { opening, row, Tree, type TreeNode } from './tree';
import type { Workspaces } from './workspaces';

/** One line of a section. */
export interface HealthRow {
  /** Nothing else in the view has the same. */
  readonly id: string;
  /** What the manifest's menus know it by. */
  readonly kind: string;
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly tooltip?: string;
  /** What it is about, to be opened: a path relative to the root, and a place in it. */
  readonly path?: string | undefined;
  readonly range?: Range;
}

/** A section that another room contributes; its rows are asked for when it is opened. */
export interface HealthSection {
  readonly section: string;
  readonly title: string;
  readonly icon: string;
  /** Fires when rows that were asked for may be others. */
  readonly onDidChange?: vscode.Event<void>;
  rows(controller: Controller): Promise<readonly HealthRow[]>;
}

interface Owned {
  readonly controller: Controller;
}

type Node =
  | (Owned & {
      readonly kind: 'section';
      readonly section: string;
      readonly title: string;
      readonly icon: string;
      /** Undefined where it is only known once it is opened. */
      readonly count: number | undefined;
    })
  | (Owned & { readonly kind: 'anomaly'; readonly finding: Finding; readonly index: number })
  | (Owned & { readonly kind: 'mission'; readonly telemetry: MissionTelemetry })
  | (Owned & { readonly kind: 'row'; readonly row: HealthRow });

export type HealthNode = TreeNode<Node>;

/** So many of a kind are shown; the command line tells all. */
const MOST = 500;

export class HealthView extends Tree<Node, Promise<HealthNode[]>> {
  readonly #more: readonly HealthSection[];

  constructor(workspaces: Workspaces, more: readonly HealthSection[]) {
    super(workspaces, 'cmos.health');
    this.#more = more;
    for (const { onDidChange } of more)
      if (onDidChange !== undefined)
        this.own(
          onDidChange(() => {
            this.redraw();
          }),
        );
  }

  protected content(): readonly unknown[] {
    return this.workspaces.controllers.map(({ state }) => state?.saved);
  }

  protected childrenOf(node: Node): HealthNode[] | Promise<HealthNode[]> {
    const { controller } = node;
    switch (node.kind) {
      case 'section': {
        if (node.section === 'anomalies') return anomalyNodes(controller);
        if (node.section === 'missions') return missionNodes(controller);
        const more = this.#more.find(({ section }) => section === node.section);
        return more?.rows(controller).then((rows) => rowNodes(controller, rows)) ?? [];
      }
      case 'mission':
        return rowNodes(controller, missionDetails(node.telemetry));
      default:
        return [];
    }
  }

  protected keyOf(node: Node): string {
    switch (node.kind) {
      case 'section':
        // A section that was empty is another one once there is something in it: it opens by itself.
        return `${node.section}${node.count === 0 ? '\nnone' : ''}`;
      case 'anomaly':
        return `anomaly\n${node.index}`;
      case 'mission':
        return `mission\n${node.telemetry.mission}`;
      case 'row':
        return node.row.id;
    }
  }

  protected itemOf(node: Node): vscode.TreeItem {
    const { controller } = node;
    switch (node.kind) {
      case 'section': {
        const made = row(node.title, node.icon, node.count === 0 ? undefined : node.section === 'anomalies');
        if (node.count !== undefined) made.description = node.count === 0 ? vscode.l10n.t('none') : String(node.count);
        return made;
      }
      case 'anomaly':
        return anomalyItem(node);
      case 'mission': {
        const { telemetry } = node;
        const trouble = telemetry.errors + telemetry.fallbacks + telemetry.badLines > 0;
        const made = row(telemetry.mission, trouble ? 'warning' : 'pulse', false);
        made.description = summaryOf(telemetry);
        made.accessibilityInformation = { label: `${telemetry.mission}, ${made.description}` };
        if (telemetry.file !== undefined) made.command = opening(controller.uriOfPath(telemetry.file));
        return made;
      }
      case 'row': {
        const { label, icon, description, tooltip, path, range, kind } = node.row;
        const made = row(label, icon);
        made.contextValue = kind;
        made.description = description;
        if (tooltip !== undefined) made.tooltip = tooltip;
        if (path !== undefined)
          made.command = opening(controller.uriOfPath(path), range === undefined ? undefined : toRange(range));
        return made;
      }
    }
  }

  protected rowsOf(controller: Controller): Node[] {
    const { state } = controller;
    if (state === undefined) return [];
    const ours = [
      {
        section: 'anomalies',
        title: vscode.l10n.t('Anomalies'),
        icon: 'pulse',
        count: findingsOf(state).length,
      },
      {
        section: 'missions',
        title: vscode.l10n.t('Missions'),
        icon: 'graph',
        count: telemetryOf(state.saved).length,
      },
    ];
    const more = this.#more.map(({ section, title, icon }) => ({ section, title, icon, count: undefined }));
    return [...ours, ...more].map((each) => ({ kind: 'section', controller, ...each }));
  }
}

function findingsOf({ report }: State): readonly Finding[] {
  return report.findings.filter(({ code }) => code.startsWith('telemetry/'));
}

function anomalyNodes(controller: Controller): Node[] {
  const found = controller.state === undefined ? [] : findingsOf(controller.state);
  return found.slice(0, MOST).map((finding, index) => ({ kind: 'anomaly', controller, finding, index }));
}

/** The newest first: what happened last is what is asked for. */
function missionNodes(controller: Controller): Node[] {
  const all = controller.state === undefined ? [] : telemetryOf(controller.state.saved);
  return all
    .toSorted((a, b) => (b.last ?? 0) - (a.last ?? 0))
    .slice(0, MOST)
    .map((telemetry) => ({ kind: 'mission', controller, telemetry }));
}

function missionDetails(telemetry: MissionTelemetry): readonly HealthRow[] {
  const { steps, stepOpen, retries, fallbacks, errors, badLines, sessions, first, last, measured, file } = telemetry;
  const remark = (icon: string, label: string, description: string): HealthRow =>
    remarkOf(telemetry.mission, { icon, label, description, path: file });
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

/** A row that says something to know in a line; `of` is what it is said of, where nothing else has the same remark. */
export function remarkOf(of: string, row: Omit<HealthRow, 'id' | 'kind'>): HealthRow {
  return { id: ['remark', of, row.label, row.description].join('\n'), kind: 'remark', ...row };
}

function rowNodes(controller: Controller, rows: readonly HealthRow[]): Node[] {
  return rows.slice(0, MOST).map((row) => ({ kind: 'row', controller, row }));
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

function anomalyItem(node: Extract<Node, { kind: 'anomaly' }>): vscode.TreeItem {
  const { controller, finding } = node;
  const { saved } = controller.state ?? {};
  const message = messageOf(finding);
  const { severity } = finding;
  const made = row(message, severity === 'error' || severity === 'warning' ? severity : 'info');
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
