/** Readiness: whether a mission's prerequisites are completed or waived, and who waits for whom (playbook, "Context Intake"). */
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { type Declared, declaredOf, dependenciesOf, type Dependency } from './dependencies';
import { type Direction, directionsOf, type TypeDirection } from './directions';
import { cyclesOf } from './cycles';
import { type Mission, modelOf } from './missions';
import { holds, type Waiver, waiversOf } from './waivers';

/** One thing that must be done before another. */
export interface Prerequisite {
  /** The id of the mission that must be done. There may be no such mission. */
  readonly id: string;
  readonly mission: Mission | undefined;
  /** What says so: a dependency, or what the mission declares. */
  readonly via: Dependency | Declared;
}

export interface MissionReadiness {
  /** Every hard prerequisite, met or not. */
  readonly prerequisites: readonly Prerequisite[];
  /** Those that are neither completed nor waived. */
  readonly missing: readonly Prerequisite[];
  /** Those that are not completed and were waived. */
  readonly waived: readonly { readonly prerequisite: Prerequisite; readonly waiver: Waiver }[];
  /** The ids of the missions that wait for this one. */
  readonly waitedForBy: readonly string[];
}

export interface Readiness {
  /** A mission's readiness; an unknown id needs nothing. */
  of(id: string): MissionReadiness;
  readonly directions: ReadonlyMap<string, TypeDirection>;
  /** Missions that wait for each other, by id. */
  readonly cycles: readonly (readonly string[])[];
  /** Dependencies with an end that is no mission. */
  readonly dangling: readonly { readonly dependency: Dependency; readonly missing: string }[];
}

export interface ReadinessOptions {
  /** Milliseconds since 1970: waivers may have expired by then. */
  readonly now: number;
  /** By a dependency's type, in its exact spelling. */
  readonly directions: Readonly<Record<string, Direction>>;
}

const READY: MissionReadiness = { prerequisites: [], missing: [], waived: [], waitedForBy: [] };

/** The readiness of every mission of a snapshot. Worked out at once; asking for a mission is a look-up. */
export function readinessOf(snapshot: Snapshot, { now, directions: overrides }: ReadinessOptions): Readiness {
  const model = modelOf(snapshot);
  const dependencies = dependenciesOf(snapshot);
  const declared = declaredOf(model);
  const order = new Map(model.missions.map(({ id }, index) => [id, index]));
  const directions = directionsOf(dependencies, declared, model.byId, order, overrides);

  const needs = new Map<string, Prerequisite[]>();
  const waitedFor = new Map<string, string[]>();
  const dangling: { dependency: Dependency; missing: string }[] = [];
  const need = (after: string, before: string, via: Prerequisite['via']): void => {
    const known = needs.get(after);
    if (known?.some(({ id }) => id === before) === true || after === before) return;
    const prerequisite = { id: before, mission: model.byId.get(before), via };
    if (known === undefined) needs.set(after, [prerequisite]);
    else known.push(prerequisite);
    waitedFor.set(before, [...(waitedFor.get(before) ?? []), after]);
  };
  for (const dependency of dependencies) {
    const { from, to, type } = dependency;
    for (const missing of [from, to]) if (!model.byId.has(missing)) dangling.push({ dependency, missing });
    const direction = directions.get(type)?.direction;
    if (direction === 'from-first') need(to, from, dependency);
    else if (direction === 'to-first') need(from, to, dependency);
  }
  for (const each of declared) if (model.byId.has(each.before)) need(each.after, each.before, each);

  const waivers = currentWaivers(snapshot, now);
  return {
    of: (id) => readinessOfMission(id, needs.get(id), waitedFor.get(id), waivers),
    directions,
    cycles: cyclesOf(needs),
    dangling,
  };
}

function readinessOfMission(
  id: string,
  prerequisites: readonly Prerequisite[] | undefined,
  waitedForBy: readonly string[] | undefined,
  waivers: readonly Waiver[],
): MissionReadiness {
  if (prerequisites === undefined) return waitedForBy === undefined ? READY : { ...READY, waitedForBy };
  const missing: Prerequisite[] = [];
  const waived: { prerequisite: Prerequisite; waiver: Waiver }[] = [];
  for (const prerequisite of prerequisites) {
    if (prerequisite.mission?.kind === 'done') continue;
    const waiver = waivers.find((each) => each.mission === id && each.prerequisite === prerequisite.id);
    if (waiver === undefined) missing.push(prerequisite);
    else waived.push({ prerequisite, waiver });
  }
  return { prerequisites, missing, waived, waitedForBy: waitedForBy ?? [] };
}

function currentWaivers(snapshot: Snapshot, now: number): readonly Waiver[] {
  const master = documentOf(snapshot.master_context);
  return master === undefined ? [] : waiversOf(master).filter((waiver) => holds(waiver, now));
}

/** Whether a mission is waiting: it could be taken up, were its prerequisites met. */
export function isWaiting(mission: Mission, readiness: Readiness): boolean {
  return (
    (mission.kind === 'queued' || mission.kind === 'current' || mission.kind === 'planned') &&
    readiness.of(mission.id).missing.length > 0
  );
}

/** The first mission that can be taken up now: by precedence, and with its prerequisites met. */
export function nextReady(missions: readonly Mission[], readiness: Readiness): Mission | undefined {
  return missions.find((mission) => mission.kind === 'running' || readiness.of(mission.id).missing.length === 0);
}
