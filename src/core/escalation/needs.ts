/** What waits for a person: incidents, missions to be reviewed, blocked or stale, decisions to be recorded. */
import { parseTime } from '../files/log/time';
import { rememberedBy } from '../ground/memo';
import { eventsOf, type WorkspaceEvent } from '../model/events';
import { type Claim, claimsOf, idleTime, isStale } from '../model/claims';
import { missionValue } from '../model/mission-value';
import { type Mission, modelOf } from '../model/missions';
import { lostPrerequisites, readinessOf } from '../model/readiness';
import { type FinishedSplit, finishedSplits } from '../model/splits';
import { isOver } from '../model/status';
import type { Snapshot } from '../workspace/snapshot';
import type { Incident } from './incident';
import { type FallbackStep, fallbackStepsOf, openIncidents, type Records } from './records';
import { recurring, type Recurring } from './recurring';
import { approvedSince, unreviewed } from './reviews';

export type Need =
  /** Something was not done; `times`: how often it came to that since. The incident is the latest. */
  | { readonly kind: 'incident'; readonly incident: Incident; readonly times: number }
  /** A mission rests on a fallback, and nobody has approved of it since. */
  | { readonly kind: 'review'; readonly mission: Mission; readonly steps: readonly FallbackStep[] }
  | {
      readonly kind: 'blocked';
      readonly mission: Mission;
      readonly reason: string | undefined;
      readonly needs: readonly string[];
    }
  /** It was split, and all its parts are done: somebody completes it. */
  | ({ readonly kind: 'finished' } & FinishedSplit)
  /** It waits for what was given up or failed. */
  | { readonly kind: 'prerequisite'; readonly mission: Mission; readonly lost: readonly Mission[] }
  /** It is in progress, and nothing was recorded of it for long; `idle`: for how long, in milliseconds. */
  | { readonly kind: 'stale'; readonly mission: Mission; readonly claim: Claim; readonly idle: number }
  | { readonly kind: 'decision'; readonly recurring: Recurring };

/** All of it: what failed, what is to be reviewed or completed, what is blocked, waits for ever or is stale, what to decide. Pure. */
export function needsYou(snapshot: Snapshot, records: Records): readonly Need[] {
  const { missions } = modelOf(snapshot);
  const reviews = reviewsNeeded(snapshot, records, missions);
  const finished = finishedSplits(modelOf(snapshot));
  const whole = new Set(finished.map(({ mission }) => mission));
  const toReview = new Set(reviews.map(({ mission }) => mission.id));
  return [
    ...failed(snapshot, records, toReview),
    ...reviews,
    ...finished.map((each): Need => ({ kind: 'finished', ...each })),
    ...missions
      .filter((each) => each.kind === 'blocked' && !whole.has(each))
      .map((mission) => blocked(snapshot, mission)),
    ...missions.flatMap((mission) => waitingForEver(snapshot, mission)),
    ...staleClaims(snapshot),
    ...recurring(snapshot, records).map((each): Need => ({ kind: 'decision', recurring: each })),
  ];
}

/** Open incidents of the last tier: each thing that failed once, with its latest incident, the newest first. */
function failed(snapshot: Snapshot, records: Records, toReview: ReadonlySet<string>): readonly Need[] {
  const { byId } = modelOf(snapshot);
  const latest = new Map<string, { incident: Incident; times: number }>();
  for (const incident of openIncidents(records)) {
    const { mission, tier, operation, at, fallbacks } = incident;
    if (tier !== 4) continue;
    if (mission !== undefined) {
      // Somebody has dealt with the mission since, or it is asked for as one to be reviewed.
      if (['done', 'retired'].includes(byId.get(mission)?.kind ?? '') || approvedSince(snapshot, mission, at)) continue;
      if (fallbacks.length > 0 && toReview.has(mission)) continue;
      if (byId.get(mission)?.kind === 'blocked' && blockedSince(snapshot, mission, at)) continue;
    }
    const key = `${operation}\n${mission ?? ''}`;
    latest.set(key, { incident, times: (latest.get(key)?.times ?? 0) + 1 });
  }
  return [...latest.values()].map((each): Need => ({ kind: 'incident', ...each })).toReversed();
}

function reviewsNeeded(
  snapshot: Snapshot,
  records: Records,
  missions: readonly Mission[],
): readonly Extract<Need, { kind: 'review' }>[] {
  const steps = fallbackStepsOf(records);
  if (steps.length === 0) return [];
  return missions.flatMap((mission) => {
    if (isOver(mission.kind)) return [];
    const open = unreviewed(snapshot, mission.id, steps);
    return open.length === 0 ? [] : [{ kind: 'review' as const, mission, steps: open }];
  });
}

/** A blocked mission: nothing but a person brings it back, also where nobody wrote down what it needs. */
function blocked(snapshot: Snapshot, mission: Mission): Need {
  const stored = textsIn(missionValue(mission, 'blocked_needs'));
  const event = latestBlocks(eventsOf(snapshot)).get(mission.id);
  const needs = stored.length > 0 ? stored : (event?.needs ?? []);
  return { kind: 'blocked', mission, reason: mission.blockedReason ?? event?.reason, needs };
}

function waitingForEver(snapshot: Snapshot, mission: Mission): readonly Need[] {
  const lost = lostPrerequisites(mission, readinessOf(snapshot)).map((each) => each.mission);
  return lost.length === 0 ? [] : [{ kind: 'prerequisite', mission, lost }];
}

function staleClaims(snapshot: Snapshot): readonly Need[] {
  return [...claimsOf(snapshot).values()]
    .filter((claim) => isStale(claim, snapshot))
    .map((claim) => ({ kind: 'stale', mission: claim.mission, claim, idle: idleTime(claim, snapshot.readAt) }));
}

function blockedSince(snapshot: Snapshot, mission: string, at: string): boolean {
  const event = latestBlocks(eventsOf(snapshot)).get(mission);
  const then = parseTime(at);
  return event?.time !== undefined && then !== undefined && event.time >= then;
}

/** The event that blocked each mission last, by the mission's id. */
const latestBlocks = rememberedBy((events: readonly WorkspaceEvent[]): ReadonlyMap<string, WorkspaceEvent> => {
  const latest = new Map<string, WorkspaceEvent>();
  for (const event of events)
    if (event.mission !== undefined && !latest.has(event.mission) && [event.action, event.status].includes('blocked'))
      latest.set(event.mission, event);
  return latest;
});

function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string');
  return typeof value === 'string' && value !== '' ? [value] : [];
}
