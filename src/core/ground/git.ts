/** What is asked of git, where there is one: a port. */
export interface Git {
  /**
   * Files changed since a time (ISO 8601), in commits and in the working tree, new ones included; relative to the cmos
   * root, `/` between names, sorted. Undefined where there is no git or no repository, or git fails.
   */
  changedSince(root: string, time: string): Promise<Changes | undefined>;
}

export interface Changes {
  readonly changed: readonly string[];
  /**
   * Files that may have changed in the working tree: git could tell only by running the program that their attribute
   * `filter` names, as it does for Git LFS, and a look runs no program. None of them is in `changed`.
   */
  readonly unknown: readonly string[];
}

/** For where no git may be asked. */
export const NO_GIT: Git = {
  changedSince: () => Promise.resolve(undefined),
};

/** When files were last changed, as git has it. */
export interface History {
  /** The time of the last commit that changed a file (ISO 8601), by path relative to the cmos root. */
  readonly committed: ReadonlyMap<string, string>;
  /** Files that the working tree has otherwise than the last commit, or that are in none; not what is unknown (`Changes`). */
  readonly uncommitted: ReadonlySet<string>;
}

/** The history of a workspace's documents and of what they speak of: a port. */
export interface GitTimes {
  /** Of the files that git's pathspecs name, relative to the root. Undefined where there is no git, or no repository. */
  lastChanged(root: string, pathspecs: readonly string[]): Promise<History | undefined>;
}
