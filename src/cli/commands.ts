/** The commands of the command line, in the order in which help lists them. */
import { type Command, type FreeCommand } from './command';
import { doctor } from './commands/doctor';
import { history } from './commands/history';
import { guardrails } from './commands/guardrails';
import { init } from './commands/init';
import { lint } from './commands/lint';
import { list } from './commands/list';
import { mergeFile } from './commands/merge-file';
import { needs } from './commands/needs';
import { next } from './commands/next';
import { operationCommands } from './commands/operations';
import { parity } from './commands/parity';
import { ready } from './commands/ready';
import { recover } from './commands/recover';
import { redo, undo } from './commands/undo';
import { show } from './commands/show';
import { snapshot, snapshots } from './commands/snapshots';
import { status } from './commands/status';
import { telemetry } from './commands/telemetry';

export const COMMANDS: readonly (Command | FreeCommand)[] = [
  status,
  next,
  needs,
  list,
  show,
  ready,
  parity,
  lint,
  doctor,
  guardrails,
  telemetry,
  snapshots,
  ...operationCommands,
  undo,
  redo,
  recover,
  history,
  snapshot,
  init,
  mergeFile,
];
