/** The Backlog view: sprints (or states), then missions in row order. */
import * as vscode from 'vscode';
import type { Mission, Sprint } from '../core/model/missions';
import type { Controller } from './controller';
import { cardTooltip, spokenCard } from './card';
import { type Insight, insightOf, displayStatusOf } from './insight';
import { statusIcon, missionLabel, type DisplayStatus, DISPLAY_STATUSES, statusTitle } from './display-status';
import { row, Tree, type TreeNode } from './tree';
import type { Workspaces } from './workspaces';

type Grouping = 'sprint' | 'status';

interface GroupNode {
  readonly kind: 'group';
  readonly controller: Controller;
  readonly key: string;
  readonly title: string;
  readonly missions: readonly Mission[];
  readonly sprint: Sprint | undefined;
  readonly status: DisplayStatus | undefined;
}

export interface MissionNode {
  readonly kind: 'mission';
  readonly controller: Controller;
  readonly mission: Mission;
}

type Node = GroupNode | MissionNode;
export type BacklogNode = TreeNode<Node>;

/** So many missions of a group are shown at once. */
const PAGE = 500;

export class BacklogView extends Tree<Node> {
  #grouping: Grouping = 'sprint';
  #filter = '';

  constructor(workspaces: Workspaces, drag: vscode.TreeDragAndDropController<BacklogNode>) {
    super(workspaces, 'cmos.backlog', { dragAndDropController: drag });
  }

  protected content(): readonly unknown[] {
    return this.workspaces.controllers.flatMap(({ state }) => [state?.saved, state?.report]);
  }

  group(by: Grouping): void {
    this.#grouping = by;
    void vscode.commands.executeCommand('setContext', 'cmos.backlog.grouping', by);
    this.redraw();
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only missions whose id, name, status or sprint has the text in it; all of them for an empty one. */
  setFilter(text: string): void {
    this.#filter = text.trim();
    void vscode.commands.executeCommand('setContext', 'cmos.backlog.filtered', this.#filter !== '');
    this.view.message = this.#filter === '' ? '' : vscode.l10n.t('Filter: {0}', this.#filter);
    this.redraw();
  }

  protected rowsOf(controller: Controller): GroupNode[] {
    const { state } = controller;
    if (state === undefined) return [];
    const insight = insightOf(state);
    const groups = this.#grouping === 'sprint' ? bySprint(controller, insight) : byStatus(controller, insight);
    if (this.#filter === '') return groups;
    const wanted = this.#filter.toLowerCase();
    return groups
      .map((group) => ({ ...group, missions: group.missions.filter((mission) => matches(mission, wanted)) }))
      .filter(({ missions }) => missions.length > 0);
  }

  protected childrenOf(node: Node): BacklogNode[] {
    if (node.kind === 'mission') return [];
    const { controller, missions } = node;
    return this.page(
      node,
      missions.map((mission) => this.nodeOf(controller, mission)),
      PAGE,
    );
  }

  /** Also of a node that was made to be revealed. */
  protected override parentOf(node: Node): Node | undefined {
    if (node.kind === 'group') return undefined;
    return this.rowsOf(node.controller).find(({ missions }) => missions.some(({ id }) => id === node.mission.id));
  }

  /** The node of a mission, to be revealed. */
  nodeOf(controller: Controller, mission: Mission): MissionNode {
    return { kind: 'mission', controller, mission };
  }

  protected keyOf(node: Node): string {
    return node.kind === 'group' ? node.key : `mission\n${node.mission.id}\n${node.mission.row?.rowid ?? ''}`;
  }

  protected itemOf(node: Node): vscode.TreeItem {
    return node.kind === 'group' ? groupItem(node) : missionItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: BacklogNode): vscode.TreeItem {
    if (node.kind === 'mission' && node.controller.state !== undefined)
      item.tooltip = cardTooltip(node.mission, node.controller.state);
    return item;
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
    status: undefined,
  }));
}

function byStatus(controller: Controller, insight: Insight): GroupNode[] {
  const groups = new Map<DisplayStatus, Mission[]>();
  for (const mission of insight.model.missions) {
    const status = displayStatusOf(mission, insight);
    const group = groups.get(status);
    if (group === undefined) groups.set(status, [mission]);
    else group.push(mission);
  }
  return DISPLAY_STATUSES.flatMap((status) => {
    const missions = groups.get(status);
    if (missions === undefined) return [];
    return {
      kind: 'group' as const,
      controller,
      key: `status:${status}`,
      title: statusTitle(status),
      missions,
      sprint: undefined,
      status,
    };
  });
}

function groupItem(node: GroupNode): vscode.TreeItem {
  const done = node.missions.filter(({ kind }) => kind === 'done').length;
  const open =
    node.status === undefined ? done < node.missions.length : node.status !== 'done' && node.status !== 'retired';
  const item = row(node.title, done === node.missions.length && done > 0 ? 'pass' : 'milestone', open);
  if (node.status !== undefined) item.iconPath = statusIcon(node.status);
  item.description =
    node.sprint === undefined
      ? String(node.missions.length)
      : vscode.l10n.t('{0} of {1} done', done, node.missions.length);
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
  const item = new vscode.TreeItem(missionLabel(mission));
  item.command = { command: 'cmos.openMission', title: vscode.l10n.t('Open Mission'), arguments: [node] };
  const { state } = controller;
  if (state === undefined) return item;
  const insight = insightOf(state);
  const status = displayStatusOf(mission, insight);
  const findings = insight.findings.get(mission.id) ?? [];
  const drift = findings.some(({ code }) => code.startsWith('drift/'));
  item.iconPath = statusIcon(status);
  item.description = descriptionOf(mission, status, insight);
  item.contextValue = [
    'mission',
    status,
    ...(drift ? ['drift'] : []),
    mission.entry === undefined ? 'databaseOnly' : mission.row === undefined ? 'fileOnly' : 'both',
  ].join(';');
  item.accessibilityInformation = { label: spokenCard(mission, state) };
  return item;
}

/** What is wrong with a mission, or what it waits for; else its status. */
function descriptionOf(mission: Mission, status: DisplayStatus, { readiness, findings }: Insight): string {
  const grave = (findings.get(mission.id) ?? []).filter(
    ({ severity }) => severity === 'error' || severity === 'warning',
  );
  const drifts = grave.filter(({ code }) => code.startsWith('drift/')).length;
  // What is wrong comes first: a narrow side bar cuts off the end.
  const parts = [
    drifts > 0 ? vscode.l10n.t('⚠ drift {0}', drifts) : '',
    grave.length > drifts ? vscode.l10n.t('⚠ {0}', grave.length - drifts) : '',
    status === 'waiting'
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
