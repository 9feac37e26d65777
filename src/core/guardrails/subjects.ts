/** What `cmos guardrails` can be asked for, in the order in which all of it runs. */
export const SUBJECTS = ['integration', 'security', 'quality', 'benchmarks', 'references', 'needed'] as const;

export type Subject = (typeof SUBJECTS)[number];
