/** The writers that this machine has: every test of them runs with each. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ensureHost } from '../../scripts/vscode-host/install.mjs';
import { type CommitPorts } from '../../src/core/commit/ports';
import { type DatabaseWriter } from '../../src/core/changes/writer';
import { nodeCommitFiles } from '../../src/node/commit-files';
import { nodeProvenance } from '../../src/node/provenance';
import { type WriterCommand, WriterProcess } from '../../src/node/writer-process';

const dist = path.resolve(__dirname, '..', '..', 'dist');

/** Whether a Python with `sqlite3` is there. */
export const hasPython = ((): boolean => {
  try {
    execFileSync('python3', ['-c', 'import sqlite3'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** How to start each kind of writer: Node 24 comes with the VS Code that the tests run in. */
export async function writerCommands(): Promise<readonly (WriterCommand & { readonly name: string })[]> {
  const { node } = await ensureHost();
  return [
    { name: 'node:sqlite', command: node, args: [path.join(dist, 'writer.js')], env: { NODE_NO_WARNINGS: '1' } },
    ...(hasPython ? [{ name: 'Python', command: 'python3', args: ['-I', '-u', path.join(dist, 'writer.py')] }] : []),
  ];
}

/** A writer of the kind that starts fastest, started again when it has ended. */
export class TestWriters {
  #writer: WriterProcess | undefined;

  async get(): Promise<WriterProcess> {
    if (this.#writer?.alive !== true) {
      const command = (await writerCommands()).at(-1);
      if (command === undefined) throw new Error('No writer.');
      this.#writer = await WriterProcess.start(command);
    }
    return this.#writer;
  }

  async close(): Promise<void> {
    await this.#writer?.close();
  }
}

/** A commit's ports on this machine. */
export function commitPorts(
  writer: () => Promise<DatabaseWriter | undefined>,
  more: Partial<CommitPorts> = {},
): CommitPorts {
  return {
    files: nodeCommitFiles,
    provenance: { ...nodeProvenance, tracks: () => Promise.resolve(false) },
    writer,
    trusted: true,
    isUnsaved: () => false,
    holders: () => Promise.resolve([]),
    now: () => Date.UTC(2025, 2, 14, 9, 0, 0),
    patience: 5000,
    ...more,
  };
}
