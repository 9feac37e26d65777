/** Commands that change a workspace. */
import type { Operation, Parameters } from '../../core/operations/operation';
import { redoLatest, showHistory, undoChange } from '../history';
import type { Controller } from '../controller';
import { operate, type OperateOptions } from '../operate';
import type { Shown } from '../tree';
import type { Writing } from '../writing';
import { type Commands, inRoot, pickController, type Services } from './services';

/** A command for each operation: from the palette, or on a row of any view. */
export function eachOperation(operations: readonly Operation[]): Commands {
  return Object.fromEntries(operations.map((operation) => [`cmos.${operation.name}`, onRow(operation)]));
}

/** Runs an operation on what a row stands for, as far as it is about that; asks for the rest. */
export function onRow(operation: Operation): Commands[string] {
  return (services) => async (row?: Partial<Pick<Shown, 'controller' | 'target'>>) => {
    const controller = row?.controller ?? (await pickController(services));
    if (controller === undefined) return;
    const target = Object.entries(row?.target ?? {}).filter(([name]) => name in operation.parameters);
    await operate(services.writing, controller, operation, Object.fromEntries(target));
  };
}

export const changeCommands: Commands = {
  'cmos.history': inRoot(({ writing }, controller) => showHistory(writing, controller)),
  'cmos.undo': inRoot(({ writing }, controller) => undoChange(writing, controller)),
  'cmos.redo': inRoot(({ writing }, controller) => redoLatest(writing, controller)),
  'cmos.recover': inRoot(({ writing }, controller) => writing.recover(controller, true)),
  'cmos.preview.apply': (services) => () => {
    services.writing.previews.answer(true);
  },
  'cmos.preview.discard': (services) => () => {
    services.writing.previews.answer(false);
  },
  'cmos.applyFix': (services) => (root: string, name: string, parameters: Parameters) =>
    applyFix(services, root, name, parameters),
};

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
