/** Commands that say whether database and files agree. */
import * as vscode from 'vscode';
import { locate } from '../../core/findings/located';
import { driftCount, driftText, isDrift, isFault } from '../../core/findings/places';
import { toRange } from '../ranges';
import { causeOf, conditionOf } from '../status';
import type { EditorCommand, Services } from './services';

export const parityCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.validateParity',
    title: 'Validate Parity',
    icon: 'check-all',
    palette: 'cmos.hasWorkspace',
    menus: [
      { view: 'cmos.backlog', group: '4_parity@1' },
      { view: 'cmos.drift', group: '4_parity@1' },
    ],
    run: (services) => () => validateParity(services),
  },
  {
    id: 'cmos.refresh',
    title: 'Refresh',
    icon: 'refresh',
    menus: [
      { view: 'cmos.backlog', group: 'navigation@3' },
      { view: 'cmos.health', group: 'navigation@1' },
    ],
    run: (services) => () => refreshAll(services),
  },
  {
    id: 'cmos.showParity',
    title: 'Show Parity',
    icon: 'compare-changes',
    palette: 'cmos.hasWorkspace',
    run: (services) => () => showParity(services),
  },
  {
    id: 'cmos.copyParityReport',
    title: 'Copy Parity Report',
    icon: 'copy',
    palette: 'cmos.hasWorkspace',
    run: (services) => () => copyReport(services),
  },
  {
    id: 'cmos.showLog',
    title: 'Show Log',
    icon: 'output',
    run:
      ({ log }) =>
      () => {
        log.show(true);
      },
  },
];

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
  const drifts = services.workspaces.controllers.reduce(
    (sum, { state }) => sum + (state === undefined ? 0 : driftCount(state.report)),
    0,
  );
  const cause = services.workspaces.controllers.map(({ state }) => causeOf(state)).join(' ');
  if (['in-sync', 'no-database'].includes(conditionOf(controller.state)) && drifts === 0) {
    void vscode.window.showInformationMessage(cause);
    return;
  }
  const show = vscode.l10n.t('Show');
  const message = drifts === 0 ? cause : driftText(drifts);
  if ((await vscode.window.showWarningMessage(message, show)) === show) await showParity(services);
}

interface FindingItem extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

/** What can be done about the state that the indicator shows, and every place where stores differ or cannot be read. */
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
    for (const finding of state.report.findings.filter((each) => isDrift(each) || isFault(each)).slice(0, 500)) {
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
