/** What can be done with a mission, above its entry in `backlog.yaml`. */
import * as vscode from 'vscode';
import type { BacklogMission } from '../core/files/backlog/model';
import { modelOf } from '../core/model/missions';
import type { StatusKind } from '../core/model/status';
import { documentOf } from '../core/workspace/snapshot';
import type { Controller } from './controller';
import { toRange } from './ranges';
import type { Workspaces } from './workspaces';

/** The one or two next steps of each status; others are in the palette. */
const STEPS: Partial<Readonly<Record<StatusKind, readonly (readonly [operation: string, icon: string])[]>>> = {
  running: [
    ['complete', '$(check)'],
    ['block', '$(circle-slash)'],
  ],
  current: [['start', '$(play)']],
  queued: [
    ['start', '$(play)'],
    ['promote', '$(arrow-up)'],
  ],
  blocked: [['unblock', '$(debug-continue)']],
};

/** A lens whose command is worked out when it comes into view. */
class MissionLens extends vscode.CodeLens {
  readonly controller: Controller;
  readonly entry: BacklogMission;
  readonly operation: string;
  readonly icon: string;

  constructor(range: vscode.Range, controller: Controller, entry: BacklogMission, operation: string, icon: string) {
    super(range);
    this.controller = controller;
    this.entry = entry;
    this.operation = operation;
    this.icon = icon;
  }
}

export class MissionLenses implements vscode.CodeLensProvider<MissionLens>, vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      workspaces.onDidChangeLive(() => {
        this.#changed.fire();
      }),
      vscode.languages.registerCodeLensProvider({ pattern: '**/backlog.yaml' }, this),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): MissionLens[] {
    const controller = this.#workspaces.controllers.find((each) => each.storeOf(document.uri) === 'backlog');
    const wanted = vscode.workspace.getConfiguration('cmos', document.uri).get<boolean>('codeLens', true);
    const live = controller?.state?.live;
    const backlog = live === undefined ? undefined : documentOf(live.backlog);
    if (controller === undefined || live === undefined || backlog === undefined) return [];
    if (!wanted || !vscode.workspace.isTrusted) return [];
    const { byId } = modelOf(live);
    return backlog.missions.flatMap((entry) => {
      const range = backlog.text.rangeOf(entry.at);
      const steps = STEPS[byId.get(entry.id)?.kind ?? 'unknown'] ?? [];
      return range === undefined
        ? []
        : steps.map(([operation, icon]) => new MissionLens(toRange(range), controller, entry, operation, icon));
    });
  }

  resolveCodeLens(lens: MissionLens): MissionLens {
    const saved = lens.controller.state?.saved;
    const mission = saved === undefined ? undefined : modelOf(saved).byId.get(lens.entry.id);
    const titles: Readonly<Record<string, string>> = {
      start: vscode.l10n.t('Start'),
      complete: vscode.l10n.t('Complete'),
      block: vscode.l10n.t('Block'),
      unblock: vscode.l10n.t('Unblock'),
      promote: vscode.l10n.t('Promote'),
    };
    lens.command = {
      command: mission === undefined ? '' : `cmos.${lens.operation}`,
      title: `${lens.icon} ${titles[lens.operation] ?? lens.operation}`,
      arguments: [{ controller: lens.controller, target: { mission: lens.entry.id } }],
    };
    return lens;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
