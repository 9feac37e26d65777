/** Missions and sprints as one list, made of both stores: the database is canonical, the file stands in where it has no row. */
import { metadataText } from '../database/metadata';
import type { DatabaseReading, MissionRow, SprintRow } from '../database/model';
import type { BacklogDocument, BacklogMission, BacklogSprint } from '../files/backlog/model';
import { rememberedBy } from '../ground/memo';
import { type BacklogIndex, indexOf } from '../parity/backlog-index';
import { extrasOf } from '../parity/extras';
import { scalarText } from '../parity/pair-text';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { isOver, isSuperseded, precedenceOf, sprintStage, type StatusKind, statusKind } from './status';

/** A mission as the workspace knows it. The same object as long as its row and its entry are. */
export interface Mission {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** `retired` also for a blocked mission that was superseded. */
  readonly kind: StatusKind;
  readonly sprintId: string | undefined;
  readonly startedAt: string | undefined;
  readonly completedAt: string | undefined;
  readonly notes: string | undefined;
  /** Why it is blocked, where `block` or the reference said so. */
  readonly blockedReason: string | undefined;
  readonly row: MissionRow | undefined;
  readonly entry: BacklogMission | undefined;
}

export interface Sprint {
  /** Undefined for the missions that are in no sprint. */
  readonly id: string | undefined;
  readonly title: string;
  readonly focus: string | undefined;
  readonly status: string;
  readonly startDate: string | undefined;
  readonly endDate: string | undefined;
  /** In row order. */
  readonly missions: readonly Mission[];
  readonly row: SprintRow | undefined;
  readonly entry: BacklogSprint | undefined;
}

export interface WorkspaceModel {
  /** In row order, which is the order of work; missions that only the file has stand where the file has them. */
  readonly missions: readonly Mission[];
  readonly sprints: readonly Sprint[];
  readonly byId: ReadonlyMap<string, Mission>;
}

/** What a model is remembered by where neither store can be read. */
const NEITHER = {};

/** The missions and sprints of a snapshot: the same model as long as its database and its backlog are the same. */
export function modelOf(snapshot: Snapshot): WorkspaceModel {
  const [database, backlog] = [documentOf(snapshot.database), documentOf(snapshot.backlog)];
  return modelOfStores(database ?? backlog ?? NEITHER, database, backlog);
}

const modelOfStores = rememberedBy(
  (_key: object, database: DatabaseReading | undefined, backlog: BacklogDocument | undefined): WorkspaceModel => {
    const index = backlog === undefined ? undefined : indexOf(backlog);
    const rows = (database?.missions ?? []).map((row) => fromRow(row, index?.missions.get(row.id)));
    const missions = index === undefined ? rows : withFileOnly(rows, backlog?.missions ?? [], index);
    const byId = new Map<string, Mission>();
    for (const mission of missions) if (!byId.has(mission.id)) byId.set(mission.id, mission);
    return { missions, byId, sprints: sprintsOf(missions, database?.sprints ?? [], backlog?.sprints ?? []) };
  },
);

/**
 * The missions of the database and, each right behind the mission that it follows in the file, those that only the file
 * has. Of entries with one id the last counts, as in Python; entries without an id cannot be told apart and all count.
 */
function withFileOnly(
  rows: readonly Mission[],
  entries: readonly BacklogMission[],
  index: BacklogIndex,
): readonly Mission[] {
  const inDatabase = new Set(rows.map(({ id }) => id));
  /** By the id of the mission of the database that they follow; undefined for those before the first. */
  const followers = new Map<string | undefined, Mission[]>();
  let after: string | undefined;
  for (const entry of entries) {
    if (inDatabase.has(entry.id)) {
      after = entry.id;
      continue;
    }
    if (entry.id !== '' && index.missions.get(entry.id) !== entry) continue;
    const mission = fromEntry(entry, index.sprintOf.get(entry));
    const known = followers.get(after);
    if (known === undefined) followers.set(after, [mission]);
    else known.push(mission);
  }
  if (followers.size === 0) return rows;
  const ordered: Mission[] = [...(followers.get(undefined) ?? [])];
  for (const mission of rows) {
    ordered.push(mission);
    for (const follower of followers.get(mission.id) ?? []) ordered.push(follower);
    followers.delete(mission.id);
  }
  return ordered;
}

const fromRow = rememberedBy((row: MissionRow, entry: BacklogMission | undefined): Mission => {
  const notes = row.notes ?? undefined;
  const blockedReason = metadataText(row, 'blocked_reason');
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    kind: kindOf(row.status, blockedReason ?? notes),
    sprintId: row.sprintId ?? undefined,
    startedAt: metadataText(row, 'started_at'),
    completedAt: row.completedAt ?? undefined,
    notes,
    blockedReason,
    row,
    entry,
  };
});

const fromEntry = rememberedBy((entry: BacklogMission, sprint: BacklogSprint | undefined): Mission => {
  const text = (key: string): string | undefined => scalarText(entry.fields.get(key));
  const status = text('status') ?? '';
  const extras = extrasOf(entry);
  const blockedReason = scalarText(extras.get('blocked_reason'));
  return {
    id: entry.id,
    name: text('name') ?? '',
    status,
    kind: kindOf(status, blockedReason ?? text('notes')),
    sprintId: sprint?.id,
    startedAt: scalarText(extras.get('started_at')),
    completedAt: text('completed_at'),
    notes: text('notes'),
    blockedReason,
    row: undefined,
    entry,
  };
});

/** `why`: the reason of a blocked mission, or its notes where none is recorded. */
function kindOf(status: string, why: string | undefined): StatusKind {
  const kind = statusKind(status);
  return kind === 'blocked' && isSuperseded(why) ? 'retired' : kind;
}

function sprintsOf(
  missions: readonly Mission[],
  rows: readonly SprintRow[],
  entries: readonly BacklogSprint[],
): readonly Sprint[] {
  const members = new Map<string | undefined, Mission[]>();
  for (const mission of missions) {
    const list = members.get(mission.sprintId);
    if (list === undefined) members.set(mission.sprintId, [mission]);
    else list.push(mission);
  }
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const sprints = rows.map((row) => sprint(row.id, members, row, byId.get(row.id)));
  const known = new Set(rows.map(({ id }) => id));
  for (const entry of entries) {
    if (known.has(entry.id)) continue;
    known.add(entry.id);
    sprints.push(sprint(entry.id, members, undefined, entry));
  }
  // Missions of a sprint that is nowhere, and those of none: they are shown all the same.
  for (const id of [...members.keys()].toSorted((a, b) => Number(a === undefined) - Number(b === undefined))) {
    if (id === undefined || !known.has(id)) sprints.push(sprint(id, members, undefined, undefined));
  }
  return sprints;
}

function sprint(
  id: string | undefined,
  members: ReadonlyMap<string | undefined, readonly Mission[]>,
  row: SprintRow | undefined,
  entry: BacklogSprint | undefined,
): Sprint {
  const text = (key: string): string | undefined => scalarText(entry?.fields.get(key));
  return {
    id,
    title: (row?.title === '' ? undefined : row?.title) ?? text('title') ?? '',
    focus: row?.focus ?? text('focus'),
    status: row?.status ?? text('status') ?? '',
    startDate: row?.startDate ?? text('startDate'),
    endDate: row?.endDate ?? text('endDate'),
    missions: members.get(id) ?? [],
    row,
    entry,
  };
}

/** The missions of a sprint that are neither done nor given up. */
export function leftIn({ missions }: Pick<Sprint, 'missions'>): readonly Mission[] {
  return missions.filter(({ kind }) => !isOver(kind));
}

/** Whether a sprint has missions, all of them are over, and it is still open. */
export function isClosable(sprint: Pick<Sprint, 'id' | 'status' | 'missions'>): boolean {
  const { id, status, missions } = sprint;
  return id !== undefined && missions.length > 0 && leftIn(sprint).length === 0 && sprintStage(status) !== 'done';
}

/** How many missions of each kind there are. */
export function countByKind(missions: readonly Mission[]): ReadonlyMap<StatusKind, number> {
  const counts = new Map<StatusKind, number>();
  for (const { kind } of missions) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Missions that can be taken up, in precedence: in progress, current, queued, then row order (playbook, "Mission Lifecycle"). */
export function candidates({ missions }: WorkspaceModel): readonly Mission[] {
  return missions
    .flatMap((mission) => {
      const precedence = precedenceOf(mission.kind);
      return precedence === undefined ? [] : [{ mission, precedence }];
    })
    .toSorted((a, b) => a.precedence - b.precedence)
    .map(({ mission }) => mission);
}

/** The ids most like a mistyped one, nearest first. */
export function nearestIds({ byId }: WorkspaceModel, wanted: string, most = 3): readonly string[] {
  const lower = wanted.toLowerCase();
  return [...byId.keys()]
    .map((id) => ({ id, distance: id.toLowerCase().startsWith(lower) ? 0.5 : distance(lower, id.toLowerCase()) }))
    .filter(({ id, distance: far }) => far <= Math.max(2, id.length / 3))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ id }) => id);
}

/** Levenshtein's distance, given up beyond a length that no id has by mistake. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 4 || a.length > 60) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 1; at <= a.length; at++) {
    const next = [at];
    for (let bt = 1; bt <= b.length; bt++) {
      const swap = (row[bt - 1] ?? 0) + (a[at - 1] === b[bt - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[bt] ?? 0) + 1, (next[bt - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? Infinity;
}
