/** Commands that look at drift, and mend it. */
import * as vscode from 'vscode';
import { MIRRORS } from '../../core/workspace/settings';
import type { Side } from '../../core/ground/side';
import { itemOf } from '../../core/repair/items';
import { mirrorOf } from '../database-text';
import { type DriftTarget, selectedFindings } from '../views/drift';
import { applyFix } from './operations';
import { type EditorCommand, type Services, TRUSTED, pickController } from './services';

export const driftCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.drift.takeDatabase',
    title: 'Take the Database’s Value',
    icon: 'database',
    enablement: TRUSTED,
    palette: false,
    menus: [{ view: 'cmos.drift', rows: ['drift', 'driftGroup'], inline: 2, group: '1_take@1' }],
    run: (services) => (node: DriftTarget, selected?: readonly DriftTarget[]) =>
      takeSide(services, node, selected, 'database'),
  },
  {
    id: 'cmos.drift.takeFile',
    title: 'Take the File’s Value',
    icon: 'file',
    enablement: TRUSTED,
    palette: false,
    menus: [{ view: 'cmos.drift', rows: ['drift', 'driftGroup'], inline: 3, group: '1_take@2' }],
    run: (services) => (node: DriftTarget, selected?: readonly DriftTarget[]) =>
      takeSide(services, node, selected, 'files'),
  },
  {
    id: 'cmos.drift.compare',
    title: 'Compare File with Database',
    icon: 'diff',
    palette: false,
    menus: [{ view: 'cmos.drift', rows: ['drift', 'driftGroup'], inline: 1, group: '2_compare@1' }],
    run: (services) => async (node: DriftTarget) => {
      const mirror = mirrorOf(node.store);
      if (mirror !== undefined) await services.databaseTexts.compare(node.controller, mirror);
    },
  },
  {
    id: 'cmos.compareWithDatabase',
    title: 'Compare File with Database',
    icon: 'diff',
    palette: 'cmos.hasWorkspace',
    run: (services) => (root?: unknown, store?: unknown) => compareWithDatabase(services, root, store),
  },
];

/** Mends what is selected in the Drift view from one side, as one change. */
async function takeSide(
  services: Services,
  node: DriftTarget,
  selected: readonly DriftTarget[] | undefined,
  side: Side,
): Promise<void> {
  const only = selectedFindings(node, selected).flatMap((finding) => itemOf(finding) ?? []);
  await applyFix(services, node.controller.root, 'repair', { take: side, only });
}

/** From a quick fix with the root and the store; from the palette with the file that is open, else after asking. */
async function compareWithDatabase(services: Services, root: unknown, store: unknown): Promise<void> {
  const { workspaces, databaseTexts } = services;
  const open = vscode.window.activeTextEditor?.document.uri;
  const controller =
    workspaces.controllers.find((each) => each.root === root) ??
    workspaces.controllers.find((each) => open !== undefined && each.storeOf(open) !== undefined) ??
    (await pickController(services));
  if (controller?.state === undefined) return;
  const { stores } = controller.state.saved.layout;
  const own = typeof store === 'string' ? store : open === undefined ? undefined : controller.storeOf(open);
  const mirror =
    mirrorOf(own ?? '') ??
    (
      await vscode.window.showQuickPick(
        MIRRORS.map((each) => ({ label: stores[each].path, mirror: each })),
        { title: vscode.l10n.t('Compare with the Database'), placeHolder: vscode.l10n.t('Which file?') },
      )
    )?.mirror;
  if (mirror !== undefined) await databaseTexts.compare(controller, mirror);
}
