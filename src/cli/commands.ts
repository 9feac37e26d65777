/** The commands of the command line, in the order in which help lists them. */
import { type Command, type FileCommand } from './command';
import { doctor } from './commands/doctor';
import { lint } from './commands/lint';
import { list } from './commands/list';
import { mergeFile } from './commands/merge-file';
import { next } from './commands/next';
import { operationCommands } from './commands/operations';
import { parity } from './commands/parity';
import { ready } from './commands/ready';
import { recover } from './commands/recover';
import { redo, undo } from './commands/undo';
import { show } from './commands/show';
import { status } from './commands/status';

export const COMMANDS: readonly Command[] = [
  status,
  next,
  list,
  show,
  ready,
  parity,
  lint,
  doctor,
  ...operationCommands,
  undo,
  redo,
  recover,
];

/** Commands that need no workspace. */
export const FILE_COMMANDS: readonly FileCommand[] = [mergeFile];
