/** What the commands have in common: what they work with, and which root is meant. */
import * as vscode from 'vscode';
import type { CommandDeclaration } from '../../core/operations/editor-entry';
import type { Controller } from '../controller';
import type { DatabaseTexts } from '../database-text';
import type { Views } from '../view';
import type { Workspaces } from '../workspaces';
import type { Writing } from '../writing';

/** What commands work with. */
export interface Services {
  readonly workspaces: Workspaces;
  readonly views: Views;
  readonly databaseTexts: DatabaseTexts;
  readonly writing: Writing;
  readonly log: vscode.LogOutputChannel;
}

type Handler = (...parameters: never[]) => unknown;

/** A command that is not an operation: what the manifest says of it, and what it does. */
export interface EditorCommand<Needed extends Services = Services> extends CommandDeclaration {
  readonly run: (services: Needed) => Handler;
}

/** Conditions of the manifest: whether anything may be written at all, and whether there is something to write to. */
export const TRUSTED = 'isWorkspaceTrusted';
export const WRITABLE = `${TRUSTED} && cmos.hasWorkspace`;

/** The root that is meant: the only one, that of the active editor, or the one a person picks. */
export async function pickController({ workspaces }: Services): Promise<Controller | undefined> {
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

/** Does something in the root that is meant; nothing where there is none, or none was picked. */
export function inRoot(act: (services: Services, controller: Controller) => Promise<void>): EditorCommand['run'] {
  return (services) => async () => {
    const controller = await pickController(services);
    if (controller !== undefined) await act(services, controller);
  };
}
