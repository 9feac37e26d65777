/** The command line `cmos`: reads a workspace and says what is asked; commands that write say so, and commit all or nothing. */
import { Command as Program, CommanderError, Option } from 'commander';
import { t } from '@vscode/l10n';
import type { CommitPorts } from '../core/commit/ports';
import { type Recovery, recoveryJson, recoverySentence } from '../core/commit/recovery';
import { CmosError, type CmosErrorCode, detailsOf, messageFor } from '../core/ground/errors';
import { keptChangesFrom } from '../core/commit/kept-changes';
import { findRoots, findRootUpward } from '../core/workspace/discovery';
import { normalPath } from '../core/ground/paths';
import type { Ports } from '../core/ground/ports';
import { settingsFrom } from '../core/workspace/settings';
import { Workspace } from '../core/workspace/workspace';
import { nodeCommitPorts } from '../node/commit-ports';
import { policyFrom } from '../core/operations/policy';
import { readUnfinishedChanges } from '../core/workspace/unfinished';
import { nodeFiles, nodePorts } from '../node/ports';
import { settingsOf } from '../node/settings-file';
import { Writers } from '../node/writers';
import path from 'node:path';
import type { AnyCommand, Command, CommandResult, WritingCommand, FreeInput, ExitStatus, Format } from './command';
import { gatesJson } from './gates';
import { unfinishedText } from './missions';
import { withDefault } from './option-text';
import { commandsFor, type CommandTable } from './table';
import { printable } from '../core/ground/printable';
import { VERSION } from './version';

/** The world as the command line sees it, handed in so that tests need no process. */
interface CliHost {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly cwd: string;
  /** Whether a person reads along what `err` writes. */
  readonly isWatched?: boolean;
  /** Keeps the details of an internal error, and answers where. */
  readonly log?: (text: string) => string | undefined;
  /** The folder of the running bundle; undefined where nothing is bundled. */
  readonly bundleFolder?: string;
  /** In place of a writer that is looked for on this machine (`Writers`), and not ended here. */
  readonly writer?: CommitPorts['writer'];
  /** In place of the machine's own answer (`CommitPorts`). */
  readonly uncertainFileSystem?: (folder: string) => Promise<string | undefined>;
}

/** Runs one command line by the command that it names, and answers its exit status. Never throws. */
export async function runCommand(argv: readonly string[], host: CliHost, table: CommandTable): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = new Program('cmos')
    .description(t('See the missions of a CMOS workspace, and whether its database and files agree.'))
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: host.out, writeErr: host.err })
    .showHelpAfterError(t('(see cmos --help)'))
    .helpCommand(true)
    .addHelpText(
      'after',
      `\n${t('Ends with 0: fine; 1: findings, or refused; 2: wrong usage; 3: the workspace cannot be read or written.')}`,
    );
  addCommonOptions(program, ALL_FORMATS);
  try {
    for (const command of await commandsFor(table, argv)) {
      const sub = subcommand(program, command.name).description(command.description());
      if (command.usage !== undefined) sub.usage(`${command.usage()} [options]`.trim());
      for (const [name, description] of command.arguments?.() ?? []) sub.argument(name, description);
      for (const [flags, description] of command.options?.() ?? []) sub.option(flags, description);
      const formats = [...BASIC_FORMATS, ...(command.formats ?? [])];
      if (command.writes === true) sub.option('--dry-run', t('say what would change, and change nothing'));
      addCommonOptions(sub, formats, !('workspace' in command));
      sub.action(async (...given: unknown[]) => {
        // Both before and behind the command they are the command's; behind it they are nearer.
        const { format = 'text', ...options } = { ...program.opts<CommonOptions>(), ...sub.opts<CommonOptions>() };
        if (!formats.includes(format)) {
          sub.error(t('error: {0} does not print {1}; it prints {2}', command.name, format, formats.join(', ')));
        }
        const positional = given.slice(0, command.arguments?.().length ?? 0) as (string | undefined)[];
        status = await execute(command, positional, { ...options, format }, host);
      });
    }
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      const message =
        error.code === 'commander.help' ? t('no command is named') : error.message.replace(/^error: /, '');
      if (asksForJson(argv)) host.out(json({ error: { code: 'usage', message } }));
      return 2;
    }
    const { code, advice } = CmosError.is(error) ? error : { code: 'internal', advice: undefined };
    const message = messageFor(error);
    const log = host.log?.(detailsOf(error));
    const lines = [message, ...(advice === undefined ? [] : [advice])];
    if (log !== undefined) lines.push(t('Details are in {0}.', log));
    host.err(printable(lines.map((line) => `${line}\n`).join('')));
    if (asksForJson(argv)) host.out(json({ error: { code, message, ...(advice === undefined ? {} : { advice }) } }));
    return 3;
  }
}

/** A new command of a name; `sprint add` is `add` in the group `sprint`, whose description lists what is in it. */
function subcommand(program: Program, fullName: string): Program {
  const [name = '', group] = fullName.split(' ').toReversed();
  if (group === undefined) return program.command(name);
  const parent = program.commands.find((each) => each.name() === group) ?? program.command(group);
  const sub = parent.command(name);
  parent.description(parent.commands.map((each) => each.name()).join(' | '));
  return sub;
}

/** Whether a command line that could not be understood asks for an object all the same. */
function asksForJson(argv: readonly string[]): boolean {
  return argv.some((each, at) => each === '--format=json' || (each === 'json' && argv[at - 1] === '--format'));
}

const BASIC_FORMATS: readonly Format[] = ['text', 'json'];
const ALL_FORMATS: readonly Format[] = [...BASIC_FORMATS, 'sarif'];

interface CommonOptions {
  readonly root?: string;
  readonly format?: Format;
}

/** Without defaults: what was not given must not hide what was given in the other place. */
function addCommonOptions(program: Program, formats: readonly Format[], withRoot = true): void {
  if (withRoot)
    program.option(
      '--root <dir>',
      withDefault(t('the cmos root or a folder that holds it'), t('the nearest one above the working directory')),
    );
  program.addOption(new Option('--format <format>', withDefault(t('how to print'), 'text')).choices(formats));
}

type Options = Readonly<Record<string, unknown>> & { readonly root?: string; readonly format: Format };

async function execute(
  command: AnyCommand,
  positional: readonly (string | undefined)[],
  options: Options,
  host: CliHost,
): Promise<ExitStatus> {
  const bundleFolder = host.bundleFolder ?? path.resolve('dist');
  const recovered: Recovery[] = [];
  let root: string | undefined;
  let writers: Writers | undefined;
  try {
    const ports = nodePorts(host.bundleFolder === undefined ? {} : { bundleFolder: host.bundleFolder });
    root = 'workspace' in command ? undefined : await findRoot(ports, host.cwd, options.root);
    const own = (writers = new Writers({ bundleFolder, root, python: process.env['CMOS_PYTHON'] }));
    const input = {
      ports,
      commit: {
        ...nodeCommitPorts(host.writer ?? (() => own.get()), ports),
        ...(host.writer === undefined ? { expectWriter: () => own.expect() } : {}),
        recovered: (some: readonly Recovery[]) => void recovered.push(...some),
        warn: (warning: string) => {
          host.err(printable(`${warning}\n`));
        },
        ...(host.uncertainFileSystem === undefined ? {} : { uncertainFileSystem: host.uncertainFileSystem }),
      },
      arguments: positional,
      options,
      format: options.format,
      cwd: normalPath(host.cwd),
    };
    const running = 'workspace' in command ? command.run(input) : inWorkspace(command, input, root ?? input.cwd);
    const result = await (host.isWatched === true && command.writes === true ? told(running, host) : running);
    print(withRecovered(result, recovered), options.format, host);
    return result.status;
  } catch (error) {
    if (!CmosError.is(error)) throw error;
    // These name the change themselves, and say what to do about it.
    const named = CmosError.is(
      error,
      'commit/unrecovered',
      'commit/foreign-record',
      'commit/newer-format',
      'commit/outside',
    );
    const unfinished = root === undefined || named ? [] : await readUnfinishedChanges(nodeFiles, root);
    const lines = [
      ...recovered.map(recoverySentence),
      error.message,
      ...(error.advice === undefined ? [] : [error.advice]),
      ...unfinished.map(({ title, at, file }) =>
        t('Not finished: {0}', unfinishedText(title === '' ? file : title, at)),
      ),
    ];
    host.err(printable(lines.map((line) => `${line}\n`).join('')));
    // Whoever reads JSON reads one object in any case.
    if (options.format !== 'text') {
      const { code, message, advice } = error;
      const gates = gatesJson(error);
      host.out(
        json({
          error: {
            code,
            message,
            ...(advice === undefined ? {} : { advice }),
            ...(gates === undefined ? {} : { gates }),
          },
          ...recoveredJson(recovered),
          ...(unfinished.length === 0 ? {} : { unfinished }),
        }),
      );
    }
    return statusOf(error.code);
  } finally {
    await writers?.close();
  }
}

/** In milliseconds. */
const LONG = 2000;

/** Says of a change that takes long that it is under way, and that it may be stopped. */
async function told<Result>(running: Result | Promise<Result>, host: CliHost): Promise<Result> {
  const timer = setTimeout(() => {
    host.err(
      `${t('Still at work. Ctrl+C stops it: the next command takes back, or finishes, what has begun by then.')}\n`,
    );
  }, LONG);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}

async function inWorkspace(command: Command | WritingCommand, free: FreeInput, root: string): Promise<CommandResult> {
  const setting = await settingsOf(root);
  const settings = settingsFrom(setting);
  const elsewhere = command.writes === true ? undefined : command.elsewhere?.(free.ports, settings.limits);
  const workspace = new Workspace(free.ports, root, settings, elsewhere);
  const input = {
    ...free,
    commit: { ...free.commit, keptChanges: keptChangesFrom(setting) },
    root,
    files: free.ports.files,
    policy: policyFrom(setting),
    refresh: () => workspace.refresh(),
  };
  if (command.writes === true) return command.run(input);
  const snapshot = await workspace.refresh();
  return command.run({ ...input, snapshot });
}

/** A result with what became of interrupted changes that were met on the way. */
function withRecovered(result: CommandResult, recovered: readonly Recovery[]): CommandResult {
  if (recovered.length === 0) return result;
  return {
    ...result,
    text: [...recovered.map(recoverySentence), result.text].filter((line) => line !== '').join('\n'),
    json: { ...(result.json as object), ...recoveredJson(recovered) },
  };
}

function recoveredJson(recovered: readonly Recovery[]): object {
  return recovered.length === 0 ? {} : { recovered: recovered.map(recoveryJson) };
}

/** Refusals that a person can do something about in CMOS are 1; a workspace that cannot be read or written is 3. */
function statusOf(code: CmosErrorCode): ExitStatus {
  switch (code) {
    case 'usage':
    case 'operation/invalid':
      return 2;
    case 'mission/unknown':
    case 'operation/refused':
    case 'operation/gated':
    case 'edit/unsafe':
    case 'undo/nothing':
    case 'undo/rested-on':
    case 'commit/changed':
    case 'commit/drift':
    case 'commit/managed-elsewhere':
    case 'commit/unrecovered':
    case 'commit/interrupted':
    case 'commit/foreign-record':
    case 'commit/unsaved':
    case 'commit/untrusted':
      return 1;
    default:
      return 3;
  }
}

function print(result: CommandResult, format: Format, host: CliHost): void {
  if (result.error !== undefined)
    host.err(result.exact === true ? `${result.error}\n` : printable(`${result.error}\n`));
  if (format === 'sarif') host.out(written(result.json));
  else if (format === 'json') host.out(json(result.json as object));
  else if (result.text !== '') host.out(`${result.exact === true ? result.text : printable(result.text)}\n`);
}

/** What JSON means is told by its version; fields may be added under the same. */
const JSON_VERSION = 1;

function json(value: object): string {
  return written({ version: JSON_VERSION, ...value });
}

function written(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
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
