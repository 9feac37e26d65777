/**
 * Mistakes that a tired programmer makes, put into the code one at a time to see whether the tests see them
 * (`npm run mutants`). A group has the mistakes of one file and the unit tests that should see them, the quickest first;
 * `named` keeps to those with these words in their names.
 */
import { boundary } from './rooms/boundary.mjs';
import { claims } from './rooms/claims.mjs';
import { commit } from './rooms/commit.mjs';
import { database } from './rooms/database.mjs';
import { edits } from './rooms/edits.mjs';
import { merge } from './rooms/merge.mjs';
import { operations } from './rooms/operations.mjs';
import { parity } from './rooms/parity.mjs';
import { readiness } from './rooms/readiness.mjs';
import { writers } from './rooms/writers.mjs';

/** All mistakes, each with its room, its file and its tests. */
export const MISTAKES = Object.entries({
  commit,
  database,
  writers,
  edits,
  merge,
  parity,
  readiness,
  claims,
  operations,
  boundary,
}).flatMap(([room, groups]) =>
  groups.flatMap(({ mistakes, ...group }) => mistakes.map((mistake) => ({ room, ...group, ...mistake }))),
);

/** The source with the mistake in it. Throws where its text is not there exactly once: then the list is stale. */
export function withMistake(source, { file, text, instead, harm }) {
  const at = source.indexOf(text);
  const times = at < 0 ? 0 : source.indexOf(text, at + 1) < 0 ? 1 : 2;
  if (times !== 1)
    throw new Error(
      `The list of mistakes is stale: ${file} has ${times === 0 ? 'no' : 'more than one'} place with this text (${harm}):\n${text}`,
    );
  return source.slice(0, at) + instead + source.slice(at + text.length);
}

/** The mistakes that no test sees, with the reason, as a table for `docs/testing.md`. */
export function survivorTable() {
  const rows = MISTAKES.filter(({ survives }) => survives !== undefined).map(
    ({ file, harm, survives }) => `| \`${file}\` | ${harm} | ${survives} |`,
  );
  return ['| file | what would go wrong | why no test sees it |', '|---|---|---|', ...rows].join('\n');
}
