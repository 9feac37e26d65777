/** Commands that open what is written: missions, log lines, files. */
import * as vscode from 'vscode';
import { CmosError } from '../../core/ground/errors';
import type { Mission } from '../../core/model/missions';
import { cardUri } from '../card';
import type { Controller } from '../controller';
import { explainFinding } from '../explain';
import { insightOf, displayStatusOf } from '../insight';
import { statusIcon, missionLabel } from '../display-status';
import { toRange } from '../ranges';
import { isMission, type MissionTarget } from '../targets';
import { backlog } from '../views/backlog';
import type { EditorCommand, Services } from './services';

export const missionCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.explainFinding',
    title: 'Explain Finding',
    palette: false,
    run: () => explainFinding,
  },
  {
    id: 'cmos.openBacklog',
    title: 'Open Backlog',
    icon: 'go-to-file',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.backlog', group: '3_open@1' }],
    run: (services) => () => openStore(services, 'backlog'),
  },
  {
    id: 'cmos.openSessionLog',
    title: 'Open Session Log',
    icon: 'history',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.sessions', group: 'navigation@1' }],
    run: (services) => () => openStore(services, 'sessions'),
  },
  {
    id: 'cmos.openAgents',
    title: 'Open agents.md',
    icon: 'book',
    palette: 'cmos.hasWorkspace',
    run: (services) => () => openStore(services, 'agents'),
  },
  {
    id: 'cmos.openMission',
    title: 'Open Mission',
    icon: 'go-to-file',
    palette: false,
    menus: [{ view: 'cmos.backlog', rows: ['mission'], inline: 0, group: '1_open@1' }],
    run: (services) => (node?: MissionTarget) => (node === undefined ? showMission(services) : openMission(node)),
  },
  {
    id: 'cmos.showMission',
    title: 'Show Mission…',
    icon: 'search',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.backlog', group: '1_find@2' }],
    run: (services) => () => showMission(services),
  },
  {
    id: 'cmos.revealActiveMission',
    title: 'Reveal Active Mission',
    icon: 'target',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.backlog', group: '1_find@1' }],
    run: (services) => () => revealActive(services),
  },
  {
    id: 'cmos.openLogLine',
    title: 'Open Log Line',
    icon: 'go-to-file',
    palette: false,
    run: (services) => (root: string, line: number) => openLogLine(services, root, line),
  },
];

async function openStore({ workspaces }: Services, store: 'backlog' | 'sessions' | 'agents'): Promise<void> {
  const controller = workspaces.controllerFor(vscode.window.activeTextEditor?.document.uri);
  const uri = controller?.uriOf(store);
  if (controller?.state === undefined || uri === undefined)
    throw new CmosError('operation/refused', vscode.l10n.t('There is no CMOS workspace in this window.'));
  const { path, exists } = controller.state.saved.layout.stores[store];
  if (!exists) throw new CmosError('operation/refused', vscode.l10n.t('{0} is not there.', path));
  await vscode.window.showTextDocument(uri);
}

/** Opens a mission where it is written; one that only the database has, as a page. */
async function openMission({ controller, mission }: MissionTarget): Promise<void> {
  const { state } = controller;
  const uri = controller.uriOf('backlog');
  const entry = state === undefined ? undefined : insightOf(state).model.byId.get(mission.id)?.entry;
  const at = entry?.fields.get('id')?.value;
  const text = state?.saved.backlog.state === 'read' ? state.saved.backlog.document.text : undefined;
  const range = entry === undefined ? undefined : text?.rangeOf(at?.kind === 'scalar' ? at.at : entry.at);
  if (uri !== undefined && range !== undefined) {
    await vscode.window.showTextDocument(uri, { selection: toRange(range), preserveFocus: true });
    return;
  }
  await vscode.window.showTextDocument(cardUri(controller.root, mission.id), { preview: true });
}

interface MissionItem extends vscode.QuickPickItem {
  readonly node: MissionTarget;
}

async function showMission({ workspaces }: Services): Promise<void> {
  const items = workspaces.controllers.flatMap((controller): MissionItem[] => {
    const { state } = controller;
    if (state === undefined) return [];
    const insight = insightOf(state);
    return insight.model.missions.map((mission: Mission) => ({
      label: missionLabel(mission),
      description: mission.status,
      iconPath: statusIcon(displayStatusOf(mission, insight)),
      node: { kind: 'mission', controller, mission },
    }));
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Show Mission'),
    placeHolder: vscode.l10n.t('Type an id or a part of the name'),
    matchOnDescription: true,
  });
  if (chosen !== undefined) await openMission(chosen.node);
}

/** Shows the mission that is under way, else the current one, in the tree. */
async function revealActive({ workspaces, views }: Services): Promise<void> {
  for (const kind of ['running', 'current'] as const) {
    for (const controller of workspaces.controllers) {
      const mission = controllerMission(controller, kind);
      if (mission === undefined) continue;
      await views
        .of(backlog)
        .reveal((row) => isMission(row) && row.controller === controller && row.mission.id === mission.id);
      return;
    }
  }
  void vscode.window.showInformationMessage(vscode.l10n.t('No mission is in progress or current.'));
}

function controllerMission({ state }: Controller, kind: Mission['kind']): Mission | undefined {
  return state === undefined ? undefined : insightOf(state).model.missions.find((mission) => mission.kind === kind);
}

async function openLogLine({ workspaces }: Services, root: string, line: number): Promise<void> {
  const controller = workspaces.controllers.find((each) => each.root === root);
  const uri = controller?.uriOf('sessions');
  if (uri === undefined) return;
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0), preserveFocus: true });
}
