/** What the views ask of a state again and again, worked out once a state. */
import type { Finding } from '../core/findings/finding';
import { type Mission, modelOf, type WorkspaceModel } from '../core/model/missions';
import { isWaiting, type Readiness, readinessOf } from '../core/model/readiness';
import type { State } from './controller';
import type { DisplayStatus } from './display-status';

export interface Insight {
  readonly model: WorkspaceModel;
  readonly readiness: Readiness;
  /** By mission. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
}

const insights = new WeakMap<State, Insight>();

export function insightOf(state: State): Insight {
  const known = insights.get(state);
  if (known !== undefined) return known;
  const { saved, report } = state;
  const findings = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    if (finding.mission === undefined || finding.place.store === 'sessions') continue;
    const list = findings.get(finding.mission);
    if (list === undefined) findings.set(finding.mission, [finding]);
    else list.push(finding);
  }
  const insight = {
    model: modelOf(saved),
    readiness: readinessOf(saved),
    findings,
  };
  insights.set(state, insight);
  return insight;
}

export function displayStatusOf(mission: Mission, { readiness }: Insight): DisplayStatus {
  return mission.kind !== 'running' && isWaiting(mission, readiness) ? 'waiting' : mission.kind;
}
