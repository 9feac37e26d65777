/** Reviews: a person's word on a mission that fell back. The newest one of a mission counts. */
import { parseTime } from '../files/log/time';
import { rememberedBy } from '../ground/memo';
import { eventsOf, type WorkspaceEvent } from '../model/events';
import type { Snapshot } from '../workspace/snapshot';
import type { FallbackStep } from './records';

/** The action of a review's session event, and the verdict that lets a mission be completed. */
export const REVIEW = 'review';
export const APPROVE = 'approve';

interface Review {
  readonly mission: string;
  /** In milliseconds since 1970; undefined where the event's time cannot be understood. */
  readonly time: number | undefined;
  readonly approved: boolean;
}

/** The newest review of each mission, by its id. */
function reviewsOf(snapshot: Snapshot): ReadonlyMap<string, Review> {
  return newest(eventsOf(snapshot));
}

const newest = rememberedBy((events: readonly WorkspaceEvent[]): ReadonlyMap<string, Review> => {
  const reviews = new Map<string, Review>();
  for (const { action, mission, time, fields } of events)
    if (action === REVIEW && mission !== undefined && !reviews.has(mission))
      reviews.set(mission, { mission, time, approved: fields['verdict'] === APPROVE });
  return reviews;
});

/** Whether an approving review came after a time. */
export function approvedSince(snapshot: Snapshot, mission: string, at: string): boolean {
  const review = reviewsOf(snapshot).get(mission);
  if (review?.approved !== true) return false;
  const [then, reviewed] = [parseTime(at), review.time];
  // What has no time that can be told is covered by any review: else it could never be.
  return then === undefined || reviewed === undefined || reviewed >= then;
}

/** The steps of a mission that nobody has approved of since. */
export function unreviewed(
  snapshot: Snapshot,
  mission: string,
  steps: readonly FallbackStep[],
): readonly FallbackStep[] {
  return steps.filter((each) => each.mission === mission && !approvedSince(snapshot, mission, each.at));
}
