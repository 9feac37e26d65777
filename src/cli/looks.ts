/** The commands that look at missions, in the order in which help lists them. */
import type { Finding } from '../core/findings/finding';
import { part } from '../core/ground/parts';
import type { AnyCommand, CommandInput } from './command';
import { list } from './commands/list';
import { needs } from './commands/needs';
import { next } from './commands/next';
import { ready } from './commands/ready';
import { show } from './commands/show';
import { status } from './commands/status';

/** What is said of documents. */
interface Documents {
  readonly lintedDocuments: (input: CommandInput) => Promise<readonly Finding[]>;
}

/** Most looks need no document: what reads them is only loaded for one that does. */
export const looks = (documents: () => Promise<Documents>): readonly AnyCommand[] => [
  status(async (input) => (await part(documents())).lintedDocuments(input)),
  next,
  needs,
  list,
  show,
  ready,
];
