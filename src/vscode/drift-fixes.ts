/** Quick fixes on diagnostics: the ways to mend a finding, and all that is beyond doubt at once. */
import * as vscode from 'vscode';
import { isDrift, rangeOf } from '../core/findings/places';
import type { Finding, Fix } from '../core/findings/finding';
import { itemOf } from '../core/repair/items';
import { part } from '../core/ground/parts';
import type { Controller } from './controller';
import { mirrorOf } from './database-text';
import { explaining } from './explain';
import { toRange } from './ranges';
import type * as mending from './mending';
import type { Workspaces } from './workspaces';

/** Everything in the document that one side alone has changed, or the other lacks without a doubt. */
const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('cmos');

type RepairFixes = typeof mending.repairFixes;

export class DriftFixes implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #workspaces: Workspaces;
  readonly #registration: vscode.Disposable;

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    const selector = [{ pattern: '**/*.{yaml,yml,json,jsonl}' }];
    this.#registration = vscode.languages.registerCodeActionsProvider(selector, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, FIX_ALL],
    });
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const controller = this.#workspaces.controllers.find((each) => each.storeOf(document.uri) !== undefined);
    const store = controller?.storeOf(document.uri);
    if (controller === undefined || store === undefined) return [];
    const { repairFixes } = await part(import('./mending'));
    const { state } = controller;
    if (state === undefined) return [];
    const findings = state.liveReport.findings.filter(({ place }) => place.store === store);
    if (only?.contains(FIX_ALL) === true || only?.intersects(FIX_ALL) === true)
      return fixAll(controller, findings, repairFixes);
    return findings.flatMap((finding) => {
      const at = rangeOf(state.live, finding.place);
      return at !== undefined && toRange(at).intersection(range) !== undefined
        ? [...fixesOf(controller, finding, repairFixes), explaining(finding.code)]
        : [];
    });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function fixesOf(controller: Controller, finding: Finding, repairFixes: RepairFixes): vscode.CodeAction[] {
  const { state } = controller;
  if (state === undefined) return [];
  const repairs = repairFixes(state.live, finding);
  const actions = [...finding.fixes, ...repairs].map((fix, index) => {
    const action = actionOf(controller, fix, vscode.CodeActionKind.QuickFix);
    // The first is preferred where there is no doubt about it: Auto Fix takes it.
    action.isPreferred = index === 0 && repairs[0]?.unambiguous === true;
    return action;
  });
  if (repairs.length === 0) return actions;
  const { mission } = finding;
  const ofMission = state.report.findings.filter((each) => each.mission === mission && isDrift(each)).length;
  if (mission !== undefined && ofMission > 1 && finding.code === 'drift/mission-field')
    actions.push(
      ...(['database', 'files'] as const).map((take) =>
        actionOf(
          controller,
          {
            title:
              take === 'database'
                ? vscode.l10n.t('Take the database’s values for all of {0}', mission)
                : vscode.l10n.t('Take the file’s values for all of {0}', mission),
            operation: 'repair',
            parameters: { take, only: [mission] },
          },
          vscode.CodeActionKind.QuickFix,
        ),
      ),
    );
  const mirror = mirrorOf(finding.place.store);
  if (mirror !== undefined) {
    const compare = new vscode.CodeAction(
      vscode.l10n.t('Compare the file with the database'),
      vscode.CodeActionKind.QuickFix,
    );
    compare.command = {
      command: 'cmos.compareWithDatabase',
      title: compare.title,
      arguments: [controller.root, mirror],
    };
    actions.push(compare);
  }
  return actions;
}

function fixAll(controller: Controller, findings: readonly Finding[], repairFixes: RepairFixes): vscode.CodeAction[] {
  const { state } = controller;
  if (state === undefined) return [];
  const certain = findings.filter(isDrift).flatMap((finding) => {
    const isCertain = repairFixes(state.live, finding).some(({ unambiguous }) => unambiguous);
    return isCertain ? (itemOf(finding) ?? []) : [];
  });
  if (certain.length === 0) return [];
  const title = vscode.l10n.t('Repair all drift of this file that is beyond doubt');
  return [
    actionOf(
      controller,
      { title, operation: 'repair', parameters: { take: 'moved', only: [...new Set(certain)] } },
      FIX_ALL,
    ),
  ];
}

function actionOf({ root }: Controller, fix: Fix, kind: vscode.CodeActionKind): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, kind);
  action.command = { command: 'cmos.applyFix', title: fix.title, arguments: [root, fix.operation, fix.parameters] };
  return action;
}
