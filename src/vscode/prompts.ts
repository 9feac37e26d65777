/** Asking a person for an operation's parameters: one step after another, with a way back and answers checked as they are typed. */
import * as vscode from 'vscode';
import { countText } from '../core/ground/counts';
import { candidates, type Mission, modelOf } from '../core/model/missions';
import type { Operation, Parameter, Parameters } from '../core/operations/operation';
import type { DatabaseSnapshot } from '../core/snapshots/folder';
import type { Snapshot } from '../core/workspace/snapshot';

interface AskOptions {
  /** The snapshots of the database that there are, the latest first. */
  readonly snapshots: (root: string) => Promise<readonly DatabaseSnapshot[]>;
  /** Asked before anything is typed, with what is known then: there is no use in typing what will be refused. */
  readonly mayType: (answers: Parameters) => Promise<boolean>;
}

/** Asks for what is required or asked for, and not given; undefined: it was given up. */
export async function ask(
  operation: Operation,
  given: Parameters,
  snapshot: Snapshot,
  { snapshots, mayType }: AskOptions,
): Promise<Parameters | undefined> {
  const steps = Object.entries(operation.parameters).filter(
    ([name, { required, asked }]) => given[name] === undefined && (required === true || (asked ?? false) !== false),
  );
  const answers: Record<string, unknown> = { ...given };
  let asked: string | undefined;
  // A step that the answers before it make needless is passed over in either direction.
  for (let at = 0, by = 1; at < steps.length;) {
    const [name, parameter] = steps[at] ?? [];
    if (name === undefined || parameter === undefined) break;
    if (typeof parameter.asked === 'function' && !parameter.asked(snapshot, answers)) {
      at += by;
      if (at < 0) [at, by] = [0, 1];
      continue;
    }
    const chosen = JSON.stringify(chosenIn(operation, answers));
    if (isTyped(parameter) && chosen !== asked) {
      if (!(await mayType(answers))) return undefined;
      asked = chosen;
    }
    const place = { title: operation.title(), step: at + 1, totalSteps: steps.length };
    const answer = await askOne(name, parameter, place, answers, snapshot, snapshots);
    if (answer === undefined) return undefined;
    if (answer === BACK) {
      at--;
      by = -1;
      continue;
    }
    by = 1;
    answers[name] = parameter.type === 'strings' ? listOf(answer) : answer;
    at++;
  }
  // What was left empty was not given.
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== ''));
}

function isTyped({ type }: Parameter): boolean {
  return type === 'string' || type === 'strings' || type === 'id';
}

/** The answers that are chosen and not typed: what gates may depend on. */
function chosenIn({ parameters }: Operation, answers: Parameters): readonly unknown[] {
  return Object.entries(parameters).map(([name, parameter]) => (isTyped(parameter) ? null : answers[name]));
}

interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** A person went one step back. */
const BACK = Symbol('back');

type Answer = string | typeof BACK | undefined;

async function askOne(
  name: string,
  parameter: Parameter,
  place: StepPlace,
  answers: Parameters,
  snapshot: Snapshot,
  snapshots: AskOptions['snapshots'],
): Promise<Answer> {
  switch (parameter.type) {
    case 'mission':
      return pick(parameter, place, missionItems(snapshot), (item) => item.label);
    case 'sprint':
      return pick(parameter, place, sprintItems(snapshot), (item) => item.label);
    case 'snapshot':
      return askSnapshot(parameter, place, await snapshots(snapshot.layout.root));
    case 'choice': {
      const choices = parameter.choices ?? [];
      const items = choices.map(({ title }) => ({ label: title() }));
      return pick(parameter, place, items, (item) => choices.find(({ title }) => title() === item.label)?.value);
    }
    default: {
      const before = answers[name];
      const shown = Array.isArray(before) ? before.join('; ') : before;
      return askText(parameter, place, typeof shown === 'string' ? shown : parameter.suggested?.(snapshot, answers));
    }
  }
}

async function askSnapshot(
  parameter: Parameter,
  place: StepPlace,
  found: readonly DatabaseSnapshot[],
): Promise<Answer> {
  if (found.length > 0) return pick(parameter, place, found.map(snapshotItem), (item) => item.label);
  void vscode.window.showInformationMessage(vscode.l10n.t('There is no snapshot of the database.'));
  return undefined;
}

function snapshotItem({ name, takenAt, reason, missions, events, problem }: DatabaseSnapshot): vscode.QuickPickItem {
  return {
    label: name,
    description: [takenAt, reason].filter((each) => each !== undefined).join(' '),
    detail: problem ?? `${countText('mission', missions ?? 0)}, ${countText('event', events ?? 0)}`,
  };
}

function missionItems(snapshot: Snapshot): readonly vscode.QuickPickItem[] {
  const model = modelOf(snapshot);
  const first = candidates(model);
  const rest = model.missions.filter((mission) => !first.includes(mission));
  const itemOf = ({ id, name, status }: Mission): vscode.QuickPickItem => ({
    label: id,
    description: name,
    detail: status,
  });
  return [...first, ...rest].map(itemOf);
}

/** The newest sprint first: that is where most things go. */
function sprintItems(snapshot: Snapshot): readonly vscode.QuickPickItem[] {
  return modelOf(snapshot)
    .sprints.flatMap(({ id, title, status }) =>
      id === undefined ? [] : { label: id, description: title, detail: status },
    )
    .toReversed();
}

function pick(
  parameter: Parameter,
  place: StepPlace,
  items: readonly vscode.QuickPickItem[],
  valueOf: (item: vscode.QuickPickItem) => string | undefined,
): Promise<Answer> {
  const input = vscode.window.createQuickPick();
  Object.assign(input, place);
  input.placeholder = parameter.title();
  input.matchOnDescription = true;
  input.items = items;
  return shown(input, place, () => {
    const [item] = input.selectedItems;
    return item === undefined ? undefined : valueOf(item);
  });
}

async function askText(parameter: Parameter, place: StepPlace, known = ''): Promise<Answer> {
  const input = vscode.window.createInputBox();
  Object.assign(input, place);
  const several = parameter.type === 'strings';
  input.prompt = several ? vscode.l10n.t('{0}; several with ; between', parameter.title()) : parameter.title();
  if (parameter.required !== true) input.placeholder = vscode.l10n.t('May be left empty');
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
): Promise<Answer> {
  input.ignoreFocusOut = true;
  if (place.step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const done = (value: Answer): void => {
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

/** What is wrong with an answer that must be one. */
export function notEmpty(text: string): string | undefined {
  return text.trim() === '' ? vscode.l10n.t('This is needed.') : undefined;
}

function listOf(text: string): readonly string[] {
  return text
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
