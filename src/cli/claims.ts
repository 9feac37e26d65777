/** Claims as the command line prints them. */
import { type Claim, isStale } from '../core/model/claims';
import { timeStamp } from '../core/ground/time-stamp';
import type { Snapshot } from '../core/workspace/snapshot';

/** Who works on a mission, in times that other programs read. */
export function claimJson(claim: Claim, snapshot: Snapshot): object {
  const { agent, since, last } = claim;
  return {
    agent: agent ?? null,
    since: since === undefined ? null : timeStamp(since),
    lastEvent: last?.fields ?? null,
    stale: isStale(claim, snapshot),
  };
}
