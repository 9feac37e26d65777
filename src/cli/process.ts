/** The command line's process: hands its arguments and streams to `run`. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from './main';
import type { CommandTable } from './table';

/** Runs the command line that this process was started with, and ends the process. `bundleFolder` holds the running bundle. */
export async function runProcess(table: CommandTable, bundleFolder: string): Promise<void> {
  // A reader that has seen enough (`cmos list | head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await runCommand(
    process.argv.slice(2),
    {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      isWatched: process.stderr.isTTY,
      cwd: process.cwd(),
      log: (text) => {
        const file = path.join(os.tmpdir(), `cmos-error-${process.pid}.log`);
        try {
          writeFileSync(file, `${text}\n`, { flag: 'wx', mode: 0o600 });
          return file;
        } catch {
          return undefined;
        }
      },
      bundleFolder,
    },
    table,
  );
  // SQLite's WebAssembly goes on being optimised in the background, which nobody waits for: once all is written, end.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
