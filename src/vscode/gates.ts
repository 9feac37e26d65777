/** Gates as a person meets them: all that are open in one message, the remedies as buttons, the override last. */
import * as vscode from 'vscode';
import { actionsOf, type Incident } from '../core/escalation/incident';
import type { Gate, Remedy } from '../core/ground/gate';
import { modelOf } from '../core/model/missions';
import { commandTitle, type Operation } from '../core/operations/operation';
import { actOn, type Operating, titleOf } from './escalate';
import { notEmpty } from './prompts';

/** A person's word on gates: these may be passed, for this reason. */
export interface Passage {
  readonly reason: string;
  readonly gates: readonly Gate[];
}

interface GateItem extends vscode.MessageItem {
  /** What the button does; undefined for the override. */
  readonly act?: () => Promise<unknown>;
}

/** A message has room for so many buttons beside the override: of more, their titles would be cut. */
const MOST_BUTTONS = 3;

/**
 * Tells of the gates that are open for an operation on a mission. Does the remedy that is chosen, or asks for the reason that
 * passes them; undefined where they are not passed. `incident`: what a program failed with on the way.
 */
export async function askPassage(
  { title }: Operation,
  mission: unknown,
  gates: readonly Gate[],
  operating: Operating,
  incident: Incident | undefined,
): Promise<Passage | undefined> {
  const subject = typeof mission === 'string' ? `${title()} ${mission}` : title();
  for (const { message, detail } of gates)
    operating.writing.log.warn([`${subject}: ${message}`, ...(detail === undefined ? [] : [detail])].join('\n'));
  const override: GateItem = { title: vscode.l10n.t('Override…') };
  const items = [
    ...buttonsOf(subject, [...remedyItems(gates, operating), ...incidentItems(incident, operating)]),
    ...(gates.every(({ overridable }) => overridable) ? [override] : []),
  ];
  const chosen = await vscode.window.showWarningMessage(`${subject}: ${textOf(gates)}`, ...items);
  if (chosen !== override) {
    await chosen?.act?.();
    return undefined;
  }
  const reason = await vscode.window.showInputBox({
    title: subject,
    prompt:
      gates.length === 1
        ? vscode.l10n.t('Why this gate may be passed; it is recorded in the session event')
        : vscode.l10n.t('Why these gates may be passed; it is recorded in the session event'),
    validateInput: notEmpty,
    ignoreFocusOut: true,
  });
  return reason === undefined ? undefined : { reason, gates };
}

/** What is open, and what to do about it where no button does it. A message is one line, so several are numbered. */
function textOf(gates: readonly Gate[]): string {
  const texts = gates.map(({ message, remedies, overridable }) => {
    const byHand = remedies.filter(({ action }) => action === undefined).map(({ title }) => `${title}.`);
    const closed = !overridable && gates.length > 1 ? [vscode.l10n.t('No reason passes this gate.')] : [];
    return [message, ...closed, ...byHand].join(' ');
  });
  const numbered = texts.map((text, at) => `${at + 1}. ${text}`);
  return texts.length === 1
    ? texts.join('')
    : [vscode.l10n.t('{0} gates are open.', gates.length), ...numbered].join(' ');
}

/** All of them; of too many the first, and a list of all behind the last button. */
function buttonsOf(subject: string, items: readonly GateItem[]): readonly GateItem[] {
  if (items.length <= MOST_BUTTONS) return items;
  const more: GateItem = {
    title: vscode.l10n.t('More…'),
    act: async () => {
      const picks = items.map(({ title, act }) => ({ label: title, act }));
      const chosen = await vscode.window.showQuickPick(picks, {
        title: subject,
        placeHolder: vscode.l10n.t('Choose what to do'),
      });
      await chosen?.act?.();
    },
  };
  return [...items.slice(0, MOST_BUTTONS - 1), more];
}

/** The first remedy of each gate, then the second of each, and so on; one that several gates have comes once. */
function remedyItems(gates: readonly Gate[], operating: Operating): readonly GateItem[] {
  const items = new Map<string, GateItem>();
  const most = Math.max(...gates.map(({ remedies }) => remedies.length));
  for (let at = 0; at < most; at++)
    for (const { remedies } of gates) {
      const each = remedies[at];
      const item = each === undefined ? undefined : remedyItem(each, operating);
      if (item !== undefined && !items.has(item.title)) items.set(item.title, item);
    }
  return [...items.values()];
}

/** The button of a remedy; undefined where the editor has nothing for it. */
function remedyItem({ action }: Remedy, { writing, controller, operate }: Operating): GateItem | undefined {
  if (action === undefined) return undefined;
  const { name, parameters } = action;
  const { mission = '' } = parameters;
  if (name === 'parity')
    return {
      title: vscode.l10n.t('Show Drift'),
      act: async () => vscode.commands.executeCommand('cmos.drift.focus'),
    };
  if (name === 'show') {
    const found = controller.state === undefined ? undefined : modelOf(controller.state.saved).byId.get(mission);
    return {
      title: vscode.l10n.t('Show {0}', mission),
      act: async () =>
        vscode.commands.executeCommand('cmos.openMission', { kind: 'mission', controller, mission: found }),
    };
  }
  if (name === 'take-over')
    return {
      title: vscode.l10n.t('Take Over {0}…', mission),
      act: async () => vscode.commands.executeCommand('cmos.takeOver', { controller, target: parameters }),
    };
  const operation = writing.operations.find((each) => each.name === name);
  if (operation === undefined) return undefined;
  return { title: commandTitle(operation, parameters), act: () => operate(operation, parameters) };
}

function incidentItems(incident: Incident | undefined, operating: Operating): readonly GateItem[] {
  if (incident === undefined) return [];
  return actionsOf(incident).map((action) => ({
    title: titleOf(action),
    act: () => actOn(operating, incident, action),
  }));
}
