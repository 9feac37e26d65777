/** The schemas that the product checks data by. */
export function schemas(project: string): object[];

/** A module that has the functions for some schemas. */
export function checksModule(some: readonly object[]): string;
