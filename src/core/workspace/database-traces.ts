/**
 * What is known of a database that is not there or cannot be read. Without it a workspace whose database was deleted, or
 * is not part of this git worktree, would be taken for one of files alone.
 */

export interface DatabaseTraces {
  /** Records of operations, of what was agreed on, of the database's health; and snapshots. Relative to the root. */
  readonly records: readonly string[];
  /** The database of the repository's main worktree, where the root is in another one; an absolute path. */
  readonly mainWorktree: string | undefined;
  /** The latest snapshots, the newest first; relative to the root. */
  readonly snapshots: readonly string[];
}

/** Whether there was a database here, or is one elsewhere. */
export function tellOfDatabase(traces: DatabaseTraces | undefined): boolean {
  return traces !== undefined && (traces.records.length > 0 || traces.mainWorktree !== undefined);
}
