/** What is in progress in the other git worktrees of a repository: only in those that git lists, and by their backlogs alone. */
import type { BacklogDocument } from '../core/files/backlog/model';
import { normalPath, join } from '../core/ground/paths';
import type { Ports } from '../core/ground/ports';
import { type Mission, modelOf } from '../core/model/missions';
import { resolveLayout } from '../core/workspace/layout';
import { backlogParser } from '../core/workspace/parsers';
import { readText, type TextState } from '../core/workspace/read-text';
import { ABSENT, type RunningElsewhere, type Snapshot } from '../core/workspace/snapshot';
import type { WorkspaceSettings } from '../core/workspace/settings';
import type { LookElsewhere } from '../core/workspace/workspace';
import { placesIn } from '../core/workspace/other-worktrees';
import { askGit } from './ask-git';
import { resolvePath } from './ports';

/** So many other worktrees are looked into. */
const MOST = 20;

/** Looks for the missions in progress here that are so elsewhere too. Where nothing is in progress here, git is not asked. */
export function runningElsewhere(ports: Ports, limits: WorkspaceSettings['limits']): LookElsewhere {
  const known = new Map<string, TextState<BacklogDocument>>();
  return async (snapshot) => {
    const running = new Set(runningIn(snapshot).map(({ id }) => id));
    if (running.size === 0) return [];
    const { root } = snapshot.layout;
    const places = await placesIn(ports.files, await worktreesOf(root), root);
    const found: RunningElsewhere[] = [];
    for (const place of places.toSorted().slice(0, MOST)) {
      const { database, backlog } = (await resolveLayout(ports.files, place)).stores;
      if (database.exists && (await isSameFile(snapshot, join(place, database.path)))) continue;
      const read = await readText(ports, place, backlog.path, backlogParser, known.get(place), {
        limit: limits.textBytes / 4,
      });
      known.set(place, read);
      for (const { id, startedAt } of runningIn({ ...snapshot, database: ABSENT, backlog: read.reading }))
        if (running.has(id)) found.push({ mission: id, place, startedAt });
    }
    return found;
  };
}

/** Whether another worktree uses the same database: then there is one mission, not two. */
async function isSameFile({ layout }: Snapshot, other: string): Promise<boolean> {
  const { path, exists } = layout.stores.database;
  return exists && (await resolvePath(join(layout.root, path))) === (await resolvePath(other));
}

/** The tops of the working trees of the repository that a folder is in, as git lists them. */
async function worktreesOf(folder: string): Promise<readonly string[]> {
  // Names with a line end in them are cut, and lead to nothing.
  const list = (await askGit(folder, ['worktree', 'list', '--porcelain'])) ?? '';
  return list.split('\n').flatMap((line) => (line.startsWith('worktree ') ? [normalPath(line.slice(9))] : []));
}

function runningIn(snapshot: Snapshot): readonly Mission[] {
  return modelOf(snapshot).missions.filter(({ kind }) => kind === 'running');
}
