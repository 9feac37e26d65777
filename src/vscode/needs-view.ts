/** The Needs You view: what waits for a person, with what can be done about it. It is there only while something does. */
import * as vscode from 'vscode';
import { actionsOf } from '../core/escalation/incident';
import { incidentDetails, headlineOf } from '../core/escalation/messages';
import type { Need } from '../core/escalation/needs';
import { part } from '../core/ground/parts';
import { oneLine } from '../core/ground/printable';
import { Coalescer } from './coalesce';
import type { Controller } from './controller';
import { row, Tree } from './tree';
import type { Workspaces } from './workspaces';

export interface NeedNode {
  readonly kind: 'need';
  readonly controller: Controller;
  readonly need: Need;
}

interface DetailNode {
  readonly kind: 'detail';
  readonly controller: Controller;
  readonly parent: NeedNode;
  readonly text: string;
  readonly index: number;
}

type Node = NeedNode | DetailNode;

/** Both in milliseconds. */
const AFTER_CHANGE = 30;
const LONGEST_WAIT = 300;

const ICONS: Readonly<Record<Need['kind'], readonly [icon: string, colour: string]>> = {
  incident: ['error', 'list.errorForeground'],
  review: ['eye', 'list.warningForeground'],
  blocked: ['circle-slash', 'charts.red'],
  decision: ['law', 'charts.blue'],
};

export class NeedsView extends Tree<Node> {
  readonly #log: vscode.LogOutputChannel;
  readonly #reader = new Coalescer(() => this.#read(), AFTER_CHANGE, LONGEST_WAIT);
  #nodes: readonly NeedNode[] = [];
  #checkedAt: string | undefined;

  constructor(workspaces: Workspaces, log: vscode.LogOutputChannel) {
    super(workspaces, 'cmos.needs', { showCollapseAll: false });
    this.#log = log;
    this.own(this.#reader);
  }

  /** Every look at the files may have seen something new; typing has not. */
  protected override savedChanged(): void {
    const checkedAt = this.workspaces.controllers
      .map(({ root, state }) => `${root} ${state?.checkedAt ?? ''}`)
      .join('\n');
    if (checkedAt === this.#checkedAt) return;
    this.#checkedAt = checkedAt;
    this.#reader.request();
  }

  async #read(): Promise<void> {
    try {
      const read = await Promise.all(this.workspaces.controllers.map((controller) => this.#needsOf(controller)));
      this.#nodes = read.flat();
      this.update();
    } catch (error) {
      this.#log.error(String(error));
    }
  }

  async #needsOf(controller: Controller): Promise<readonly NeedNode[]> {
    const saved = controller.state?.saved;
    if (saved === undefined) return [];
    const { needsOf } = await part(import('./needs'));
    return (await needsOf(controller.root, saved)).map((need) => ({ kind: 'need', controller, need }));
  }

  protected content(): readonly unknown[] {
    return this.#nodes.flatMap(({ controller, need }) => [
      controller.root,
      idOf(need),
      headlineOf(need),
      ...incidentDetails(need),
    ]);
  }

  protected override redraw(): void {
    const count = this.#nodes.length;
    void vscode.commands.executeCommand('setContext', 'cmos.needsYou', count > 0);
    // No badge: the container's counts drift, and one number for both would say neither.
    this.view.description = count === 0 ? '' : String(count);
    super.redraw();
  }

  protected override top(): NeedNode[] {
    return [...this.#nodes];
  }

  protected rowsOf(): NeedNode[] {
    return this.top();
  }

  protected childrenOf(node: Node): Node[] {
    if (node.kind === 'detail') return [];
    const { controller, need } = node;
    return incidentDetails(need).map((text, index) => ({ kind: 'detail', controller, parent: node, text, index }));
  }

  protected keyOf(node: Node): string {
    return node.kind === 'detail' ? `${idOf(node.parent.need)}\n${node.index}` : idOf(node.need);
  }

  protected itemOf(node: Node): vscode.TreeItem {
    if (node.kind === 'detail') {
      const item = new vscode.TreeItem(node.text);
      item.tooltip = node.text;
      return item;
    }
    const { controller, need } = node;
    const label = oneLine(headlineOf(need));
    const [icon, colour] = ICONS[need.kind];
    const item = row(label, icon, incidentDetails(need).length > 0 ? false : undefined, colour);
    item.contextValue = [need.kind, ...(need.kind === 'incident' ? actionsOf(need.incident) : [])].join(';');
    item.tooltip = [label, ...incidentDetails(need)].join('\n');
    if (this.workspaces.controllers.length > 1) item.description = controller.name;
    item.command = { command: 'cmos.needs.open', title: vscode.l10n.t('Open'), arguments: [node] };
    return item;
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
