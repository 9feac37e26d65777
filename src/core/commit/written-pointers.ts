/** What a change wrote of the project context, where that is nothing but the work at hand. */
import { compareContexts } from '../files/context/compare';
import { parseContext } from '../files/context/parse';
import { isSessionPointer } from '../model/session-pointers';
import type { RowChange, SqlValue } from '../changes/change-set';

/** Whether a row is the project context's. */
export function isProjectContext(change: RowChange): boolean {
  return (
    change.table === 'contexts' && (change.kind === 'insert' ? change.row : change.key)['id'] === 'project_context'
  );
}

/**
 * Whether a change wrote the project context, and in it only pointers to the work at hand: each change after it sets them anew,
 * so that none of those rests on it.
 */
export function wrotePointersOnly(rows: readonly RowChange[]): boolean {
  const contexts = rows.filter(isProjectContext);
  return (
    contexts.length > 0 &&
    contexts.every(
      (change) => change.kind === 'update' && differInPointers(change.before['content'], change.after['content']),
    )
  );
}

function differInPointers(before: SqlValue | undefined, after: SqlValue | undefined): boolean {
  if (typeof before !== 'string' || typeof after !== 'string') return false;
  const [one, other] = [parseContext(before), parseContext(after)];
  if (one.root === undefined || other.root === undefined || one.problems.length + other.problems.length > 0)
    return false;
  return compareContexts(one.root, other.root).every(({ path }) => isSessionPointer(path));
}
