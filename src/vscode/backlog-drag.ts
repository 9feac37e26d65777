/** Dragging missions onto a sprint of the Backlog view; the same as Move Mission to Sprint. */
import * as vscode from 'vscode';
import type { OperateByName } from './operate';
import { isMission, isSprint, type MissionTarget } from './targets';
import type { Shown } from './tree';

const KIND = 'application/vnd.code.tree.cmos.backlog';

export class BacklogDrag implements vscode.TreeDragAndDropController<Shown> {
  readonly dragMimeTypes = [KIND];
  readonly dropMimeTypes = [KIND];
  readonly #operate: OperateByName;

  constructor(operate: OperateByName) {
    this.#operate = operate;
  }

  handleDrag(rows: readonly Shown[], data: vscode.DataTransfer): void {
    const missions = rows.filter(isMission);
    if (missions.length > 0) data.set(KIND, new vscode.DataTransferItem(missions));
  }

  async handleDrop(target: Shown | undefined, data: vscode.DataTransfer): Promise<void> {
    const dragged = data.get(KIND)?.value as readonly MissionTarget[] | undefined;
    const sprint = sprintOf(target);
    if (dragged === undefined || sprint === undefined) return;
    for (const { controller, mission } of dragged)
      if (mission.sprintId !== sprint && !(await this.#operate(controller, 'move', { mission: mission.id, sprint })))
        return;
  }
}

/** The sprint of a row: its own, or the one that a mission is in. */
function sprintOf(row: Shown | undefined): string | undefined {
  if (row === undefined) return undefined;
  if (isMission(row)) return row.mission.sprintId;
  return isSprint(row) ? row.sprint.id : undefined;
}
