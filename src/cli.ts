/**
 * The command line's entry: tells in its own words where a part of the program is missing. So it needs none itself, not even the
 * one that keeps the names of functions, and names no function.
 */
import('./command-line')
  .then(({ runCommandLine }) => runCommandLine(process.argv.slice(2), __dirname))
  .catch((error: unknown) => {
    const message = `The command line cannot be loaded. Install it again. ${String(error).split('\n', 1).join('')}`;
    process.stderr.write(`${message}\n`);
    if (process.argv.some((word) => /^(?:--format=)?json$/.test(word)))
      process.stdout.write(`${JSON.stringify({ version: 1, error: { code: 'program/incomplete', message } })}\n`);
    process.exitCode = 3;
  });
