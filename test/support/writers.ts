/** The writers that this machine has: every test of them runs with each. */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { installedNode } from '../../scripts/vscode-host/install.mjs';
import type { CommitPorts } from '../../src/core/commit/ports';
import type { DatabaseWriter } from '../../src/core/changes/writer';
import { nodeCommitFiles } from '../../src/node/commit-files';
import { nodeProvenance } from '../../src/node/provenance';
import { type WriterCommand, WriterProcess } from '../../src/node/writer-process';
import { full, seed } from './effort';
import { hasPython } from './python';

const dist = path.resolve(__dirname, '..', '..', 'dist');

export const WRITERS = ['node:sqlite', 'Python'] as const;
export type WriterName = (typeof WRITERS)[number];

/**
 * How to start a writer. Where this Node has no SQLite, the one of the VS Code that the tests run in is taken, if it is
 * there: nothing is downloaded here.
 */
export async function writerCommand(name: WriterName): Promise<WriterCommand | undefined> {
  if (name === 'Python')
    return hasPython ? { command: 'python3', args: ['-I', '-u', path.join(dist, 'writer.py')] } : undefined;
  const node = hasSqlite ? process.execPath : await installedNode();
  return node === undefined
    ? undefined
    : { command: node, args: [path.join(dist, 'writer.js')], env: { NODE_NO_WARNINGS: '1' } };
}

/** The writers that this machine has, by name. */
export async function writersHere(): Promise<ReadonlyMap<WriterName, WriterCommand>> {
  const commands = new Map<WriterName, WriterCommand>();
  for (const name of WRITERS) {
    const command = await writerCommand(name);
    if (command !== undefined) commands.set(name, command);
  }
  return commands;
}

/** With which writers a suite is run: with each, or in a sample with the one whose turn it is. */
export const WRITERS_TO_TRY: readonly (WriterName | undefined)[] = full ? WRITERS : [undefined];

const hasSqlite = isBuiltin('node:sqlite');

/** A writer, started again when it has ended: of the given kind, or of the kind whose turn it is in this run. */
export class TestWriters {
  readonly #name: WriterName | undefined;
  #writer: WriterProcess | undefined;

  constructor(name?: WriterName) {
    this.#name = name;
  }

  async get(): Promise<WriterProcess> {
    if (this.#writer?.alive !== true) {
      const commands = [...(await writersHere())].filter(([name]) => this.#name === undefined || name === this.#name);
      const [, command] = commands[seed % commands.length] ?? [];
      if (command === undefined) throw new Error('There is no writer on this machine.');
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
