/** All commands of the editor, in one table, and what carries them out. Loaded when the first of them is called. */
import { OPERATIONS } from './guardrails/registry';
import { benchmarkCommands } from './guardrails/vscode/benchmark-commands';
import { taskCommands, type TaskServices } from './guardrails/vscode/task-commands';
import { databaseCommands } from './vscode/commands/databases';
import { driftCommands } from './vscode/commands/drift';
import { missionCommands } from './vscode/commands/missions';
import { needCommands } from './vscode/commands/needs';
import { changeCommands, eachOperation } from './vscode/commands/operations';
import { parityCommands } from './vscode/commands/parity';
import type { Commands } from './vscode/commands/services';
import { viewCommands } from './vscode/commands/views';
import { Writing } from './vscode/writing';

export { operateByName } from './vscode/commands/operations';

/** What is here is declared in the manifest, and the other way round; a test holds that. */
export const COMMANDS: Commands<TaskServices> = {
  ...eachOperation(OPERATIONS),
  ...changeCommands,
  ...databaseCommands,
  ...parityCommands,
  ...driftCommands,
  ...missionCommands,
  ...needCommands,
  ...viewCommands,
  ...taskCommands,
  ...benchmarkCommands,
};

/** Writing with all operations there are. */
export function writingIn(bundleFolder: string, log: Writing['log']): Writing {
  return new Writing(OPERATIONS, bundleFolder, log);
}
