/** The command line's entry. What it does beside its version is loaded when it is known that it is asked for. */
import module from 'node:module';
import { VERSION } from './cli/version';
import { COMMANDS } from './command-line';
import { keepCompiled } from './node/compile-cache';

const [only, ...others] = process.argv.slice(2);
if (others.length === 0 && (only === '--version' || only === '-V')) process.stdout.write(`${VERSION}\n`);
else {
  // Types of Node 20 do not know it yet.
  keepCompiled((module as { enableCompileCache?: (folder: string) => unknown }).enableCompileCache);
  import('./cli/process')
    .then(({ runProcess }) => runProcess(COMMANDS, __dirname))
    .catch((error: unknown) => {
      // What prints and translates is what could not be loaded.
      const message = `The command line cannot be loaded. Install it again. ${String(error).split('\n', 1).join('')}`;
      process.stderr.write(`${message}\n`);
      if (process.argv.some((word) => /^(?:--format=)?json$/.test(word)))
        process.stdout.write(`${JSON.stringify({ version: 1, error: { code: 'program/incomplete', message } })}\n`);
      process.exitCode = 3;
    });
}
