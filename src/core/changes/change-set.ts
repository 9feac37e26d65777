/**
 * What will change in each store, before anything is touched: row by row in the database, character by character in
 * the files. It is what a dry run prints, what a person confirms, and what undo reverses.
 */
import type { TextEdit } from '../files/text';
import type { FileStore } from '../ground/store-names';

/** A value of a column; bytes as hexadecimal digits. Integers beyond what a double holds exactly are text of digits. */
export type SqlValue = string | number | null | { readonly blob: string };

/** Columns and their values. */
export type Row = Readonly<Record<string, SqlValue>>;

/** A change of one row. `key` names it, by the columns that identify a row of the table. */
export type RowChange =
  /** Columns that are not named get their default; the id of an event is the database's to give. */
  | {
      readonly kind: 'insert';
      readonly table: string;
      readonly row: Row;
      /** What identifies it, where its table is none of CMOS's own. */
      readonly key?: Row;
    }
  /** `before` and `after` hold the columns that change and no others; the row must still be as in `before`. */
  | { readonly kind: 'update'; readonly table: string; readonly key: Row; readonly before: Row; readonly after: Row }
  /** `before` holds the whole row, so that it can be put back. */
  | { readonly kind: 'delete'; readonly table: string; readonly key: Row; readonly before: Row };

/** A change of one file. `path` is relative to the cmos root, `/` between names. */
export type FileChange =
  /**
   * Replacements in a text; `before` is the whole text they were made for. `units`: both hold bytes, one a unit
   * (`byte-text.ts`), since the file is not UTF-8 as a whole.
   */
  | {
      readonly kind: 'edit';
      readonly path: string;
      readonly store?: FileStore;
      readonly before: string;
      readonly edits: readonly TextEdit[];
      readonly units?: true;
    }
  /** Whole lines at the end, without their line ends; an unfinished last line is ended first. Makes the file where there is none. */
  | { readonly kind: 'append'; readonly path: string; readonly store?: FileStore; readonly lines: readonly string[] }
  /** A file that is not there yet. */
  | { readonly kind: 'create'; readonly path: string; readonly store?: FileStore; readonly text: string }
  /** A file that goes; only ever one that an operation before made (its undo). */
  | { readonly kind: 'remove'; readonly path: string; readonly store?: FileStore; readonly before: string };

/** A copy of the database in `db/snapshots/`. */
export interface CopyRequest {
  /** Becomes a part of its name. */
  readonly reason: string;
  /** How many are kept with this one, at least 1. */
  readonly keep?: number;
  /** The name of one that stays however old it is. */
  readonly spare?: string | undefined;
}

export interface ChangeSet {
  /** The operation's name, as the command line spells it. */
  readonly operation: string;
  /** What it does, for people: `Complete T2.1`. */
  readonly title: string;
  /** Names what was asked for, parameters included: by it the same command is known again after a crash. */
  readonly request?: string;
  /** Who asked for it, where it is known. */
  readonly agent?: string;
  readonly rows: readonly RowChange[];
  readonly files: readonly FileChange[];
  /** Set where the database is not there yet and is made: its path, relative to the root. The rows are its first ones. */
  readonly creates?: string;
  /** The copy of the database that is taken before. */
  readonly copy?: CopyRequest;
  /** Whether it may leave drift, or find some in what it touches: a repair does, all else refuses to build on drift. */
  readonly toleratesDrift?: boolean;
  /** The reason a person gave for passing a gate. */
  readonly override?: string;
  /** The codes of the gates that it passes: those that were told before. One that opens later is not among them. */
  readonly passes?: readonly string[];
  /** The id of the change that this one undoes, or redoes. */
  readonly undoes?: string;
  readonly redoes?: string;
}

/** The columns that identify a row of a CMOS table; other tables have `id`. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  metadata: ['key'],
  mission_dependencies: ['from_id', 'to_id'],
};

export function keyColumns(table: string): readonly string[] {
  return KEYS[table] ?? ['id'];
}

/** The key of a row that holds its key columns. */
export function keyOf(table: string, row: Row): Row {
  return Object.fromEntries(keyColumns(table).map((column) => [column, row[column] ?? null]));
}

/** The key of a row that is put in. */
export function insertedKey({ table, row, key }: Extract<RowChange, { kind: 'insert' }>): Row {
  return key ?? keyOf(table, row);
}

/** Whether no store is changed. */
export function isEmpty({ rows, files, creates }: Pick<ChangeSet, 'rows' | 'files' | 'creates'>): boolean {
  return rows.length === 0 && files.length === 0 && creates === undefined;
}

/** A row change that takes one back. An inserted row is given with the id that the database chose. */
export function reversedRow(change: RowChange): RowChange {
  switch (change.kind) {
    case 'insert':
      return { kind: 'delete', table: change.table, key: insertedKey(change), before: change.row };
    case 'delete':
      return { kind: 'insert', table: change.table, row: change.before, key: change.key };
    case 'update':
      return {
        kind: 'update',
        table: change.table,
        key: { ...change.key, ...pick(change.after, Object.keys(change.key)) },
        before: change.after,
        after: change.before,
      };
  }
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.filter((column) => column in row).map((column) => [column, row[column] ?? null]));
}
