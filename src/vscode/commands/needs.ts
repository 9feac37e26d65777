/** What can be done with a row of the Needs You view. */
import * as vscode from 'vscode';
import type { Incident, IncidentAction } from '../../core/escalation/incident';
import { type Mission, modelOf } from '../../core/model/missions';
import { decide } from '../../core/operations/catalog/decide';
import { review } from '../../core/operations/catalog/review';
import { unblock } from '../../core/operations/catalog/unblock';
import { findPlaybook } from '../../core/escalation/playbook';
import { actOn } from '../escalate';
import { operate, operatingIn } from '../operate';
import { notEmpty } from '../prompts';
import type { NeedTarget } from '../need-row';
import type { Writing } from '../writing';
import { type EditorCommand, TRUSTED, WRITABLE } from './services';

/** A command on a row of the view. */
function onNeed(act: (writing: Writing, node: NeedTarget) => Promise<void>): EditorCommand['run'] {
  return ({ writing }) =>
    async (node?: NeedTarget) => {
      if (node?.kind === 'need') await act(writing, node);
    };
}

export const needCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.needs.open',
    title: 'Open What It Is About',
    icon: 'go-to-file',
    palette: false,
    menus: [
      {
        view: 'cmos.needs',
        rows: ['incident', 'review', 'blocked', 'finished', 'prerequisite', 'stale', 'decision'],
        inline: 4,
        group: '2_open@1',
      },
    ],
    run: onNeed(openNeed),
  },
  {
    id: 'cmos.needs.retry',
    title: 'Retry',
    icon: 'debug-restart',
    enablement: WRITABLE,
    palette: false,
    menus: [{ view: 'cmos.needs', rows: ['incident'], with: ['retry'], when: TRUSTED, inline: 1, group: '1_act@1' }],
    run: onNeed((writing, node) => actOnNeed(writing, node, 'retry')),
  },
  {
    id: 'cmos.needs.block',
    title: 'Block Mission',
    icon: 'circle-slash',
    enablement: WRITABLE,
    palette: false,
    menus: [{ view: 'cmos.needs', rows: ['incident'], with: ['block'], when: TRUSTED, inline: 3, group: '1_act@4' }],
    run: onNeed((writing, node) => actOnNeed(writing, node, 'block')),
  },
  {
    id: 'cmos.needs.showLog',
    title: 'Open Log',
    icon: 'output',
    palette: false,
    menus: [{ view: 'cmos.needs', rows: ['incident'], group: '2_open@2' }],
    run: onNeed((writing, node) => actOnNeed(writing, node, 'log')),
  },
  {
    id: 'cmos.needs.review',
    title: 'Review',
    icon: 'check',
    enablement: WRITABLE,
    palette: false,
    menus: [{ view: 'cmos.needs', rows: ['incident', 'review'], when: TRUSTED, inline: 2, group: '1_act@3' }],
    run: onNeed(reviewNeed),
  },
  {
    id: 'cmos.needs.unblock',
    title: 'Unblock Mission',
    icon: 'debug-continue',
    enablement: WRITABLE,
    palette: false,
    menus: [{ view: 'cmos.needs', rows: ['blocked'], when: TRUSTED, inline: 1, group: '1_act@1' }],
    run: onNeed(unblockNeed),
  },
  {
    id: 'cmos.needs.playbook',
    title: 'Open Playbook',
    icon: 'book',
    palette: false,
    menus: [{ view: 'cmos.needs', rows: ['decision'], group: '2_open@2' }],
    run: () => (node: NeedTarget) => openPlaybook(node),
  },
  {
    id: 'cmos.needs.decide',
    title: 'Record Decision',
    icon: 'law',
    enablement: WRITABLE,
    palette: false,
    menus: [{ view: 'cmos.needs', rows: ['decision'], when: TRUSTED, inline: 1, group: '1_act@1' }],
    run: onNeed(decideNeed),
  },
];

/** Opens what it is about: the mission where it is written, the decisions, or the log. */
async function openNeed(writing: Writing, { controller, need }: NeedTarget): Promise<void> {
  const mission = need.kind === 'incident' ? missionOf(need.incident, controller.state?.saved) : missionIn(need);
  if (mission !== undefined) {
    await vscode.commands.executeCommand('cmos.openMission', { kind: 'mission', controller, mission });
    return;
  }
  const uri = need.kind === 'decision' ? controller.uriOf('master_context') : undefined;
  if (uri !== undefined && controller.state?.saved.layout.stores.master_context.exists === true)
    await vscode.window.showTextDocument(uri, { preserveFocus: true });
  else if (need.kind === 'incident') await actOn(operatingIn(writing, controller), need.incident, 'log');
}

/** Does one of the things that are offered for an incident. */
async function actOnNeed(writing: Writing, node: NeedTarget, action: IncidentAction): Promise<void> {
  const { controller, need } = node;
  if (need.kind === 'incident') await actOn(operatingIn(writing, controller), need.incident, action);
}

/** Reviews what it is about: a mission that fell back by the operation, an incident by a remark. */
async function reviewNeed(writing: Writing, node: NeedTarget): Promise<void> {
  const { controller, need } = node;
  if (need.kind === 'review') await operate(writing, controller, review, { mission: need.mission.id });
  else await actOnNeed(writing, node, 'review');
}

async function unblockNeed(writing: Writing, { controller, need }: NeedTarget): Promise<void> {
  if (need.kind === 'blocked') await operate(writing, controller, unblock, { mission: need.mission.id });
}

/** Records the proposed decision, as a person words it. */
async function decideNeed(writing: Writing, { controller, need }: NeedTarget): Promise<void> {
  if (need.kind !== 'decision') return;
  const { decision: value, rationale } = need.recurring;
  const decision = await vscode.window.showInputBox({
    title: decide.title(),
    prompt: rationale,
    value,
    valueSelection: [value.length, value.length],
    validateInput: notEmpty,
    ignoreFocusOut: true,
  });
  if (decision !== undefined) await operate(writing, controller, decide, { decision, rationale });
}

/** Opens the playbook, where the workflow that a decision changes is to be updated. */
async function openPlaybook({ controller }: NeedTarget): Promise<void> {
  const playbook = await findPlaybook(controller.files, controller.root);
  if (playbook === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no playbook among the documents.'));
    return;
  }
  await vscode.window.showTextDocument(controller.uriOfPath(playbook));
}

function missionIn(need: NeedTarget['need']): Mission | undefined {
  return 'mission' in need ? need.mission : undefined;
}

function missionOf({ mission }: Incident, saved: Parameters<typeof modelOf>[0] | undefined): Mission | undefined {
  return mission === undefined || saved === undefined ? undefined : modelOf(saved).byId.get(mission);
}
