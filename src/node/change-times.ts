/** When files were changed: by git where it keeps them, since a checkout gives every file today's time; else by the disk. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type ChangeTimes } from '../guardrails/security/coverage';
import { askGit } from './ask-git';
import { historyOf } from './git';

/** A file may be called `:(exclude)*`, which git would take for a pattern. */
const LITERAL = '--literal-pathspecs';

export const nodeChangeTimes: ChangeTimes = {
  async changedAt(root, paths) {
    const times = new Map<string, number>();
    if (paths.length === 0) return times;
    const history = await historyOf(root, paths, { literal: true });
    for (const each of paths) {
      const committed = history?.uncommitted.has(each) === false ? history.committed.get(each) : undefined;
      const time =
        committed === undefined
          ? (await stat(path.join(root, each)).catch(() => undefined))?.mtimeMs
          : Date.parse(committed);
      if (time !== undefined) times.set(each, time);
    }
    return times;
  },
  async textAt(root, file, time) {
    const before = `--before=${new Date(time).toISOString()}`;
    const commit = (await askGit(root, [LITERAL, 'rev-list', '-1', before, 'HEAD', '--', file]))?.trim();
    return commit === undefined || commit === ''
      ? undefined
      : askGit(root, ['cat-file', 'blob', `${commit}:./${file}`]);
  },
};
