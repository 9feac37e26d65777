/** Snapshots made by hand, for tests of what is a pure function of one. */
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { parseContext } from '../../../src/core/files/context/parse';
import { parseLog } from '../../../src/core/files/log/parse';
import type { DatabaseReading, DependencyRow, EventRow, MissionRow, SprintRow } from '../../../src/core/database/model';
import type { Layout } from '../../../src/core/workspace/layout';
import type { Store } from '../../../src/core/ground/store-names';
import { MIRRORS } from '../../../src/core/workspace/settings';
import { ABSENT, type Reading, type Snapshot } from '../../../src/core/workspace/snapshot';

/** What a snapshot is made of; a store that is not named is not there. */
export interface Parts {
  readonly database?: Partial<
    Pick<DatabaseReading, 'missions' | 'sprints' | 'dependencies' | 'events' | 'contexts' | 'remarks'>
  >;
  readonly backlog?: string;
  readonly sessions?: string;
  readonly project?: string;
  readonly master?: string;
  readonly health?: string;
  /** By path. */
  readonly telemetry?: Readonly<Record<string, string>>;
}

const PATHS: Readonly<Record<Store, string>> = {
  database: 'db/cmos.sqlite',
  backlog: 'missions/backlog.yaml',
  sessions: 'SESSIONS.jsonl',
  project_context: 'PROJECT_CONTEXT.json',
  master_context: 'context/MASTER_CONTEXT.json',
  health: 'telemetry/events/database-health.jsonl',
  agents: 'agents.md',
};

export function snapshotOf({ database, backlog, sessions, project, master, health, telemetry = {} }: Parts): Snapshot {
  const there: Readonly<Partial<Record<Store, unknown>>> = {
    database,
    backlog,
    sessions,
    project_context: project,
    master_context: master,
    health,
  };
  const stores = Object.fromEntries(
    Object.entries(PATHS).map(([store, path]) => [
      store,
      { path, exists: there[store as Store] !== undefined, others: [] },
    ]),
  ) as unknown as Layout['stores'];
  return {
    layout: { root: '/w', stores, laterTools: [] },
    profile: { name: 'mirrored', evidence: [], overridden: false },
    mirrors: new Set(MIRRORS),
    directions: {},
    staleAfterHours: 72,
    readAt: Date.UTC(2025, 10, 30),
    database: database === undefined ? ABSENT : read(reading(database)),
    backlog: backlog === undefined ? ABSENT : read(parseBacklog(backlog)),
    sessions: sessions === undefined ? ABSENT : read(parseLog(sessions)),
    project_context: project === undefined ? ABSENT : read(parseContext(project)),
    master_context: master === undefined ? ABSENT : read(parseContext(master)),
    health: health === undefined ? ABSENT : read(parseLog(health)),
    unfinished: [],
    telemetry: new Map(Object.entries(telemetry).map(([path, text]) => [path, read(parseLog(text))])),
  };
}

function read<Document>(document: Document): Reading<Document> {
  return { state: 'read', document };
}

function reading(parts: NonNullable<Parts['database']>): DatabaseReading {
  return {
    schema: { tables: new Map(), views: [], unknownModules: new Map() },
    journalMode: 'rollback',
    byEngine: new Set(),
    missions: [],
    sprints: [],
    dependencies: [],
    contexts: [],
    events: [],
    metadata: new Map(),
    remarks: [],
    ...parts,
  };
}

let rowid = 0;

export function missionRow(id: string, status = 'Queued', rest: Partial<MissionRow> = {}): MissionRow {
  return {
    rowid: ++rowid,
    id,
    sprintId: null,
    name: `Mission ${id}`,
    status,
    completedAt: null,
    notes: null,
    metadata: null,
    ...rest,
  };
}

export function sprintRow(id: string, rest: Partial<SprintRow> = {}): SprintRow {
  return {
    rowid: ++rowid,
    id,
    title: `Sprint ${id}`,
    focus: null,
    status: 'Active',
    startDate: null,
    endDate: null,
    totalMissions: null,
    completedMissions: null,
    ...rest,
  };
}

export function dependencyRow(from: string, to: string, type: string): DependencyRow {
  return { rowid: ++rowid, from, to, type };
}

export function eventRow(raw: string, rest: Partial<EventRow> = {}): EventRow {
  const nothing = { ts: null, agent: null, mission: null, action: null, status: null, summary: null, nextHint: null };
  return { id: ++rowid, ...nothing, raw, ...rest };
}

/** One mission of `backlogText`: its id, its status, and further keys as YAML, such as `notes: "x"`. */
export type Entry = readonly [id: string, status?: string, ...more: string[]];

/** A backlog of two documents: sprints by id, each with its missions, and dependencies. */
export function backlogText(
  sprints: Readonly<Record<string, readonly Entry[]>>,
  dependencies: readonly (readonly [from: string, to: string, type: string])[] = [],
): string {
  return [
    'name: Planning.SprintPlan.v1',
    '---',
    'domainFields:',
    '  type: Planning.SprintPlan.v1',
    '  sprints:',
    ...Object.entries(sprints).flatMap(([id, missions]) => [
      `    - sprintId: ${JSON.stringify(id)}`,
      `      title: ${JSON.stringify(`Sprint ${id}`)}`,
      '      status: Active',
      missions.length === 0 ? '      missions: []' : '      missions:',
      ...missions.map(([mission, status = 'Queued', ...more]) => {
        const name = JSON.stringify(`Mission ${mission}`);
        const fields = [
          `id: ${JSON.stringify(mission)}`,
          `name: ${name}`,
          `status: ${JSON.stringify(status)}`,
          ...more,
        ];
        return `        - { ${fields.join(', ')} }`;
      }),
    ]),
    dependencies.length === 0 ? '  missionDependencies: []' : '  missionDependencies:',
    ...dependencies.map(
      ([from, to, type]) =>
        `    - { from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)}, type: ${JSON.stringify(type)} }`,
    ),
    '',
  ].join('\n');
}
