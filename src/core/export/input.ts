/** What the files are worked out from. */
import { type DatabaseReading } from '../database/model';
import { type Stays } from '../seed/input';
import { type Tally } from '../seed/tally';
import { type Snapshot } from '../workspace/snapshot';

export interface ExportInput {
  readonly snapshot: Snapshot;
  readonly database: DatabaseReading;
  /** Whether what the database does not have goes. */
  readonly rebuild: boolean;
  /** ISO 8601. */
  readonly now: string;
  /** Where is counted and told what becomes of everything. */
  readonly tally: Tally;
  readonly stays: Stays;
}
