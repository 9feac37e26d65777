/** Makes the sample at `target`: as it comes, with drift, or in step; answers its cmos root. */
export function makeWorkspace(name: 'everyday' | 'in-step', target: string): Promise<string>;
