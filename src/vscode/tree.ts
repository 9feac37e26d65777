/**
 * The skeleton of the tree views: a row for each root where a window has several, pages of long groups, and a redraw only when
 * something else is to be seen, so that a selection is not lost to every look at the disk.
 */
import * as vscode from 'vscode';
import type { Controller } from './controller';
import type { Workspaces } from './workspaces';

interface RootNode {
  readonly kind: 'root';
  readonly controller: Controller;
}

/** Stands for the rows of a group that are not shown yet. */
interface MoreNode<Node> {
  readonly kind: 'more';
  readonly controller: Controller;
  readonly group: Node;
  readonly left: number;
}

/** What the nodes of every view have; `kind` is what menus know a row by. */
interface ViewNode {
  readonly kind: string;
  readonly controller: Controller;
}

export type TreeNode<Node> = Node | RootNode | MoreNode<Node>;

/** `Node` is what the view itself shows; `Later` a promise, where some children are only found out when they are asked for. */
export abstract class Tree<Node extends ViewNode, Later extends Promise<TreeNode<Node>[]> = never>
  implements vscode.TreeDataProvider<TreeNode<Node>>, vscode.Disposable
{
  readonly view: vscode.TreeView<TreeNode<Node>>;
  readonly #id: string;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #disposables: { dispose(): unknown }[];
  readonly #pages = new Map<string, number>();
  readonly #parents = new WeakMap<TreeNode<Node>, Node>();
  protected readonly workspaces: Workspaces;
  #content: readonly unknown[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  /** `id` is the view's in the manifest. */
  constructor(workspaces: Workspaces, id: string, options: Partial<vscode.TreeViewOptions<TreeNode<Node>>> = {}) {
    this.workspaces = workspaces;
    this.#id = id;
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true, ...options });
    this.#disposables = [
      this.#changed,
      this.view,
      workspaces.onDidChangeSaved(() => {
        this.savedChanged();
      }),
    ];
  }

  /** What the view shows, as far as it can change: values that are compared one by one. */
  protected abstract content(): readonly unknown[];
  /** The rows of a root. */
  protected abstract rowsOf(controller: Controller): Node[];
  protected abstract childrenOf(node: Node): TreeNode<Node>[] | Later;
  /** A node's identity in its root, from one drawing of the tree to the next. */
  protected abstract keyOf(node: Node): string;
  protected abstract itemOf(node: Node): vscode.TreeItem;

  protected savedChanged(): void {
    this.update();
  }

  /** Draws the tree anew where what it shows has changed. Answers whether it has. */
  protected update(): boolean {
    const content = this.content();
    if (content.length === this.#content.length && content.every((each, at) => each === this.#content[at]))
      return false;
    this.#content = content;
    this.redraw();
    return true;
  }

  protected redraw(): void {
    this.#changed.fire(undefined);
  }

  /** Goes with the view. */
  protected own(...disposables: readonly { dispose(): unknown }[]): void {
    this.#disposables.push(...disposables);
  }

  /** The first rows of a group, and one that stands for the others. */
  protected page(group: Node, nodes: readonly Node[], size: number): TreeNode<Node>[] {
    const shown = size * (this.#pages.get(this.#idOf(group)) ?? 1);
    const left = nodes.length - shown;
    const { controller } = group;
    return [...nodes.slice(0, shown), ...(left > 0 ? [{ kind: 'more' as const, controller, group, left }] : [])];
  }

  showMore(node: TreeNode<Node>): void {
    if (!isMore(node)) return;
    const id = this.#idOf(node.group);
    this.#pages.set(id, (this.#pages.get(id) ?? 1) + 1);
    this.redraw();
  }

  getChildren(node?: TreeNode<Node>): TreeNode<Node>[] | Later {
    if (node === undefined) return this.top();
    if (isRoot(node)) return this.rowsOf(node.controller);
    if (isMore(node)) return [];
    const children = this.childrenOf(node);
    const remember = (list: TreeNode<Node>[]): TreeNode<Node>[] => {
      for (const each of list) this.#parents.set(each, node);
      return list;
    };
    return children instanceof Promise ? (children.then(remember) as Later) : remember(children);
  }

  /** The node that a node is below; undefined for the rows of a root. */
  protected parentOf(node: Node): Node | undefined {
    return this.#parents.get(node);
  }

  /** The rows of the only root, or a row for each of several. */
  protected top(): TreeNode<Node>[] {
    const read = this.workspaces.controllers.filter(({ state }) => state !== undefined);
    if (read.length > 1) return read.map((controller) => ({ kind: 'root', controller }));
    return read.flatMap((controller) => this.rowsOf(controller));
  }

  getParent(node: TreeNode<Node>): TreeNode<Node> | undefined {
    if (isRoot(node)) return undefined;
    if (isMore(node)) return node.group;
    const { controller } = node;
    return this.parentOf(node) ?? this.top().find((each) => isRoot(each) && each.controller === controller);
  }

  getTreeItem(node: TreeNode<Node>): vscode.TreeItem {
    const item = this.#itemOf(node);
    item.id = this.#idOf(node);
    item.contextValue ??= node.kind;
    return item;
  }

  #itemOf(node: TreeNode<Node>): vscode.TreeItem {
    if (isRoot(node)) return row(node.controller.root.split('/').slice(-2).join('/'), 'root-folder', true);
    if (!isMore(node)) return this.itemOf(node);
    const item = row(vscode.l10n.t('{0} more…', node.left), 'ellipsis');
    item.command = { command: `${this.#id}.showMore`, title: vscode.l10n.t('Show More'), arguments: [node] };
    return item;
  }

  #idOf(node: TreeNode<Node>): string {
    const { root } = node.controller;
    if (isRoot(node)) return root;
    return isMore(node) ? `${this.#idOf(node.group)}\nmore` : `${root}\n${this.keyOf(node)}`;
  }

  dispose(): void {
    for (const each of this.#disposables) each.dispose();
  }
}

function isRoot(node: ViewNode): node is RootNode {
  return node.kind === 'root';
}

function isMore<Node>(node: TreeNode<Node> & ViewNode): node is MoreNode<Node> {
  return node.kind === 'more';
}

/** Colours that an icon's name stands for. */
const COLOURS: Readonly<Record<string, string>> = {
  warning: 'list.warningForeground',
  error: 'list.errorForeground',
};

/** A row; `open` says whether what is below it is shown at once, and is undefined where nothing is below. */
export function row(label: string, icon: string, open?: boolean, colour = COLOURS[icon]): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, open === undefined ? None : open ? Expanded : Collapsed);
  item.iconPath = new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
  return item;
}

/** Opens a file, with a place in it selected. */
export function opening(uri: vscode.Uri, selection?: vscode.Range): vscode.Command {
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [uri, { preserveFocus: true, ...(selection === undefined ? {} : { selection }) }],
  };
}
