/** Makes the sample (`everyday`) or a fixture workspace at `target`; answers its cmos root. */
export function makeWorkspace(name: string, target: string): Promise<string>;
