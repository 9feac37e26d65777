/** Python as the other writer: its `sqlite3` makes the journals and logs that the images are read beside. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';

/** Whether it can make tables of full-text search. */
export const hasFts5 =
  spawnSync('python3', [
    '-c',
    'import sqlite3; sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5(a)")',
  ]).status === 0;

/** Runs a script to its end. */
export function python(script: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Starts a script, and answers it when it has printed `ready`. */
export async function pythonWriter(script: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn('python3', ['-u', '-c', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes('ready')) resolve();
    });
    child.on('exit', (code) => {
      reject(new Error(`the writer ended with ${String(code)}`));
    });
  });
  return child;
}
