/** Backlogs in every style of the field guide, in words of our own. */

const HEADER = `# The plan's metadata
name: "Planning.SprintPlan.v1"
version: "1.0.0"
displayName: "Harbour lights"

---
`;

export const FLOW = `${HEADER}
missionId: "SP-1"
context: |
  A text of several lines, with a line that looks like an item:
      - { id: "NOT-A-MISSION", name: "no" }
  sprints:
domainFields:
  type: "Planning.SprintPlan.v1"

  sprints:
    # first things first
    - sprintId: "Sprint 1" # the first
      title: "Lamps"
      status: "In Progress"
      missions:
        - { id: "B1.1", name: "Wire the lamps", status: "Completed", completed_at: "2025-03-01T10:00:00Z", notes: "done: all 12" }
        # a comment between
        - { id: "B1.2", name: "Test, at night",
            status: "Current" } # over two lines

        - id: "B1.10"
          name: "Paint – weiß"
          status: 'Queued'
          notes: >-
            folded
            text

            - { id: "STILL-NOT", name: "no" }
          metadata: { dependencies: ["B1.1"], depth: 3 }
    - sprintId: "Sprint 2"
      missions: []
      status: Planned

  missionDependencies:
    # one waits
    - { from: "B1.1", to: "B1.2", type: "Blocks" }
    - from: B1.2
      to: B1.10
      type: Requires

  promptMapping:
    prompts: []
`;

export const DUMPED = `name: Planning.SprintPlan.v1
generatedAt: '2025-11-08T17:41:44.765593+00:00'
---
domainFields:
  missionDependencies:
  - from: B1
    to: B2
    type: depends_on
  sprints:
  - completedMissions: 1
    focus: A text that the dumper
      wraps onto a second line
    missions:
    - completed_at: '2025-11-07T22:09:07Z'
      id: B1
      metadata: &id001
        dependencies: null
        tags:
        - a
        - b
      name: 'It''s quoted: yes'
      notes: null
      status: Completed
    - id: B2
      metadata: *id001
      name: "caf\\u00e9"
      status: Queued
    sprintId: SPRINT-01
    status: Active
    title: One
  - missions: null
    sprintId: SPRINT-02
  type: Planning.SprintPlan.v1
`;

export const ONE_DOCUMENT = `domainFields:
  sprints:
  - sprintId: S
    missions:
    - id: A
      status: Queued
`;

export const WHOLE_FLOW = `name: x
---
{domainFields: {sprints: [{sprintId: S, missions: [{id: A, status: Queued}, {id: B, status: no}]}], missionDependencies: [{from: A, to: B, type: Blocks}]}}
`;

export const CRLF = FLOW.replaceAll('\n', '\r\n');

export const ALL = { FLOW, DUMPED, ONE_DOCUMENT, WHOLE_FLOW, CRLF };
