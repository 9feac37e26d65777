/** Git asked as a program: read-only commands, arguments as they are, no shell. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { type FileVersion, type Git } from '../core/workspace/git';

/** Git answers within this, or counts as not there; in milliseconds. */
const PATIENCE = 10_000;

export const nodeGit: Git = {
  async changedSince(root, time) {
    const top = (await git(root, ['rev-parse', '--show-toplevel']))?.trim();
    if (top === undefined || top === '') return undefined;
    const committed = await git(root, ['log', `--since=${time}`, '--name-only', '--format=', '-z']);
    const present = await git(root, ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames']);
    if (present === undefined) return undefined;
    const names = [
      // Without any commit yet there is no log; that is no failure.
      ...(committed ?? '').split('\0'),
      ...present.split('\0').map((entry) => entry.slice(3)),
    ].map((name) => name.replace(/^\n+/, ''));
    const relative = (name: string): string => path.relative(root, path.join(top, name)).split(path.sep).join('/');
    return [...new Set(names.filter((name) => name !== '').map(relative))].toSorted();
  },

  async versionsOf(root, path, limit) {
    if ((await git(root, ['rev-parse', '--is-inside-work-tree']))?.trim() !== 'true') return undefined;
    const log = await git(root, [
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
      const text = await git(root, ['cat-file', 'blob', `${commit}:./${path}`]);
      versions.push({ commit, time, author, subject, text });
    }
    return versions;
  },
};

function git(folder: string, words: readonly string[]): Promise<string | undefined> {
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
