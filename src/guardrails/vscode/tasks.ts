/** The playbook's quick commands as tasks of the editor: as `cmos` does each, and the workspace's own script where it has one. */
import path from 'node:path';
import * as vscode from 'vscode';
import { CmosError } from '../../core/ground/errors';
import { ownScript, type Programs, runnable, usualPrograms } from '../own-scripts';
import { type QuickTask, quickTasks } from '../quick-tasks';
import type { Script } from '../../core/ground/scripts';
import type { Controller } from '../../vscode/controller';
import { pythonSetting } from '../../vscode/acting-settings';
import { type CmosTaskDefinition, TASK_TYPE } from './task-definition';
import { TaskTerminal } from './task-terminal';
import type { Workspaces } from '../../vscode/workspaces';

export class Tasks implements vscode.TaskProvider, vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #bundleFolder: string;
  readonly #terminals = new Set<TaskTerminal>();

  constructor(workspaces: Workspaces, bundleFolder: string) {
    this.#workspaces = workspaces;
    this.#bundleFolder = bundleFolder;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    await this.#workspaces.whenReady();
    const all = await Promise.all(this.#workspaces.controllers.map((controller) => this.tasksOf(controller)));
    return all.flat();
  }

  /** A task of `tasks.json`, which says what is meant, and not how it is run. */
  async resolveTask({ definition, scope }: vscode.Task): Promise<vscode.Task | undefined> {
    await this.#workspaces.whenReady();
    const { command, own = false, root } = definition as CmosTaskDefinition;
    const folder = typeof scope === 'object' ? scope : undefined;
    for (const controller of this.#workspaces.controllers) {
      if (folder !== undefined && controller.folder?.index !== folder.index) continue;
      if (root !== undefined && root !== relativeRoot(controller)) continue;
      const found = (await this.#offered(controller)).find((each) => each.command === command && each.own === own);
      // The very definition that was given: the editor knows the task by it.
      if (found !== undefined) return this.#taskOf(controller, found, definition);
    }
    return undefined;
  }

  /** The tasks of one root: ours, and the workspace's own where it is trusted. */
  async tasksOf(controller: Controller): Promise<vscode.Task[]> {
    return (await this.#offered(controller)).map((each) => this.#taskOf(controller, each));
  }

  async #offered(controller: Controller): Promise<readonly QuickTask[]> {
    // Programs cannot work in a folder that is on no disk of theirs.
    if (!controller.onDisk) return [];
    const { isTrusted: trusted } = vscode.workspace;
    return quickTasks(controller, { trusted, programs: programs() });
  }

  #taskOf(
    controller: Controller,
    quick: QuickTask,
    definition: vscode.TaskDefinition = this.#define(controller, quick),
  ) {
    const task = new vscode.Task(
      definition,
      controller.folder ?? vscode.TaskScope.Workspace,
      nameOf(quick, this.#several ? controller.name : undefined),
      TASK_TYPE,
      // Not a ProcessExecution: in a terminal of Windows the editor's program, told to be Node, has no console to print to.
      // A process of ours with pipes prints on every system, runs where the extension host runs (so in a remote window
      // beside the files), and whether it may run is asked in the moment in which it begins.
      new vscode.CustomExecution(() =>
        Promise.resolve(this.#open(new TaskTerminal(() => this.#script(controller, quick), lineOf(quick)))),
      ),
      matchersOf(controller, quick),
    );
    task.detail = lineOf(quick);
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Dedicated,
      clear: true,
    };
    if (quick.command === 'integration') task.group = vscode.TaskGroup.Test;
    return task;
  }

  /** A terminal that is ended with the editor at the latest. */
  #open(terminal: TaskTerminal): TaskTerminal {
    this.#terminals.add(terminal);
    terminal.onDidClose(() => this.#terminals.delete(terminal));
    return terminal;
  }

  #define(controller: Controller, { command, own }: QuickTask): CmosTaskDefinition {
    const root = this.#several ? relativeRoot(controller) : undefined;
    return { type: TASK_TYPE, command, ...(own ? { own } : {}), ...(root === undefined ? {} : { root }) };
  }

  get #several(): boolean {
    return this.#workspaces.controllers.length > 1;
  }

  /** What is run: looked for again, since the workspace may have changed since the task was offered. */
  async #script(controller: Controller, quick: QuickTask): Promise<Script> {
    if (quick.own) {
      const script = await ownScript(controller, quick.script.command, programs());
      if (script === undefined)
        throw new CmosError('operation/refused', vscode.l10n.t('{0} is not there any more.', quick.script.path));
      return { ...runnable(script, vscode.workspace.isTrusted), timeout: LONGEST };
    }
    const python = pythonSetting();
    return {
      program: process.execPath,
      arguments: [path.join(this.#bundleFolder, 'cli.js'), ...quick.words, '--root', controller.root],
      folder: controller.root,
      timeout: LONGEST,
      // In an editor the running program is the editor: this makes it be Node.
      environment: {
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: '',
        NODE_NO_WARNINGS: '1',
        ...(python === undefined ? {} : { CMOS_PYTHON: python }),
      },
    };
  }

  dispose(): void {
    for (const terminal of this.#terminals) terminal.close();
  }
}

/** A task has no limit but the person who watches it; this is what a timer can count, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

function programs(): Programs {
  const usual = usualPrograms(process.platform);
  return { ...usual, python: pythonSetting() ?? usual.python };
}

/** As the task is listed; with the root's name where there are several. */
function nameOf(quick: QuickTask, root: string | undefined): string {
  const more = [...(quick.own ? [quick.script.path] : []), ...(root === undefined ? [] : [root])];
  return more.length === 0 ? quick.title : `${quick.title} (${more.join(', ')})`;
}

/** What is being run, for people. */
function lineOf(quick: QuickTask): string {
  return quick.own ? [quick.script.program, ...quick.script.arguments].join(' ') : ['cmos', ...quick.words].join(' ');
}

/**
 * Which lines are problems. Findings about the stores and the documents are in the Problems already, live: their tasks have
 * no matcher, or everything would stand there twice.
 */
function matchersOf(controller: Controller, quick: QuickTask): string[] {
  const names = quick.own ? ['cmos-script'] : quick.command === 'integration' ? ['cmos', 'cmos-tests'] : [];
  const below = relativeTo(controller, quick.own ? quick.script.folder : controller.root);
  // A matcher's folder is fixed in the manifest, which has one for each place where roots are found by themselves.
  if (below === '') return names.map((name) => `$${name}`);
  return below === 'cmos' ? names.map((name) => `$${name}-nested`) : [];
}

/** Where a root is in its folder; empty for the folder itself. */
function relativeRoot(controller: Controller): string | undefined {
  return relativeTo(controller, controller.root);
}

function relativeTo({ folder }: Controller, root: string): string | undefined {
  return folder === undefined ? undefined : path.relative(folder.uri.fsPath, root).split(path.sep).join('/');
}
