/** What operations find out before they plan: things that no snapshot has, through ports. */
import type { DatabaseDump } from '../database/dump';
import type { Escalation, Fallback } from '../escalation/escalation';
import type { Incidents } from '../escalation/incidents';
import type { Records } from '../escalation/records';
import type { SnapshotPorts } from '../snapshots/folder';
import type { Changes, Git } from '../ground/git';
import type { FileSystem } from '../ground/ports';
import type { Script, ScriptResult, ScriptRunner } from '../ground/scripts';

export interface GatherPorts {
  readonly files: FileSystem;
  /** What databases beside the workspace's own are read with. */
  readonly reading: SnapshotPorts;
  readonly git: Git;
  /** Undefined where no program may be run: a dry run, a workspace that is not trusted. */
  readonly run: ScriptRunner | undefined;
  /** Told before each program that is run. */
  readonly starting?: (script: Script) => void;
  /** What programs are tried again by; without it each is run once. */
  readonly escalation?: Escalation | undefined;
  /** What failed before, and where it is kept; undefined: nothing is, as in a folder that is not trusted. */
  readonly incidents: Incidents | undefined;
}

export interface Gathered<Own = unknown> {
  /** Two databases with all their rows: the workspace's, and one that a person named. */
  readonly databases?: { readonly name: string; readonly here: DatabaseDump; readonly there: DatabaseDump };
  /** Each verification command that was run, in order, up to the first that failed. */
  readonly verification?: readonly {
    readonly command: string;
    readonly result: ScriptResult;
    /** What stood in for it, where it could not be run. */
    readonly instead?: string;
  }[];
  /** What succeeded only in its plain form. */
  readonly fallbacks?: readonly Fallback[];
  /** What is known of incidents and fallbacks. */
  readonly records?: Records;
  /** Verification commands that were not run because nothing may be run. */
  readonly notRun?: readonly string[];
  /** Files changed since the mission was started; undefined where git does not tell. */
  readonly changes?: Changes | undefined;
  /** Whether `agents.md` was read, and can be understood. */
  readonly agentsRead?: boolean;
  /** Why it could not be. */
  readonly agentsProblem?: string;
  /** What one operation alone needs, in its own shape. */
  readonly own?: Own;
}
