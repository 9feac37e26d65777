/** What a person can do about an incident, from its notification and from the Needs You view. */
import * as vscode from 'vscode';
import { CmosError } from '../core/ground/errors';
import { actionsOf, type Incident, type IncidentAction } from '../core/escalation/incident';
import { fallbackLines, headlineOf, triedLines } from '../core/escalation/messages';
import { block } from '../core/operations/catalog/block';
import { commandTitle, type Operation, type Parameters } from '../core/operations/operation';
import { review } from '../core/operations/catalog/review';
import type { Controller } from './controller';
import { agentName } from './acting-settings';
import type { Writing } from './writing';

/** How an operation is run; handed in, since running one may lead here. */
type Operate = (operation: Operation, given: Parameters) => Promise<void>;

/** What it takes to act on an incident or a gate of a root. */
export interface Operating {
  readonly writing: Writing;
  readonly controller: Controller;
  readonly operate: Operate;
}

/** Does what was chosen about an incident. */
export async function actOn(
  { writing, controller, operate }: Operating,
  incident: Incident,
  action: IncidentAction,
): Promise<void> {
  const { operation: name, parameters = {}, mission } = incident;
  switch (action) {
    case 'retry': {
      const operation = writing.operations.find((each) => each.name === name);
      if (operation === undefined)
        throw new CmosError('operation/refused', vscode.l10n.t('There is no operation {0}.', name));
      await operate(operation, parameters);
      return;
    }
    case 'block':
      if (mission !== undefined)
        await operate(block, {
          mission,
          reason: incident.reason,
          summary: headlineOf({ kind: 'incident', incident, times: 1 }),
        });
      return;
    case 'review':
      // What rests on a fallback takes more than a remark: the mission waits for the verdict.
      if (mission !== undefined && incident.fallbacks.length > 0) await operate(review, { mission });
      else await markReviewed(writing, controller, incident);
      return;
    case 'log':
      logIncident(writing, incident);
      writing.log.show(true);
  }
}

/** Marks what failed in the same way as seen to, with a remark. */
async function markReviewed(writing: Writing, controller: Controller, incident: Incident): Promise<void> {
  const remark = await vscode.window.showInputBox({
    title: vscode.l10n.t('Mark as Reviewed'),
    prompt: vscode.l10n.t('What came of it; may be left empty'),
    ignoreFocusOut: true,
  });
  if (remark === undefined) return;
  await writing.incidents(controller).review(incident, {
    at: new Date().toISOString(),
    by: agentName(),
    ...(remark.trim() === '' ? {} : { remark: remark.trim() }),
  });
  controller.refreshSoon();
}

/** Tells of an incident, with what can be done about it; does what is chosen. */
export async function showIncident(where: Operating, incident: Incident, message: string): Promise<void> {
  const offered = actionsOf(incident).map((action) => ({ title: titleOf(action), action }));
  const chosen = await vscode.window.showErrorMessage(message, ...offered);
  if (chosen !== undefined) await actOn(where, incident, chosen.action);
}

export function logIncident({ log }: Writing, incident: Incident): void {
  log.error(headlineOf({ kind: 'incident', incident, times: 1 }));
  for (const line of [...triedLines(incident.attempts), ...fallbackLines(incident.fallbacks)]) log.error(`  ${line}`);
}

export function titleOf(action: IncidentAction): string {
  switch (action) {
    case 'retry':
      return vscode.l10n.t('Retry');
    case 'review':
      return vscode.l10n.t('Mark as Reviewed');
    case 'block':
      return commandTitle(block);
    case 'log':
      return vscode.l10n.t('Open Log');
  }
}
