/** Plans for the tests of merging, and changes of them as two people would make them. */
import fc from 'fast-check';
import { CmosError } from '../../../src/core/ground/errors';
import type { BacklogDocument } from '../../../src/core/files/backlog/model';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { removeDependency, removeMission } from '../../../src/core/files/backlog/write/remove';
import { insertDependency, insertMission } from '../../../src/core/files/backlog/write/insert';
import { removeField, setField } from '../../../src/core/files/backlog/write/set';
import { applyEdits } from '../../../src/core/files/edits';
import type { TextEdit } from '../../../src/core/files/text';

export const HEAD = `# The plan
name: "Plan"
generatedAt: "2025-03-01T00:00:00Z"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
`;

export const TAIL = `  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
    - { from: "B", to: "C", type: "Blocks" }
`;

export const FLOW_PLAN = `${HEAD}        - { id: "A", name: "Alpha", status: "Current" } # kept
        - { id: "B", name: "Beta", status: "Queued" }
        # of C
        - { id: "C", name: "Gamma", status: "Queued" }
        - { id: "D", name: "Delta",
            status: "Queued", notes: "as it was" }
    - sprintId: "S2"
      title: "Two"
      missions:
        - { id: "E", name: "Epsilon", status: "Planned" }
${TAIL}`;

export const BLOCK_PLAN = `${HEAD}        - id: A
          name: Alpha
          status: Current # running soon
          notes: |
            first
            second
        # of B
        - id: B
          name: Beta
          status: Queued
        - id: C
          name: Gamma
          metadata:
            tags: [x, y]
          status: Queued
    - sprintId: "S2"
      missions: []
${TAIL}`;

export type Step =
  | { readonly do: 'set'; readonly at: number; readonly key: string; readonly value: string | null | undefined }
  | { readonly do: 'add'; readonly at: number; readonly before: boolean; readonly id: string }
  | { readonly do: 'remove'; readonly at: number }
  | { readonly do: 'depend'; readonly at: number; readonly to: number }
  | { readonly do: 'undepend'; readonly at: number };

const VALUES: Readonly<Record<string, fc.Arbitrary<string | null | undefined>>> = {
  status: fc.constantFrom('Queued', 'Current', 'In Progress', 'Completed', 'Blocked', 'Planned'),
  completed_at: fc.constantFrom(undefined, '2025-03-02T00:00:00Z', '2025-03-03T00:00:00Z'),
  notes: fc.constantFrom(
    undefined,
    null,
    'ours: #1',
    'as it was\n[x] more',
    'as it was, and more',
    'first\nsecond\nthird\n',
  ),
  name: fc.constantFrom('One name', 'Another: name', 'ünï – 😀'),
};

const set: fc.Arbitrary<Step> = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((key) =>
    fc.record({ do: fc.constant('set' as const), at: fc.nat(9), key: fc.constant(key), value: VALUES[key]! }),
  );

/** Changes of fields alone, or of entries too; ids of one side's new missions begin with `side`. */
export function steps(side: string, fieldsOnly: boolean): fc.Arbitrary<readonly Step[]> {
  const others: fc.Arbitrary<Step>[] = [
    fc.record({
      do: fc.constant('add' as const),
      at: fc.nat(9),
      before: fc.boolean(),
      id: fc.constantFrom(`${side}1`, `${side}2`, 'both'),
    }),
    fc.record({ do: fc.constant('remove' as const), at: fc.nat(9) }),
    fc.record({ do: fc.constant('depend' as const), at: fc.nat(9), to: fc.nat(9) }),
    fc.record({ do: fc.constant('undepend' as const), at: fc.nat(9) }),
  ];
  return fc.array(fieldsOnly ? set : fc.oneof({ weight: 3, arbitrary: set }, ...others), { maxLength: 5 });
}

/** The text after steps; one that the plan's text does not allow is left out. */
export function after(text: string, all: readonly Step[]): string {
  return all.reduce((now, step) => {
    try {
      return applyEdits(now, editsFor(parseBacklog(now), step));
    } catch (error) {
      if (!CmosError.is(error, 'edit/unsafe')) throw error;
      return now;
    }
  }, text);
}

function editsFor(plan: BacklogDocument, step: Step): readonly TextEdit[] {
  const mission = plan.missions[step.at % Math.max(1, plan.missions.length)];
  if (mission === undefined) return [];
  switch (step.do) {
    case 'set':
      return step.value === undefined
        ? removeField(plan, mission, step.key)
        : setField(plan, mission, step.key, step.value);
    case 'add': {
      const sprint = plan.sprints.find(({ missions }) => missions.includes(mission));
      if (sprint === undefined || plan.missions.some(({ id }) => id === step.id)) return [];
      const fields = { id: step.id, name: `Mission ${step.id}`, status: 'Queued' };
      return insertMission(plan, sprint.id, fields, step.before ? mission.id : undefined);
    }
    case 'remove':
      return removeMission(plan, mission);
    case 'depend': {
      const to = plan.missions[step.to % plan.missions.length]?.id ?? '';
      if (plan.dependencies.some((each) => each.from === mission.id && each.to === to)) return [];
      return insertDependency(plan, { from: mission.id, to, type: 'Blocks' });
    }
    case 'undepend': {
      const dependency = plan.dependencies[step.at % Math.max(1, plan.dependencies.length)];
      return dependency === undefined ? [] : removeDependency(plan, dependency);
    }
  }
}

/** What a text says, mission by mission: each field as data. Fails where an id stands twice. */
export function said(text: string): Map<string, Map<string, string>> {
  const missions = new Map<string, Map<string, string>>();
  const plan = parseBacklog(text);
  for (const sprint of plan.sprints) {
    for (const { id, fields } of sprint.missions) {
      if (missions.has(id)) throw new Error(`${id} stands twice:\n${text}`);
      const values = [...fields].map(([key, { value }]): [string, string] => [
        key,
        value.kind === 'scalar' ? JSON.stringify(value.value) : value.kind,
      ]);
      missions.set(id, new Map([...values, ['sprint', sprint.id]]));
    }
  }
  return missions;
}
