/** The snapshot: one immutable reading of a workspace, of which everything else is a pure function. */
import type { DatabaseReading } from '../database/model';
import type { CmosError } from '../ground/errors';
import type { BacklogDocument } from '../files/backlog/model';
import type { ContextDocument } from '../files/context/model';
import type { SessionLog } from '../files/log/model';
import type { Direction } from './direction';
import type { Agreed } from './agreed';
import type { DatabaseTraces } from './database-traces';
import type { EncodingFault } from './encoding';
import type { Layout } from './layout';
import type { FileStore } from '../ground/store-names';
import type { Profile } from './profile';
import type { Mirror } from './settings';
import type { UnfinishedChange } from './unfinished';

/**
 * One store as it was found. `document` is the same object in the next snapshot when the store did not change. What is
 * `read` may still not be whole (`readable.ts`): it is there to be shown, not to be compared or written by.
 */
export type Reading<Document> =
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly error: CmosError; readonly encoding?: EncodingFault }
  | { readonly state: 'read'; readonly document: Document; readonly encoding?: EncodingFault };

/** A store that is not there. */
export const ABSENT = { state: 'absent' } as const;

export type ContextId = 'project_context' | 'master_context';

export const CONTEXT_IDS: readonly ContextId[] = ['project_context', 'master_context'];

/** The text stores whose contents are read; of the others only the presence counts. */
export type TextStore = Exclude<FileStore, 'agents'>;

/** A mission that is in progress in another git worktree of the same repository. */
export interface RunningElsewhere {
  readonly mission: string;
  /** The place that the root has there: an absolute path. */
  readonly place: string;
  /** When it was started there, as it says of itself. */
  readonly startedAt: string | undefined;
}

export interface Snapshot {
  readonly layout: Layout;
  readonly profile: Profile;
  /** The mirrors that parity is to look at. */
  readonly mirrors: ReadonlySet<Mirror>;
  /** Which end of a dependency comes first, where a setting says so; by its type. */
  readonly directions: Readonly<Record<string, Direction>>;
  /** A mission in progress is stale when it had no event for so many hours; 0: never. */
  readonly staleAfterHours: number;
  /** When it was read, in milliseconds since 1970: what expires is judged by it. */
  readonly readAt: number;
  readonly database: Reading<DatabaseReading>;
  readonly backlog: Reading<BacklogDocument>;
  readonly sessions: Reading<SessionLog>;
  readonly project_context: Reading<ContextDocument>;
  readonly master_context: Reading<ContextDocument>;
  /** `telemetry/events/database-health.jsonl`. */
  readonly health: Reading<SessionLog>;
  /** Missions in progress in other git worktrees of the repository, where somebody looked there. */
  readonly elsewhere?: readonly RunningElsewhere[];
  /** What database and files last agreed on; undefined where nobody kept it. */
  readonly agreed?: Agreed | undefined;
  /** Changes that were begun and not ended. */
  readonly unfinished: readonly UnfinishedChange[];
  /** Whether that is kept by a newer version of the product, and so neither known here nor to be written. */
  readonly agreedIsNewer?: boolean;
  /** What is known of a database that is not there or could not be read; undefined where it was read as a whole. */
  readonly databaseTraces?: DatabaseTraces | undefined;
  /** The missions' own telemetry, `telemetry/events/*.jsonl`, by path relative to the root. */
  readonly telemetry: ReadonlyMap<string, Reading<SessionLog>>;
}

/** The document of a store that could be read. */
export function documentOf<Document>(reading: Reading<Document>): Document | undefined {
  return reading.state === 'read' ? reading.document : undefined;
}
