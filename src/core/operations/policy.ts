/** How a workspace wants its operations: what a person may set, in the editor or in the workspace's settings file. */
import { DEFAULT_ESCALATION, type EscalationPolicy, escalationFrom } from '../escalation/policy';
import { type Setting } from '../workspace/settings';

/** A command that shows whether a mission's work holds: a program and its arguments, run without a shell. */
export type VerificationCommand = readonly [program: string, ...arguments_: string[]];

export interface Policy {
  /** Whether nothing is written that the reference would not write: no telemetry, counters or session bookkeeping. */
  readonly strict: boolean;
  /** Whether several missions may be in progress at a time. */
  readonly parallel: boolean;
  /** What completion asks for beside the notes: nothing, or that verification commands ran and passed. */
  readonly evidence: 'notes' | 'verification';
  /** What completion runs first (playbook, "Mission Lifecycle", step 4). */
  readonly verification: readonly VerificationCommand[];
  /** Whether those run at the same time; where one fails so, they are run again one after another. */
  readonly verifiesInParallel: boolean;
  readonly escalation: EscalationPolicy;
  /** Whether checks that a mission's changes need are told alone, or completion waits until each was done or waived. */
  readonly checks: 'inform' | 'require';
}

export const DEFAULT_POLICY: Policy = {
  strict: false,
  parallel: false,
  evidence: 'notes',
  verification: [],
  verifiesInParallel: false,
  escalation: DEFAULT_ESCALATION,
  checks: 'inform',
};

/** A policy from settings by their names without `cmos.`; values that make no sense count as not set. */
export function policyFrom(setting: Setting): Policy {
  const commands = setting('verification.commands');
  return {
    strict: setting('strictReference') === true,
    parallel: setting('parallelMissions') === true,
    evidence: setting('completion.evidence') === 'verification' ? 'verification' : 'notes',
    verification: Array.isArray(commands) ? commands.flatMap((each) => commandFrom(each) ?? []) : [],
    verifiesInParallel: setting('verification.parallel') === true,
    escalation: escalationFrom(setting),
    checks: setting('completion.checks') === 'require' ? 'require' : 'inform',
  };
}

/** A command as a list of words, or as one line whose words are parted by blanks; quotes keep blanks together. */
export function commandFrom(value: unknown): readonly [VerificationCommand] | undefined {
  const words = typeof value === 'string' ? wordsOf(value) : value;
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return undefined;
  const [program, ...rest] = words;
  return program === undefined || program.trim() === '' ? undefined : [[program, ...rest]];
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
