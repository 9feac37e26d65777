/**
 * The one way to write a database that may be in use: through SQLite's own locks, in another process. A writer begins a
 * transaction, checks that the rows are what the plan saw, applies the changes and waits; the transaction is committed
 * on our word, and rolled back when we are gone.
 */
import { type Row, type RowChange } from './change-set';

/** Why a writer could not do what was asked; nothing was changed then. */
export type WriterFailure =
  /** Another process holds the lock. */
  | 'locked'
  /** A row is not what the plan saw; `change` is the index of the row change. */
  | 'changed'
  /** Deleting a row would change others, by a foreign key or a trigger; `change` as above. */
  | 'cascades'
  | 'read-only'
  | 'disk-full'
  /** A constraint of the database says no, or it is damaged, or the machine failed. */
  | 'failed';

export class WriterError extends Error {
  override readonly name = 'WriterError';
  readonly failure: WriterFailure;
  readonly change: number | undefined;
  /** The row as it is now, in the columns of the plan's `before`; undefined where it is gone or not asked about. */
  readonly found: Row | undefined;

  constructor(failure: WriterFailure, message: string, details: { change?: number; found?: Row | undefined } = {}) {
    super(message);
    this.failure = failure;
    this.change = details.change;
    this.found = details.found;
  }
}

/** The key of a row, to read it by. */
export interface RowKey {
  readonly table: string;
  readonly key: Row;
}

/** A transaction that holds the database's write lock, with everything applied and nothing committed. */
export interface PreparedWrite {
  /** For each row change the row as it is now in all its columns; undefined where it is deleted. */
  readonly rows: readonly (Row | undefined)[];
  /** Whole rows by key, as they are inside the transaction. */
  read(keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]>;
  /** After this the change is there for good. Rejected: it may be there or not; the rows tell. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Where a database that is made as a whole is written before it takes its name. */
export function unfinished(database: string): string {
  return `${database}.cmos-new`;
}

export interface DatabaseWriter {
  /** What it is, for people: `Python 3.11 (SQLite 3.40.1)`. */
  readonly engine: string;
  /**
   * Takes the lock (waiting for at most `timeout` milliseconds), checks, applies. Rejected with a `WriterError`.
   * With no row changes it holds the lock alone.
   */
  prepare(database: string, changes: readonly RowChange[], timeout: number): Promise<PreparedWrite>;
  /** Whole rows by key; undefined for those that are not there. Takes no lock beyond a reader's. */
  read(database: string, keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]>;
  /**
   * Writes a copy as of one moment to a new file, beside whoever uses the database, with its permissions; it is on the disk
   * when the promise resolves. Waits for at most `timeout` milliseconds for a lock. Rejected with a `WriterError`; a part
   * of the copy may be there then.
   */
  backup(database: string, target: string, timeout: number): Promise<void>;
  /** Ends the process behind it. */
  close(): Promise<void>;
}
