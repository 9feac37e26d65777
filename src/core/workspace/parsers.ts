/** The parsers of the text stores, in the shape that the workspace drives them in. */
import { editBacklog, updateBacklog } from '../files/backlog/edit';
import { parseBacklog, parseBacklogSliced } from '../files/backlog/parse';
import type { BacklogDocument } from '../files/backlog/model';
import { editContext, parseContext, updateContext } from '../files/context/parse';
import type { ContextDocument } from '../files/context/model';
import { editLog, parseLog, parseLogSliced, updateLog } from '../files/log/parse';
import type { SessionLog } from '../files/log/model';
import type { Parser } from './read-text';

export const backlogParser: Parser<BacklogDocument> = {
  parse: (text, { breather }) => parseBacklogSliced(text, breather),
  parseNow: parseBacklog,
  update: updateBacklog,
  edit: editBacklog,
};

export const logParser: Parser<SessionLog> = {
  parse: (text, { breather }) => parseLogSliced(text, breather),
  parseNow: parseLog,
  update: updateLog,
  edit: editLog,
};

export const contextParser: Parser<ContextDocument> = {
  // A context is held to a hundred kilobytes: there is nothing to slice.
  parse: (text) => Promise.resolve(parseContext(text)),
  parseNow: parseContext,
  update: updateContext,
  edit: editContext,
};
