/** All commands, in one table. What is here is declared in the manifest, and the other way round; a test holds that. */
import * as vscode from 'vscode';
import { isDrift, locate } from '../core/findings/check';
import { type Mission } from '../core/model/missions';
import { TASK_COMMANDS, type TaskCommand } from '../core/guardrails/quick-tasks';
import { type Parameters } from '../core/operations/operation';
import { benchmark } from '../core/operations/benchmark';
import { OPERATIONS } from '../core/operations/registry';
import { MIRROR_STORES } from '../core/repair/mirror';
import { type Side } from '../core/repair/side';
import { type BacklogNode, type BacklogView, type MissionNode } from './backlog-view';
import { CARD_SCHEME, cardPage, cardUri } from './card';
import { type Controller } from './controller';
import { type DatabaseTexts, mirrorOf } from './database-text';
import { choicesOf, type DriftNode, type DriftView, itemsOf } from './drift-view';
import { type HealthNode } from './health-view';
import { insightOf, lookOf } from './insight';
import { iconOf, labelOf } from './look';
import { actOnNeed, decideNeed, openNeed, openPlaybook, reviewNeed, unblockNeed } from './needs-commands';
import { type NeedNode, type NeedsView } from './needs-view';
import { operate } from './operate';
import { initHere } from './init';
import { toRange } from './ranges';
import { type SessionNode, type SessionsView } from './sessions-view';
import { compareSnapshot, snapshotHere } from './snapshots';
import { causeOf, conditionOf } from './status';
import { type Tasks } from './tasks';
import { type TestExplorer } from './test-explorer';
import { type Workspaces } from './workspaces';
import { type Writing } from './writing';

/** What commands work with. */
export interface Services {
  readonly workspaces: Workspaces;
  readonly backlog: BacklogView;
  readonly sessions: SessionsView;
  readonly drift: DriftView;
  readonly databaseTexts: DatabaseTexts;
  readonly needs: NeedsView;
  readonly writing: Writing;
  readonly tasks: Tasks;
  readonly tests: TestExplorer;
  readonly log: vscode.LogOutputChannel;
}

type Handler = (...parameters: never[]) => unknown;

/** A command for each operation: from the palette, or on a mission of the tree. */
const OPERATION_COMMANDS: Readonly<Record<string, (services: Services) => Handler>> = Object.fromEntries(
  OPERATIONS.map((operation) => [
    `cmos.${operation.name}`,
    (services: Services) => async (node?: MissionNode) => {
      const mission = node?.kind === 'mission' ? node : undefined;
      const controller = mission?.controller ?? (await pickController(services));
      if (controller === undefined) return;
      const given = mission === undefined ? {} : { mission: mission.mission.id };
      await operate(services.writing, controller, operation, given);
    },
  ]),
);

/** A command for each of the playbook's quick commands: runs it as `cmos` does. */
const TASK_COMMAND_HANDLERS: Readonly<Record<string, (services: Services) => Handler>> = Object.fromEntries(
  TASK_COMMANDS.map((command) => [
    `cmos.task.${command}`,
    (services: Services) => () => runTask(services, ({ definition }) => isOurs(definition, command)),
  ]),
);

/** A handler for each command. */
export const COMMANDS: Readonly<Record<string, (services: Services) => Handler>> = {
  ...OPERATION_COMMANDS,
  ...TASK_COMMAND_HANDLERS,
  'cmos.task': (services) => () => runTask(services),
  'cmos.validateParity': (services) => () => validateParity(services),
  'cmos.refresh': (services) => () => refreshAll(services),
  'cmos.showParity': (services) => () => showParity(services),
  'cmos.copyParityReport': (services) => () => copyReport(services),
  'cmos.openBacklog': (services) => () => openStore(services, 'backlog'),
  'cmos.openSessionLog': (services) => () => openStore(services, 'sessions'),
  'cmos.openAgents': (services) => () => openStore(services, 'agents'),
  'cmos.preview.apply': (services) => () => {
    services.writing.previews.settle(true);
  },
  'cmos.preview.discard': (services) => () => {
    services.writing.previews.settle(false);
  },
  'cmos.openMission': (services) => (node?: MissionNode) =>
    node === undefined ? showMission(services) : openMission(node),
  'cmos.showMission': (services) => () => showMission(services),
  'cmos.revealActiveMission': (services) => () => revealActive(services),
  'cmos.openLogLine': (services) => (root: string, line: number) => openLogLine(services, root, line),
  'cmos.undo': (services) => async () => {
    const controller = await pickController(services);
    if (controller !== undefined) await services.writing.undo(controller);
  },
  'cmos.redo': (services) => async () => {
    const controller = await pickController(services);
    if (controller !== undefined) await services.writing.redo(controller);
  },
  'cmos.recover': (services) => async () => {
    const controller = await pickController(services);
    if (controller !== undefined) await services.writing.recover(controller, true);
  },
  'cmos.applyFix': (services) => (root: string, name: string, parameters: Parameters) =>
    applyFix(services, root, name, parameters),
  'cmos.drift.takeDatabase': (services) => (node: DriftNode, selected?: readonly DriftNode[]) =>
    takeSide(services, node, selected, 'database'),
  'cmos.drift.takeFile': (services) => (node: DriftNode, selected?: readonly DriftNode[]) =>
    takeSide(services, node, selected, 'files'),
  'cmos.drift.compare': (services) => async (node: DriftNode) => {
    const mirror = mirrorOf(node.kind === 'group' ? node.store : node.finding.place.store);
    if (mirror !== undefined) await services.databaseTexts.compare(node.controller, mirror);
  },
  'cmos.compareWithDatabase': (services) => (root?: unknown, store?: unknown) =>
    compareWithDatabase(services, root, store),
  'cmos.init': (services) => () => initHere(services),
  'cmos.snapshot': (services) => async () => {
    const controller = await pickController(services);
    if (controller !== undefined) await snapshotHere(services.writing, controller);
  },
  'cmos.compareSnapshot': (services) => async () => {
    const controller = await pickController(services);
    if (controller !== undefined) await compareSnapshot(services.writing, controller);
  },
  'cmos.showLog':
    ({ log }) =>
    () => {
      log.show(true);
    },
  'cmos.needs.open': onNeed(openNeed),
  'cmos.needs.retry': onNeed((writing, node) => actOnNeed(writing, node, 'retry')),
  'cmos.needs.plain': onNeed((writing, node) => actOnNeed(writing, node, 'plain')),
  'cmos.needs.block': onNeed((writing, node) => actOnNeed(writing, node, 'block')),
  'cmos.needs.showLog': onNeed((writing, node) => actOnNeed(writing, node, 'log')),
  'cmos.needs.review': onNeed(reviewNeed),
  'cmos.needs.unblock': onNeed(unblockNeed),
  'cmos.health.updateBenchmark': (services) => async (node: HealthNode) => {
    if (node.kind === 'benchmark')
      await operate(services.writing, node.controller, benchmark, { benchmark: node.benchmark.name });
  },
  'cmos.needs.playbook': () => (node: NeedNode) => openPlaybook(node),
  'cmos.needs.decide': onNeed(decideNeed),
  'cmos.backlog.groupBySprint':
    ({ backlog }) =>
    () => {
      backlog.group('sprint');
    },
  'cmos.backlog.groupByStatus':
    ({ backlog }) =>
    () => {
      backlog.group('status');
    },
  'cmos.backlog.filter': (services) => () => filterBacklog(services),
  'cmos.backlog.clearFilter':
    ({ backlog }) =>
    () => {
      backlog.setFilter('');
    },
  'cmos.backlog.showMore':
    ({ backlog }) =>
    (node: BacklogNode) => {
      backlog.showMore(node);
    },
  'cmos.sessions.groupByDay':
    ({ sessions }) =>
    () => {
      sessions.group('day');
    },
  'cmos.sessions.groupByMission':
    ({ sessions }) =>
    () => {
      sessions.group('mission');
    },
  'cmos.sessions.groupByAgent':
    ({ sessions }) =>
    () => {
      sessions.group('agent');
    },
  'cmos.sessions.showMore':
    ({ sessions }) =>
    (node: SessionNode) => {
      sessions.showMore(node);
    },
};

/** A command on a row of Needs You. */
function onNeed(act: (writing: Writing, node: NeedNode) => Promise<void>): (services: Services) => Handler {
  return ({ writing }) =>
    async (node?: NeedNode) => {
      if (node?.kind === 'need') await act(writing, node);
    };
}

/** Registers every command. An error becomes a message, and its details go to the log. */
export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries(COMMANDS).map(([id, make]) => {
    const handler = make(services) as (...parameters: unknown[]) => unknown;
    return vscode.commands.registerCommand(id, async (...parameters: unknown[]) => {
      try {
        return await handler(...parameters);
      } catch (error) {
        services.log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        const show = vscode.l10n.t('Show Log');
        const chosen = await vscode.window.showErrorMessage(
          error instanceof Error ? error.message : String(error),
          show,
        );
        if (chosen === show) services.log.show();
        return undefined;
      }
    });
  });
  const cards = vscode.workspace.registerTextDocumentContentProvider(CARD_SCHEME, {
    provideTextDocumentContent: (uri) => cardOf(services, uri),
  });
  return vscode.Disposable.from(...registered, cards);
}

/** Carries out a fix of a finding. */
async function applyFix(services: Services, root: string, name: string, parameters: Parameters): Promise<void> {
  const controller = services.workspaces.controllers.find((each) => each.root === root);
  const operation = OPERATIONS.find((each) => each.name === name);
  if (controller !== undefined && operation !== undefined)
    await operate(services.writing, controller, operation, parameters);
}

/** Mends what is selected in the Drift view from one side, as one change. */
async function takeSide(
  services: Services,
  node: DriftNode,
  selected: readonly DriftNode[] | undefined,
  side: Side,
): Promise<void> {
  const items = itemsOf(node, selected).filter(({ controller }) => controller === node.controller);
  await applyFix(services, node.controller.root, 'repair', { choices: choicesOf(items, side) });
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
        MIRROR_STORES.map((each) => ({ label: stores[each].path, mirror: each })),
        { title: vscode.l10n.t('Compare with the Database'), placeHolder: vscode.l10n.t('Which file?') },
      )
    )?.mirror;
  if (mirror !== undefined) await databaseTexts.compare(controller, mirror);
}

function cardOf({ workspaces }: Services, uri: vscode.Uri): string {
  const { root, mission: id } = JSON.parse(uri.query) as { root: string; mission: string };
  const state = workspaces.controllers.find((each) => each.root === root)?.state;
  const mission = state === undefined ? undefined : insightOf(state).model.byId.get(id);
  return state === undefined || mission === undefined
    ? vscode.l10n.t('There is no mission {0} any more.', id)
    : cardPage(mission, state);
}

async function refreshAll({ workspaces }: Services): Promise<void> {
  await vscode.window.withProgress({ location: { viewId: 'cmos.backlog' } }, () => workspaces.scan());
}

/** Checks anew, and says what came of it: the person asked (playbook, "Context Intake", step 2). */
async function validateParity(services: Services): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('CMOS: checking parity') },
    () => Promise.all(services.workspaces.controllers.map((controller) => controller.refreshNow())),
  );
  const [controller] = services.workspaces.controllers;
  if (controller?.state === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no CMOS workspace in this window.'));
    return;
  }
  const drifts = services.workspaces.controllers.flatMap(
    ({ state }) => state?.report.findings.filter(isDrift) ?? [],
  ).length;
  const cause = services.workspaces.controllers.map(({ state }) => causeOf(state)).join(' ');
  if (conditionOf(controller.state) === 'in-sync' && drifts === 0) {
    void vscode.window.showInformationMessage(cause);
    return;
  }
  const show = vscode.l10n.t('Show');
  const message = drifts === 0 ? cause : vscode.l10n.t('Database and files differ in {0} places.', drifts);
  if ((await vscode.window.showWarningMessage(message, show)) === show) await showParity(services);
}

interface FindingItem extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

/** What can be done about the state that the indicator shows, and every place where stores differ. */
async function showParity({ workspaces, log }: Services): Promise<void> {
  const command = (icon: string, label: string, id: string): FindingItem => ({
    label: `$(${icon}) ${label}`,
    run: () => vscode.commands.executeCommand(id),
  });
  const items: FindingItem[] = [
    command('refresh', vscode.l10n.t('Check again'), 'cmos.validateParity'),
    ...(workspaces.controllers.some(({ state }) => state?.report.findings.some(isDrift) === true)
      ? [
          command('diff', vscode.l10n.t('Show in the Drift view'), 'cmos.drift.focus'),
          command('wrench', vscode.l10n.t('Repair…'), 'cmos.repair'),
        ]
      : []),
    command('list-unordered', vscode.l10n.t('Show in Problems'), 'workbench.actions.view.problems'),
    command('copy', vscode.l10n.t('Copy the report'), 'cmos.copyParityReport'),
    {
      label: `$(output) ${vscode.l10n.t('Show the log')}`,
      run: () => {
        log.show();
      },
    },
  ];
  for (const controller of workspaces.controllers) {
    const { state } = controller;
    if (state === undefined) continue;
    items.push({ label: causeOf(state), kind: vscode.QuickPickItemKind.Separator, run: () => undefined });
    for (const finding of state.report.findings.filter(isDrift).slice(0, 500)) {
      const { message, file, range } = locate(state.saved, finding);
      items.push({
        label: message,
        description: range === undefined ? file : `${file}:${range.start.line + 1}`,
        run: async () => {
          const uri = controller.uriOfPlace(finding.place);
          if (uri !== undefined && range !== undefined)
            await vscode.window.showTextDocument(uri, { selection: toRange(range) });
        },
      });
    }
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('CMOS parity'),
    placeHolder: vscode.l10n.t('Choose what to do, or a place to go to'),
    matchOnDescription: true,
  });
  await chosen?.run();
}

async function copyReport({ workspaces }: Services): Promise<void> {
  const lines = workspaces.controllers.flatMap(({ root, state }) => {
    if (state === undefined) return [];
    const found = state.report.findings.map((finding) => {
      const { file, range, message } = locate(state.saved, finding);
      return `${range === undefined ? file : `${file}:${range.start.line + 1}:${range.start.character + 1}`}: ${finding.severity} ${finding.code}: ${message}`;
    });
    return [`${root} (${state.saved.profile.name}): ${state.report.verdict}`, ...found, ''];
  });
  await vscode.env.clipboard.writeText(lines.join('\n'));
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(copy) Parity report copied'), 3000);
}

async function openStore({ workspaces }: Services, store: 'backlog' | 'sessions' | 'agents'): Promise<void> {
  const controller = workspaces.controllerFor(vscode.window.activeTextEditor?.document.uri);
  const uri = controller?.uriOf(store);
  if (controller?.state === undefined || uri === undefined)
    throw new Error(vscode.l10n.t('There is no CMOS workspace in this window.'));
  const { path, exists } = controller.state.saved.layout.stores[store];
  if (!exists) throw new Error(vscode.l10n.t('{0} is not there.', path));
  await vscode.window.showTextDocument(uri);
}

/** Opens a mission where it is written; one that only the database has, as a page. */
async function openMission({ controller, mission }: MissionNode): Promise<void> {
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
  readonly node: MissionNode;
}

async function showMission({ workspaces, backlog }: Services): Promise<void> {
  const items = workspaces.controllers.flatMap((controller): MissionItem[] => {
    const { state } = controller;
    if (state === undefined) return [];
    const insight = insightOf(state);
    return insight.model.missions.map((mission: Mission) => ({
      label: labelOf(mission),
      description: mission.status,
      iconPath: iconOf(lookOf(mission, insight)),
      node: backlog.nodeOf(controller, mission),
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
async function revealActive({ workspaces, backlog }: Services): Promise<void> {
  for (const kind of ['running', 'current'] as const) {
    for (const controller of workspaces.controllers) {
      const mission = controllerMission(controller, kind);
      if (mission === undefined) continue;
      await backlog.view.reveal(backlog.nodeOf(controller, mission), { select: true, focus: true });
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

async function filterBacklog({ backlog }: Services): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter the backlog'),
    prompt: vscode.l10n.t('A part of an id, name, status or sprint'),
    value: backlog.filter,
  });
  if (text !== undefined) backlog.setFilter(text);
}

function isOurs(definition: vscode.TaskDefinition, command: TaskCommand): boolean {
  return definition['command'] === command && definition['own'] !== true;
}

/** Runs a task: the one that is meant, else one that a person picks. */
async function runTask(services: Services, isMeant?: (task: vscode.Task) => boolean): Promise<void> {
  const controller = await pickController(services);
  if (controller === undefined) throw new Error(vscode.l10n.t('There is no CMOS workspace in this window.'));
  const offered = await services.tasks.tasksOf(controller);
  const task =
    isMeant === undefined
      ? (
          await vscode.window.showQuickPick(
            offered.map((each) => ({ label: each.name, description: each.detail ?? '', task: each })),
            { title: vscode.l10n.t('Run Task'), placeHolder: vscode.l10n.t('Which task?'), matchOnDescription: true },
          )
        )?.task
      : offered.find(isMeant);
  if (task !== undefined) await vscode.tasks.executeTask(task);
  else if (isMeant !== undefined)
    throw new Error(
      vscode.workspace.isTrusted
        ? vscode.l10n.t('This task cannot be run in {0}.', controller.root)
        : vscode.l10n.t('This task changes the workspace; it was not run, since this folder is not trusted.'),
    );
}

/** The root that is meant: the only one, that of the active editor, or the one a person picks. */
async function pickController({ workspaces }: Services): Promise<Controller | undefined> {
  const { controllers } = workspaces;
  const uri = vscode.window.activeTextEditor?.document.uri;
  const active = controllers.find((controller) => uri !== undefined && controller.storeOf(uri) !== undefined);
  if (controllers.length < 2 || active !== undefined) return active ?? controllers[0];
  const picked = await vscode.window.showQuickPick(
    controllers.map((controller) => ({ label: controller.name, description: controller.root, controller })),
    { placeHolder: vscode.l10n.t('Which CMOS workspace?') },
  );
  return picked?.controller;
}
