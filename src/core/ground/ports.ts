/** What the core needs of the world it runs in. Front ends and tests hand these in; the core itself touches nothing. */
import type { SqlJsStatic } from 'sql.js';

/** A file's fingerprint: two equal ones mean that the file need not be read again. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  /** In bytes. */
  readonly size: number;
  /** In nanoseconds where the host knows them, as text so that nothing is lost; only ever compared. */
  readonly changed: string;
  /** When it was last written, in milliseconds since 1970, where the host says so. */
  readonly modified?: number;
}

/**
 * Reading files. Paths are absolute, with `/` between names. Errors are whatever the host throws, with Node's
 * `code` (`EACCES`, `EISDIR`, `EBUSY`, …) where it has one.
 */
export interface FileSystem {
  /** What is there, or undefined where nothing is. Symbolic links are followed. */
  stat(path: string): Promise<FileStat | undefined>;
  /** All bytes of a file. */
  read(path: string): Promise<Uint8Array>;
  /** Bytes `[start, start + length)`, fewer at the end of the file. */
  readPart(path: string, start: number, length: number): Promise<Uint8Array>;
  /** The names in a folder; an empty list where there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** Where a path leads when symbolic links are followed, those that lead to nothing included; without it there are no links. */
  resolve?(path: string): Promise<string>;
}

/**
 * Lets others run during long work. `pause` is asked often and answers undefined as long as the current stretch may
 * go on; otherwise a promise to await.
 */
export interface Breather {
  pause(): Promise<void> | undefined;
}

/** Waits, in milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

/** Loads SQLite compiled to WebAssembly. Called only when a database is really read, and once. */
export type SqlLoader = () => Promise<SqlJsStatic>;

export interface Ports {
  readonly files: FileSystem;
  readonly breather: Breather;
  readonly sleep: Sleep;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  readonly sql: SqlLoader;
}
