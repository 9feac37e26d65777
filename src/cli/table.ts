/** The commands of the command line, in groups that are loaded together and only where one of them is asked for. */
import { part } from '../core/ground/parts';
import type { AnyCommand } from './command';

interface CommandGroup {
  /** Undefined for the group that has all the rest. */
  readonly names?: readonly string[];
  load(): Promise<readonly AnyCommand[]>;
}

/** In the order in which help lists them. */
export type CommandTable = readonly CommandGroup[];

/** Options of the command line that take a value and may stand before the command. */
const WITH_VALUE: ReadonlySet<string> = new Set(['--root', '--format']);

/** The commands that a command line needs: the group of the one that it names; all of them for help, or where it names none. */
export async function commandsFor(table: CommandTable, argv: readonly string[]): Promise<readonly AnyCommand[]> {
  const name = argv.find((each, at) => !each.startsWith('-') && !WITH_VALUE.has(argv[at - 1] ?? ''));
  if (name !== undefined && name !== 'help') {
    const group = table.find(({ names }) => names?.includes(name)) ?? table.find(({ names }) => names === undefined);
    const commands = group === undefined ? [] : await part(group.load());
    if (commands.some((command) => command.name.split(' ', 1)[0] === name)) return commands;
  }
  return allCommands(table);
}

async function allCommands(table: CommandTable): Promise<readonly AnyCommand[]> {
  return (await part(Promise.all(table.map((group) => group.load())))).flat();
}
