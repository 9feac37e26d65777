/** What completion asks before it believes: verification commands, and which files the work touched (playbook, "Mission Lifecycle", steps 2 and 4). */
import { t } from '@vscode/l10n';
import { type BuiltInCheck, builtInCheck, couldNotRun } from '../escalation/built-in-check';
import type { Fallback } from '../escalation/escalation';
import { SCRIPT, WORKER_PATTERNS } from '../escalation/policy';
import { missionValue } from '../model/mission-value';
import type { Mission } from '../model/missions';
import { parentOf } from '../ground/paths';
import { type Script, type ScriptResult, type ScriptRunner, succeeded } from '../ground/scripts';
import type { Snapshot } from '../workspace/snapshot';
import type { Gathered, GatherPorts } from './gather';
import type { PlanContext } from './operation';
import { commandFrom, type Policy, type VerificationCommand } from './policy';

/** A verification command may take this long, in milliseconds. */
const PATIENCE = 30 * 60_000;

/** So many lines of a failed command's output are told. */
const SHOWN_LINES = 12;

/** The mission's own commands (`verification`, or `verification_commands`), else the workspace's. */
function commandsFor(mission: Mission, policy: Policy): readonly VerificationCommand[] {
  const own = missionValue(mission, 'verification') ?? missionValue(mission, 'verification_commands');
  const list = Array.isArray(own) ? (own as readonly unknown[]) : own === undefined || own === null ? [] : [own];
  const commands = list.flatMap((each) => commandFrom(each) ?? []);
  return commands.length > 0 ? commands : policy.verification;
}

/** The worker pattern that the mission is carried out by, where it names one (templates: `orchestrationPatterns`). */
function patternOf(mission: Mission): string {
  const member = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  const patterns =
    missionValue(mission, 'orchestrationPatterns') ??
    member(missionValue(mission, 'domainFields'), 'orchestrationPatterns');
  const selected = member(patterns, 'selectedPattern');
  return WORKER_PATTERNS.find((pattern) => pattern === selected) ?? SCRIPT;
}

type Verified = NonNullable<Gathered['verification']>[number];

/** Runs the commands up to the first that fails, within the tiers; asks git what changed since the mission's start. */
export async function gatherEvidence(
  mission: Mission,
  { snapshot, policy }: PlanContext,
  ports: GatherPorts,
): Promise<Gathered> {
  const { root } = snapshot.layout;
  const commands = commandsFor(mission, policy);
  const { verification, fallbacks } = await new Verification(mission, snapshot, ports).run(commands);
  const since = mission.startedAt;
  return {
    verification,
    fallbacks,
    ...(ports.incidents === undefined ? {} : { records: await ports.incidents.read(snapshot) }),
    notRun: ports.run === undefined ? commands.map((words) => words.join(' ')) : [],
    changes: since === undefined ? undefined : await ports.git.changedSince(root, since),
  };
}

class Verification {
  readonly #pattern: string;
  readonly #snapshot: Snapshot;
  readonly #ports: GatherPorts;
  readonly #fallbacks: Fallback[] = [];

  constructor(mission: Mission, snapshot: Snapshot, ports: GatherPorts) {
    this.#pattern = patternOf(mission);
    this.#snapshot = snapshot;
    this.#ports = ports;
  }

  async run(
    commands: readonly VerificationCommand[],
  ): Promise<{ readonly verification: readonly Verified[]; readonly fallbacks: readonly Fallback[] }> {
    const { run } = this.#ports;
    if (run === undefined) return { verification: [], fallbacks: [] };
    const folder = await projectOf(this.#snapshot.layout.root, this.#ports);
    const verification: Verified[] = [];
    for (const words of commands) {
      const verified = await this.#one(words, folder, run);
      verification.push(verified);
      if (!succeeded(verified.result)) break;
    }
    return { verification, fallbacks: this.#fallbacks };
  }

  async #one([program, ...words]: VerificationCommand, folder: string, run: ScriptRunner): Promise<Verified> {
    const script: Script = { program, arguments: words, folder, timeout: PATIENCE };
    const command = [program, ...words].join(' ');
    const { escalation, starting } = this.#ports;
    const task = (): Promise<ScriptResult> => {
      starting?.(script);
      return run(script);
    };
    const result = escalation === undefined ? await task() : await escalation.script(command, this.#pattern, task);
    const ours = couldNotRun(result) ? builtInCheck(script) : undefined;
    if (ours === undefined) return { command, result };
    return this.#runBuiltIn(command, ours, result.failure ?? `exit ${result.exit ?? '?'}`);
  }

  #runBuiltIn(command: string, { name, run }: BuiltInCheck, reason: string): Verified {
    const result = run(this.#snapshot);
    // A verdict that keeps the mission open needs nobody's approval.
    if (succeeded(result)) {
      const fallback = { step: command, instead: name, reason };
      this.#fallbacks.push(fallback);
      this.#ports.escalation?.fellBack(fallback);
    }
    return { command, result, instead: name };
  }
}

/** Commands run in the project's folder: the one that holds a `cmos` folder, else the cmos root itself. */
async function projectOf(root: string, { files }: GatherPorts): Promise<string> {
  const parent = parentOf(root);
  if (!root.endsWith('/cmos')) return root;
  return (await files.stat(parent).catch(() => undefined))?.kind === 'directory' ? parent : root;
}

/** Asks that no command failed, and that some ran where the setting asks for that. */
export function requireVerification({ id }: Mission, { gathered, policy, gates }: PlanContext): void {
  if (gathered === undefined) return;
  const { verification = [], notRun = [] } = gathered;
  const failed = verification.find(({ result }) => !succeeded(result));
  if (failed !== undefined) {
    const { exit, failure, output } = failed.result;
    const how = failure ?? t('it ended with {0}', exit ?? '?');
    const told = output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
    gates.add({
      code: 'gate/verification',
      message: t('{0} is not verified: {1} failed, {2}.', id, failed.command, how),
      ...(told === '' ? {} : { detail: told }),
      remedies: [{ title: t('Correct what failed, then complete {0} again', id) }],
      overridable: true,
    });
  }
  if (policy.requires.has('verification') && verification.length === 0 && notRun.length === 0)
    gates.add({
      code: 'gate/verification',
      message: t('{0} needs verification, and no command is set for the mission or the workspace.', id),
      remedies: [{ title: t('Set cmos.verification.commands, or verification in the entry of {0}', id) }],
      overridable: true,
    });
}

/** The lines that notes keep of the commands that ran. */
export function evidenceLines({ verification = [] }: Gathered): readonly string[] {
  return verification.map(({ command, instead, result: { exit, failure, duration } }) => {
    const seconds = (duration / 1000).toFixed(1);
    const what = instead === undefined ? command : `${instead}, in place of ${command}`;
    return exit === 0
      ? `Verified with ${what}: passed, ${seconds} s`
      : `Not verified, ${what}: ${failure ?? `exit ${exit ?? '?'}`}, ${seconds} s`;
  });
}

/** What a person should know: that nothing verified it, commands that a dry run did not run, files that no deliverable names. */
export function scopeNotices(snapshot: Snapshot, mission: Mission, gathered: Gathered): readonly string[] {
  const { verification, notRun = [], changes } = gathered;
  const unnamed = changes === undefined ? [] : outOfScope(snapshot, mission, changes.changed);
  const shown = unnamed.slice(0, 10).join(', ');
  const more = unnamed.length > 10 ? t(' and {0} more', unnamed.length - 10) : '';
  return [
    ...(verification?.length === 0 && notRun.length === 0
      ? [t('No verification command is set for it: nothing was run.')]
      : []),
    ...(notRun.length === 0 ? [] : [t('To be run first: {0}.', notRun.join('; '))]),
    ...(unnamed.length === 0
      ? []
      : [t('Changed since {0} was started, and named by no deliverable: {1}{2}.', mission.id, shown, more)]),
  ];
}

/** Changed files that the mission's deliverables do not name; the stores themselves are never meant. */
function outOfScope({ layout }: Snapshot, mission: Mission, changed: readonly string[]): readonly string[] {
  const own = new Set(Object.values(layout.stores).map(({ path }) => path));
  const value = missionValue(mission, 'deliverables') ?? missionValue(mission, 'files');
  const named = JSON.stringify(value ?? '');
  return changed.filter((file) => {
    if (own.has(file) || /^(?:db|telemetry|\.cmos-operations)\//.test(file)) return false;
    // A deliverable is often a sentence; it names a file by its path, its name, or a folder above it.
    const plain = file.replace(/^(?:\.\.\/)+/, '');
    const folders = plain.split('/').slice(0, -1);
    const above = folders.map((_, at) => `${folders.slice(0, at + 1).join('/')}/`);
    return ![plain, plain.split('/').at(-1) ?? plain, ...above].some((part) => named.includes(part));
  });
}
