/** The commands that look at missions, in the order in which help lists them. */
import type { Finding } from '../core/findings/finding';
import type { AnyCommand, CommandInput } from './command';
import { list } from './commands/list';
import { needs } from './commands/needs';
import { next } from './commands/next';
import { ready } from './commands/ready';
import { show } from './commands/show';
import { status } from './commands/status';

export const looks = (more: (input: CommandInput) => Promise<readonly Finding[]>): readonly AnyCommand[] => [
  status(more),
  next,
  needs,
  list,
  show,
  ready,
];
