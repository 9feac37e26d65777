/**
 * The trees of the views: a row for each root where a window has several, pages of long lists, rows that are found again, and a
 * redraw only when something else is to be seen, so that a selection is not lost to every look at the disk.
 */
import * as vscode from 'vscode';
import { detailsOf } from '../core/ground/errors';
import { sameElements } from '../core/ground/sequences';
import { Coalescer } from './coalesce';
import type { Controller, ReadRoot } from './controller';
import type { HealthSection } from './health-section';
import type { OperateByName } from './operate';
import { itemOf, looksSame, type Row, type Rows } from './row';
import type { Workspaces } from './workspaces';

/** A row in a tree, with the root that it is of. */
export type Shown = Row & { readonly controller: Controller };

/** What trees are made of. */
export interface TreeServices {
  readonly workspaces: Workspaces;
  readonly operate: OperateByName;
  readonly log: vscode.LogOutputChannel;
  /** Sections of the Health view that other rooms contribute. */
  readonly sections: readonly HealthSection[];
}

export interface TreeOptions {
  /** The view's in the manifest. */
  readonly id: string;
  /** The rows of a root that was read. */
  readonly rows?: (root: ReadRoot, services: TreeServices) => Rows | Promise<Rows>;
  /** Whether there is no row for a root, also where there are several. */
  readonly flat?: boolean;
  /** The context key that says whether there are any rows; the view is there only while there are. */
  readonly filledKey?: `cmos.${string}`;
  /** Whether the view's head says how many rows there are. */
  readonly counted?: boolean;
  /** Whether rows rest on files that no snapshot has, so that any look may have seen something new. */
  readonly restsOnFiles?: boolean;
  /** What else tells that there may be something new. */
  readonly follows?: (services: TreeServices) => readonly vscode.Event<unknown>[];
  /** Whether several rows may be selected; commands are given them all. */
  readonly selectMany?: boolean;
}

/** So many rows of a list are shown at once. */
const PAGE = 500;

/** Both in milliseconds: what comes at once is looked at once. */
const AFTER_CHANGE = 10;
const LONGEST_WAIT = 100;

interface Place {
  /** The same from one drawing of the tree to the next. */
  readonly id: string;
  readonly parent: Shown | undefined;
  /** What its list is known by. */
  readonly list: string;
}

export class Tree implements vscode.TreeDataProvider<Shown>, vscode.Disposable {
  readonly view: vscode.TreeView<Shown>;
  readonly #services: TreeServices;
  readonly #options: TreeOptions;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #looker: Coalescer;
  readonly #disposables: { dispose(): unknown }[];
  /** How many pages of a list are shown. */
  readonly #pages = new Map<string, number>();
  readonly #places = new WeakMap<Shown, Place>();
  /** The lists that were asked for, by the id of what they are below. */
  readonly #drawn = new Map<string, readonly Shown[]>();
  /** The rows as they were made last, by their ids: what the editor holds may be older. */
  readonly #latest = new Map<string, Shown>();
  #madeOf: readonly unknown[] = [];
  #filled = false;

  readonly onDidChangeTreeData = this.#changed.event;

  /** `drag` is what dragging rows does, where they can be dragged. */
  constructor(services: TreeServices, options: TreeOptions, drag?: vscode.TreeDragAndDropController<Shown>) {
    const { workspaces, log } = services;
    this.#services = services;
    this.#options = options;
    this.view = vscode.window.createTreeView(options.id, {
      treeDataProvider: this,
      showCollapseAll: options.flat !== true,
      canSelectMany: options.selectMany === true,
      ...(drag === undefined ? {} : { dragAndDropController: drag }),
    });
    this.#looker = new Coalescer(
      () =>
        this.#look().catch((error: unknown) => {
          log.error(`${options.id}: ${detailsOf(error)}`);
        }),
      AFTER_CHANGE,
      LONGEST_WAIT,
    );
    this.#disposables = [
      this.#changed,
      this.view,
      this.#looker,
      workspaces.onDidChangeSaved(() => {
        this.#savedChanged();
      }),
      ...(options.follows?.(services) ?? []).map((event) =>
        event(() => {
          this.#looker.request();
        }),
      ),
    ];
    this.#savedChanged();
  }

  protected rowsOf(root: ReadRoot): Rows | Promise<Rows> {
    return this.#options.rows?.(root, this.#services) ?? [];
  }

  getChildren(row?: Shown): Shown[] | Promise<Shown[]> {
    const latest = row === undefined ? undefined : (this.#latest.get(this.#idOf(row)) ?? row);
    return andThen(this.#below(latest), (rows) => {
      this.#drawn.set(this.#idOf(latest), rows);
      return [...rows];
    });
  }

  getParent(row: Shown): Shown | undefined {
    return this.#places.get(row)?.parent;
  }

  getTreeItem(row: Shown): vscode.TreeItem {
    const item = itemOf(row, (path) => row.controller.uriOfPath(path));
    item.id = this.#idOf(row);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, { tooltip }: Shown): vscode.TreeItem {
    if (typeof tooltip === 'function') item.tooltip = tooltip();
    return item;
  }

  /** Shows more of the list that `row` is the last of. */
  showMore(row: Shown): void {
    const list = this.#places.get(row)?.list;
    if (list === undefined) return;
    this.#pages.set(list, (this.#pages.get(list) ?? 1) + 1);
    this.redraw();
  }

  /** Selects the row that it is said of, and shows as many pages of its list as that takes. */
  async reveal(isIt: (row: Shown) => boolean): Promise<void> {
    const found = await this.#find(isIt, undefined);
    if (found !== undefined) await this.view.reveal(found, { select: true, focus: true });
  }

  protected redraw(): void {
    this.#drawn.clear();
    this.#latest.clear();
    this.#changed.fire(undefined);
  }

  #savedChanged(): void {
    const madeOf = this.#services.workspaces.controllers.flatMap((controller) => {
      const { saved, report, checkedAt } = controller.state ?? {};
      return [controller, saved, report, this.#options.restsOnFiles === true ? checkedAt : undefined];
    });
    if (sameElements(madeOf, this.#madeOf)) return;
    this.#madeOf = madeOf;
    this.#looker.request();
  }

  async #look(): Promise<void> {
    const { filledKey, counted } = this.#options;
    if (!this.#drawn.has(TOP) && filledKey === undefined && counted !== true) return;
    const top = await this.#below(undefined);
    if (counted === true) this.view.description = top.length === 0 ? '' : String(top.length);
    if (filledKey !== undefined && top.length > 0 !== this.#filled) {
      this.#filled = top.length > 0;
      void vscode.commands.executeCommand('setContext', filledKey, this.#filled);
    }
    if (await this.#differs(TOP, top)) this.redraw();
  }

  /** Whether rows are others than those that are drawn, or what is drawn below them. */
  async #differs(parent: string, rows: readonly Shown[]): Promise<boolean> {
    const before = this.#drawn.get(parent);
    if (before === undefined) return false;
    if (before.length !== rows.length) return true;
    const pairs = before.map((old, at) => [old, rows[at] ?? old] as const);
    if (pairs.some(([old, now]) => this.#idOf(old) !== this.#idOf(now) || !looksSame(old, now))) return true;
    for (const row of rows) {
      const id = this.#idOf(row);
      if (this.#drawn.has(id) && (await this.#differs(id, await this.#below(row)))) return true;
    }
    return false;
  }

  #below(row: Shown | undefined): readonly Shown[] | Promise<readonly Shown[]> {
    return andThen(this.#rowsBelow(row), (lists) =>
      lists.flatMap(([controller, rows]) => this.#page(rows, controller, row)),
    );
  }

  /** The lists below a row, whole; at the top there may be one for each root. */
  #rowsBelow(row: Shown | undefined): Lists | Promise<Lists> {
    if (row !== undefined) return andThen(row.children?.() ?? [], (rows): Lists => [[row.controller, rows]]);
    const read = this.#services.workspaces.controllers.filter(
      (controller): controller is ReadRoot => controller.state !== undefined,
    );
    if (read.length > 1 && this.#options.flat !== true)
      return read.map((controller) => [controller, [this.#rootRow(controller)]]);
    return all(read.map((controller) => andThen(this.rowsOf(controller), (rows) => [controller, rows] as const)));
  }

  #rootRow(controller: ReadRoot): Row {
    const { root } = controller;
    const label = root.split('/').slice(-2).join('/');
    return { kind: 'root', label, key: ROOT, icon: 'root-folder', open: true, children: () => this.rowsOf(controller) };
  }

  /** The first rows of a list, and one that stands for the others. */
  #page(rows: Rows, controller: Controller, parent: Shown | undefined): Shown[] {
    const list = parent === undefined ? controller.root : this.#idOf(parent);
    const size = PAGE * (this.#pages.get(list) ?? 1);
    const keys = new Map<string, number>();
    const placed = rows.slice(0, size).map((row): Shown => {
      const key = row.key ?? row.label;
      const times = keys.get(key) ?? 0;
      keys.set(key, times + 1);
      const number = times === 0 ? '' : `\n\n${times}`;
      // A row that could not be opened is another one once it can: it opens by itself.
      const closed = row.open === true && row.children === undefined ? '\n\nclosed' : '';
      const id = key === ROOT ? list : `${list}\n${key}${number}${closed}`;
      return this.#place({ ...row, controller }, { id, parent, list });
    });
    const left = rows.length - size;
    if (left <= 0) return placed;
    const label = vscode.l10n.t('{0} more…', left);
    const command = [`${this.#options.id}.showMore`] as const;
    const more: Shown = { kind: 'more', label, icon: 'ellipsis', command, controller };
    return [...placed, this.#place(more, { id: `${list}\nmore\n`, parent, list })];
  }

  #place(row: Shown, place: Place): Shown {
    this.#places.set(row, place);
    this.#latest.set(place.id, row);
    return row;
  }

  async #find(isIt: (row: Shown) => boolean, parent: Shown | undefined): Promise<Shown | undefined> {
    for (const [controller, rows] of await this.#rowsBelow(parent)) {
      const at = rows.slice(0, rows.length).findIndex((row) => isIt({ ...row, controller }));
      if (at >= 0) {
        const list = parent === undefined ? controller.root : this.#idOf(parent);
        const pages = Math.floor(at / PAGE) + 1;
        if (pages > (this.#pages.get(list) ?? 1)) {
          this.#pages.set(list, pages);
          this.redraw();
        }
        return this.#page(rows, controller, parent)[at];
      }
    }
    for (const row of await this.#below(parent)) {
      const found = row.children === undefined ? undefined : await this.#find(isIt, row);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #idOf(row: Shown | undefined): string {
    return row === undefined ? TOP : (this.#places.get(row)?.id ?? `${row.controller.root}\n${row.key ?? row.label}`);
  }

  dispose(): void {
    for (const one of this.#disposables) one.dispose();
  }
}

/** What is above all rows, and the row of a root: no row has such an id or key. */
const TOP = '';
const ROOT = '\n';

type Lists = readonly (readonly [controller: Controller, rows: Rows])[];

/** Goes on at once where it can: the editor draws what is there without a gap. */
function andThen<In, Out>(value: In | Promise<In>, next: (value: In) => Out): Out | Promise<Out> {
  return value instanceof Promise ? value.then(next) : next(value);
}

function all<Value>(values: readonly (Value | Promise<Value>)[]): readonly Value[] | Promise<readonly Value[]> {
  const isThere = (value: Value | Promise<Value>): value is Value => !(value instanceof Promise);
  return values.every(isThere) ? values : Promise.all(values);
}
