/** What the rows of each table are worked out from. */
import { type RowChange } from '../commit/change-set';
import { type DatabaseReading } from '../database/model';
import { type BacklogDocument } from '../files/backlog/model';
import { type Snapshot } from '../workspace/snapshot';
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
}

/** A table's changes; rows that go are told apart, since what refers to them must go first. */
export interface SeedRows {
  readonly put: readonly RowChange[];
  readonly gone: readonly RowChange[];
}
