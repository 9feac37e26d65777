/** The schemas that the product checks data by. */
export function schemas(project: string): object[];

/** A module for each of some schemas, by its name. */
export function checkModules(some: readonly object[]): ReadonlyMap<string, string>;

/** The module that finds these. */
export function checksModule(some: readonly object[]): string;
