/** All commands of the command line. A new command is a line in one of these groups. */
import type { CommandTable } from './cli/table';

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
