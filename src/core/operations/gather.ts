/** What operations find out before they plan: things that no snapshot has, through ports. */
import { type DatabaseDump } from '../database/dump';
import { type BenchmarkFile } from '../guardrails/benchmarks/benchmarks';
import { type Manifest } from '../guardrails/integration/manifest';
import { type RunOutcome } from '../guardrails/integration/outcome';
import { type SnapshotPorts } from '../snapshots/folder';
import { type Git } from '../workspace/git';
import { type FileSystem } from '../workspace/ports';
import { type Script, type ScriptResult, type ScriptRunner } from '../workspace/scripts';

export interface World {
  readonly files: FileSystem;
  /** What databases beside the workspace's own are read with. */
  readonly reading: SnapshotPorts;
  readonly git: Git;
  /** Undefined where no program may be run: a dry run, a workspace that is not trusted. */
  readonly run: ScriptRunner | undefined;
  /** Told before each program that is run. */
  readonly starting?: (script: Script) => void;
}

export interface Gathered {
  /** Two databases with all their rows: the workspace's, and one that a person named. */
  readonly databases?: { readonly name: string; readonly here: DatabaseDump; readonly there: DatabaseDump };
  /** Each verification command that was run, in order, up to the first that failed. */
  readonly verification?: readonly { readonly command: string; readonly result: ScriptResult }[];
  /** Verification commands that were not run because nothing may be run. */
  readonly notRun?: readonly string[];
  /** Files changed since the mission was started, relative to the cmos root; undefined where git does not tell. */
  readonly changedFiles?: readonly string[] | undefined;
  /** Whether `agents.md` was read, and can be understood. */
  readonly agentsRead?: boolean;
  /** Why it could not be. */
  readonly agentsProblem?: string;
  /** The benchmarks as they are, and the manifest that says what they are to reach. */
  readonly benchmarks?: { readonly file: BenchmarkFile; readonly manifest: Manifest | undefined };
  /** A run of the integration suite that is to be recorded. */
  readonly testRun?: RunOutcome;
  /** The text of the summary that is there already; undefined where none is. */
  readonly testSummary?: string | undefined;
}
