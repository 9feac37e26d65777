/** What git knows of a workspace's files: what changed, and when. */
import path from 'node:path';
import type { Git, GitTimes } from '../core/ground/git';
import { askGit, type Filters, filtersOff } from './ask-git';

/** So many commits are gone through for the times of files. */
const MOST_COMMITS = 5_000;

export const nodeGit: Git & GitTimes = {
  async changedSince(root, time) {
    const relative = await relativeTo(root);
    if (relative === undefined) return undefined;
    const log = await logOf(root, [`--since=${time}`, '--name-only', '--no-renames', '--format=', '-z']);
    const present = await uncommitted(root, relative);
    if (log === undefined || present === undefined) return undefined;
    const changed = new Set([...namesIn(log).map(relative), ...present.changed]);
    const unknown = present.unknown.filter((name) => !changed.has(name));
    return { changed: [...changed].toSorted(), unknown: unknown.toSorted() };
  },

  async lastChanged(root, pathspecs) {
    const relative = await relativeTo(root);
    if (relative === undefined) return undefined;
    const present = await uncommitted(root, relative);
    if (present === undefined) return undefined;
    // Above the repository's top git refuses to look, and says nothing at all.
    const nested = relative('').startsWith('..');
    const asked = pathspecs.filter((each) => nested || !each.startsWith('../'));
    const committed = new Map<string, string>();
    const format = ['--name-only', '--no-renames', '--format=%x01%cI', '-z'];
    const log = await logOf(root, ['-n', String(MOST_COMMITS), ...format, '--', ...asked]);
    if (log === undefined) return undefined;
    let time = '';
    for (const name of namesIn(log)) {
      if (name.startsWith('\u0001')) time = name.slice(1);
      // The latest comes first.
      else if (!committed.has(relative(name))) committed.set(relative(name), time);
    }
    return { committed, uncommitted: new Set(present.changed) };
  },
};

/** What `git log` prints: nothing where there is no commit yet; undefined where git fails. */
async function logOf(root: string, words: readonly string[]): Promise<string | undefined> {
  const log = await askGit(root, ['log', ...words]);
  if (log !== undefined) return log;
  return (await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD'])) === undefined ? '' : undefined;
}

/** Makes names as git has them relative to the cmos root; undefined where there is no repository. */
async function relativeTo(root: string): Promise<((name: string) => string) | undefined> {
  // Not the path of the repository: a root that is reached by a link has another.
  const prefix = await askGit(root, ['rev-parse', '--show-prefix']);
  if (prefix === undefined) return undefined;
  const from = `/${prefix.replace(/\r?\n$/, '')}`;
  return (name) => path.posix.relative(from, `/${name}`);
}

/** What the working tree has otherwise than the last commit, relative to the cmos root. */
interface Uncommitted {
  readonly changed: readonly string[];
  readonly unknown: readonly string[];
}

async function uncommitted(root: string, relative: (name: string) => string): Promise<Uncommitted | undefined> {
  const filters = await filtersOff(root);
  if (filters === undefined) return undefined;
  const words = ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames'];
  // A submodule has filters of its own: only its commit counts.
  const present = await askGit(root, [...words, '--ignore-submodules=dirty'], { settings: filters.off });
  if (present === undefined) return undefined;
  const entries = namesIn(present).map((entry) => ({ state: entry.slice(0, 2), name: relative(entry.slice(3)) }));
  // Without its filter the content of a file says nothing. That a file is new, gone or staged git knows all the same.
  const doubtful = entries.flatMap(({ state, name }) => (state === ' M' ? [name] : []));
  const unknown = await filteredAmong(root, doubtful, filters);
  if (unknown === undefined) return undefined;
  const changed = entries.map(({ name }) => name).filter((name) => !unknown.has(name));
  return { changed, unknown: [...unknown] };
}

/** The files that a configured content filter applies to. */
async function filteredAmong(
  root: string,
  files: readonly string[],
  { names }: Filters,
): Promise<ReadonlySet<string> | undefined> {
  if (names.size === 0 || files.length === 0) return new Set();
  const input = files.map((file) => `${file}\0`).join('');
  const answer = (await askGit(root, ['check-attr', '-z', '--stdin', 'filter'], { input }))?.split('\0');
  // For each file its name, `filter`, and the filter's name.
  return answer && new Set(files.filter((_, at) => names.has(answer[3 * at + 2] ?? '')));
}

/** Names with a NUL between. */
function namesIn(output: string): readonly string[] {
  return output
    .split('\0')
    .map((name) => name.replace(/^\n+/, ''))
    .filter((name) => name !== '');
}
