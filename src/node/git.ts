/** Git asked as a program: read-only commands, arguments as they are, no shell. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { type Git } from '../core/workspace/git';

/** Git answers within this, or counts as not there; in milliseconds. */
const PATIENCE = 10_000;

export const nodeGit: Git = {
  async changedSince(root, time) {
    const top = (await askGit(root, ['rev-parse', '--show-toplevel']))?.trim();
    if (top === undefined || top === '') return undefined;
    const committed = await askGit(root, ['log', `--since=${time}`, '--name-only', '--format=', '-z']);
    const present = await askGit(root, ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames']);
    if (present === undefined) return undefined;
    const names = [
      // Without any commit yet there is no log; that is no failure.
      ...(committed ?? '').split('\0'),
      ...present.split('\0').map((entry) => entry.slice(3)),
    ].map((name) => name.replace(/^\n+/, ''));
    const relative = (name: string): string => path.relative(root, path.join(top, name)).split(path.sep).join('/');
    return [...new Set(names.filter((name) => name !== '').map(relative))].toSorted();
  },
};

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
