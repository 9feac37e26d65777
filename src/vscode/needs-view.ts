/** The Needs You view: what waits for a person, with what can be done about it. It is there only while something does. */
import * as vscode from 'vscode';
import { actionsOf } from '../core/escalation/incident';
import { detailsOf, headlineOf } from '../core/escalation/messages';
import { type Need, needsYou } from '../core/escalation/needs';
import { Coalescer } from './coalesce';
import { type Controller } from './controller';
import { type Workspaces } from './workspaces';
import { type Writing } from './writing';

export interface NeedNode {
  readonly kind: 'need';
  readonly controller: Controller;
  readonly need: Need;
}

interface DetailNode {
  readonly kind: 'detail';
  readonly parent: NeedNode;
  readonly text: string;
  readonly index: number;
}

export type NeedsNode = NeedNode | DetailNode;

/** Both in milliseconds. */
const AFTER_CHANGE = 30;
const LONGEST_WAIT = 300;

const ICONS: Readonly<Record<Need['kind'], readonly [icon: string, colour: string]>> = {
  incident: ['error', 'list.errorForeground'],
  review: ['eye', 'list.warningForeground'],
  blocked: ['circle-slash', 'charts.red'],
  decision: ['law', 'charts.blue'],
};

export class NeedsView implements vscode.TreeDataProvider<NeedsNode>, vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #writing: Writing;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #reader: Coalescer;
  readonly #subscription: vscode.Disposable;
  readonly view: vscode.TreeView<NeedsNode>;
  #nodes: readonly NeedNode[] = [];
  #shown = '';
  #looks: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(workspaces: Workspaces, writing: Writing) {
    this.#workspaces = workspaces;
    this.#writing = writing;
    this.view = vscode.window.createTreeView('cmos.needs', { treeDataProvider: this, showCollapseAll: false });
    this.#reader = new Coalescer(() => this.#read(), AFTER_CHANGE, LONGEST_WAIT);
    this.#subscription = workspaces.onDidChangeSaved(() => {
      // Typing changes nothing that is saved; every look at the files may have seen something new.
      const looks = workspaces.controllers.map(({ root, state }) => `${root} ${state?.checkedAt ?? ''}`).join('\n');
      if (looks === this.#looks) return;
      this.#looks = looks;
      this.#reader.request();
    });
  }

  /** What is shown. */
  get nodes(): readonly NeedNode[] {
    return this.#nodes;
  }

  async #read(): Promise<void> {
    try {
      const read = await Promise.all(this.#workspaces.controllers.map((controller) => this.#needsOf(controller)));
      this.#show(read.flat());
    } catch (error) {
      this.#writing.log.error(String(error));
    }
  }

  async #needsOf(controller: Controller): Promise<readonly NeedNode[]> {
    const saved = controller.state?.saved;
    if (saved === undefined) return [];
    const records = await this.#writing.incidents(controller).read(saved);
    return needsYou(saved, records).map((need) => ({ kind: 'need', controller, need }));
  }

  #show(nodes: readonly NeedNode[]): void {
    this.#nodes = nodes;
    const shown = JSON.stringify(
      nodes.map(({ controller, need }) => [controller.root, idOf(need), headlineOf(need), detailsOf(need)]),
    );
    if (shown === this.#shown) return;
    this.#shown = shown;
    const count = nodes.length;
    void vscode.commands.executeCommand('setContext', 'cmos.needsYou', count > 0);
    // No badge: the container's counts drift, and one number for both would say neither.
    this.view.description = count === 0 ? '' : String(count);
    this.#changed.fire(undefined);
  }

  getChildren(node?: NeedsNode): NeedsNode[] {
    if (node === undefined) return [...this.#nodes];
    if (node.kind === 'detail') return [];
    return detailsOf(node.need).map((text, index) => ({ kind: 'detail', parent: node, text, index }));
  }

  getParent(node: NeedsNode): NeedsNode | undefined {
    return node.kind === 'detail' ? node.parent : undefined;
  }

  getTreeItem(node: NeedsNode): vscode.TreeItem {
    if (node.kind === 'detail') {
      const item = new vscode.TreeItem(node.text, vscode.TreeItemCollapsibleState.None);
      item.id = `${node.parent.controller.root}\n${idOf(node.parent.need)}\n${node.index}`;
      item.contextValue = 'detail';
      item.tooltip = node.text;
      return item;
    }
    const { controller, need } = node;
    const label = headlineOf(need).replaceAll(/\s+/g, ' ');
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, detailsOf(need).length > 0 ? Collapsed : None);
    const [icon, colour] = ICONS[need.kind];
    item.id = `${controller.root}\n${idOf(need)}`;
    item.contextValue = [need.kind, ...(need.kind === 'incident' ? actionsOf(need.incident) : [])].join(';');
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
    item.tooltip = [label, ...detailsOf(need)].join('\n');
    if (this.#workspaces.controllers.length > 1) item.description = controller.name;
    item.command = { command: 'cmos.needs.open', title: vscode.l10n.t('Open'), arguments: [node] };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#reader.dispose();
    this.#changed.dispose();
    this.view.dispose();
  }
}

function idOf(need: Need): string {
  switch (need.kind) {
    case 'incident':
      return `incident\n${need.incident.operation}\n${need.incident.mission ?? ''}`;
    case 'decision':
      return `decision\n${need.recurring.key}`;
    default:
      return `${need.kind}\n${need.mission.id}`;
  }
}
