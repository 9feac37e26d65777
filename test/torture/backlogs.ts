/** Small workspaces in each style of backlog, for what is done to them many times. */

const head = `name: "Planning.SprintPlan.v1"
version: "1.0.0"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
`;

export const STYLES: Readonly<Record<string, string>> = {
  flow: `${head}        - { id: "A", name: "Alpha", status: "Queued" } # kept\n        - { id: "B", name: "Beta", status: "Queued" }\n`,
  'flow on two lines': `${head}        - { id: "A", name: "Alpha",\n            status: "Queued" }\n        - { id: "B", name: "Beta", status: "Queued" }\n`,
  block: `${head}        - id: A\n          name: Alpha\n          status: Queued # s\n        - id: B\n          status: Queued\n          name: Beta\n`,
  dumped: `domainFields:\n  sprints:\n  - missions:\n    - id: A\n      name: Alpha\n      status: Queued\n    - id: B\n      name: Beta\n      status: Queued\n    sprintId: S1\n    title: One\n`,
};
