/** A task of ours as `tasks.json` has it; declared in the manifest. */
import type * as vscode from 'vscode';
import type { TaskCommand } from '../quick-tasks';

export const TASK_TYPE = 'cmos';

export interface CmosTaskDefinition extends vscode.TaskDefinition {
  readonly command: TaskCommand;
  /** The workspace's own script instead of ours. */
  readonly own?: boolean;
  /** Relative to the folder; only needed where a folder has several cmos roots. */
  readonly root?: string;
}
