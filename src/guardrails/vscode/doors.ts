/** The wing's doors in the editor: what must be there from the start. Behind them is what is loaded once it is needed. */
import * as vscode from 'vscode';
import { onDemand, part } from '../../core/ground/parts';
import type { Services } from '../../vscode/commands/services';
import { showFailure } from '../../vscode/failures';
import type { HealthSection } from '../../vscode/health-section';
import { TASK_TYPE } from './task-definition';
import type { Surroundings, Wing } from './wing';

/** What the wing's commands work with. */
export interface WingServices extends Services {
  readonly wing: () => Promise<Wing>;
}

/** The first look at a root comes before it, in milliseconds. */
const AFTER_LOOK = 200;

export class Doors implements vscode.Disposable {
  readonly #coverageChanged = new vscode.EventEmitter<void>();
  readonly #tasks: vscode.Disposable;
  readonly #looked: vscode.Disposable;
  readonly #surroundings: Surroundings;
  #loaded: Wing | undefined;
  #disposed = false;

  /** All that is behind the doors. */
  readonly wing = onDemand(() => this.#load());

  /** What the wing shows in the Health view. */
  readonly sections: readonly HealthSection[] = [
    {
      key: 'coverage',
      title: vscode.l10n.t('OWASP coverage'),
      icon: 'shield',
      onDidChange: this.#coverageChanged.event,
      rows: async (controller) => (await this.wing()).coverage.rows(controller),
    },
    {
      // Follows its file by the other section, which looks at that too.
      key: 'benchmarks',
      title: vscode.l10n.t('Benchmarks'),
      icon: 'dashboard',
      rows: async (controller) => (await this.wing()).benchmarkRows(controller),
    },
  ];

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#tasks = vscode.tasks.registerTaskProvider(TASK_TYPE, {
      provideTasks: async () => (await this.wing()).tasks.provideTasks(),
      resolveTask: async (task) => (await this.wing()).tasks.resolveTask(task),
    });
    const { workspaces } = surroundings;
    this.#looked = workspaces.onDidChangeSaved(() => {
      if (workspaces.controllers.some(({ state }) => state !== undefined)) this.#loadLater();
    });
  }

  /** Documents and tests are shown without being asked for. */
  #loadLater(): void {
    this.#looked.dispose();
    setTimeout(() => {
      this.wing().catch((error: unknown) => {
        if (!this.#disposed) void showFailure(this.#surroundings.log, 'guardrails', error);
      });
    }, AFTER_LOOK);
  }

  async #load(): Promise<Wing> {
    const { Wing } = await part(import('./wing'));
    if (this.#disposed) throw new vscode.CancellationError();
    const wing = new Wing(this.#surroundings);
    wing.coverage.onDidChange(() => {
      this.#coverageChanged.fire();
    });
    this.#loaded = wing;
    return wing;
  }

  dispose(): void {
    this.#disposed = true;
    this.#loaded?.dispose();
    this.#tasks.dispose();
    this.#looked.dispose();
    this.#coverageChanged.dispose();
  }
}
