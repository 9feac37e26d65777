/** The backlog of most tests: one sprint, with the missions A (Alpha), B (Beta), C (Gamma) in the given statuses. */
export function planOf(statuses: Readonly<Partial<Record<keyof typeof NAMES, string>>>): string {
  return `name: Plan
---
domainFields:
  type: Planning.SprintPlan.v1
  sprints:
    - sprintId: S1
      title: One
      missions:
${Object.entries(statuses)
  .map(([id, status]) => `        - { id: "${id}", name: "${NAMES[id as keyof typeof NAMES]}", status: "${status}" }\n`)
  .join('')}`;
}

const NAMES = { A: 'Alpha', B: 'Beta', C: 'Gamma' } as const;
