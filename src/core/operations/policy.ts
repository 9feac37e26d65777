/** How a workspace wants its operations: what a person may set, in the editor or in the workspace's settings file. */
import { retriesFrom } from '../escalation/policy';
import type { Setting } from '../workspace/settings';

/** A command that shows whether a mission's work holds: a program and its arguments, run without a shell. */
export type VerificationCommand = readonly [program: string, ...arguments_: string[]];

/** Verification commands that ran and passed; each check that the mission's changes need, done or waived. */
const REQUIREMENTS = ['verification', 'checks'] as const;
type Requirement = (typeof REQUIREMENTS)[number];

export interface Policy {
  /** Whether nothing is written that the reference would not write: no telemetry, counters or session bookkeeping. */
  readonly strict: boolean;
  /** Whether several missions may be in progress at a time. */
  readonly parallel: boolean;
  /** What completion asks for beside the notes. */
  readonly requires: ReadonlySet<Requirement>;
  /** What completion runs first (playbook, "Mission Lifecycle", step 4). */
  readonly verification: readonly VerificationCommand[];
  /** How often what failed for a passing reason is tried again by itself. */
  readonly retries: number;
}

/** A policy from settings by their names without `cmos.`; values that make no sense count as not set. */
export function policyFrom(setting: Setting): Policy {
  const commands = setting('verification.commands');
  const required = setting('completion.requires');
  return {
    strict: setting('strictReference') === true,
    parallel: setting('parallelMissions') === true,
    requires: new Set(Array.isArray(required) ? REQUIREMENTS.filter((each) => required.includes(each)) : []),
    verification: Array.isArray(commands) ? commands.flatMap((each) => commandFrom(each) ?? []) : [],
    retries: retriesFrom(setting),
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
