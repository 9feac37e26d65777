/** What is asked of git, where there is one: a port. */
export interface Git {
  /**
   * Files changed since a time (ISO 8601), in commits and in the working tree, new ones included; relative to the cmos
   * root, `/` between names, sorted. Undefined where there is no git, or no repository.
   */
  changedSince(root: string, time: string): Promise<readonly string[] | undefined>;
}

/** When files were last changed, as git has it. */
export interface History {
  /** The time of the last commit that changed a file (ISO 8601), by path relative to the cmos root. */
  readonly committed: ReadonlyMap<string, string>;
  /** Files that the working tree has otherwise than the last commit, or that are in none. */
  readonly uncommitted: ReadonlySet<string>;
}

/** The history of a workspace's documents and of what they speak of: a port. */
export interface GitTimes {
  /** Undefined where there is no git, or no repository. */
  lastChanged(root: string): Promise<History | undefined>;
}
