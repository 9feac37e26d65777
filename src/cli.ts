/** The command line's process: hands its arguments and streams to `run`. */
import { run } from './command-line';

// A reader that has seen enough (`cmos list | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  cwd: process.cwd(),
  bundleFolder: __dirname,
}).then((status) => {
  process.exitCode = status;
  // SQLite's WebAssembly goes on being optimised in the background, which nobody waits for: once all is written, end.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
});
