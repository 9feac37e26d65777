/** An operation of the registry as the editor runs it: asks for what is missing, shows what a gate says, carries it out. */
import * as vscode from 'vscode';
import { messageFor } from '../core/ground/errors';
import { GateRefusal } from '../core/ground/gate';
import type { Fallback } from '../core/escalation/escalation';
import { Run, type RunOptions } from '../core/operations/run';
import { fallbackLines } from '../core/escalation/messages';
import type { IntakeStep } from '../core/operations/intake-steps';
import type { Gathered } from '../core/operations/gather';
import type { Operation, Parameters, Plan } from '../core/operations/operation';
import { listSnapshots } from '../core/snapshots/folder';
import { NO_GIT } from '../core/ground/git';
import { nodeCommitFiles } from '../node/commit-files';
import { nodeGit } from '../node/git';
import { nodeFiles } from '../node/ports';
import type { Controller } from './controller';
import { logIncident, type Operating, showIncident } from './escalate';
import { askPassage, type Passage } from './gates';
import { askChecks } from './needed-checks';
import { ask } from './prompts';
import { ScriptProgress } from './script-progress';
import { agentName, policyFor } from './acting-settings';
import type { Writing } from './writing';

/** A sentence in the status bar stays so long, in milliseconds. */
const SHOWN_FOR = 8_000;

/** Says in the status bar that something was done. */
export function showForAMoment(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, SHOWN_FOR);
}

/** How an operation is run, where that is not as usual. */
export interface OperateOptions {
  /** What was found out already, such as a run of tests, so that it is not found out again. */
  readonly gathered?: Gathered | undefined;
}

/**
 * Runs the operation of a name, for those that load what it takes only then. An error is shown; answers whether there was none.
 */
export type OperateByName = (
  controller: Controller,
  operation: string,
  given: Parameters,
  options?: OperateOptions,
) => Promise<boolean>;

/**
 * Runs an operation in a root; `given` are the parameters that are known already, such as the mission of a tree's row. Gates are
 * asked before anything is typed, and those that opened since once more when it is carried out.
 */
export async function operate(
  writing: Writing,
  controller: Controller,
  operation: Operation,
  given: Parameters = {},
  { gathered }: OperateOptions = {},
): Promise<void> {
  // What is asked may rest on what was read last: the plan is made on what is there then.
  const saved = (controller.state ?? (await controller.refreshNow()))?.saved;
  if (saved === undefined) return;
  const scripts = new ScriptProgress(operation.title());
  const options = optionsOf(writing, controller, scripts);
  const operating = operatingIn(writing, controller);
  let known = gathered;
  let passage: Passage | undefined;
  const mayType = async (parameters: Parameters): Promise<boolean> => {
    const run = new Run(operation, parameters, { ...options, gathered: known });
    const open = await scripts.during(() => run.openGates());
    known = run.gathered;
    noteIncident(writing, controller, run);
    // Which checks were done is asked for later.
    const gates = open.filter(({ code }) => code !== 'gate/checks');
    if (gates.length === 0) passage = undefined;
    else passage = await askPassage(operation, parameters['mission'], gates, operating, run.escalated?.incident);
    return gates.length === 0 || passage !== undefined;
  };
  const parameters = await ask(operation, given, saved, {
    snapshots: (root) => listSnapshots({ ports: writing.reading, files: nodeCommitFiles }, root),
    mayType,
  });
  const complete =
    parameters && (await askChecks(operation, parameters, saved, policyFor(vscode.Uri.file(controller.root))));
  if (complete === undefined) return;
  const run = new Run(operation, complete, { ...options, gathered: known });
  for (;;) {
    try {
      const { reason, gates } = passage ?? {};
      const { plan, committed, fallbacks } = await scripts.during(() => run.carryOut(reason, gates));
      if (plan.checklist !== undefined) await showChecklist(operation, plan.checklist);
      else if (committed !== undefined) showDone(writing, plan, fallbacks, complete['mission']);
      return;
    } catch (error) {
      const incident = run.escalated?.incident;
      if (error instanceof GateRefusal) {
        passage = await askPassage(operation, complete['mission'], error.gates, operating, incident);
        if (passage !== undefined) continue;
        return;
      }
      if (incident === undefined) throw error;
      // Not waited for: it stands in Needs You, whenever somebody gets to it.
      showIncident(operating, incident, messageFor(error)).catch((problem: unknown) => {
        writing.log.error(String(problem));
      });
      return;
    } finally {
      noteIncident(writing, controller, run);
    }
  }
}

/** Logs what a run escalated; Needs You may have something new to show. */
function noteIncident(writing: Writing, controller: Controller, { escalated }: Run): void {
  if (escalated === undefined) return;
  logIncident(writing, escalated.incident);
  controller.refreshSoon();
}

export function operatingIn(writing: Writing, controller: Controller): Operating {
  return { writing, controller, operate: (operation, given) => operate(writing, controller, operation, given) };
}

function optionsOf(writing: Writing, controller: Controller, scripts: ScriptProgress): RunOptions {
  const trusted = vscode.workspace.isTrusted;
  return {
    ...writing.transaction(controller),
    dryRun: false,
    policy: policyFor(vscode.Uri.file(controller.root)),
    agent: agentName(),
    gatherPorts: {
      files: nodeFiles,
      reading: { ports: writing.reading, files: nodeCommitFiles },
      git: trusted ? nodeGit : NO_GIT,
      run: trusted ? scripts.run : undefined,
      starting: scripts.starting,
      incidents: trusted ? writing.incidents(controller) : undefined,
    },
    sleep: writing.reading.sleep,
    now: () => Date.now(),
    waiting: ({ step, message }, milliseconds) => {
      writing.log.warn(`${step}: ${message} Tried again in ${milliseconds} ms.`);
    },
    approve: ({ changeSet }: Plan) => writing.previews.ask(changeSet),
  };
}

/** The views show what was done. A message comes only where another mission moved, or where there is more to know. */
function showDone(
  writing: Writing,
  { changeSet, nextMission, notices: told = [] }: Plan,
  fallbacks: readonly Fallback[],
  mission: unknown,
): void {
  const notices = [...told, ...fallbackLines(fallbacks)];
  for (const notice of notices) writing.log.info(`${changeSet.title}: ${notice}`);
  if (nextMission !== undefined && nextMission !== mission) {
    const done = vscode.l10n.t('{0}: done. Next: {1}.', changeSet.title, nextMission);
    void vscode.window.showInformationMessage([done, ...noticesOf(notices)].join(' '));
    return;
  }
  if (notices.length === 0) showForAMoment(changeSet.title);
  else void vscode.window.showInformationMessage([`${changeSet.title}.`, ...noticesOf(notices)].join(' '));
}

/** So many notices fit into a message; the log has them all. */
const MOST_NOTICES = 6;

function noticesOf(notices: readonly string[]): readonly string[] {
  const more = notices.length - MOST_NOTICES;
  const shown = notices.slice(0, MOST_NOTICES);
  return more > 0 ? [...shown, vscode.l10n.t('And {0} more.', more)] : shown;
}

/** Where a person goes on from a step of the checklist. */
const NEXT_STEPS: Readonly<Record<IntakeStep['step'], string>> = {
  contexts: 'cmos.showParity',
  agents: 'cmos.openAgents',
  parity: 'cmos.showParity',
  'next-mission': 'cmos.revealActiveMission',
  sizes: 'workbench.actions.view.problems',
};

async function showChecklist(operation: Operation, steps: readonly IntakeStep[]): Promise<void> {
  const icons = { ok: '$(pass)', attention: '$(warning)', failed: '$(error)' } as const;
  const items = steps.map(({ step, state, detail }) => ({ label: `${icons[state]} ${detail}`, step }));
  const failed = steps.filter(({ state }) => state === 'failed').length;
  const chosen = await vscode.window.showQuickPick(items, {
    title: operation.title(),
    placeHolder:
      failed === 0 ? vscode.l10n.t('Work can begin.') : vscode.l10n.t('Not yet: {0} of these do not hold.', failed),
    ignoreFocusOut: true,
  });
  if (chosen !== undefined) await vscode.commands.executeCommand(NEXT_STEPS[chosen.step]);
}
