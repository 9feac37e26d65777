/** An operation of the registry as the editor runs it: asks for what is missing, shows what a gate says, carries it out. */
import * as vscode from 'vscode';
import { CmosError } from '../core/errors';
import { candidates, type Mission, modelOf } from '../core/model/missions';
import { type Operation, type Parameter, type Parameters } from '../core/operations/operation';
import { perform, type PerformOptions } from '../core/operations/perform';
import { type Snapshot } from '../core/workspace/snapshot';
import { type Controller } from './controller';
import { previewOf, type Writing } from './writing';

/** Runs an operation in a root; `given` are the parameters that are known already, such as the mission of a tree's row. */
export async function operate(
  writing: Writing,
  controller: Controller,
  operation: Operation,
  given: Parameters = {},
): Promise<void> {
  const saved = (await controller.refreshNow())?.saved;
  if (saved === undefined) return;
  const parameters = await ask(operation, given, saved);
  if (parameters === undefined) return;
  try {
    await carryOut(writing, controller, operation, parameters, undefined);
  } catch (error) {
    if (!CmosError.is(error, 'operation/gated', 'commit/drift')) throw error;
    const override = await overrideOf(writing, controller, operation, parameters, error);
    if (override !== undefined) await carryOut(writing, controller, operation, parameters, override);
  }
}

async function carryOut(
  writing: Writing,
  controller: Controller,
  operation: Operation,
  parameters: Parameters,
  override: string | undefined,
): Promise<void> {
  try {
    const { plan } = await perform(operation, parameters, optionsFor(writing, controller, override, false));
    if (plan.notices !== undefined)
      void vscode.window.showInformationMessage(`${plan.changeSet.title}. ${noticesOf(plan.notices)}`);
    if (plan.nextMission !== undefined)
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0}: done. Next: {1}.', plan.changeSet.title, plan.nextMission),
      );
  } finally {
    await controller.refreshNow();
  }
}

/** So many notices fit into a message; the dry run of the command line has them all. */
const MOST_NOTICES = 6;

function noticesOf(notices: readonly string[]): string {
  const more = notices.length - MOST_NOTICES;
  const shown = notices.slice(0, MOST_NOTICES).join(' ');
  return more > 0 ? `${shown} ${vscode.l10n.t('And {0} more.', more)}` : shown;
}

function optionsFor(
  writing: Writing,
  controller: Controller,
  override: string | undefined,
  dryRun: boolean,
): PerformOptions {
  return {
    override,
    dryRun,
    agent: vscode.workspace.getConfiguration('cmos').get<string>('agent', '').trim() || 'vscode',
    now: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    ports: writing.ports(controller),
    refresh: async () => {
      const saved = (await controller.refreshNow())?.saved;
      if (saved === undefined) throw new Error('The workspace could not be read.');
      return saved;
    },
  };
}

/** Tells what the gate says; where a person wants to pass it, asks for the reason and shows what will change. */
async function overrideOf(
  writing: Writing,
  controller: Controller,
  operation: Operation,
  parameters: Parameters,
  gate: CmosError,
): Promise<string | undefined> {
  const pass = vscode.l10n.t('Override…');
  if ((await vscode.window.showWarningMessage(gate.message, pass)) !== pass) return undefined;
  const reason = await vscode.window.showInputBox({
    title: operation.title,
    prompt: vscode.l10n.t('Why this gate may be passed; it is recorded in the session event'),
    validateInput: notEmpty,
    ignoreFocusOut: true,
  });
  if (reason === undefined) return undefined;
  const { plan } = await perform(operation, parameters, optionsFor(writing, controller, reason, true));
  const detail = previewOf(plan.changeSet);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} over the gate?', plan.changeSet.title),
    { modal: true, detail },
    pass,
  );
  return chosen === pass ? reason : undefined;
}

/** Asks for what is required and not given, one step after another with a way back; undefined: it was given up. */
async function ask(operation: Operation, given: Parameters, snapshot: Snapshot): Promise<Parameters | undefined> {
  const steps = Object.entries(operation.parameters).filter(
    ([name, { required, asked }]) => given[name] === undefined && (required === true || asked === true),
  );
  const answers: Record<string, unknown> = { ...given };
  for (let at = 0; at < steps.length;) {
    const [name, parameter] = steps[at] ?? [];
    if (name === undefined || parameter === undefined) break;
    const place = { title: operation.title, step: at + 1, totalSteps: steps.length };
    const answer =
      parameter.type === 'mission'
        ? await askMission(parameter, place, snapshot)
        : await askText(parameter, place, typeof answers[name] === 'string' ? answers[name] : '');
    if (answer === undefined) return undefined;
    if (answer === BACK) {
      at--;
      continue;
    }
    answers[name] = parameter.type === 'strings' ? listOf(answer) : answer;
    at++;
  }
  return answers;
}

interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** A person went one step back. */
const BACK = Symbol('back');

async function askMission(
  parameter: Parameter,
  place: StepPlace,
  snapshot: Snapshot,
): Promise<string | typeof BACK | undefined> {
  const model = modelOf(snapshot);
  const first = candidates(model);
  const rest = model.missions.filter((mission) => !first.includes(mission));
  const itemOf = (mission: Mission): vscode.QuickPickItem => ({
    label: mission.id,
    description: mission.name,
    detail: mission.status,
  });
  const input = vscode.window.createQuickPick();
  Object.assign(input, place);
  input.placeholder = parameter.title;
  input.matchOnDescription = true;
  input.items = [...first, ...rest].map(itemOf);
  return shown(input, place, () => input.selectedItems[0]?.label);
}

async function askText(
  parameter: Parameter,
  place: StepPlace,
  known: string,
): Promise<string | typeof BACK | undefined> {
  const input = vscode.window.createInputBox();
  Object.assign(input, place);
  input.prompt =
    parameter.type === 'strings' ? vscode.l10n.t('{0}; several with ; between', parameter.title) : parameter.title;
  input.value = known;
  const problem = (): string | undefined => (parameter.required === true ? notEmpty(input.value) : undefined);
  const typed = input.onDidChangeValue(() => {
    input.validationMessage = problem();
  });
  try {
    return await shown(input, place, () => {
      input.validationMessage = problem();
      return input.validationMessage === undefined ? input.value.trim() : undefined;
    });
  } finally {
    typed.dispose();
  }
}

/** Shows an input until it is accepted with an answer, left, or the way back is taken. */
function shown(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  place: StepPlace,
  answer: () => string | undefined,
): Promise<string | typeof BACK | undefined> {
  input.ignoreFocusOut = true;
  if (place.step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const done = (value: string | typeof BACK | undefined): void => {
      resolve(value);
      input.dispose();
    };
    input.onDidTriggerButton(() => {
      done(BACK);
    });
    input.onDidHide(() => {
      done(undefined);
    });
    input.onDidAccept(() => {
      const value = answer();
      if (value !== undefined) done(value);
    });
    input.show();
  });
}

function notEmpty(text: string): string | undefined {
  return text.trim() === '' ? vscode.l10n.t('This is needed.') : undefined;
}

function listOf(text: string): readonly string[] {
  return text
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
