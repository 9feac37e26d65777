/** The command line `cmos`: reads a workspace and says what is asked. It never creates or changes a file. */
import { Command as Program, CommanderError, Option } from 'commander';
import { t } from '@vscode/l10n';
import { CmosError, reasonOf } from '../core/errors';
import { check } from '../core/findings/check';
import { findRoots, findRootUpward } from '../core/workspace/discovery';
import { normalPath } from '../core/workspace/paths';
import { type Ports } from '../core/workspace/ports';
import { DEFAULT_SETTINGS } from '../core/workspace/settings';
import { Workspace } from '../core/workspace/workspace';
import { nodePorts } from '../node/ports';
import path from 'node:path';
import { type Command, type CommandResult, type ExitStatus, type Format } from './command';
import { COMMANDS } from './commands';

declare const CMOS_VERSION: string | undefined;

/** The world as the command line sees it, handed in so that tests need no process. */
export interface CliHost {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly cwd: string;
  /** The folder of the running bundle; undefined where nothing is bundled. */
  readonly bundleFolder?: string;
}

export const VERSION = typeof CMOS_VERSION === 'undefined' ? '0.0.0' : CMOS_VERSION;

/** Runs one command line and answers its exit status. Never throws. */
export async function run(argv: readonly string[], host: CliHost): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = new Program('cmos')
    .description(t('See the missions of a CMOS workspace, and whether its database and files agree.'))
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: host.out, writeErr: host.err })
    .showHelpAfterError(t('(see cmos --help)'))
    .helpCommand(true);
  for (const command of COMMANDS) {
    const sub = program.command(command.name).description(command.description);
    for (const [name, description] of command.arguments ?? []) sub.argument(name, description);
    for (const [flags, description] of command.options ?? []) sub.option(flags, description);
    sub
      .option(
        '--root <dir>',
        t('the cmos root or a folder that holds it; without it the nearest one above the working directory'),
      )
      .addOption(
        new Option('--format <format>', t('how to print'))
          .choices(['text', 'json', ...(command.formats ?? [])])
          .default('text'),
      );
    sub.action(async (...given: unknown[]) => {
      const options = sub.opts<{ root?: string; format: Format }>();
      const positional = given.slice(0, command.arguments?.length ?? 0) as (string | undefined)[];
      status = await execute(command, positional, options, host);
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    host.err(`${t('Something went wrong here, and nothing was changed: {0}', reasonOf(error))}\n`);
    return 3;
  }
}

async function execute(
  command: Command,
  positional: readonly (string | undefined)[],
  options: Readonly<Record<string, unknown>> & { readonly root?: string; readonly format: Format },
  host: CliHost,
): Promise<ExitStatus> {
  try {
    const ports = nodePorts(host.bundleFolder === undefined ? {} : { bundleFolder: host.bundleFolder });
    const root = await findRoot(ports, host.cwd, options.root);
    const snapshot = await new Workspace(ports, root, DEFAULT_SETTINGS).refresh();
    const result = command.run({
      snapshot,
      report: check(snapshot),
      arguments: positional,
      options,
      format: options.format,
    });
    print(result, options.format, host);
    return result.status;
  } catch (error) {
    if (!CmosError.is(error)) throw error;
    host.err(`${error.message}${error.advice === undefined ? '' : `\n${error.advice}`}\n`);
    return error.code === 'usage' ? 2 : error.code === 'mission/unknown' ? 1 : 3;
  }
}

function print(result: CommandResult, format: Format, host: CliHost): void {
  if (result.error !== undefined) host.err(`${result.error}\n`);
  if (format !== 'text') host.out(`${JSON.stringify(result.json, null, 2)}\n`);
  else if (result.text !== '') host.out(`${result.text}\n`);
}

/** The root that an option names (it, or its `cmos` folder), or the nearest one above the working directory. */
async function findRoot(ports: Ports, cwd: string, option: string | undefined): Promise<string> {
  if (option === undefined) {
    const found = await findRootUpward(ports.files, normalPath(cwd));
    if (found !== undefined) return found;
    throw new CmosError('workspace/not-found', t('There is no CMOS workspace in {0} or above it.', cwd), {
      advice: t(
        'Name one with --root DIR. A cmos root has db/cmos.sqlite, db/schema.sql, missions/backlog.yaml or a context file.',
      ),
    });
  }
  const folder = normalPath(path.resolve(cwd, option));
  const [found] = await findRoots(ports.files, folder);
  if (found !== undefined) return found;
  throw new CmosError('workspace/bad-root', t('{0} is no CMOS workspace.', option), {
    advice: t('A cmos root has db/cmos.sqlite, db/schema.sql, missions/backlog.yaml or a context file.'),
  });
}
