/**
 * The one way to write a database that may be in use: through SQLite's own locks, in another process. A writer begins a
 * transaction, checks that the rows are what the plan saw, applies the changes and waits for the files; it commits when
 * they are done, and rolls back when they fail or we are gone.
 */
import type { Row, RowChange } from './change-set';

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
  /** The file system does not know the locks that SQLite works with. */
  | 'no-locks'
  /** The disk failed, or a quota is used up: SQLite does not tell them apart. */
  | 'io-error'
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

/** What a database says to whoever holds its write lock. */
export interface HeldLock {
  /** Whole rows by key, as they are inside the transaction. */
  read(keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]>;
}

/** A transaction that holds the database's write lock, with everything applied and nothing committed. */
export interface PreparedWrite extends HeldLock {
  /** For each row change the row as it is now in all its columns; undefined where it is deleted. */
  readonly rows: readonly (Row | undefined)[];
}

/** Where a database that is made as a whole is written before it takes its name. */
export function unfinished(database: string): string {
  return `${database}.cmos-new`;
}

export interface DatabaseWriter {
  /** What it is, for people: `Python 3.11 (SQLite 3.40.1)`. */
  readonly engine: string;
  /**
   * Takes the lock (waiting for at most `timeout` milliseconds), checks, applies, and commits once `whilePrepared` has
   * resolved; rolls back where it is rejected. Rejected with a `WriterError`, or with what `whilePrepared` was rejected with.
   * Where COMMIT itself fails, the change may be there or not; the rows tell.
   */
  transaction<Result>(
    database: string,
    changes: readonly RowChange[],
    timeout: number,
    whilePrepared: (prepared: PreparedWrite) => Promise<Result>,
  ): Promise<Result>;
  /** Holds the lock while something else is done, and changes nothing. Rejected with a `WriterError` where it cannot be had. */
  locked<Result>(database: string, timeout: number, whileLocked: (lock: HeldLock) => Promise<Result>): Promise<Result>;
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
