/** Finding something to write the database with: Node's own SQLite first, then a Python. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { CmosError, reasonOf } from '../core/ground/errors';
import { Interpreters } from './interpreters';
import { type WriterCommand, WriterProcess } from './writer-process';

export interface WriterOptions {
  /** The folder with `writer.js` and `writer.py`. */
  readonly bundleFolder: string;
  /** A Node to try first; the one that runs is tried in any case. */
  readonly node?: string | undefined;
  /** A Python that a setting names, tried before any other. */
  readonly python?: string | undefined;
  /** The cmos root, absolute; without it nothing is remembered for the next start. */
  readonly root?: string | undefined;
  /** The project's folder, whose virtual environments are looked for; only ever a trusted one. */
  readonly project?: string | undefined;
  /** Told of what was tried, for the log. */
  readonly tried?: ((message: string) => void) | undefined;
}

/**
 * Starts what writes databases on this machine; undefined where there is nothing, or where it is not wanted any more.
 * @throws CmosError `commit/no-writer` where our own files are gone.
 */
export async function startWriter(
  { tried, ...options }: WriterOptions,
  unwanted: AbortSignal,
): Promise<WriterProcess | undefined> {
  requireScripts(options.bundleFolder);
  const interpreters = options.root === undefined ? undefined : new Interpreters(options.root);
  for (const candidate of candidates(options)) {
    const known = candidate.isPython ? await interpreters?.recall(candidate.command) : undefined;
    for (const command of known === undefined ? [candidate.command] : [known, candidate.command])
      try {
        const writer = await WriterProcess.start({ ...candidate, command }, undefined, unwanted);
        tried?.(`Databases are written with ${writer.engine}.`);
        if (command !== known && writer.interpreter !== undefined)
          await interpreters?.remember(command, writer.interpreter);
        return writer;
      } catch (error) {
        if (unwanted.aborted) return undefined;
        tried?.(`No writer: ${command}: ${reasonOf(error)}`);
      }
  }
  return undefined;
}

/** The window or the command goes on with the version that it began with, whose files an update takes away. */
function requireScripts(bundleFolder: string): void {
  if (['writer.js', 'writer.py'].every((name) => existsSync(path.join(bundleFolder, name)))) return;
  throw new CmosError(
    'commit/no-writer',
    `${t('CMOS Operations was updated or removed while it was running: its files in {0} are gone.', bundleFolder)} ${t('Nothing was changed.')}`,
    { advice: t('Reload the window, or start the command again.') },
  );
}

interface Candidate extends WriterCommand {
  readonly isPython: boolean;
}

/** What may be a writer, the best first. */
function candidates({ bundleFolder, node, python, project }: WriterOptions): readonly Candidate[] {
  const script = path.join(bundleFolder, 'writer.js');
  const pythonScript = path.join(bundleFolder, 'writer.py');
  const nodes = [...(node === undefined ? [] : [node]), ...(hasSqlite() ? [process.execPath] : [])];
  // In an editor the running program is the editor: this makes it be Node.
  const env = { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' };
  // Isolated: neither the environment's variables nor the working directory's modules count.
  const isolated = ['-I', '-u', pythonScript];
  const byPython = pythons(python, project).map(([command, ...args]): Candidate => ({
    command,
    args: [...args, ...isolated],
    isPython: true,
  }));
  const byNode = nodes.map((command): Candidate => ({ command, args: [script], env, isPython: false }));
  return python === undefined ? [...byNode, ...byPython] : [...byPython.slice(0, 1), ...byNode, ...byPython.slice(1)];
}

/** Whether the Node that runs has `node:sqlite` without a flag. */
function hasSqlite(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** Where users of Python expect an editor to look: the setting, the active and the project's environments, the path. */
function pythons(setting: string | undefined, project: string | undefined): readonly [string, ...string[]][] {
  const inEnvironment = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const active = process.env['VIRTUAL_ENV'];
  const environments = [
    ...(active === undefined ? [] : [active]),
    ...(project === undefined ? [] : [path.join(project, '.venv'), path.join(project, 'venv')]),
  ].map((folder) => path.join(folder, ...inEnvironment));
  return [
    ...(setting === undefined ? [] : [[setting] as [string]]),
    ...environments.filter((file) => existsSync(file)).map((file) => [file] as [string]),
    ['python3'],
    ['python'],
    ...(process.platform === 'win32' ? [['py', '-3'] as [string, string]] : []),
  ];
}
