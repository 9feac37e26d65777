/** Who works on which mission since when: it follows from session events, and nothing else keeps it. */
import { t } from '@vscode/l10n';
import { parseTime } from '../files/log/time';
import { rememberedBy } from '../ground/memo';
import { HOUR, spanText } from '../ground/time-stamp';
import type { Snapshot } from '../workspace/snapshot';
import { eventsOf, type WorkspaceEvent } from './events';
import { type Mission, modelOf } from './missions';
import { statusKind } from './status';
import { TESTS } from './test-records';

/** A mission in progress, and who works on it. */
export interface Claim {
  readonly mission: Mission;
  /** Who took it up last; undefined where no event says so. */
  readonly agent: string | undefined;
  /** When that was, in milliseconds since 1970: by the event, else by the mission's own `started_at`. */
  readonly since: number | undefined;
  /** The last event of it since it was taken up. */
  readonly last: WorkspaceEvent | undefined;
  /** Two who worked on it in turns since it was taken up, without a takeover; undefined where nobody did. */
  readonly atOnce: readonly [string, string] | undefined;
}

/** The field of an event that says from whom a mission was taken over. */
export const TAKEN_FROM = 'taken_from';

/** How the reference says, in the event of a completion, that the next mission began with it. */
const BEGAN = /^(.+) is now In Progress$/;

/** Who took a mission up last, whatever its status is now; undefined where no event says so. */
export function workerOf(snapshot: Snapshot, mission: string): string | undefined {
  return workOf(eventsOf(snapshot)).get(mission)?.takenUp?.agent;
}

/** A name in another spelling is the same one. */
export function isSameAgent(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** The missions in progress, by their ids. */
export function claimsOf(snapshot: Snapshot): ReadonlyMap<string, Claim> {
  const work = workOf(eventsOf(snapshot));
  const running = modelOf(snapshot).missions.filter(({ kind }) => kind === 'running');
  return new Map(running.map((mission) => [mission.id, claimOf(mission, work.get(mission.id))]));
}

function claimOf(mission: Mission, work: Work | undefined): Claim {
  const began = work?.takenUp;
  const current = work !== undefined && began !== undefined && work.events.includes(began) ? began : undefined;
  const since = current?.time ?? parseTime(mission.startedAt ?? '');
  return { mission, agent: current?.agent, since, last: work?.events[0], atOnce: takingTurns(work?.events ?? []) };
}

/** What those do with a mission who do not work on it. */
const BESIDE: ReadonlySet<string | undefined> = new Set(['review', TESTS, 'waive', 'edit', 'move', 'depend']);

/** The latest two of whom one recorded something before and after the other; events are newest first. */
function takingTurns(events: readonly WorkspaceEvent[]): readonly [string, string] | undefined {
  const seen: string[] = [];
  for (const { agent = '', action } of events) {
    if (agent.trim() === '' || BESIDE.has(action)) continue;
    const before = seen.at(-1);
    if (before !== undefined && isSameAgent(before, agent)) continue;
    if (before !== undefined && seen.some((each) => isSameAgent(each, agent))) return [agent, before];
    seen.push(agent);
  }
  return undefined;
}

/** Whether nothing was recorded of a mission for as long as the workspace allows. */
export function isStale(claim: Claim, { staleAfterHours, readAt }: Snapshot): boolean {
  return staleAfterHours > 0 && idleTime(claim, readAt) > staleAfterHours * HOUR;
}

/** For how long nothing was recorded of it, in milliseconds; 0 where no time is known. */
export function idleTime({ since, last }: Claim, now: number): number {
  return now - (last?.time ?? since ?? now);
}

/** Who works on it, for how long, as far as that is known, and whether it is stale: `claude · 2 h`. */
export function claimText(claim: Claim, snapshot: Snapshot): string {
  const { agent, since } = claim;
  const parts = [
    agent,
    since === undefined ? undefined : spanText(snapshot.readAt - since),
    isStale(claim, snapshot) ? t('stale') : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** What events say of the work on a mission. */
interface Work {
  /** The one that took it up last. */
  takenUp: WorkspaceEvent | undefined;
  /** Those since it is in progress, newest first. */
  readonly events: WorkspaceEvent[];
  /** Whether the time before that was reached. */
  isWhole: boolean;
}

/** By the mission's id; events are newest first. */
const workOf = rememberedBy((events: readonly WorkspaceEvent[]): ReadonlyMap<string, Work> => {
  const known = new Map<string, Work>();
  const of = (mission: string): Work => {
    const work = known.get(mission) ?? { takenUp: undefined, events: [], isWhole: false };
    known.set(mission, work);
    return work;
  };
  const add = (work: Work, event: WorkspaceEvent): void => {
    if (!work.isWhole) work.events.push(event);
  };
  for (const event of events) {
    const { agent, mission, action, fields } = event;
    const begun = action === 'start' ? mission : begunBy(fields['next_hint']);
    if (begun !== undefined && agent !== undefined && agent !== '') of(begun).takenUp ??= event;
    if (begun !== undefined && begun !== mission) add(of(begun), event);
    if (mission === undefined) continue;
    const work = of(mission);
    if (begun !== mission && leavesProgress(event)) work.isWhole = true;
    add(work, event);
    // Whoever worked on it before does so no more.
    if (TAKEN_FROM in fields) work.isWhole = true;
  }
  return known;
});

/** Whether a mission was not in progress after an event of its own. */
function leavesProgress({ status }: WorkspaceEvent): boolean {
  const kind = statusKind(status ?? '');
  return kind !== 'running' && kind !== 'unknown';
}

/** The mission that began when another was completed. */
function begunBy(hint: unknown): string | undefined {
  return typeof hint === 'string' ? BEGAN.exec(hint)?.[1] : undefined;
}
