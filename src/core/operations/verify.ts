/** What completion asks before it believes: verification commands, and which files the work touched (playbook, "Mission Lifecycle", steps 2 and 4). */
import { t } from '@vscode/l10n';
import { metadataOf } from '../database/metadata';
import { type Mission } from '../model/missions';
import { plainYaml } from '../parity/values';
import { parentOf } from '../workspace/paths';
import { type Script, type ScriptResult, succeeded } from '../workspace/scripts';
import { type Snapshot } from '../workspace/snapshot';
import { type Gathered, type World } from './gather';
import { gateRefusal, type PlanContext } from './operation';
import { commandFrom, type Policy, type VerificationCommand } from './policy';

/** A verification command may take this long, in milliseconds. */
const PATIENCE = 30 * 60_000;

/** So many lines of a failed command's output are told. */
const TOLD = 12;

/** The mission's own commands (`verification`, or `verification_commands`), else the workspace's. */
export function commandsFor(mission: Mission, policy: Policy): readonly VerificationCommand[] {
  const own = valueOf(mission, 'verification') ?? valueOf(mission, 'verification_commands');
  const list = Array.isArray(own) ? (own as readonly unknown[]) : own === undefined || own === null ? [] : [own];
  const commands = list.flatMap((each) => commandFrom(each) ?? []);
  return commands.length > 0 ? commands : policy.verification;
}

/** Runs the commands one after another, up to the first that fails; asks git what changed since the mission's start. */
export async function gatherEvidence(
  mission: Mission,
  { snapshot, policy }: PlanContext,
  world: World,
): Promise<Gathered> {
  const { root } = snapshot.layout;
  const commands = commandsFor(mission, policy);
  const verification: { command: string; result: ScriptResult }[] = [];
  for (const [program, ...words] of commands) {
    if (world.run === undefined) break;
    const script: Script = { program, arguments: words, folder: await projectOf(root, world), timeout: PATIENCE };
    world.starting?.(script);
    const result = await world.run(script);
    verification.push({ command: [program, ...words].join(' '), result });
    if (!succeeded(result)) break;
  }
  const since = mission.startedAt;
  return {
    verification,
    notRun: world.run === undefined ? commands.map((words) => words.join(' ')) : [],
    changedFiles: since === undefined ? undefined : await world.git.changedSince(root, since),
  };
}

/** Commands run in the project's folder: the one that holds a `cmos` folder, else the cmos root itself. */
async function projectOf(root: string, { files }: World): Promise<string> {
  const parent = parentOf(root);
  if (!root.endsWith('/cmos')) return root;
  return (await files.stat(parent).catch(() => undefined))?.kind === 'directory' ? parent : root;
}

/** Refuses where a command failed, or the setting asks for commands and none ran. Passed by an override. */
export function verified(mission: Mission, { gathered, policy, override }: PlanContext): void {
  if (override !== undefined || gathered === undefined) return;
  const { verification = [], notRun = [] } = gathered;
  const failed = verification.find(({ result }) => !succeeded(result));
  if (failed !== undefined) {
    const { exit, failure, output } = failed.result;
    const how = failure ?? t('it ended with {0}', exit ?? '?');
    const told = output.trimEnd().split('\n').slice(-TOLD).join('\n');
    throw gateRefusal(
      `${t('{0} is not verified: {1} failed, {2}.', mission.id, failed.command, how)}${told === '' ? '' : `\n${told}\n`}`,
    );
  }
  if (policy.evidence === 'verification' && verification.length === 0 && notRun.length === 0)
    throw gateRefusal(
      t('{0} needs verification, and no command is set: neither for the mission nor for the workspace.', mission.id),
    );
}

/** The lines that notes keep of the commands that ran. */
export function evidenceLines({ verification = [] }: Gathered): readonly string[] {
  return verification.map(({ command, result: { exit, failure, duration } }) => {
    const seconds = (duration / 1000).toFixed(1);
    return `Verified with ${command}: ${exit === 0 ? 'passed' : (failure ?? `exit ${exit ?? '?'}`)}, ${seconds} s`;
  });
}

/** What a person should know: commands that a dry run did not run, files that no deliverable names. */
export function scopeNotices(snapshot: Snapshot, mission: Mission, gathered: Gathered): readonly string[] {
  const { notRun = [], changedFiles } = gathered;
  const unnamed = changedFiles === undefined ? [] : outOfScope(snapshot, mission, changedFiles);
  const shown = unnamed.slice(0, 10).join(', ');
  const more = unnamed.length > 10 ? t(' and {0} more', unnamed.length - 10) : '';
  return [
    ...(notRun.length === 0 ? [] : [t('To be run first: {0}.', notRun.join('; '))]),
    ...(unnamed.length === 0
      ? []
      : [t('Changed since {0} was started, and named by no deliverable: {1}{2}.', mission.id, shown, more)]),
  ];
}

/** Changed files that the mission's deliverables do not name; the stores themselves are never meant. */
function outOfScope({ layout }: Snapshot, mission: Mission, changed: readonly string[]): readonly string[] {
  const own = new Set(Object.values(layout.stores).map(({ path }) => path));
  const value = valueOf(mission, 'deliverables') ?? valueOf(mission, 'files');
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

function valueOf({ row, entry }: Mission, key: string): unknown {
  const stored = row === undefined ? undefined : metadataOf(row).fields[key];
  const written = entry?.fields.get(key);
  return stored ?? (written === undefined ? undefined : plainYaml(written.value));
}
