/** The counts that sprints keep of their missions, after a change. */
import { snapshotAfter } from '../workspace/snapshot-after';
import type { ChangeSet } from '../changes/change-set';
import { SPRINT_FIELDS } from '../database/tables';
import { modelOf, type Sprint } from '../model/missions';
import { scalarText } from '../parity/pair-text';
import type { Snapshot } from '../workspace/snapshot';

/**
 * The counts that a change makes other than they are: those of the sprints whose missions come, go or are completed, and of those
 * that it is about (`changed`, by id). Both are counted, whatever stood there. Counts that neither store keeps are not begun;
 * where the stores disagree about one it is left: that is drift, and mended as such.
 */
export function sprintCounts(
  snapshot: Snapshot,
  changes: Pick<ChangeSet, 'rows' | 'files'>,
  changed: ReadonlySet<string | undefined>,
): readonly { readonly sprint: Sprint; readonly counts: Readonly<Record<string, number>> }[] {
  const after = new Map(modelOf(snapshotAfter(snapshot, changes)).sprints.map((sprint) => [sprint.id, sprint]));
  return modelOf(snapshot).sprints.flatMap((sprint) => {
    const then = after.get(sprint.id);
    if (sprint.id === undefined || then === undefined) return [];
    const [before, now] = [countsOf(sprint), countsOf(then)];
    const same = before.totalMissions === now.totalMissions && before.completedMissions === now.completedMissions;
    if (same && !changed.has(sprint.id)) return [];
    const counts: Record<string, number> = {};
    for (const { name, field, holds } of SPRINT_FIELDS) {
      if (holds !== 'optional count') continue;
      const known = agreed(sprint, field);
      if (known !== undefined && known !== now[field]) counts[name] = now[field];
    }
    return Object.keys(counts).length === 0 ? [] : [{ sprint, counts }];
  });
}

/** Whether a workspace keeps counts, as its last sprint shows. */
export function keepsCounts(sprints: readonly Sprint[]): boolean {
  const last = sprints.findLast(({ row, entry }) => row !== undefined || entry !== undefined);
  return last !== undefined && agreed(last, 'totalMissions') !== undefined;
}

function countsOf({ missions }: Sprint): Readonly<Record<'totalMissions' | 'completedMissions', number>> {
  return {
    totalMissions: missions.length,
    completedMissions: missions.filter(({ kind }) => kind === 'done').length,
  };
}

/** What both stores say, or the only one that there is. */
function agreed({ row, entry }: Sprint, field: 'totalMissions' | 'completedMissions'): number | undefined {
  const stored = row?.[field] ?? undefined;
  const text = scalarText(entry?.fields.get(field));
  const written = text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  if (row === undefined) return written;
  if (entry === undefined) return stored;
  return stored === written ? stored : undefined;
}
