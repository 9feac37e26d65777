/** The Sessions view: events newest first, by day, mission or agent; lines that are no events are shown as such. */
import * as vscode from 'vscode';
import { badLinesOf, type EventGrouping, eventsOf, groupOf, type WorkspaceEvent } from '../core/model/events';
import type { LogLine } from '../core/files/log/model';
import { oneLine } from '../core/ground/printable';
import { documentOf } from '../core/workspace/snapshot';
import type { Controller } from './controller';
import { row, Tree, type TreeNode } from './tree';
import type { Workspaces } from './workspaces';

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
  readonly controller: Controller;
  readonly parent: EventNode;
  readonly icon: string;
  readonly title: string;
  readonly text: string;
}

type Node = SessionGroup | BadLines | BadLine | EventNode | DetailNode;
export type SessionNode = TreeNode<Node>;

/** So many events of a group are shown at once. */
const PAGE = 200;

export class SessionsView extends Tree<Node> {
  #grouping: EventGrouping = 'day';

  constructor(workspaces: Workspaces) {
    super(workspaces, 'cmos.sessions');
  }

  protected content(): readonly unknown[] {
    return this.workspaces.controllers.flatMap(({ state }) => [state?.saved.sessions, state?.saved.database]);
  }

  group(by: EventGrouping): void {
    this.#grouping = by;
    void vscode.commands.executeCommand('setContext', 'cmos.sessions.grouping', by);
    this.redraw();
  }

  protected rowsOf(controller: Controller): Node[] {
    const { state } = controller;
    if (state === undefined) return [];
    const groups = new Map<string, WorkspaceEvent[]>();
    for (const event of eventsOf(state.saved)) {
      const key = groupOf(event, this.#grouping);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [event]);
      else group.push(event);
    }
    const lines = badLinesOf(state.saved);
    return [
      ...(lines.length === 0 ? [] : [{ kind: 'badLines' as const, controller, lines }]),
      ...[...groups].map(([key, events]) => ({
        kind: 'group' as const,
        controller,
        key: `${this.#grouping}:${key}`,
        title: key === '' ? noneOf(this.#grouping) : key,
        events,
      })),
    ];
  }

  protected childrenOf(node: Node): SessionNode[] {
    const { controller } = node;
    switch (node.kind) {
      case 'group': {
        const events = node.events.map((event): Node => ({ kind: 'event', controller, event, group: node }));
        return this.page(node, events, PAGE);
      }
      case 'badLines': {
        const lines = node.lines.map((each): Node => ({ kind: 'badLine', controller, ...each }));
        return this.page(node, lines, PAGE);
      }
      case 'event':
        return detailsOf(node);
      default:
        return [];
    }
  }

  protected keyOf(node: Node): string {
    switch (node.kind) {
      case 'group':
        return node.key;
      case 'badLines':
        return 'bad';
      case 'badLine':
        return `bad\n${node.index}`;
      case 'event':
        return `${node.group.key}\n${node.event.index}\n${node.event.row?.id ?? ''}`;
      case 'detail':
        return `${this.keyOf(node.parent)}\n${node.icon}\n${node.text}`;
    }
  }

  protected itemOf(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'group': {
        const item = row(node.title, GROUP_ICONS[this.#grouping], false);
        item.description = String(node.events.length);
        return item;
      }
      case 'badLines': {
        const item = row(vscode.l10n.t('Lines that are no events'), 'warning', false);
        item.description = String(node.lines.length);
        return item;
      }
      case 'badLine':
        return badLineItem(node);
      case 'event':
        return eventItem(node);
      case 'detail': {
        const item = row(node.text, node.icon);
        item.description = node.title;
        item.tooltip = `${node.title}: ${node.text}`;
        return item;
      }
    }
  }
}

const GROUP_ICONS: Readonly<Record<EventGrouping, string>> = { day: 'calendar', mission: 'target', agent: 'person' };

function noneOf(grouping: EventGrouping): string {
  switch (grouping) {
    case 'day':
      return vscode.l10n.t('No date');
    case 'mission':
      return vscode.l10n.t('No mission');
    case 'agent':
      return vscode.l10n.t('No agent');
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
  const label = oneLine(event.summary ?? event.action ?? event.status ?? vscode.l10n.t('(event without a summary)'));
  const open = detailsOf(node).length > 0 ? false : undefined;
  const item = row(label, ACTION_ICONS[event.action ?? ''] ?? 'circle-small', open);
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
      arguments: [node.controller.root, lineOf(node.controller, event.index)],
    };
  return item;
}

/** The line of the file that a line of the log stands in, from 0. */
function lineOf({ state }: Controller, index: number): number {
  const log = state === undefined ? undefined : documentOf(state.saved.sessions);
  return log?.text.lineOf(index) ?? index;
}

function badLineItem(node: BadLine): vscode.TreeItem {
  const line = lineOf(node.controller, node.index);
  const item = row(node.line.raw.slice(0, 120), 'warning');
  item.description = vscode.l10n.t('line {0}: {1}', line + 1, node.line.problem?.detail ?? '');
  item.tooltip = item.description;
  item.command = {
    command: 'cmos.openLogLine',
    title: vscode.l10n.t('Open Line'),
    arguments: [node.controller.root, line],
  };
  return item;
}

function detailsOf(parent: EventNode): DetailNode[] {
  const { nextHint, needs, reason } = parent.event;
  const detail = (icon: string, title: string, text: string | undefined): DetailNode[] =>
    text === undefined ? [] : [{ kind: 'detail', controller: parent.controller, parent, icon, title, text }];
  return [
    ...detail('arrow-right', vscode.l10n.t('next'), nextHint),
    ...detail('info', vscode.l10n.t('reason'), reason),
    ...needs.flatMap((need) => detail('key', vscode.l10n.t('needs'), need)),
  ];
}
