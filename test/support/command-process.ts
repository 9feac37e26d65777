/**
 * A process that runs one command line so many times and ends with the last one's status: for what might end the process
 * itself. What is compiled when it is first used, and again when it is used more, may be so where the stack ends.
 */
import { runCommand } from '../../src/cli/main';
import { TABLE } from './commands';

const [times = '1', ...argv] = process.argv.slice(2);

async function main(): Promise<void> {
  for (let left = Number(times); left > 0; left--) {
    const print = (stream: NodeJS.WriteStream) => (text: string) => void (left === 1 && stream.write(text));
    const host = { out: print(process.stdout), err: print(process.stderr), cwd: process.cwd() };
    process.exitCode = await runCommand(argv, host, TABLE);
  }
}

void main();
