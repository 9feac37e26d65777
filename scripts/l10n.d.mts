/** All strings of the source, by themselves. */
export function collectStrings(): Promise<Readonly<Record<string, unknown>>>;
