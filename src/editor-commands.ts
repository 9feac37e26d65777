/** All commands of the editor, and what carries them out. Loaded when the first of them is called. */
import { commandId } from './core/operations/operation';
import { DECLARED_COMMANDS } from './declared-commands';
import { OPERATIONS } from './guardrails/registry';
import type { WingServices } from './guardrails/vscode/doors';
import { onRow } from './vscode/commands/operations';
import type { EditorCommand } from './vscode/commands/services';
import type { Shown } from './vscode/tree';
import { Writing } from './vscode/writing';
import { VIEWS } from './views';

export { operateByName } from './vscode/commands/operations';

/** What each command does, by its id. Each is in the manifest, and nothing else is; a test holds that. */
export const COMMANDS: ReadonlyMap<string, EditorCommand<WingServices>['run']> = new Map<
  string,
  EditorCommand<WingServices>['run']
>([
  ...OPERATIONS.map((operation) => [commandId(operation), onRow(operation)] as const),
  ...DECLARED_COMMANDS.map(({ id, run }) => [id, run] as const),
  ...VIEWS.map(
    (view) =>
      [
        `${view.id}.showMore`,
        ({ views }: WingServices) =>
          (row: Shown) => {
            views.of(view).showMore(row);
          },
      ] as const,
  ),
]);

/** Writing with all operations there are. */
export function writingIn(bundleFolder: string, log: Writing['log']): Writing {
  return new Writing(OPERATIONS, bundleFolder, log);
}
