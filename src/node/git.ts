/** Git asked as a program: read-only commands, arguments as they are, no shell. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { type FileVersion, type Git, type GitTimes, type History } from '../core/workspace/git';

/** Git answers within this, or counts as not there; in milliseconds. */
const PATIENCE = 10_000;

/** So many commits are gone through for the times of files. */
const MOST_COMMITS = 5_000;

export const nodeGit: Git & GitTimes = {
  async changedSince(root, time) {
    const relative = await relativeTo(root);
    if (relative === undefined) return undefined;
    const committed = await askGit(root, ['log', `--since=${time}`, '--name-only', '--format=', '-z']);
    const present = await uncommitted(root);
    if (present === undefined) return undefined;
    // Without any commit yet there is no log; that is no failure.
    return [...new Set([...namesIn(committed ?? ''), ...present].map(relative))].toSorted();
  },

  lastChanged: (root, pathspecs) => historyOf(root, pathspecs),

  async versionsOf(root, path, limit) {
    if ((await askGit(root, ['rev-parse', '--is-inside-work-tree']))?.trim() !== 'true') return undefined;
    const log = await askGit(root, [
      '-c',
      'log.showSignature=false',
      'log',
      `--max-count=${limit}`,
      '--no-color',
      '--format=%H%x1f%cI%x1f%an%x1f%s%x1e',
      '--',
      `./${path}`,
    ]);
    const versions: FileVersion[] = [];
    // Without any commit yet there is no log; that is no failure.
    for (const entry of (log ?? '').split('\x1e')) {
      const [commit, time, author = '', subject = ''] = entry.trimStart().split('\x1f');
      if (commit === undefined || time === undefined) continue;
      // The plain object: `show` might run a program to make it readable.
      const text = await askGit(root, ['cat-file', 'blob', `${commit}:./${path}`]);
      versions.push({ commit, time, author, subject, text });
    }
    return versions;
  },
};

/** When the files that pathspecs name were last changed. `literal`: they are names, whatever signs are in them. */
export async function historyOf(
  root: string,
  pathspecs: readonly string[],
  { literal = false }: { readonly literal?: boolean } = {},
): Promise<History | undefined> {
  const relative = await relativeTo(root);
  if (relative === undefined) return undefined;
  const present = await uncommitted(root);
  if (present === undefined) return undefined;
  // Above the repository's top git refuses to look, and says nothing at all.
  const nested = relative('').startsWith('..');
  const asked = pathspecs.filter((each) => nested || !each.startsWith('../'));
  const committed = new Map<string, string>();
  const words = [
    'log',
    '-n',
    String(MOST_COMMITS),
    '--name-only',
    '--no-renames',
    '--format=%x01%cI',
    '-z',
    '--',
    ...asked,
  ];
  let time = '';
  for (const name of namesIn((await askGit(root, [...(literal ? ['--literal-pathspecs'] : []), ...words])) ?? '')) {
    if (name.startsWith('\u0001')) time = name.slice(1);
    // The latest comes first.
    else if (!committed.has(relative(name))) committed.set(relative(name), time);
  }
  return { committed, uncommitted: new Set(present.map(relative)) };
}

/** Makes names as git has them relative to the cmos root; undefined where there is no repository. */
async function relativeTo(root: string): Promise<((name: string) => string) | undefined> {
  // Not the path of the repository: a root that is reached by a link has another.
  const prefix = await askGit(root, ['rev-parse', '--show-prefix']);
  if (prefix === undefined) return undefined;
  const from = `/${prefix.replace(/\r?\n$/, '')}`;
  return (name) => path.posix.relative(from, `/${name}`);
}

async function uncommitted(root: string): Promise<readonly string[] | undefined> {
  const present = await askGit(root, ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames']);
  return present === undefined ? undefined : namesIn(present, 3);
}

/** Names with a NUL between, without what stands before each. */
function namesIn(output: string, skip = 0): readonly string[] {
  return output
    .split('\0')
    .map((name) => name.slice(skip).replace(/^\n+/, ''))
    .filter((name) => name !== '');
}

/** What git says, undefined where it fails or is not there. */
export function askGit(folder: string, words: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      'git',
      // A repository may name programs to run (a monitor, a pager): none is started for a look.
      ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', '--no-pager', '--no-optional-locks', ...words],
      { cwd: folder, timeout: PATIENCE, maxBuffer: 64 * 1024 * 1024, windowsHide: true },
      (error, stdout) => {
        resolve(error === null ? stdout : undefined);
      },
    );
  });
}
