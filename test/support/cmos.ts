/** The command line, run without a process. */
import { runCommand } from '../../src/cli/main';
import type { DatabaseWriter } from '../../src/core/changes/writer';
import { TABLE } from './commands';

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `cmos` with arguments in a folder. */
export function cmos(cwd: string, ...argv: readonly string[]): Promise<Outcome> {
  return run(cwd, argv, {});
}

/** The same, with a writer of the test's choice. */
export function cmosWritingWith(writer: () => Promise<DatabaseWriter>): typeof cmos {
  return (cwd, ...argv) => run(cwd, argv, { writer });
}

async function run(
  cwd: string,
  argv: readonly string[],
  more: { readonly writer?: () => Promise<DatabaseWriter> },
): Promise<Outcome> {
  let [out, err] = ['', ''];
  // What disk the tests happen to run on is nothing to warn of.
  const uncertainFileSystem = (): Promise<undefined> => Promise.resolve(undefined);
  const host = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    cwd,
    uncertainFileSystem,
    ...more,
  };
  const status = await runCommand(argv, host, TABLE);
  return { status, out, err };
}

/** The object that `--format json` printed; fails where it is not exactly one. */
export function objectOf({ out }: Outcome): Record<string, unknown> {
  const value: unknown = JSON.parse(out);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`not an object: ${out}`);
  return value as Record<string, unknown>;
}
