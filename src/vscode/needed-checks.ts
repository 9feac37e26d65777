/** Before a mission is completed: the checks that its changes need, to be ticked where they were done. */
import * as vscode from 'vscode';
import { checkTitle, neededChecks, unknownTexts } from '../core/operations/needed-checks';
import { modelOf } from '../core/model/missions';
import type { Operation, Parameters } from '../core/operations/operation';
import type { Policy } from '../core/operations/policy';
import type { Snapshot } from '../core/workspace/snapshot';
import { nodeGit } from '../node/git';

/** The parameters with the answers; as they are where no check is needed; undefined where it was given up. */
export async function askChecks(
  { parameters: known, title }: Operation,
  given: Parameters,
  snapshot: Snapshot,
  policy: Policy,
): Promise<Parameters | undefined> {
  if (known['checks'] === undefined || given['checks'] !== undefined || given['waiveChecks'] !== undefined)
    return given;
  // Where nothing would be recorded and nothing waits for it, nobody is asked.
  if (policy.strict && !policy.requires.has('checks')) return given;
  const since = modelOf(snapshot).byId.get(String(given['mission']))?.startedAt;
  if (since === undefined || !vscode.workspace.isTrusted) return given;
  const { changed, unknown } = (await nodeGit.changedSince(snapshot.layout.root, since)) ?? {
    changed: [],
    unknown: [],
  };
  const needed = neededChecks(changed);
  if (needed.length === 0) return given;
  const items = needed.map(({ check, reasons, paths }) => ({
    label: checkTitle(check),
    description: reasons.join(', '),
    detail: paths.slice(0, 5).join(', '),
    check,
  }));
  const done = await vscode.window.showQuickPick(items, {
    title: title(),
    placeHolder: [
      vscode.l10n.t('What changed needs these checks: tick those that were done'),
      ...unknownTexts(unknown),
    ].join('. '),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (done === undefined) return undefined;
  const answered = { ...given, ...(done.length === 0 ? {} : { checks: done.map(({ check }) => check) }) };
  if (done.length === items.length) return answered;
  const reason = await vscode.window.showInputBox({
    title: title(),
    prompt: vscode.l10n.t('Why the other checks are left out; it is recorded'),
    placeHolder: vscode.l10n.t('May be left empty'),
    ignoreFocusOut: true,
  });
  if (reason === undefined) return undefined;
  return reason.trim() === '' ? answered : { ...answered, waiveChecks: reason.trim() };
}
