/** When files were changed: by git where it keeps them, since a checkout gives every file today's time; else by the disk. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type ChangeTimes } from '../core/guardrails/security/coverage';
import { askGit } from './git';

/** A file may be called `:(exclude)*`, which git would take for a pattern. */
const LITERAL = '--literal-pathspecs';

export const nodeChangeTimes: ChangeTimes = {
  async changedAt(root, paths) {
    const times = new Map<string, number>();
    if (paths.length === 0) return times;
    const committed = await commitTimes(root, paths);
    const touched = await uncommitted(root, paths);
    for (const each of paths) {
      const known = touched?.has(each) === false ? committed.get(each) : undefined;
      const time = known ?? (await stat(path.join(root, each)).catch(() => undefined))?.mtimeMs;
      if (time !== undefined) times.set(each, time);
    }
    return times;
  },
  async textAt(root, file, time) {
    const before = `--before=${new Date(time).toISOString()}`;
    const commit = (await askGit(root, [LITERAL, 'rev-list', '-1', before, 'HEAD', '--', file]))?.trim();
    return commit === undefined || commit === '' ? undefined : askGit(root, ['show', `${commit}:./${file}`]);
  },
};

/** The time of the last commit that changed each file. */
async function commitTimes(root: string, paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  const words = [LITERAL, 'log', '--format=%x01%ct', '--name-only', '--relative', '--no-renames', '-z', '--', ...paths];
  const log = await askGit(root, words);
  for (const entry of (log ?? '').split('\u0001')) {
    const [time = '', ...names] = entry.split('\0').map((name) => name.replace(/^\n+/, ''));
    for (const name of names) if (name !== '' && !times.has(name)) times.set(name, Number(time.trim()) * 1000);
  }
  return times;
}

/** Files that differ from what is committed; undefined where there is no repository. */
async function uncommitted(root: string, paths: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  // The way from the repository's top to the root, however links lead to either.
  const prefix = (await askGit(root, ['rev-parse', '--show-prefix']))?.replace(/\n$/, '');
  if (prefix === undefined) return undefined;
  const words = [LITERAL, 'status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', ...paths];
  const present = await askGit(root, words);
  if (present === undefined) return undefined;
  const names = present.split('\0').filter((entry) => entry !== '');
  return new Set(names.map((entry) => entry.slice(3)).map((name) => name.slice(prefix.length)));
}
