/** The commands that change something, in the order in which help lists them. */
import type { AnyCommand } from '../../cli/command';
import { history } from '../../cli/commands/history';
import { init } from '../../cli/commands/init';
import { mergeFile } from '../../cli/commands/merge-file';
import { operationCommand } from '../../cli/commands/operations';
import { recover } from '../../cli/commands/recover';
import { review } from '../../cli/commands/review';
import { snapshot } from '../../cli/commands/snapshots';
import { redo, undo } from '../../cli/commands/undo';
import { review as reviewOperation } from '../../core/operations/catalog/review';
import { OPERATIONS } from '../registry';

export const CHANGES: readonly AnyCommand[] = [
  ...OPERATIONS.map((each) => (each === reviewOperation ? review : operationCommand(each))),
  undo,
  redo,
  recover,
  history,
  snapshot,
  init,
  mergeFile,
];
