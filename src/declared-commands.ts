/** All commands that are not operations. Written by `npm run generate`. */
import { backlogCommands } from './vscode/commands/backlog';
import { databaseCommands } from './vscode/commands/databases';
import { driftCommands } from './vscode/commands/drift';
import { missionCommands } from './vscode/commands/missions';
import { needCommands } from './vscode/commands/needs';
import { changeCommands } from './vscode/commands/operations';
import { parityCommands } from './vscode/commands/parity';
import { prerequisiteCommands } from './vscode/commands/prerequisites';
import { sessionCommands } from './vscode/views/sessions';
import { benchmarkCommands } from './guardrails/vscode/benchmark-commands';
import { taskCommands } from './guardrails/vscode/task-commands';
import type { WingServices } from './guardrails/vscode/doors';
import type { EditorCommand } from './vscode/commands/services';

export const DECLARED_COMMANDS: readonly EditorCommand<WingServices>[] = [
  ...backlogCommands,
  ...databaseCommands,
  ...driftCommands,
  ...missionCommands,
  ...needCommands,
  ...changeCommands,
  ...parityCommands,
  ...prerequisiteCommands,
  ...sessionCommands,
  ...benchmarkCommands,
  ...taskCommands,
];
