/** Dragging missions onto a sprint of the Backlog view; the same as Move Mission to Sprint. */
import * as vscode from 'vscode';
import type { BacklogNode, MissionNode } from './backlog-view';
import type { OperateByName } from './operate';

const KIND = 'application/vnd.code.tree.cmos.backlog';

export class BacklogDrag implements vscode.TreeDragAndDropController<BacklogNode> {
  readonly dragMimeTypes = [KIND];
  readonly dropMimeTypes = [KIND];
  readonly #operate: OperateByName;

  constructor(operate: OperateByName) {
    this.#operate = operate;
  }

  handleDrag(nodes: readonly BacklogNode[], data: vscode.DataTransfer): void {
    const missions = nodes.filter((node) => node.kind === 'mission');
    if (missions.length > 0) data.set(KIND, new vscode.DataTransferItem(missions));
  }

  async handleDrop(target: BacklogNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const dragged = data.get(KIND)?.value as readonly MissionNode[] | undefined;
    const sprint = sprintOf(target);
    if (dragged === undefined || sprint === undefined) return;
    for (const { controller, mission } of dragged)
      if (mission.sprintId !== sprint && !(await this.#operate(controller, 'move', { mission: mission.id, sprint })))
        return;
  }
}

/** The sprint of a node: its own, or the one that a mission is in. */
function sprintOf(node: BacklogNode | undefined): string | undefined {
  if (node?.kind === 'group') return node.sprint?.id;
  return node?.kind === 'mission' ? node.mission.sprintId : undefined;
}
