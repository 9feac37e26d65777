/** The Drift view: every difference with both values, and which side moved; each row, or several, mended from one side. */
import * as vscode from 'vscode';
import { logLine } from '../core/files/log/line';
import { fileOf, isDrift, locate } from '../core/findings/places';
import type { Finding, Place } from '../core/findings/finding';
import { movedOf } from '../core/findings/moved';
import { itemOf } from '../core/repair/items';
import { oneLine } from '../core/ground/printable';
import type { Controller, State } from './controller';
import { toRange } from './ranges';
import { opening, row, Tree } from './tree';
import type { Workspaces } from './workspaces';

interface DriftGroup {
  readonly kind: 'group';
  readonly controller: Controller;
  readonly store: Place['store'];
  readonly items: readonly DriftItem[];
}

interface DriftItem {
  readonly kind: 'item';
  readonly controller: Controller;
  readonly state: State;
  readonly finding: Finding;
}

export type DriftNode = DriftGroup | DriftItem;

export class DriftView extends Tree<DriftNode> {
  constructor(workspaces: Workspaces) {
    super(workspaces, 'cmos.drift', { canSelectMany: true });
    this.update();
  }

  protected content(): readonly unknown[] {
    const items = this.workspaces.controllers.flatMap((controller) => itemsIn(controller));
    return items.flatMap((each) => [each.controller.root, labelOf(each), tooltipOf(each)]);
  }

  protected override update(): boolean {
    const isNew = super.update();
    if (isNew) void vscode.commands.executeCommand('setContext', 'cmos.hasDrift', this.top().length > 0);
    return isNew;
  }

  /** A group for each file, also where there are several roots. */
  protected override top(): DriftGroup[] {
    return this.workspaces.controllers.flatMap((controller) => this.rowsOf(controller));
  }

  protected rowsOf(controller: Controller): DriftGroup[] {
    const groups = new Map<Place['store'], DriftItem[]>();
    for (const item of itemsIn(controller)) {
      const { store } = item.finding.place;
      groups.set(store, [...(groups.get(store) ?? []), item]);
    }
    return [...groups].map(([store, items]) => ({ kind: 'group', controller, store, items }));
  }

  protected childrenOf(node: DriftNode): DriftNode[] {
    return node.kind === 'group' ? [...node.items] : [];
  }

  protected keyOf(node: DriftNode): string {
    return node.kind === 'group' ? node.store : (itemOf(node.finding) ?? '');
  }

  protected itemOf(node: DriftNode): vscode.TreeItem {
    return node.kind === 'group' ? groupItem(node, this.workspaces.controllers.length > 1) : driftItem(node);
  }
}

function itemsIn(controller: Controller): readonly DriftItem[] {
  const { state } = controller;
  if (state === undefined) return [];
  // One row for what is mended as one: lines of one text, the order of the log.
  const rows = new Map<string, DriftItem>();
  for (const finding of state.report.findings) {
    // A line that is no event has no other side: the Sessions view lists it.
    const item = isDrift(finding) && finding.code !== 'log/invalid-line' ? itemOf(finding) : undefined;
    if (item !== undefined && !rows.has(item)) rows.set(item, { kind: 'item', controller, state, finding });
  }
  return [...rows.values()];
}

/** The differences that a command is meant for: those that are selected where the one it was called on is among them. */
export function selectedItems(node: DriftNode, selected: readonly DriftNode[] | undefined): readonly DriftItem[] {
  const nodes = selected?.includes(node) === true ? selected : [node];
  return [...new Set(nodes.flatMap((each) => (each.kind === 'group' ? each.items : [each])))];
}

function groupItem(group: DriftGroup, several: boolean): vscode.TreeItem {
  const { controller, store, items } = group;
  const [first] = items;
  const file = first === undefined ? store : fileOf(first.state.saved, first.finding.place);
  const item = row(file, 'diff', true);
  item.description = [String(items.length), ...(several ? [controller.name] : [])].join(' · ');
  item.contextValue = 'driftGroup';
  return item;
}

function driftItem(node: DriftItem): vscode.TreeItem {
  const { controller, state, finding } = node;
  const item = row(labelOf(node), iconOf(movedOf(state.saved, finding)));
  item.description = descriptionOf(finding);
  item.tooltip = tooltipOf(node);
  item.contextValue = 'drift';
  item.accessibilityInformation = { label: tooltipOf(node) };
  const { range } = locate(state.saved, finding);
  const uri = controller.uriOfPlace(finding.place);
  if (uri !== undefined && range !== undefined) item.command = opening(uri, toRange(range));
  return item;
}

function labelOf({ finding }: DriftItem): string {
  const { item, field } = finding;
  switch (item?.kind) {
    case 'session':
      return logLine(item.raw).event?.summary ?? item.raw;
    case 'session-order':
      return vscode.l10n.t('Order of the lines');
    case 'dependency':
      return [`${item.from} → ${item.to}`, ...(field === undefined ? [] : [field])].join(' · ');
    case 'context':
      return item.path?.replace(/^\$\.?/, '') ?? item.id;
    case 'mission':
    case 'sprint':
      return [item.id, ...(field === undefined ? [] : [field])].join(' · ');
    default:
      return finding.code;
  }
}

/** Both values, the database's first; which side has it where one has nothing. */
function descriptionOf({ code, databaseValue, fileValue }: Finding): string {
  if (code.endsWith('missing-in-file')) return vscode.l10n.t('only in the database');
  if (code.endsWith('missing-in-database')) return vscode.l10n.t('only in the file');
  if (code === 'drift/session-order') return '';
  const value = (text: string | undefined): string =>
    text === undefined || text === '' ? vscode.l10n.t('nothing') : oneLine(text).slice(0, 40);
  return `${value(databaseValue)} ↔ ${value(fileValue)}`;
}

function tooltipOf({ state, finding }: DriftItem): string {
  return locate(state.saved, finding).message;
}

/** The side that moved, as far as it is known. */
function iconOf(moved: ReturnType<typeof movedOf>): string {
  switch (moved) {
    case 'database':
      return 'database';
    case 'files':
      return 'file';
    case 'both':
      return 'git-compare';
    case 'unclear':
    case undefined:
      return 'question';
  }
}
