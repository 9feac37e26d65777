/** What waits for a person in a root. */
import { Incidents } from '../core/escalation/incidents';
import { type Need, needsYou } from '../core/escalation/needs';
import type { Snapshot } from '../core/workspace/snapshot';
import { nodeCommitFiles } from '../node/commit-files';
import { nodeFiles } from '../node/ports';

const known = new Map<string, Incidents>();

/** What is kept of failures in a root: the same for all who ask. */
export function incidentsOf(root: string): Incidents {
  const incidents = known.get(root) ?? new Incidents(nodeFiles, nodeCommitFiles, root, () => Date.now());
  known.set(root, incidents);
  return incidents;
}

export async function needsOf(root: string, saved: Snapshot): Promise<readonly Need[]> {
  return needsYou(saved, await incidentsOf(root).read(saved));
}
