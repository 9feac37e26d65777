/** What is wrong with the backlog file itself. */
import { t } from '@vscode/l10n';
import type { BacklogDocument, BacklogMission, BacklogProblem, BacklogSprint } from '../../files/backlog/model';
import type { Anchor } from '../../files/text';
import { isKnownMissionStatus, isKnownSprintStatus } from '../../model/status';
import { scalarText } from '../../parity/pair-text';
import { fileFault, saysNothing } from '../../workspace/readable';
import { documentOf } from '../../workspace/snapshot';
import type { Finding, Fix } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

/** Of a file that is no backlog at all, more are of no use to anyone. */
const MOST = 1000;

type Code =
  | 'backlog/syntax'
  | 'backlog/merge-marker'
  | 'backlog/duplicate-id'
  | 'backlog/duplicate-sprint'
  | 'backlog/duplicate-key'
  | 'backlog/missing-id'
  | 'backlog/unknown-status'
  | 'backlog/shape'
  | 'backlog/single-document'
  | 'backlog/ambiguous-scalar';

export const backlogProblems = rule<Code>(
  {
    'backlog/syntax': 'error',
    'backlog/merge-marker': 'error',
    'backlog/duplicate-id': 'error',
    'backlog/duplicate-sprint': 'warning',
    'backlog/duplicate-key': 'warning',
    'backlog/missing-id': 'error',
    'backlog/unknown-status': 'information',
    'backlog/shape': 'warning',
    'backlog/single-document': 'warning',
    'backlog/ambiguous-scalar': 'warning',
  },
  function* (snapshot, finding) {
    const backlog = documentOf(snapshot.backlog);
    if (backlog === undefined || saysNothing(fileFault(snapshot, 'backlog'))) return;
    for (const problem of backlog.problems.slice(0, MOST)) yield ofProblem(problem, finding);
    // The reference's tools take a file of one document for an empty backlog (field guide, section 3).
    if (backlog.documentCount === 1 && backlog.sprints.length > 0) {
      yield finding('backlog/single-document', { args: {}, place: { store: 'backlog' } });
    }
    if (hasDuplicates(backlog)) yield* duplicates(backlog, finding);
    for (const sprint of backlog.sprints) yield* statusesOf(sprint, finding);
  },
);

/** The findings of a sprint's and its missions' statuses: a sprint that no edit touched is not looked through again. */
const statusesOf = rememberedBy((sprint: BacklogSprint, finding: FindingMaker<Code>): readonly Finding[] => {
  const findings = sprint.missions.flatMap((mission) => statusOf(mission, finding));
  const field = sprint.fields.get('status');
  const status = scalarText(field);
  if (status === undefined || isKnownSprintStatus(status) || field?.value.kind !== 'scalar') return findings;
  const place = { store: 'backlog', at: field.value.at } as const;
  return [...findings, finding('backlog/unknown-status', { args: { status, of: sprint.id }, field: 'status', place })];
});

function hasDuplicates({ missions, sprints }: BacklogDocument): boolean {
  return (
    new Set(missions.map(({ id }) => id)).size < missions.length ||
    new Set(sprints.map(({ id }) => id)).size < sprints.length
  );
}

const RESOLVE: Fix = { title: t('Resolve merge conflicts'), operation: 'resolve', parameters: { file: 'backlog' } };

const ofProblem = rememberedBy(({ kind, at, detail }: BacklogProblem, finding: FindingMaker<Code>): Finding => {
  const place = { store: 'backlog', at } as const;
  switch (kind) {
    case 'syntax':
      return finding('backlog/syntax', { args: { detail }, place });
    case 'merge-marker':
      return finding('backlog/merge-marker', { args: {}, place, fixes: [RESOLVE] });
    case 'duplicate-key':
      return finding('backlog/duplicate-key', { args: { key: detail }, place });
    case 'missing-id':
      return finding('backlog/missing-id', { args: {}, place });
    case 'shape':
      return finding('backlog/shape', { args: { expected: detail }, place });
    case 'ambiguous-scalar':
      return finding('backlog/ambiguous-scalar', { args: { reading: detail }, place });
  }
});

const NONE: readonly Finding[] = [];

const statusOf = rememberedBy((mission: BacklogMission, finding: FindingMaker<Code>): readonly Finding[] => {
  const field = mission.fields.get('status');
  const status = scalarText(field);
  if (status === undefined || isKnownMissionStatus(status) || field?.value.kind !== 'scalar') return NONE;
  const place = { store: 'backlog', at: field.value.at } as const;
  return [
    finding('backlog/unknown-status', {
      args: { status, of: mission.id },
      mission: mission.id,
      field: 'status',
      place,
    }),
  ];
});

function* duplicates(backlog: BacklogDocument, finding: FindingMaker<Code>): Iterable<Finding> {
  const firsts = new Map<string, Anchor>();
  for (const mission of backlog.missions) {
    if (mission.id === '') continue;
    const at = idOf(mission.fields, 'id') ?? mission.at;
    const first = firsts.get(mission.id);
    if (first === undefined) firsts.set(mission.id, at);
    else {
      yield finding('backlog/duplicate-id', {
        args: { mission: mission.id },
        mission: mission.id,
        place: { store: 'backlog', at },
        related: [{ store: 'backlog', at: first, message: mission.id }],
      });
    }
  }
  const sprints = new Map<string, Anchor>();
  for (const sprint of backlog.sprints) {
    if (sprint.id === '') continue;
    const at = idOf(sprint.fields, 'sprintId') ?? sprint.at;
    const first = sprints.get(sprint.id);
    if (first === undefined) sprints.set(sprint.id, at);
    else {
      yield finding('backlog/duplicate-sprint', {
        args: { sprint: sprint.id },
        place: { store: 'backlog', at },
        related: [{ store: 'backlog', at: first, message: sprint.id }],
      });
    }
  }
}

function idOf(fields: BacklogMission['fields'], key: string): Anchor | undefined {
  const id = fields.get(key)?.value;
  return id?.kind === 'scalar' ? id.at : undefined;
}
