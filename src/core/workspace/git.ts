/** What is asked of git, where there is one: a port. */
export interface Git {
  /**
   * Files changed since a time (ISO 8601), in commits and in the working tree, new ones included; relative to the cmos
   * root, `/` between names, sorted. Undefined where there is no git, or no repository.
   */
  changedSince(root: string, time: string): Promise<readonly string[] | undefined>;
}
