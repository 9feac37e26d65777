/** All commands of the command line. A new command is a line in one of these groups. */
import module from 'node:module';
import type { CommandTable } from './cli/table';
import { VERSION } from './cli/version';
import { keepCompiled } from './node/compile-cache';

export const COMMANDS: CommandTable = [
  {
    names: ['status', 'next', 'needs', 'list', 'show', 'ready'],
    load: async () => (await import('./cli/looks')).looks(() => import('./guardrails/cli/references')),
  },
  { names: ['parity'], load: async () => [(await import('./cli/commands/parity')).parity] },
  {
    names: ['lint', 'doctor', 'guardrails', 'telemetry', 'snapshots'],
    load: async () => (await import('./guardrails/cli/checks')).CHECKS,
  },
  { load: async () => (await import('./guardrails/cli/changes')).CHANGES },
];

/** Runs a command line in this process, and ends it. What it does beside its version is loaded when that is asked for. */
export async function runCommandLine([only, ...others]: readonly string[], bundleFolder: string): Promise<void> {
  if (others.length === 0 && (only === '--version' || only === '-V')) {
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  // Types of Node 20 do not know it yet.
  keepCompiled((module as { enableCompileCache?: (folder: string) => unknown }).enableCompileCache);
  const { runProcess } = await import('./cli/process');
  await runProcess(COMMANDS, bundleFolder);
}
