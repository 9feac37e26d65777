/** The Sessions view: events newest first, by day, mission or agent; lines that are no events are shown as such. */
import * as vscode from 'vscode';
import { badLinesOf, eventsOf, type WorkspaceEvent } from '../core/model/events';
import { type LogLine } from '../core/files/log/model';
import { type Controller, type State } from './controller';
import { type Workspaces } from './workspaces';

export type SessionGrouping = 'day' | 'mission' | 'agent';

interface SessionGroup {
  readonly kind: 'group';
  readonly controller: Controller;
  readonly key: string;
  readonly title: string;
  readonly events: readonly WorkspaceEvent[];
}

interface BadLines {
  readonly kind: 'badLines';
  readonly controller: Controller;
  readonly lines: readonly { readonly line: LogLine; readonly index: number }[];
}

interface BadLine {
  readonly kind: 'badLine';
  readonly controller: Controller;
  readonly line: LogLine;
  readonly index: number;
}

interface EventNode {
  readonly kind: 'event';
  readonly controller: Controller;
  readonly event: WorkspaceEvent;
  readonly group: SessionGroup;
}

/** One thing that an event says beside its summary. */
interface DetailNode {
  readonly kind: 'detail';
  readonly parent: EventNode;
  readonly icon: string;
  readonly title: string;
  readonly text: string;
}

interface MoreNode {
  readonly kind: 'more';
  readonly group: SessionGroup | BadLines;
  readonly left: number;
}

interface RootNode {
  readonly kind: 'root';
  readonly controller: Controller;
}

export type SessionNode = RootNode | SessionGroup | BadLines | BadLine | EventNode | DetailNode | MoreNode;

/** So many events of a group are shown at once. */
const PAGE = 200;

export class SessionsView implements vscode.TreeDataProvider<SessionNode>, vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #changed = new vscode.EventEmitter<SessionNode | undefined>();
  readonly #subscription: vscode.Disposable;
  readonly #pages = new Map<string, number>();
  readonly view: vscode.TreeView<SessionNode>;
  #grouping: SessionGrouping = 'day';
  #states: readonly (State | undefined)[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    this.view = vscode.window.createTreeView('cmos.sessions', { treeDataProvider: this, showCollapseAll: true });
    this.#subscription = workspaces.onDidChangeSaved(() => {
      const states = workspaces.controllers.map(({ state }) => state);
      const same =
        states.length === this.#states.length &&
        states.every(
          (state, index) =>
            state?.saved.sessions === this.#states[index]?.saved.sessions &&
            state?.saved.database === this.#states[index]?.saved.database,
        );
      this.#states = states;
      if (!same) this.#changed.fire(undefined);
    });
  }

  group(by: SessionGrouping): void {
    this.#grouping = by;
    void vscode.commands.executeCommand('setContext', 'cmos.sessions.grouping', by);
    this.#changed.fire(undefined);
  }

  showMore(node: SessionNode): void {
    if (node.kind !== 'more') return;
    const key = idOf(node.group);
    this.#pages.set(key, (this.#pages.get(key) ?? 1) + 1);
    this.#changed.fire(undefined);
  }

  getChildren(node?: SessionNode): SessionNode[] {
    if (node === undefined) {
      const controllers = this.#workspaces.controllers.filter(({ state }) => state !== undefined);
      const [only] = controllers;
      if (controllers.length > 1) return controllers.map((controller) => ({ kind: 'root', controller }));
      return only === undefined ? [] : this.#groups(only);
    }
    switch (node.kind) {
      case 'root':
        return this.#groups(node.controller);
      case 'group':
        return this.#page(node, node.events, (event) => ({
          kind: 'event',
          controller: node.controller,
          event,
          group: node,
        }));
      case 'badLines':
        return this.#page(node, node.lines, ({ line, index }) => ({
          kind: 'badLine',
          controller: node.controller,
          line,
          index,
        }));
      case 'event':
        return detailsOf(node);
      default:
        return [];
    }
  }

  #page<Item>(
    group: SessionGroup | BadLines,
    items: readonly Item[],
    make: (item: Item) => SessionNode,
  ): SessionNode[] {
    const shown = PAGE * (this.#pages.get(idOf(group)) ?? 1);
    const nodes = items.slice(0, shown).map(make);
    if (items.length > shown) nodes.push({ kind: 'more', group, left: items.length - shown });
    return nodes;
  }

  getParent(node: SessionNode): SessionNode | undefined {
    switch (node.kind) {
      case 'event':
        return node.group;
      case 'detail':
        return node.parent;
      case 'more':
        return node.group;
      default:
        return undefined;
    }
  }

  #groups(controller: Controller): SessionNode[] {
    const { state } = controller;
    if (state === undefined) return [];
    const groups = new Map<string, WorkspaceEvent[]>();
    for (const event of eventsOf(state.saved)) {
      const key = keyOf(event, this.#grouping);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [event]);
      else group.push(event);
    }
    const bad = badLinesOf(state.saved);
    const nodes: SessionNode[] = bad.length === 0 ? [] : [{ kind: 'badLines', controller, lines: bad }];
    for (const [key, events] of groups) {
      nodes.push({
        kind: 'group',
        controller,
        key: `${this.#grouping}:${key}`,
        title: key === '' ? noneOf(this.#grouping) : key,
        events,
      });
    }
    return nodes;
  }

  getTreeItem(node: SessionNode): vscode.TreeItem {
    switch (node.kind) {
      case 'root':
        return named(
          node,
          new vscode.TreeItem(
            node.controller.root.split('/').slice(-2).join('/'),
            vscode.TreeItemCollapsibleState.Expanded,
          ),
          'root-folder',
        );
      case 'group': {
        const item = named(
          node,
          new vscode.TreeItem(node.title, vscode.TreeItemCollapsibleState.Collapsed),
          GROUP_ICONS[this.#grouping],
        );
        item.description = String(node.events.length);
        return item;
      }
      case 'badLines': {
        const item = named(
          node,
          new vscode.TreeItem(vscode.l10n.t('Lines that are no events'), vscode.TreeItemCollapsibleState.Collapsed),
          'warning',
        );
        item.description = String(node.lines.length);
        return item;
      }
      case 'badLine':
        return badLineItem(node);
      case 'event':
        return eventItem(node);
      case 'detail': {
        const item = named(node, new vscode.TreeItem(node.text, vscode.TreeItemCollapsibleState.None), node.icon);
        item.description = node.title;
        item.tooltip = `${node.title}: ${node.text}`;
        return item;
      }
      case 'more': {
        const item = named(
          node,
          new vscode.TreeItem(vscode.l10n.t('{0} more…', node.left), vscode.TreeItemCollapsibleState.None),
          'ellipsis',
        );
        item.command = { command: 'cmos.sessions.showMore', title: vscode.l10n.t('Show More'), arguments: [node] };
        return item;
      }
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.view.dispose();
  }
}

const GROUP_ICONS: Readonly<Record<SessionGrouping, string>> = { day: 'calendar', mission: 'target', agent: 'person' };

function keyOf({ ts, time, mission, agent }: WorkspaceEvent, grouping: SessionGrouping): string {
  switch (grouping) {
    case 'day':
      return time === undefined ? (ts ?? '') : new Date(time).toISOString().slice(0, 10);
    case 'mission':
      return mission ?? '';
    case 'agent':
      return agent ?? '';
  }
}

function noneOf(grouping: SessionGrouping): string {
  switch (grouping) {
    case 'day':
      return vscode.l10n.t('No date');
    case 'mission':
      return vscode.l10n.t('No mission');
    case 'agent':
      return vscode.l10n.t('No agent');
  }
}

function named(node: SessionNode, item: vscode.TreeItem, icon: string): vscode.TreeItem {
  item.id = idOf(node);
  item.contextValue = node.kind;
  item.iconPath = new vscode.ThemeIcon(
    icon,
    icon === 'warning' ? new vscode.ThemeColor('list.warningForeground') : undefined,
  );
  return item;
}

function idOf(node: SessionNode): string {
  switch (node.kind) {
    case 'root':
      return node.controller.root;
    case 'group':
      return `${node.controller.root}\n${node.key}`;
    case 'badLines':
      return `${node.controller.root}\nbad`;
    case 'badLine':
      return `${node.controller.root}\nbad\n${node.index}`;
    case 'event':
      return `${idOf(node.group)}\n${node.event.index}\n${node.event.row?.id ?? ''}`;
    case 'detail':
      return `${idOf(node.parent)}\n${node.icon}\n${node.text}`;
    case 'more':
      return `${idOf(node.group)}\nmore`;
  }
}

const ACTION_ICONS: Readonly<Record<string, string>> = {
  start: 'play-circle',
  complete: 'pass',
  blocked: 'circle-slash',
  commit: 'git-commit',
  cancel: 'discard',
  capture: 'note',
};

function eventItem(node: EventNode): vscode.TreeItem {
  const { event } = node;
  const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  const label = oneLine(event.summary ?? event.action ?? event.status ?? vscode.l10n.t('(event without a summary)'));
  const open =
    detailsOf(node).length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const item = named(node, new vscode.TreeItem(label, open), ACTION_ICONS[event.action ?? ''] ?? 'circle-small');
  const time = event.time === undefined ? event.ts : new Date(event.time).toISOString().slice(11, 16);
  const onlyHere = event.line === undefined ? vscode.l10n.t('⚠ database only') : undefined;
  item.description = [time, event.mission, event.action ?? event.status, event.agent, onlyHere]
    .filter(Boolean)
    .join(' · ');
  item.tooltip = [event.ts, event.agent, event.mission, event.action, event.status, event.summary]
    .filter(Boolean)
    .join('\n');
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  if (event.line !== undefined)
    item.command = {
      command: 'cmos.openLogLine',
      title: vscode.l10n.t('Open Line'),
      arguments: [node.controller.root, event.index],
    };
  return item;
}

function badLineItem(node: BadLine): vscode.TreeItem {
  const item = named(
    node,
    new vscode.TreeItem(node.line.raw.slice(0, 120), vscode.TreeItemCollapsibleState.None),
    'warning',
  );
  item.description = vscode.l10n.t('line {0}: {1}', node.index + 1, node.line.problem?.detail ?? '');
  item.tooltip = item.description;
  item.command = {
    command: 'cmos.openLogLine',
    title: vscode.l10n.t('Open Line'),
    arguments: [node.controller.root, node.index],
  };
  return item;
}

function detailsOf(parent: EventNode): DetailNode[] {
  const { nextHint, needs, reason } = parent.event;
  const details: DetailNode[] = [];
  if (nextHint !== undefined)
    details.push({ kind: 'detail', parent, icon: 'arrow-right', title: vscode.l10n.t('next'), text: nextHint });
  if (reason !== undefined)
    details.push({ kind: 'detail', parent, icon: 'info', title: vscode.l10n.t('reason'), text: reason });
  for (const need of needs)
    details.push({ kind: 'detail', parent, icon: 'key', title: vscode.l10n.t('needs'), text: need });
  return details;
}
