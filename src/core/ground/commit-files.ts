/** What `CommitFiles.stamp` answers; only ever compared. */
export type Stamp = string;

interface NewFile {
  /** Who may read and write it: as another file says, or (`private`) this user alone; else as the host has it. */
  readonly like?: string;
  readonly private?: boolean;
  /** Whether a power cut may take what it holds, or all of it: whoever looks for it then makes it anew. */
  readonly remade?: boolean;
}

/**
 * What a commit asks of a file system: each call does one thing that lasts, and each may fail. Paths are absolute with `/`
 * between names. Errors carry Node's `code` where the host has one.
 */
export interface CommitFiles {
  /** All bytes, or undefined where there is no file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Makes a new file that is on the disk when the promise resolves, unless it can be made anew. Fails where one is there, a link included. */
  writeNew(path: string, bytes: Uint8Array, options?: NewFile): Promise<void>;
  /** Puts a file in the place of another in one step. */
  rename(from: string, to: string): Promise<void>;
  /** What a name stands for now: another file, size or time of writing under the same name has another stamp. */
  stamp(path: string): Promise<Stamp>;
  /**
   * Renames where `to` still has the stamp. This is the last thing that is looked at before; else it answers false, and nothing
   * is done. `truncate` and `remove` do the same with theirs.
   */
  replace(from: string, to: string, seen: Stamp): Promise<boolean>;
  /** Gives a file a second name, so that its content stays when the first name is given to another. */
  link(path: string, name: string): Promise<void>;
  /** Adds bytes at the end; makes the file where there is none. On the disk, with its name, when the promise resolves. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Cuts a file to a length in bytes. */
  truncate(path: string, length: number, seen: Stamp): Promise<boolean>;
  /** Takes a file away; nothing happens where there is none. */
  remove(path: string, seen?: Stamp): Promise<boolean>;
  /** Makes a folder and those above it, on the disk when the promise resolves. `private`: nobody but this user may look into it, also where it is there already. */
  makeFolder(path: string, options?: { readonly private?: boolean }): Promise<void>;
  /** Takes an empty folder away; nothing happens where it holds something, or is not there. */
  removeFolder(path: string): Promise<void>;
  /** Makes sure that names made and gone in a folder are on the disk. */
  syncFolder(path: string): Promise<void>;
  /** The names in a folder; an empty list where there is none. */
  list(path: string): Promise<readonly string[]>;
  /** Where a path leads when symbolic links are followed, those that lead to nothing included. */
  resolve(path: string): Promise<string>;
  /** How many names a file has: more than one where it has hard links; 0 where there is none. */
  names(path: string): Promise<number>;
  /** Whether a file (or the folder it would be made in) can be written by this user. Rejected with `EROFS` where nobody can. */
  writable(path: string): Promise<boolean>;
}
