/** What waits for a person in a root. */
import { actionsOf } from '../core/escalation/incident';
import { Incidents } from '../core/escalation/incidents';
import { headlineOf, incidentDetails } from '../core/escalation/messages';
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

/** A need with what is said of it, and what can be done about it. */
export interface ToldNeed {
  readonly need: Need;
  readonly headline: string;
  readonly details: readonly string[];
  readonly actions: readonly string[];
}

export async function needsOf(root: string, saved: Snapshot): Promise<readonly ToldNeed[]> {
  return needsYou(saved, await incidentsOf(root).read(saved)).map((need) => ({
    need,
    headline: headlineOf(need),
    details: incidentDetails(need),
    actions: need.kind === 'incident' ? actionsOf(need.incident) : [],
  }));
}
