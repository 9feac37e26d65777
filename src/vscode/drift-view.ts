/** The Drift view: every difference with both values, and which side moved; each row, or several, mended from one side. */
import * as vscode from 'vscode';
import { fileOf, isDrift, locate } from '../core/findings/check';
import { type Finding, type Place } from '../core/findings/finding';
import { movedOf } from '../core/findings/moved';
import { itemOf } from '../core/repair/items';
import { type Controller, type State } from './controller';
import { toRange } from './ranges';
import { type Workspaces } from './workspaces';

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

export class DriftView implements vscode.TreeDataProvider<DriftNode>, vscode.Disposable {
  readonly view: vscode.TreeView<DriftNode>;
  readonly #workspaces: Workspaces;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;
  #shown = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    this.view = vscode.window.createTreeView('cmos.drift', {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#subscription = workspaces.onDidChangeSaved(() => {
      this.#update();
    });
    this.#update();
  }

  /** Redrawn only when something else is to be seen: a selection is not lost to every look at the disk. */
  #update(): void {
    const items = this.#items();
    const shown = JSON.stringify(items.map((each) => [each.controller.root, labelOf(each), tooltipOf(each)]));
    if (shown === this.#shown) return;
    this.#shown = shown;
    void vscode.commands.executeCommand('setContext', 'cmos.hasDrift', items.length > 0);
    this.#changed.fire(undefined);
  }

  #items(): readonly DriftItem[] {
    return this.#workspaces.controllers.flatMap((controller) => {
      const { state } = controller;
      if (state === undefined) return [];
      // One row for what is mended as one: lines of one text, the order of the log.
      const rows = new Map<string, DriftItem>();
      for (const finding of state.report.findings) {
        const item = isDrift(finding) ? itemOf(finding) : undefined;
        if (item !== undefined && !rows.has(item)) rows.set(item, { kind: 'item', controller, state, finding });
      }
      return [...rows.values()];
    });
  }

  getChildren(node?: DriftNode): DriftNode[] {
    if (node?.kind === 'group') return [...node.items];
    if (node !== undefined) return [];
    const groups = new Map<string, DriftItem[]>();
    for (const item of this.#items()) {
      const key = `${item.controller.root}\n${item.finding.place.store}`;
      groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    return [...groups.values()].flatMap((items) => {
      const [first] = items;
      if (first === undefined) return [];
      return { kind: 'group', controller: first.controller, store: first.finding.place.store, items };
    });
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(node: DriftNode): vscode.TreeItem {
    return node.kind === 'group' ? groupItem(node, this.#workspaces.controllers.length > 1) : driftItem(node);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.view.dispose();
  }
}

/** The differences that a command is meant for: those that are selected where the one it was called on is among them. */
export function itemsOf(node: DriftNode, selected: readonly DriftNode[] | undefined): readonly DriftItem[] {
  const nodes = selected?.includes(node) === true ? selected : [node];
  return [...new Set(nodes.flatMap((each) => (each.kind === 'group' ? each.items : [each])))];
}

function groupItem(group: DriftGroup, several: boolean): vscode.TreeItem {
  const { controller, store, items } = group;
  const [first] = items;
  const file = first === undefined ? store : fileOf(first.state.saved, first.finding.place);
  const item = new vscode.TreeItem(file, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${controller.root}\n${store}`;
  item.description = [String(items.length), ...(several ? [controller.name] : [])].join(' · ');
  item.contextValue = 'driftGroup';
  item.iconPath = new vscode.ThemeIcon('diff');
  return item;
}

function driftItem(node: DriftItem): vscode.TreeItem {
  const { controller, state, finding } = node;
  const item = new vscode.TreeItem(labelOf(node), vscode.TreeItemCollapsibleState.None);
  item.id = `${controller.root}\n${itemOf(finding) ?? ''}`;
  item.description = descriptionOf(finding);
  item.tooltip = tooltipOf(node);
  item.contextValue = 'drift';
  item.iconPath = new vscode.ThemeIcon(iconOf(movedOf(state.saved, finding)));
  item.accessibilityInformation = { label: tooltipOf(node) };
  const { range } = locate(state.saved, finding);
  const uri = controller.uriOfPlace(finding.place);
  if (uri !== undefined && range !== undefined)
    item.command = {
      command: 'vscode.open',
      title: vscode.l10n.t('Open'),
      arguments: [uri, { selection: toRange(range), preserveFocus: true }],
    };
  return item;
}

function labelOf({ finding }: DriftItem): string {
  const args = finding.args as Readonly<Record<string, unknown>>;
  const text = (name: string): string | undefined => (typeof args[name] === 'string' ? args[name] : undefined);
  switch (finding.code) {
    case 'drift/session-missing-in-file':
    case 'drift/session-missing-in-database':
      return text('summary') ?? '';
    case 'drift/session-order':
      return vscode.l10n.t('Order of the lines');
    default: {
      const about =
        text('mission') ??
        text('sprint') ??
        (text('from') === undefined ? text('path') : `${text('from')} → ${text('to')}`);
      return [
        about?.replace(/^\$\.?/, '') ?? text('context') ?? finding.code,
        finding.field === about ? undefined : finding.field,
      ]
        .filter((each) => each !== undefined)
        .join(' · ');
    }
  }
}

/** Both values, the database's first; which side has it where one has nothing. */
function descriptionOf({ code, databaseValue, fileValue }: Finding): string {
  if (code.endsWith('missing-in-file')) return vscode.l10n.t('only in the database');
  if (code.endsWith('missing-in-database')) return vscode.l10n.t('only in the file');
  if (code === 'drift/session-order') return '';
  const value = (text: string | undefined): string =>
    text === undefined || text === '' ? vscode.l10n.t('nothing') : text.replaceAll(/\s+/g, ' ').slice(0, 40);
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
    case undefined:
      return 'question';
  }
}
