/** Missions that were split: their work went into others, which name them (playbook, "Mission Lifecycle", step 2). */
import { rememberedBy } from '../ground/memo';
import { missionValue } from './mission-value';
import type { Mission, WorkspaceModel } from './missions';
import { isOver } from './status';

/** The key by which a part names the mission that it was split from. */
export const SPLIT_FROM = 'split_from';

/** A mission that is blocked by nothing but its parts, all of which are done: it can be completed. */
export interface FinishedSplit {
  readonly mission: Mission;
  /** In row order. */
  readonly parts: readonly Mission[];
}

/** The parts of a mission that is blocked by them and that are not over, by id. */
export function openParts({ missions }: WorkspaceModel, whole: Mission): readonly string[] {
  const needs = missionValue(whole, 'blocked_needs');
  if (whole.kind !== 'blocked' || !Array.isArray(needs)) return [];
  return missions
    .filter((each) => needs.includes(each.id) && missionValue(each, SPLIT_FROM) === whole.id && !isOver(each.kind))
    .map(({ id }) => id);
}

/** In row order. Parts that were given up count as done where another one is; one that failed does not. */
export const finishedSplits = rememberedBy(({ missions }: WorkspaceModel): readonly FinishedSplit[] => {
  const blocked = missions.filter(({ kind }) => kind === 'blocked');
  if (blocked.length === 0) return [];
  const partsOf = new Map<string, Mission[]>(blocked.map(({ id }) => [id, []]));
  for (const mission of missions) {
    const whole = missionValue(mission, SPLIT_FROM);
    if (typeof whole === 'string') partsOf.get(whole)?.push(mission);
  }
  return blocked.flatMap((mission) => {
    const parts = partsOf.get(mission.id) ?? [];
    return isFinished(mission, parts) ? [{ mission, parts }] : [];
  });
});

function isFinished(mission: Mission, parts: readonly Mission[]): boolean {
  const done = parts.some(({ kind }) => kind === 'done');
  if (!done || parts.some(({ kind }) => !isOver(kind) || kind === 'failed')) return false;
  const needs = missionValue(mission, 'blocked_needs');
  // Blocked again for something else, it waits for that.
  return !Array.isArray(needs) || needs.every((need) => parts.some(({ id }) => id === need));
}
