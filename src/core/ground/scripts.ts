/** Running programs of a workspace: a port, so that the core starts none itself. */

export interface Script {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The working directory, absolute. */
  readonly folder: string;
  /** In milliseconds; after that the program and what it started are ended. */
  readonly timeout: number;
  /** Variables beside those that the running process has. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Told what it prints, as it comes. */
  readonly heard?: (text: string) => void;
}

export interface ScriptResult {
  /** The exit status; undefined where it was ended by a signal or could not be started. */
  readonly exit: number | undefined;
  /** Why there is no exit status: it could not be started, took too long, or was ended. */
  readonly failure: string | undefined;
  /** The kind of it; `busy`: the machine could not start it just now, `ended`: a person did it. */
  readonly reason?: 'timeout' | 'busy' | 'not-started' | 'killed' | 'ended' | undefined;
  /** The last part of what it printed on both streams. */
  readonly output: string;
  /** In milliseconds. */
  readonly duration: number;
}

export type ScriptRunner = (script: Script, signal?: AbortSignal) => Promise<ScriptResult>;

/** Whether a script did what it should. */
export function succeeded({ exit }: ScriptResult): boolean {
  return exit === 0;
}
