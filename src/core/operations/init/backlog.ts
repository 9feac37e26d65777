/** The first backlog: one sprint with one mission, which is what any new project has to do first. */
import type { Row } from '../../changes/change-set';
import { writeScalar } from '../../files/yaml/quote';

const SPRINT = { id: 'Sprint 01', title: 'Foundation', focus: 'Know what is to be built, and how', status: 'Queued' };
const MISSION = { id: 'B1.1', name: 'Write the roadmap, the architecture and the project commands', status: 'Queued' };

/** The row of the first sprint. Counts of missions are left out: nothing keeps them up to date. */
export const FIRST_SPRINT: Row = { ...SPRINT };

export const FIRST_MISSION: Row = { ...MISSION, sprint_id: SPRINT.id };

/** `missions/backlog.yaml`: two documents, a line for each mission (field guide, section 3). */
export function backlogText(project: string, author: string | undefined): string {
  return `name: "Planning.SprintPlan.v1"
version: "1.0.0"
displayName: ${quoted(`${project} Backlog`)}
description: ${quoted(`Sprints and missions of ${project}.`)}
${author === undefined ? '' : `author: ${quoted(author)}\n`}
---

# A mission is one line. Status: Queued, Current, In Progress, Completed or Blocked. Quote ids: 1.10 would become 1.1.
# Let cmos change status, notes and times: it keeps db/cmos.sqlite and this file the same.

missionId: "SP-001"
objective: "Lay the foundation that later sprints build on."
successCriteria:
  - "Roadmap and architecture are written, and people agree on them."
  - "agents.md says how to build, test and run the project."
deliverables:
  - "ROADMAP.md and ARCHITECTURE.md, made from foundational-docs/."
domainFields:
  type: "Planning.SprintPlan.v1"
  sprints:
    - sprintId: ${quoted(SPRINT.id)}
      title: ${quoted(SPRINT.title)}
      focus: ${quoted(SPRINT.focus)}
      status: ${quoted(SPRINT.status)}
      missions:
        - { id: ${quoted(MISSION.id)}, name: ${quoted(MISSION.name)}, status: ${quoted(MISSION.status)} }

  # { from: "B1.1", to: "B1.2", type: "Blocks" } lets B1.2 wait for B1.1.
  missionDependencies: []
`;
}

function quoted(text: string): string {
  return writeScalar(text, 'double', { flow: false, indent: '', lineEnd: '\n' }) ?? '""';
}
