/** The Backlog view: sprints (or states), then missions in row order. */
import * as vscode from 'vscode';
import { type Mission, type Sprint } from '../core/model/missions';
import { type Controller, type State } from './controller';
import { cardTooltip, spokenCard } from './card';
import { type Insight, insightOf, lookOf } from './insight';
import { iconOf, labelOf, type Look, LOOKS, titleOf } from './look';
import { type Workspaces } from './workspaces';

export type Grouping = 'sprint' | 'status';

interface RootNode {
  readonly kind: 'root';
  readonly controller: Controller;
}

interface GroupNode {
  readonly kind: 'group';
  readonly controller: Controller;
  readonly key: string;
  readonly title: string;
  readonly missions: readonly Mission[];
  readonly sprint: Sprint | undefined;
  readonly look: Look | undefined;
}

export interface MissionNode {
  readonly kind: 'mission';
  readonly controller: Controller;
  readonly mission: Mission;
}

/** Stands for the missions of a group that are not shown yet. */
interface MoreNode {
  readonly kind: 'more';
  readonly group: GroupNode;
  readonly left: number;
}

export type BacklogNode = RootNode | GroupNode | MissionNode | MoreNode;

/** So many missions of a group are shown at once. */
const PAGE = 500;

export class BacklogView implements vscode.TreeDataProvider<BacklogNode>, vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #changed = new vscode.EventEmitter<BacklogNode | undefined>();
  readonly #subscription: vscode.Disposable;
  readonly #pages = new Map<string, number>();
  readonly view: vscode.TreeView<BacklogNode>;
  #grouping: Grouping = 'sprint';
  #filter = '';
  #states: readonly (State | undefined)[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(workspaces: Workspaces, drag: vscode.TreeDragAndDropController<BacklogNode>) {
    this.#workspaces = workspaces;
    this.view = vscode.window.createTreeView('cmos.backlog', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: false,
      dragAndDropController: drag,
    });
    this.#subscription = workspaces.onDidChangeSaved(() => {
      // Typing does not change what is saved: the tree is drawn anew only when that does.
      const states = workspaces.controllers.map(({ state }) => state);
      const same =
        states.length === this.#states.length &&
        states.every(
          (state, index) =>
            state?.saved === this.#states[index]?.saved && state?.report === this.#states[index]?.report,
        );
      this.#states = states;
      if (!same) this.refresh();
    });
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  group(by: Grouping): void {
    this.#grouping = by;
    void vscode.commands.executeCommand('setContext', 'cmos.backlog.grouping', by);
    this.refresh();
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only missions whose id, name, status or sprint has the text in it; all of them for an empty one. */
  setFilter(text: string): void {
    this.#filter = text.trim();
    void vscode.commands.executeCommand('setContext', 'cmos.backlog.filtered', this.#filter !== '');
    this.refresh();
  }

  showMore(node: BacklogNode): void {
    if (node.kind !== 'more') return;
    const key = idOf(node.group);
    this.#pages.set(key, (this.#pages.get(key) ?? 1) + 1);
    this.#changed.fire(undefined);
  }

  refresh(): void {
    this.view.message = this.#filter === '' ? '' : vscode.l10n.t('Filter: {0}', this.#filter);
    this.#changed.fire(undefined);
  }

  getChildren(node?: BacklogNode): BacklogNode[] {
    if (node === undefined) {
      const controllers = this.#workspaces.controllers.filter(({ state }) => state !== undefined);
      const [only] = controllers;
      if (controllers.length > 1) return controllers.map((controller) => ({ kind: 'root', controller }));
      return only === undefined ? [] : this.#groups(only);
    }
    if (node.kind === 'root') return this.#groups(node.controller);
    if (node.kind !== 'group') return [];
    const shown = PAGE * (this.#pages.get(idOf(node)) ?? 1);
    const missions: BacklogNode[] = node.missions
      .slice(0, shown)
      .map((mission) => ({ kind: 'mission', controller: node.controller, mission }));
    if (node.missions.length > shown) missions.push({ kind: 'more', group: node, left: node.missions.length - shown });
    return missions;
  }

  getParent(node: BacklogNode): BacklogNode | undefined {
    const several = this.#workspaces.controllers.length > 1;
    switch (node.kind) {
      case 'root':
        return undefined;
      case 'group':
        return several ? { kind: 'root', controller: node.controller } : undefined;
      case 'more':
        return node.group;
      case 'mission':
        return this.#groups(node.controller).find((group) => group.missions.some(({ id }) => id === node.mission.id));
    }
  }

  #groups(controller: Controller): GroupNode[] {
    const { state } = controller;
    if (state === undefined) return [];
    const insight = insightOf(state);
    const groups = this.#grouping === 'sprint' ? bySprint(controller, insight) : byLook(controller, insight);
    if (this.#filter === '') return groups;
    const wanted = this.#filter.toLowerCase();
    return groups
      .map((group) => ({ ...group, missions: group.missions.filter((mission) => matches(mission, wanted)) }))
      .filter(({ missions }) => missions.length > 0);
  }

  /** The node of a mission, to be revealed. */
  nodeOf(controller: Controller, mission: Mission): MissionNode {
    return { kind: 'mission', controller, mission };
  }

  getTreeItem(node: BacklogNode): vscode.TreeItem {
    switch (node.kind) {
      case 'root':
        return rootItem(node);
      case 'group':
        return groupItem(node);
      case 'mission':
        return missionItem(node);
      case 'more':
        return moreItem(node);
    }
  }

  resolveTreeItem(item: vscode.TreeItem, node: BacklogNode): vscode.TreeItem {
    if (node.kind === 'mission' && node.controller.state !== undefined)
      item.tooltip = cardTooltip(node.mission, node.controller.state);
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.view.dispose();
  }
}

function matches({ id, name, status, sprintId }: Mission, wanted: string): boolean {
  return [id, name, status, sprintId ?? ''].some((text) => text.toLowerCase().includes(wanted));
}

function bySprint(controller: Controller, { model }: Insight): GroupNode[] {
  return model.sprints.map((sprint) => ({
    kind: 'group',
    controller,
    key: `sprint:${sprint.id ?? ''}`,
    title:
      sprint.id === undefined
        ? vscode.l10n.t('No sprint')
        : [sprint.id, sprint.title].filter((part) => part !== '').join('  '),
    missions: sprint.missions,
    sprint,
    look: undefined,
  }));
}

function byLook(controller: Controller, insight: Insight): GroupNode[] {
  const groups = new Map<Look, Mission[]>();
  for (const mission of insight.model.missions) {
    const look = lookOf(mission, insight);
    const group = groups.get(look);
    if (group === undefined) groups.set(look, [mission]);
    else group.push(mission);
  }
  return LOOKS.flatMap((look) => {
    const missions = groups.get(look);
    if (missions === undefined) return [];
    return {
      kind: 'group' as const,
      controller,
      key: `look:${look}`,
      title: titleOf(look),
      missions,
      sprint: undefined,
      look,
    };
  });
}

/** A node's identity from one drawing of the tree to the next. */
function idOf(node: BacklogNode): string {
  switch (node.kind) {
    case 'root':
      return node.controller.root;
    case 'group':
      return `${node.controller.root}\n${node.key}`;
    case 'more':
      return `${idOf(node.group)}\nmore`;
    case 'mission':
      return `${node.controller.root}\nmission\n${node.mission.id}\n${node.mission.row?.rowid ?? ''}`;
  }
}

function rootItem(node: RootNode): vscode.TreeItem {
  const item = new vscode.TreeItem(
    node.controller.root.split('/').slice(-2).join('/'),
    vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = idOf(node);
  item.iconPath = new vscode.ThemeIcon('root-folder');
  item.contextValue = 'root';
  return item;
}

function groupItem(node: GroupNode): vscode.TreeItem {
  const done = node.missions.filter(({ kind }) => kind === 'done').length;
  const open = node.look === undefined ? done < node.missions.length : node.look !== 'done' && node.look !== 'retired';
  const item = new vscode.TreeItem(
    node.title,
    open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = idOf(node);
  item.description =
    node.sprint === undefined
      ? String(node.missions.length)
      : vscode.l10n.t('{0} of {1} done', done, node.missions.length);
  item.iconPath =
    node.look === undefined
      ? new vscode.ThemeIcon(done === node.missions.length && done > 0 ? 'pass' : 'milestone')
      : iconOf(node.look);
  item.contextValue = node.sprint === undefined ? 'group' : 'sprint';
  item.accessibilityInformation = { label: `${node.title}, ${item.description}` };
  const { sprint } = node;
  if (sprint !== undefined)
    item.tooltip = [
      node.title,
      sprint.status,
      sprint.focus,
      [sprint.startDate, sprint.endDate].filter(Boolean).join(' – '),
    ]
      .filter(Boolean)
      .join('\n');
  return item;
}

function missionItem(node: MissionNode): vscode.TreeItem {
  const { controller, mission } = node;
  const item = new vscode.TreeItem(labelOf(mission), vscode.TreeItemCollapsibleState.None);
  item.id = idOf(node);
  item.command = { command: 'cmos.openMission', title: vscode.l10n.t('Open Mission'), arguments: [node] };
  const { state } = controller;
  if (state === undefined) return item;
  const insight = insightOf(state);
  const look = lookOf(mission, insight);
  const findings = insight.findings.get(mission.id) ?? [];
  const drift = findings.some(({ code }) => code.startsWith('drift/'));
  item.iconPath = iconOf(look);
  item.description = descriptionOf(mission, look, insight);
  item.contextValue = [
    'mission',
    look,
    ...(drift ? ['drift'] : []),
    mission.entry === undefined ? 'databaseOnly' : mission.row === undefined ? 'fileOnly' : 'both',
  ].join(';');
  item.accessibilityInformation = { label: spokenCard(mission, state) };
  return item;
}

/** What is wrong with a mission, or what it waits for; else its status. */
function descriptionOf(mission: Mission, look: Look, { readiness, findings }: Insight): string {
  const grave = (findings.get(mission.id) ?? []).filter(
    ({ severity }) => severity === 'error' || severity === 'warning',
  );
  const drifts = grave.filter(({ code }) => code.startsWith('drift/')).length;
  // What is wrong comes first: a narrow side bar cuts off the end.
  const parts = [
    drifts > 0 ? vscode.l10n.t('⚠ drift {0}', drifts) : '',
    grave.length > drifts ? vscode.l10n.t('⚠ {0}', grave.length - drifts) : '',
    look === 'waiting'
      ? vscode.l10n.t(
          'waits for {0}',
          readiness
            .of(mission.id)
            .missing.map(({ id }) => id)
            .join(', '),
        )
      : mission.status,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('{0} more…', node.left), vscode.TreeItemCollapsibleState.None);
  item.id = idOf(node);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'cmos.backlog.showMore', title: vscode.l10n.t('Show More'), arguments: [node] };
  item.contextValue = 'more';
  return item;
}
