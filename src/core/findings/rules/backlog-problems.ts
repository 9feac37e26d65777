/** What is wrong with the backlog file itself. */
import { t } from '@vscode/l10n';
import type { BacklogDocument, BacklogMission, BacklogProblem, BacklogSprint } from '../../files/backlog/model';
import type { Anchor } from '../../files/text';
import { isKnownMissionStatus, isKnownSprintStatus } from '../../model/status';
import { scalarText } from '../../parity/pair-text';
import { fileFault, saysNothing } from '../../workspace/readable';
import { documentOf } from '../../workspace/snapshot';
import type { Finding, Fix } from '../finding';
import { duplicateKey, mergeMarker, short } from '../values';
import { code, codes, type ParityRule } from '../rule';
import { rememberedBy } from '../../ground/memo';

/** Of a file that is no backlog at all, more are of no use to anyone. */
const MOST = 1000;

const finding = codes({
  /**
   * A part of the file is not YAML. What else could be read is still shown, but nothing of the file is compared with
   * the database, no repair takes a value out of it, and operations that write it refuse: values beside the broken
   * part may be other than they seem. Python's tools read nothing of such a file.
   *
   * Correct the marked place.
   */
  'backlog/syntax': code<{ detail: string }>({
    severity: 'error',
    hinders: true,
    message: ({ args }) => t('YAML syntax error: {0}', args.detail),
  }),
  /**
   * A conflict marker of an unfinished merge. The missions of both sides are shown.
   *
   * Finish the merge: *Resolve Merge Conflicts* (`cmos resolve`) merges by mission and field, and says what it
   * cannot decide.
   */
  'backlog/merge-marker': { severity: 'error', hinders: true, message: () => mergeMarker() },
  /**
   * Two entries have one id. Tools take the last one.
   *
   * Give one of them another id, or remove it.
   */
  'backlog/duplicate-id': {
    severity: 'error',
    leavesOut: true,
    message: ({ mission = '' }) => t('{0} stands more than once; tools that read the file take the last one.', mission),
  },
  /**
   * Two sprints have one id.
   *
   * Join them, or rename one.
   */
  'backlog/duplicate-sprint': code<{ sprint: string }>({
    severity: 'warning',
    leavesOut: true,
    message: ({ args }) => t('Sprint “{0}” stands more than once.', args.sprint),
  }),
  /**
   * A key stands twice in one mapping; the last one counts.
   *
   * Remove one.
   */
  'backlog/duplicate-key': code<{ key: string }>({
    severity: 'warning',
    message: ({ args }) => duplicateKey(args.key),
  }),
  /**
   * A mission without an id. The reference's tools stop at it.
   *
   * Give it an id.
   */
  'backlog/missing-id': {
    severity: 'error',
    leavesOut: true,
    message: () => t('A mission without an id: the reference tools stop here.'),
  },
  /**
   * A status that CMOS's tools do not know. It is kept and shown, and the mission is never selected.
   *
   * Use one of In Progress, Current, Queued, Blocked, Planned, Deferred, Completed, Failed, Dropped, Archived.
   */
  'backlog/unknown-status': code<{ status: string }>({
    severity: 'information',
    message: ({ args }) => t('“{0}” is not a status that CMOS knows.', short(args.status)),
  }),
  /**
   * Something of another shape than the format's; the message says what is expected.
   *
   * Bring it into that shape.
   */
  'backlog/shape': code<{ expected: string }>({
    severity: 'warning',
    leavesOut: true,
    message: ({ args }) => t('Expected here: {0}.', args.expected),
  }),
  /**
   * The reference's tools look for missions in the second YAML document and find none in a file of one.
   *
   * Put a line `---` and a head document before the plan.
   */
  'backlog/single-document': {
    severity: 'warning',
    message: () =>
      t('The file has one YAML document; the reference tools look for missions in the second and find none.'),
  },
  /**
   * Without quotes Python (YAML 1.1) reads the value as something else than a text, and other tools differently
   * again; an id so read matches no row.
   *
   * Put the value in quotes.
   */
  'backlog/ambiguous-scalar': code<{ reading: string }>({
    severity: 'warning',
    message: ({ args }) =>
      t('Without quotes, Python reads this as {0} and other tools do not. Put it in quotes.', args.reading),
  }),
});

export const backlogProblems: ParityRule = {
  codes: finding.codes,
  *check(snapshot) {
    const backlog = documentOf(snapshot.backlog);
    if (backlog === undefined || saysNothing(fileFault(snapshot, 'backlog'))) return;
    for (const problem of backlog.problems.slice(0, MOST)) yield ofProblem(problem);
    // The reference's tools take a file of one document for an empty backlog (field guide, section 3).
    if (backlog.documentCount === 1 && backlog.sprints.length > 0) {
      yield finding('backlog/single-document', { place: { store: 'backlog' } });
    }
    if (hasDuplicates(backlog)) yield* duplicates(backlog);
    for (const sprint of backlog.sprints) yield* statusesOf(sprint);
  },
};

/** The findings of a sprint's and its missions' statuses: a sprint that no edit touched is not looked through again. */
const statusesOf = rememberedBy((sprint: BacklogSprint): readonly Finding[] => {
  const findings = sprint.missions.flatMap((mission) => statusOf(mission));
  const field = sprint.fields.get('status');
  const status = scalarText(field);
  if (status === undefined || isKnownSprintStatus(status) || field?.value.kind !== 'scalar') return findings;
  const place = { store: 'backlog', at: field.value.at } as const;
  return [...findings, finding('backlog/unknown-status', { args: { status }, field: 'status', place })];
});

function hasDuplicates({ missions, sprints }: BacklogDocument): boolean {
  return (
    new Set(missions.map(({ id }) => id)).size < missions.length ||
    new Set(sprints.map(({ id }) => id)).size < sprints.length
  );
}

function resolve(): Fix {
  return { title: t('Resolve merge conflicts'), operation: 'resolve', parameters: { file: 'backlog' } };
}

const ofProblem = rememberedBy(({ kind, at, detail }: BacklogProblem): Finding => {
  const place = { store: 'backlog', at } as const;
  switch (kind) {
    case 'syntax':
      return finding('backlog/syntax', { args: { detail }, place });
    case 'merge-marker':
      return finding('backlog/merge-marker', { place, fixes: [resolve()] });
    case 'duplicate-key':
      return finding('backlog/duplicate-key', { args: { key: detail }, place });
    case 'missing-id':
      return finding('backlog/missing-id', { place });
    case 'shape':
      return finding('backlog/shape', { args: { expected: detail }, place });
    case 'ambiguous-scalar':
      return finding('backlog/ambiguous-scalar', { args: { reading: detail }, place });
  }
});

const NONE: readonly Finding[] = [];

const statusOf = rememberedBy((mission: BacklogMission): readonly Finding[] => {
  const field = mission.fields.get('status');
  const status = scalarText(field);
  if (status === undefined || isKnownMissionStatus(status) || field?.value.kind !== 'scalar') return NONE;
  const place = { store: 'backlog', at: field.value.at } as const;
  return [
    finding('backlog/unknown-status', {
      args: { status },
      mission: mission.id,
      field: 'status',
      place,
    }),
  ];
});

function* duplicates(backlog: BacklogDocument): Iterable<Finding> {
  const firsts = new Map<string, Anchor>();
  for (const mission of backlog.missions) {
    if (mission.id === '') continue;
    const at = idOf(mission.fields, 'id') ?? mission.at;
    const first = firsts.get(mission.id);
    if (first === undefined) firsts.set(mission.id, at);
    else {
      yield finding('backlog/duplicate-id', {
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
