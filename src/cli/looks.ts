/** The commands that look at missions, in the order in which help lists them. */
import type { AnyCommand } from './command';
import { list } from './commands/list';
import { needs } from './commands/needs';
import { next } from './commands/next';
import { ready } from './commands/ready';
import { show } from './commands/show';
import { status } from './commands/status';

export const LOOKS: readonly AnyCommand[] = [status, next, needs, list, show, ready];
