/** The playbook's quick commands, run as tasks. */
import * as vscode from 'vscode';
import { CmosError } from '../../core/ground/errors';
import type { WingServices } from './doors';
import { TASK_COMMANDS, type TaskCommand } from '../quick-tasks';
import { type EditorCommand, pickController, WRITABLE } from '../../vscode/commands/services';

const TITLES: Readonly<Record<TaskCommand, string>> = {
  parity: 'Validate Parity',
  seed: 'Seed SQLite',
  integration: 'Integration Suite',
  references: 'Guardrail References',
  backlog: 'Inspect Backlog',
};

export const taskCommands: readonly EditorCommand<WingServices>[] = [
  { id: 'cmos.task', title: 'Run Task…', enablement: WRITABLE, run: (services) => () => runTask(services) },
  ...TASK_COMMANDS.map((command): EditorCommand<WingServices> => ({
    id: `cmos.task.${command}`,
    title: `Run Task: ${TITLES[command]}`,
    enablement: WRITABLE,
    run: (services) => () => runTask(services, ({ definition }) => isOurs(definition, command)),
  })),
];

function isOurs(definition: vscode.TaskDefinition, command: TaskCommand): boolean {
  return definition['command'] === command && definition['own'] !== true;
}

/** Runs a task: the one that is meant, else one that a person picks. */
async function runTask(services: WingServices, isMeant?: (task: vscode.Task) => boolean): Promise<void> {
  const controller = await pickController(services);
  if (controller === undefined)
    throw new CmosError('operation/refused', vscode.l10n.t('There is no CMOS workspace in this window.'));
  const offered = await (await services.wing()).tasks.tasksOf(controller);
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
    throw new CmosError(
      'operation/refused',
      vscode.workspace.isTrusted
        ? vscode.l10n.t('This task cannot be run in {0}.', controller.root)
        : vscode.l10n.t('This task changes the workspace; it was not run, since this folder is not trusted.'),
    );
}
