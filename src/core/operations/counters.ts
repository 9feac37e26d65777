/** The counts that sprints keep of their missions, after a change. */
import { snapshotAfter } from '../workspace/snapshot-after';
import type { ChangeSet } from '../changes/change-set';
import { SPRINT_FIELDS } from '../database/tables';
import { type Mission, modelOf, type Sprint } from '../model/missions';
import { scalarText } from '../parity/pair-text';
import type { Snapshot } from '../workspace/snapshot';

/**
 * The sprints whose counts a change moves. Counts that neither store keeps are not begun; where the stores disagree
 * about one it is left: that is drift, and mended as such. The total may stand for a plan with more missions than are
 * listed yet, so it moves by the difference; completed missions are counted.
 */
export function sprintCounts(
  snapshot: Snapshot,
  changes: Pick<ChangeSet, 'rows' | 'files'>,
): readonly { readonly sprint: Sprint; readonly counts: Readonly<Record<string, number>> }[] {
  const after = new Map(modelOf(snapshotAfter(snapshot, changes)).sprints.map((sprint) => [sprint.id, sprint]));
  return modelOf(snapshot).sprints.flatMap((sprint) => {
    const then = after.get(sprint.id);
    if (sprint.id === undefined || then === undefined) return [];
    const more = then.missions.length - sprint.missions.length;
    const done = [completed(sprint.missions), completed(then.missions)] as const;
    if (more === 0 && done[0] === done[1]) return [];
    const counts: Record<string, number> = {};
    for (const { name, field, holds } of SPRINT_FIELDS) {
      const known = holds === 'optional count' ? agreed(sprint, field) : undefined;
      const value = field === 'totalMissions' ? (known ?? 0) + more : done[1];
      if (known !== undefined && known !== value) counts[name] = value;
    }
    return Object.keys(counts).length === 0 ? [] : [{ sprint, counts }];
  });
}

function completed(missions: readonly Mission[]): number {
  return missions.filter(({ kind }) => kind === 'done').length;
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
