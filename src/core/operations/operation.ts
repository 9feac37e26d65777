/** An operation: everything that changes a workspace is one. Front ends are made from the list of all (`guardrails/registry.ts`). */
import type { ChangeSet } from '../changes/change-set';
import type { OpenGates } from '../ground/gate';
import type { PlainJson } from '../files/python';
import type { EscalationState } from '../escalation/escalation';
import type { IntakeStep } from './intake-steps';
import type { Snapshot } from '../workspace/snapshot';
import type { StatusKind } from '../model/status';
import type { EditorEntry } from './editor-entry';
import type { OptionalWrite } from './optional-writes';
import type { Gathered, GatherPorts } from './gather';
import type { Policy } from './policy';

/** One parameter: a part of its JSON Schema, and how it is asked for. */
export interface Parameter {
  /**
   * `mission`, `sprint` and `snapshot` are ids of one that is there, `id` is that of something else; `choice` is one of `choices`;
   * the others are what JSON Schema calls them.
   */
  readonly type: 'mission' | 'sprint' | 'snapshot' | 'id' | 'string' | 'strings' | 'boolean' | 'choice';
  readonly title: () => string;
  readonly required?: boolean;
  /** Whether a person is asked for it though it may be left out; or where, by what is given already. */
  readonly asked?: boolean | ((snapshot: Snapshot, given: Parameters) => boolean);
  /** The command line's option where it is not the parameter's name in kebab case. */
  readonly flag?: string;
  /** What stands for its value in the command line's help, such as `NUMBER`. */
  readonly placeholder?: string;
  /** What counts where it is left out: a value, or how it is found. */
  readonly default?: () => string;
  readonly choices?: readonly Choice[];
  /** What a person finds filled in, and may change. */
  readonly suggested?: (snapshot: Snapshot, given: Parameters) => string | undefined;
}

interface Choice {
  readonly value: string;
  readonly title: () => string;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** What a plan is made on and for. */
export interface PlanContext<Own = unknown> {
  readonly snapshot: Snapshot;
  /** ISO 8601, as it is to stand in the event. */
  readonly now: string;
  readonly agent: string;
  /** Why gates that may be passed are passed; undefined: they are not. */
  readonly override: string | undefined;
  /** Told of each gate that is found open. A plan goes on as if it were passed, so that all are told together. */
  readonly gates: OpenGates;
  /** The codes of the gates that are passed, for the event; none before all were asked. */
  readonly passed?: readonly string[] | undefined;
  readonly policy: Policy;
  /** What was found out beforehand; undefined before it was, when only refusals count. */
  readonly gathered: Gathered<Own> | undefined;
  /** What is left out of it, because it could not be done. */
  readonly without?: ReadonlySet<OptionalWrite> | undefined;
  /** What was tried before, and what this rests on. */
  readonly escalation?: EscalationState | undefined;
}

export interface Plan {
  readonly changeSet: ChangeSet;
  /** The session event, as it stands in the log. */
  readonly event?: Readonly<Record<string, PlainJson>>;
  /** What a person is to know of it, beside the changes themselves: a summary, and what was left out and why. */
  readonly notices?: readonly string[];
  /** The mission that comes next, where the operation brings one forward. */
  readonly nextMission?: string;
  /** Steps that were looked at, and how each stands; one that failed makes the whole fail. */
  readonly checklist?: readonly IntakeStep[];
}

/** The chapters in which help, documentation and menus list the operations. */
export const CHAPTERS = ['lifecycle', 'planning', 'memory', 'stores', 'quality'] as const;

/** `Own` is what an operation gathers for itself. */
export interface Operation<Own = unknown> {
  /** The command line's name, with a blank where it belongs to a group: `sprint add`. */
  readonly name: string;
  readonly chapter: (typeof CHAPTERS)[number];
  /** Its place in the chapter. */
  readonly order: number;
  /** Where the editor has it, beside the palette. It needs a workspace and trust in it unless `enablement` says otherwise. */
  readonly editor?: EditorEntry<StatusKind | 'waiting' | 'finished'>;
  /** What the palette and dialogs call it: a verb and its object, in title case. */
  readonly title: () => string;
  readonly description: () => string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Whether a person sees what will change before it does, every time; or where it is asked like this. */
  readonly previewed?: boolean | ((parameters: Parameters) => boolean);
  /** Whether `gather` is asked for each plan anew: it reads what others may change meanwhile. */
  readonly gathersAnew?: boolean;
  /** Finds out what a plan needs and a snapshot does not have: runs programs, asks git. Not done for a dry run's programs. */
  gather?(parameters: Parameters, context: PlanContext<Own>, ports: GatherPorts): Promise<Gathered<Own>>;
  /** What is said where its changes could not be written, of an operation that does what it can and says how all stands. */
  unwritten?(snapshot: Snapshot, reason: string): Plan;
  /** Pure. Tells of gates that are open, and throws a `CmosError` where no plan can be made. */
  plan(parameters: Parameters, context: PlanContext<Own>): Plan;
}

/** Whether a parameter is the id of something. */
export function isId({ type }: Parameter): boolean {
  return type === 'mission' || type === 'sprint' || type === 'snapshot' || type === 'id';
}

/** The editor's command that runs an operation. */
export function commandId({ name }: Pick<Operation, 'name'>): string {
  return `cmos.${name.replace(' ', '-')}`;
}

/** What a button or menu calls it where some parameters are given: with the last id among them, and `…` where it asks for more. */
export function commandTitle({ title, parameters }: Operation, given: Parameters = {}): string {
  const all = Object.entries(parameters);
  const subject = all.findLast(([name, parameter]) => isId(parameter) && textOf(given[name]) !== undefined)?.[0];
  const asks = all.some(
    ([name, { required, asked }]) => given[name] === undefined && (required === true || asked === true),
  );
  const named = subject === undefined ? title() : `${title()} ${textOf(given[subject]) ?? ''}`;
  return asks ? `${named}…` : named;
}

/** The JSON Schema of an operation's parameters. Without their titles: those are in the language of whoever asks. */
export function parametersSchema({ parameters }: Operation): object {
  const schemaOf = ({ type, choices = [] }: Parameter): object => {
    switch (type) {
      case 'boolean':
        return { type };
      case 'strings':
        return { type: 'array', items: { type: 'string', pattern: '\\S' } };
      case 'choice':
        return { type: 'string', enum: choices.map(({ value }) => value) };
      case 'mission':
      case 'sprint':
      case 'snapshot':
      case 'id':
      case 'string':
        return { type: 'string', pattern: '\\S' };
    }
  };
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(parameters).map(([name, each]) => [name, schemaOf(each)])),
    required: Object.entries(parameters)
      .filter(([, { required }]) => required === true)
      .map(([name]) => name),
  };
}

/** A parameter's text, where it was given; the schema has seen that it is one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A parameter's list of texts, empty where it was not given. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
