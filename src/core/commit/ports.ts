/** What a commit asks of the machine that it runs on. */
import type { Ports } from '../ground/ports';
import type { CommitFiles } from '../ground/commit-files';
import type { Provenance } from './provenance';
import type { Recovery } from './recovery';
import type { DatabaseWriter } from '../changes/writer';

export interface CommitPorts {
  readonly files: CommitFiles;
  /** What tells our own journal records from those of others. */
  readonly provenance: Provenance;
  /** A writer that is ready, the same one again while it lives; undefined where the host has none. */
  writer(): Promise<DatabaseWriter | undefined>;
  /**
   * Says that a writer may be asked for soon, so that it starts meanwhile; it opens nothing before it is asked. To be called when
   * that is over: a writer that nobody asked for is ended.
   */
  readonly expectWriter?: () => () => Promise<void>;
  /** What databases are read with: to make one, and to leave a copy of one. Undefined: neither can be done here. */
  readonly reading?: Ports;
  /** Whether the folder is trusted: nothing is ever written where it is not. */
  readonly trusted: boolean;
  /** Whether an editor holds unsaved changes of a file; absolute path. */
  isUnsaved(path: string): boolean;
  /** Who has a file open, for people; as far as the host can tell. */
  holders(path: string): Promise<readonly string[]>;
  /** The time, in milliseconds since 1970. */
  now(): number;
  /** How long to wait for another writer, in milliseconds. */
  readonly patience: number;
  /** How many changes are kept for undo; undefined: the setting's default. */
  readonly keptChanges?: number | undefined;
  /** The kind of file system that a folder is on, where locks and renames may not work as on a local disk; else undefined. */
  readonly uncertainFileSystem?: (folder: string) => Promise<string | undefined>;
  /** Told what a person should know before the first change of a workspace. */
  readonly warn?: (warning: string) => void;
  /** Told of interrupted changes that were met, with what became of each. */
  readonly recovered?: (recoveries: readonly Recovery[]) => void;
}
