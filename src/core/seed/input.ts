/** What the rows of each table are worked out from. */
import { type RowChange } from '../changes/change-set';
import { type DatabaseReading } from '../database/model';
import { type JsonNode } from '../files/context/model';
import { type BacklogDocument } from '../files/backlog/model';
import { type ContextId, type Snapshot } from '../workspace/snapshot';
import { type Tally } from './tally';

export interface SeedInput {
  readonly snapshot: Snapshot;
  /** Undefined where there is no file. */
  readonly backlog: BacklogDocument | undefined;
  /** Undefined where it is not there yet. */
  readonly database: DatabaseReading | undefined;
  /** Whether what the files don't have goes. */
  readonly rebuild: boolean;
  /** ISO 8601. */
  readonly now: string;
  /** Where is counted and told what becomes of everything. */
  readonly tally: Tally;
  readonly stays: Stays;
}

/** What stays as it is on the side that is written, since that side changed it after both agreed. */
export interface Stays {
  /** Whether a value stays that another one would take the place of; by the parts of the name that repairs have for it. */
  value(...name: readonly string[]): boolean;
  /** A context as it is to be: `wanted`, with those values of `own` that stay. */
  context(id: ContextId, own: JsonNode, wanted: JsonNode): JsonNode;
}

export const NOTHING_STAYS: Stays = { value: () => false, context: (_id, _own, wanted) => wanted };

/** A table's changes; rows that go are told apart, since what refers to them must go first. */
export interface SeedRows {
  readonly put: readonly RowChange[];
  readonly gone: readonly RowChange[];
}
