/** What is said of a mission whose parts are all done. */
import { t } from '@vscode/l10n';
import { commandLine } from '../ground/gate';
import type { FinishedSplit } from '../model/splits';

/** One that can be completed, and how. */
export function finishedText({ mission: { id }, parts }: FinishedSplit): string {
  const names = parts.map((part) => part.id).join(', ');
  return t('All parts of {0} are done: {1}. It can be completed: {2}', id, names, commandLine('complete', [id]));
}
