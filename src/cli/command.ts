/** What a command of the command line is. */
import type { CommitPorts } from '../core/commit/ports';
import type { Policy } from '../core/operations/policy';
import type { FileSystem, Ports } from '../core/ground/ports';
import type { WorkspaceSettings } from '../core/workspace/settings';
import type { Snapshot } from '../core/workspace/snapshot';
import type { LookElsewhere } from '../core/workspace/workspace';

/** 0 fine; 1 findings, or refused; 2 wrong usage; 3 the workspace cannot be read or written. */
export type ExitStatus = 0 | 1 | 2 | 3;

export interface WritingInput {
  /** The cmos root, absolute. */
  readonly root: string;
  /** Reads what changed since it was read last. */
  readonly refresh: () => Promise<Snapshot>;
  /** The disk, for what the snapshot does not say. */
  readonly files: FileSystem;
  /** The same, and what else it takes to read a database. */
  readonly ports: Ports;
  /** What it takes to write; a writer is started when one is asked for. */
  readonly commit: CommitPorts;
  /** How the workspace wants its operations. */
  readonly policy: Policy;
  /** The command's own arguments and options, by name. */
  readonly arguments: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly format: Format;
  /** The working directory. */
  readonly cwd: string;
}

/** What a command gets that looks at a workspace. */
export interface CommandInput extends WritingInput {
  readonly snapshot: Snapshot;
}

/** What a command gets that needs no workspace. */
export type FreeInput = Pick<CommandInput, 'ports' | 'commit' | 'arguments' | 'options' | 'format' | 'cwd'>;

export type Format = 'text' | 'json' | 'sarif';

export interface CommandResult {
  readonly status: ExitStatus;
  /** What a person reads, without a line end at its end. */
  readonly text: string;
  /** Whether the text is printed as it is, control characters included, because scripts compare it. */
  readonly exact?: boolean;
  /** What `--format json` prints: one object. */
  readonly json: unknown;
  /** What goes to the error stream in either format. */
  readonly error?: string;
}

interface Described {
  readonly name: string;
  /** A function, as all texts of tables: where a module is loaded, nobody has said yet which language is wanted. */
  readonly description: () => string;
  /** What stands behind the name in the help's first line, without the options that every command has; commander's own without it. */
  readonly usage?: () => string;
  /** Arguments in commander's notation: `<id>` must be there, `[id]` may be. */
  readonly arguments?: () => readonly (readonly [name: string, description: string])[];
  readonly options?: () => readonly (readonly [flags: string, description: string])[];
  /** Formats beside text and JSON. */
  readonly formats?: readonly Format[];
}

export interface Command extends Described {
  readonly writes?: never;
  /** Looks into other git worktrees, for a command that shows what is found there. */
  readonly elsewhere?: (ports: Ports, limits: WorkspaceSettings['limits']) => LookElsewhere;
  run(input: CommandInput): CommandResult | Promise<CommandResult>;
}

/** A command that changes a workspace, and has `--dry-run`. It is not read beforehand: `transact` does that. */
export interface WritingCommand extends Described {
  readonly writes: true;
  run(input: WritingInput): CommandResult | Promise<CommandResult>;
}

/** A command that works where there is no workspace. */
export interface FreeCommand extends Described {
  readonly workspace: false;
  /** Whether it has `--dry-run`. */
  readonly writes?: true;
  run(input: FreeInput): CommandResult | Promise<CommandResult>;
}

export type AnyCommand = Command | WritingCommand | FreeCommand;
