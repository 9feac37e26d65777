/** Commands that change a workspace. */
import * as vscode from 'vscode';
import { start } from '../../core/operations/catalog/start';
import type { Operation, Parameters } from '../../core/operations/operation';
import { redoLatest, showHistory, undoChange } from '../history';
import type { Controller } from '../controller';
import { operate, type OperateOptions } from '../operate';
import { notEmpty } from '../prompts';
import type { Shown } from '../tree';
import type { Writing } from '../writing';
import { type EditorCommand, type Services, TRUSTED, WRITABLE, inRoot, pickController } from './services';

/** Runs an operation on what a row stands for, as far as it is about that; asks for the rest. From the palette there is no row. */
export function onRow(operation: Operation): EditorCommand['run'] {
  return (services) => async (row?: Partial<Pick<Shown, 'controller' | 'target'>>) => {
    const controller = row?.controller ?? (await pickController(services));
    if (controller === undefined) return;
    const target = Object.entries(row?.target ?? {}).filter(([name]) => name in operation.parameters);
    await operate(services.writing, controller, operation, Object.fromEntries(target));
  };
}

export const changeCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.history',
    title: 'Show History…',
    enablement: WRITABLE,
    menus: [{ view: 'cmos.backlog', when: 'cmos.hasWorkspace', group: '8_history@3' }],
    run: inRoot(({ writing }, controller) => showHistory(writing, controller)),
  },
  {
    id: 'cmos.undo',
    title: 'Undo Last Operation',
    enablement: WRITABLE,
    menus: [{ view: 'cmos.backlog', when: 'cmos.hasWorkspace', group: '8_history@1' }],
    run: inRoot(({ writing }, controller) => undoChange(writing, controller)),
  },
  {
    id: 'cmos.redo',
    title: 'Redo Operation',
    enablement: WRITABLE,
    menus: [{ view: 'cmos.backlog', when: 'cmos.hasWorkspace', group: '8_history@2' }],
    run: inRoot(({ writing }, controller) => redoLatest(writing, controller)),
  },
  {
    id: 'cmos.recover',
    title: 'Recover Interrupted Operation',
    enablement: WRITABLE,
    menus: [{ view: 'cmos.backlog', when: 'cmos.hasWorkspace', group: '8_history@4' }],
    run: inRoot(({ writing }, controller) => writing.recover(controller, true)),
  },
  {
    id: 'cmos.takeOver',
    title: 'Take Over Mission…',
    icon: 'person-add',
    enablement: WRITABLE,
    palette: false,
    menus: [
      { view: 'cmos.backlog', rows: ['mission'], with: ['running'], when: TRUSTED, group: '2_lifecycle@1' },
      { view: 'cmos.needs', rows: ['stale'], when: TRUSTED, inline: 1, group: '1_act@1' },
    ],
    run:
      ({ writing }) =>
      (row: Pick<Shown, 'controller' | 'target'>) =>
        takeOver(writing, row),
  },
  {
    id: 'cmos.preview.apply',
    title: 'Apply Change',
    icon: 'check',
    palette: 'cmos.previewing',
    menus: [{ when: 'cmos.previewing && activeEditor == multiDiffEditor', group: 'navigation@-20' }],
    run: (services) => () => {
      services.writing.previews.answer(true);
    },
  },
  {
    id: 'cmos.preview.discard',
    title: 'Discard Change',
    icon: 'close',
    palette: 'cmos.previewing',
    menus: [{ when: 'cmos.previewing && activeEditor == multiDiffEditor', group: 'navigation@-19' }],
    run: (services) => () => {
      services.writing.previews.answer(false);
    },
  },
  {
    id: 'cmos.applyFix',
    title: 'Apply Fix',
    enablement: TRUSTED,
    palette: false,
    run: (services) => (root: string, name: string, parameters: Parameters) =>
      applyFix(services, root, name, parameters),
  },
];

/** Asks first why: without a reason it is refused. */
async function takeOver(writing: Writing, { controller, target }: Pick<Shown, 'controller' | 'target'>): Promise<void> {
  const mission = target?.['mission'];
  if (typeof mission !== 'string') return;
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Take Over {0}', mission),
    prompt: vscode.l10n.t('Why; it is recorded in the session event'),
    validateInput: notEmpty,
    ignoreFocusOut: true,
  });
  if (reason !== undefined) await operate(writing, controller, start, { mission, takeOver: reason });
}

/** Carries out a fix of a finding. */
export async function applyFix(services: Services, root: string, name: string, parameters: Parameters): Promise<void> {
  const controller = services.workspaces.controllers.find((each) => each.root === root);
  if (controller !== undefined) await operateByName(services.writing, controller, name, parameters);
}

/** Runs the operation of a name; nothing where no operation has it. */
export async function operateByName(
  writing: Writing,
  controller: Controller,
  name: string,
  given: Parameters,
  options?: OperateOptions,
): Promise<void> {
  const operation = writing.operations.find((each) => each.name === name);
  if (operation !== undefined) await operate(writing, controller, operation, given, options);
}
