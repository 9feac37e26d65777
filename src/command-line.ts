/** The command line with all its commands, in the order in which help lists them. */
import type { AnyCommand } from './cli/command';
import { doctor } from './cli/commands/doctor';
import { history } from './cli/commands/history';
import { init } from './cli/commands/init';
import { lint } from './cli/commands/lint';
import { list } from './cli/commands/list';
import { mergeFile } from './cli/commands/merge-file';
import { needs } from './cli/commands/needs';
import { next } from './cli/commands/next';
import { operationCommand } from './cli/commands/operations';
import { review } from './cli/commands/review';
import { review as reviewOperation } from './core/operations/review';
import { parity } from './cli/commands/parity';
import { ready } from './cli/commands/ready';
import { recover } from './cli/commands/recover';
import { redo, undo } from './cli/commands/undo';
import { show } from './cli/commands/show';
import { snapshot, snapshots } from './cli/commands/snapshots';
import { status } from './cli/commands/status';
import { telemetry } from './cli/commands/telemetry';
import { type CliHost, runCommand } from './cli/main';
import type { ExitStatus } from './cli/command';
import { guardrails } from './guardrails/cli/guardrails';
import { lintedDocuments } from './guardrails/cli/references';
import { OPERATIONS } from './guardrails/registry';

export const COMMANDS: readonly AnyCommand[] = [
  status,
  next,
  needs,
  list,
  show,
  ready,
  parity,
  lint(lintedDocuments),
  doctor,
  guardrails,
  telemetry,
  snapshots,
  ...OPERATIONS.map((each) => (each === reviewOperation ? review : operationCommand(each))),
  undo,
  redo,
  recover,
  history,
  snapshot,
  init,
  mergeFile,
];

/** Runs one command line and answers its exit status. Never throws. */
export function run(argv: readonly string[], host: CliHost): Promise<ExitStatus> {
  return runCommand(argv, host, COMMANDS);
}
