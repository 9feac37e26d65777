/** Who works on which mission, since when: it follows from session events, and nothing else keeps it. */
import { rememberedBy } from '../ground/memo';
import type { Snapshot } from '../workspace/snapshot';
import { eventsOf, type WorkspaceEvent } from './events';

interface Claim {
  /** Who took the mission up last. */
  readonly agent: string;
  /** When; as the event says. */
  readonly since: string | undefined;
  /** The latest event of theirs on the mission, in milliseconds since 1970; undefined where no time can be told. */
  readonly heardOf: number | undefined;
  /** Who else has written of the mission since. */
  readonly others: readonly string[];
}

/** How the reference says, in the event of a completion, that the next mission began with it. */
const BEGAN = /^(.+) is now In Progress$/;

/** Actions by which a person or agent has a say on a mission without working on it. */
const NO_WORK: ReadonlySet<string> = new Set(['review', 'waive', 'decide', 'constrain', 'depend', 'edit', 'move']);

/** The claim of a mission, whatever its status is now; undefined where no event took it up. */
export function claimOf(snapshot: Snapshot, mission: string): Claim | undefined {
  return claims(eventsOf(snapshot)).get(mission);
}

/** The mission that began when another was completed. */
function begunBy({ fields }: WorkspaceEvent): string | undefined {
  const hint = fields['next_hint'];
  return typeof hint === 'string' ? BEGAN.exec(hint)?.[1] : undefined;
}

/** By the mission's id; events are newest first. */
const claims = rememberedBy((events: readonly WorkspaceEvent[]): ReadonlyMap<string, Claim> => {
  const open = new Map<
    string,
    { agent: string; since: string | undefined; heardOf: number | undefined; others: Set<string> }
  >();
  for (const event of events.toReversed()) {
    const { agent, mission, action = '', ts, time } = event;
    if (agent === undefined || agent === '') continue;
    const begun = action === 'start' ? mission : begunBy(event);
    if (begun !== undefined) open.set(begun, { agent, since: ts, heardOf: time, others: new Set() });
    const claim = mission === undefined || NO_WORK.has(action) ? undefined : open.get(mission);
    if (claim === undefined) continue;
    if (claim.agent === agent) claim.heardOf = time ?? claim.heardOf;
    else claim.others.add(agent);
  }
  return new Map([...open].map(([mission, { others, ...claim }]) => [mission, { ...claim, others: [...others] }]));
});
