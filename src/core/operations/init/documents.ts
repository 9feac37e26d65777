/**
 * The documents of a new workspace. README, agents.md and the master context name both templates in
 * `foundational-docs/`: the reference's check of foundational references wants it (field guide, section 7).
 */

/** `agents.md`: what an agent reads first. */
export function agentsText(project: string): string {
  return `# Instructions for agents: ${markdown(project)}

## Before you begin

1. Read \`PROJECT_CONTEXT.json\` and \`context/MASTER_CONTEXT.json\`: facts, decisions and constraints that hold.
2. Run \`cmos intake\`: it says whether database and files agree, and which mission comes next.
3. Take one mission up: \`cmos start B1.1 --summary "What you are going to do"\`.

## While you work

- Keep to the mission's objective. What goes beyond it becomes a mission of its own: \`cmos add\`.
- Note what you find out: \`cmos note B1.1 --summary "…"\`. Decisions and constraints that later missions need:
  \`cmos decide --summary "…"\`, \`cmos constrain --summary "…"\`.
- Missions, sprints and events live in \`db/cmos.sqlite\` and are mirrored in \`missions/backlog.yaml\` and
  \`SESSIONS.jsonl\`. Change their state with \`cmos\`, not by hand: it changes all of them or none.

## When you are done, or stuck

- \`cmos complete B1.1 --summary "What was done" --notes "What shows that it works"\`
- \`cmos block B1.1 --summary "What happened" --reason "Why it cannot go on" --need "What would help"\`
- \`cmos parity\` must say that database and files agree before you leave.

## Project commands

How to install, build, test and run this project is decided in mission B1.1, which writes it here.

## Foundation

Roadmap and architecture begin as copies of \`foundational-docs/roadmap_template.md\` and
\`foundational-docs/tech_arch_template.md\`.
`;
}

/** `README.md`: the way around for people. */
export function readmeText(project: string): string {
  return `# ${markdown(project)}

This project is run in missions under CMOS: small pieces of work that people and agents take up one after another, with
what they learn kept for the next one.

## Begin

1. Say what is to be built: copy \`foundational-docs/roadmap_template.md\` to \`ROADMAP.md\` and
   \`foundational-docs/tech_arch_template.md\` to \`ARCHITECTURE.md\`, and fill them in. That is mission B1.1.
2. Write into \`agents.md\` how the project is built and tested.
3. Add missions: \`cmos add --id B1.2 --name "…"\`, and what they wait for: \`cmos depend B1.2 B1.1\`.
   Further sprints: \`cmos sprint add --title "…"\`.

## Every day

| you want to | command |
|---|---|
| see where things stand | \`cmos status\` |
| know what comes next | \`cmos next\` |
| begin, finish or block a mission | \`cmos start\`, \`cmos complete\`, \`cmos block\` |
| begin or end a sprint | \`cmos sprint start\`, \`cmos sprint close\` |
| see whether database and files agree | \`cmos parity\` |
| take the latest change back | \`cmos undo\` |

## Where things are

| file | what it holds |
|---|---|
| \`db/cmos.sqlite\` | missions, sprints, dependencies, events and contexts; \`db/schema.sql\` has its tables |
| \`missions/backlog.yaml\` | the same missions, sprints and dependencies, to read and to review |
| \`SESSIONS.jsonl\` | what was done, a line an event |
| \`PROJECT_CONTEXT.json\` | what the current work needs to know |
| \`context/MASTER_CONTEXT.json\` | decisions, constraints and reminders across sprints |
| \`agents.md\` | what agents read before they begin |
| \`telemetry/events/\` | measurements of missions and of the database |
| \`workers/manifest.yaml\` | who missions can hand work to |
`;
}

/** `foundational-docs/roadmap_template.md` */
export function roadmapText(): string {
  return `# Roadmap

Copy this file to ROADMAP.md and answer the questions there; leave the template as it is for the next project.

## Purpose

- Who has which problem today?
- What will they be able to do when this is done?
- What is it not going to do?

## Success

How will you see that it works? Name things that can be counted or watched, and the values that would be good enough.

| measure | today | good enough |
|---|---|---|

## Milestones

The order counts more than dates. Each milestone is of use by itself; its sprints go into the backlog.

| milestone | what people can do then | sprints | waits for |
|---|---|---|---|

## Risks

| what may go wrong | how it would be noticed | what to do then |
|---|---|---|

## Open questions

Who answers each one, and by when?
`;
}

/** `foundational-docs/tech_arch_template.md` */
export function architectureText(): string {
  return `# Technical architecture

Copy this file to ARCHITECTURE.md and answer the questions there; leave the template as it is for the next project.

## Overview

Which parts are there, and what does each one know and not know of the others? One drawing, and a sentence a part.

## Data

- What is stored where, and which place is right when two disagree?
- Who may read it and who may write it?
- How is it backed up, and how was bringing it back tried out?

## Interfaces

| interface | used by | promises | may change |
|---|---|---|---|

## Decisions

Also kept in the master context: \`cmos decide --summary "…" --rationale "…"\`.

| decision | why | what was not chosen, and why |
|---|---|---|

## Quality

- Tests: which kinds, what each shows, how they are run.
- Security: what is at stake, who might want it, and what keeps it safe.
- Speed and size: what must hold, and how it is measured.

## Running it

How is it built, released, watched and rolled back?
`;
}

/** Text as Markdown shows it: its own signs are letters. */
function markdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#&|]/g, '\\$&');
}
