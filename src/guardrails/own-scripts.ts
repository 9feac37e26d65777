/**
 * The workspace's own scripts behind the playbook's quick commands, where it has them: which program runs them, with which
 * words, in which folder. Nothing is run here, and nothing in the scripts is read.
 */
import { t } from '@vscode/l10n';
import { CmosError } from '../core/ground/errors';
import { join } from '../core/ground/paths';
import type { Script } from '../core/ground/scripts';
import { locateTarget, type RootFiles } from './root-files';

export type QuickCommand = 'parity' | 'seed' | 'integration' | 'references';

export interface OwnScript {
  readonly command: QuickCommand;
  /** What it is for, for people. */
  readonly title: string;
  /** Relative to the cmos root, `/` between names. */
  readonly path: string;
  readonly program: string;
  /** The script first; each word reaches the program as it is, without a shell. */
  readonly arguments: readonly string[];
  /** The folder that it calls its own, absolute: the one that holds `scripts/` or `context/`. */
  readonly folder: string;
}

/** How this machine calls the languages that scripts are written in. */
export interface Programs {
  readonly python: string;
  readonly node: string;
}

/** Python's installer for Windows knows no `python3`. */
export function usualPrograms(platform: string): Programs {
  return { python: platform === 'win32' ? 'python' : 'python3', node: 'node' };
}

const SCRIPTS: Readonly<Record<QuickCommand, { readonly path: string; readonly title: () => string }>> = {
  parity: { path: 'scripts/validate_parity.py', title: () => t('Validate parity') },
  seed: { path: 'scripts/seed_sqlite.py', title: () => t('Seed SQLite') },
  integration: { path: 'context/integration_test_runner.js', title: () => t('Integration suite') },
  references: { path: 'scripts/validate_foundational_refs.py', title: () => t('Foundational references') },
};

const QUICK_COMMANDS = Object.keys(SCRIPTS) as readonly QuickCommand[];

/** Under the root itself, or under a `cmos` folder in it. */
const BASES = ['', 'cmos/'];

/** The scripts that are there, in the order of the playbook. One that is a link out of the workspace is none of its own. */
export async function ownScripts(rootFiles: RootFiles, programs: Programs): Promise<readonly OwnScript[]> {
  const found = await Promise.all(QUICK_COMMANDS.map((command) => ownScript(rootFiles, command, programs)));
  return found.filter((each) => each !== undefined);
}

/** The script of a quick command; undefined where the workspace has none. */
export async function ownScript(
  rootFiles: RootFiles,
  command: QuickCommand,
  programs: Programs,
): Promise<OwnScript | undefined> {
  const { path: usual, title } = SCRIPTS[command];
  for (const base of BASES) {
    const path = base + usual;
    const kind = await locateTarget(rootFiles, path).then(
      ({ stat }) => stat?.kind,
      () => undefined,
    );
    if (kind !== 'file') continue;
    const folder = join(rootFiles.root, base.replace(/\/$/, ''));
    const program = path.endsWith('.js') ? programs.node : programs.python;
    return { command, title: title(), path, program, arguments: [usual], folder };
  }
  return undefined;
}

/** A script may take this long, in milliseconds. */
const PATIENCE = 10 * 60_000;

/** What a script runner is given; `more` are further words behind the script's own. Refused where the workspace is not trusted. */
export function runnable(script: OwnScript, trusted: boolean, more: readonly string[] = []): Script {
  if (!trusted)
    throw new CmosError('commit/untrusted', t('{0} was not run: this folder is not trusted.', script.path), {
      file: script.path,
      advice: t('Trust the folder first, if you know where its scripts come from.'),
    });
  const { program, arguments: words, folder } = script;
  return { program, arguments: [...words, ...more], folder, timeout: PATIENCE };
}
