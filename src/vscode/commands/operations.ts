/** Commands that change a workspace. */
import type { Operation, Parameters } from '../../core/operations/operation';
import { redoLatest, showHistory, undoChange } from '../history';
import type { Controller } from '../controller';
import { operate, type OperateOptions } from '../operate';
import type { MissionTarget } from '../targets';
import type { Writing } from '../writing';
import { type Commands, inRoot, pickController, type Services } from './services';

/** A command for each operation: from the palette, or on a mission of the tree. */
export function eachOperation(operations: readonly Operation[]): Commands {
  return Object.fromEntries(
    operations.map((operation) => [
      `cmos.${operation.name}`,
      (services: Services) => async (node?: MissionTarget) => {
        const mission = node?.kind === 'mission' ? node : undefined;
        const controller = mission?.controller ?? (await pickController(services));
        if (controller === undefined) return;
        const given = mission === undefined ? {} : { mission: mission.mission.id };
        await operate(services.writing, controller, operation, given);
      },
    ]),
  );
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
