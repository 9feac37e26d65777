/** Readiness: whether a mission's prerequisites are completed or waived, and who waits for whom (playbook, "Context Intake"). */
import { rememberedBy } from '../ground/memo';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { type Declared, declaredOf, declareNothing, dependenciesOf, type Dependency } from './dependencies';
import { directionsOf, type TypeDirection } from './directions';
import type { Direction } from '../workspace/direction';
import { cyclesOf } from './cycles';
import { type Mission, modelOf, type WorkspaceModel } from './missions';
import { isOver } from './status';
import { isInForce, type Waiver, waiversOf } from './waivers';

/** One thing that must be done before another. */
interface Prerequisite {
  /** The id of the mission that must be done. There may be no such mission. */
  readonly id: string;
  readonly mission: Mission | undefined;
  /** What says so: a dependency, or what the mission declares. */
  readonly via: Dependency | Declared;
}

/**
 * `waiting`: a prerequisite is neither completed nor waived. `ready`: none is, whatever the mission's status.
 * `not-applicable`: the mission is done, failed or was given up, or there is no such mission.
 */
export type ReadinessState = 'ready' | 'waiting' | 'not-applicable';

interface MissionReadiness {
  readonly state: ReadinessState;
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

/** Who needs whom, by id: which no clock, no waiver and no change of a name or a note changes. */
interface Needs {
  /** The prerequisites of each mission that has some, by its id. */
  readonly needs: ReadonlyMap<string, readonly Omit<Prerequisite, 'mission'>[]>;
  readonly waitedFor: ReadonlyMap<string, readonly string[]>;
  readonly directions: Readiness['directions'];
  readonly cycles: Readiness['cycles'];
  readonly dangling: Readiness['dangling'];
}

/** The readiness of every mission of a snapshot, at the time when it was read. Worked out once; asking for a mission is a look-up. */
export const readinessOf = rememberedBy((snapshot: Snapshot): Readiness => {
  const model = modelOf(snapshot);
  const known = needsOf(model, dependenciesOf(snapshot), snapshot.directions);
  const waivers = currentWaivers(snapshot);
  const { directions, cycles, dangling } = known;
  return { of: (id) => readinessOfMission(id, model, known, waivers.get(id)), directions, cycles, dangling };
});

/** What was worked out last for a list of dependencies. */
const lastNeeds = new WeakMap<
  readonly Dependency[],
  { readonly model: WorkspaceModel; readonly overrides: Readonly<Record<string, Direction>>; readonly needs: Needs }
>();

function needsOf(
  model: WorkspaceModel,
  dependencies: readonly Dependency[],
  overrides: Readonly<Record<string, Direction>>,
): Needs {
  const last = lastNeeds.get(dependencies);
  const same = last?.overrides === overrides && sameForNeeds(last.model, model);
  const needs = last !== undefined && same ? last.needs : workOutNeeds(model, dependencies, overrides);
  lastNeeds.set(dependencies, { model, overrides, needs });
  return needs;
}

/** Whether two models differ in nothing that needs and directions are worked out from: mostly one mission is new. */
function sameForNeeds(a: WorkspaceModel, b: WorkspaceModel): boolean {
  if (a === b) return true;
  if (a.missions.length !== b.missions.length) return false;
  for (let at = 0; at < b.missions.length; at++) {
    const before = a.missions[at];
    const now = b.missions[at];
    if (before === now) continue;
    if (before === undefined || now === undefined) return false;
    const same = before.id === now.id && before.kind === now.kind && before.completedAt === now.completedAt;
    if (!same || !declareNothing(before) || !declareNothing(now)) return false;
  }
  return true;
}

function workOutNeeds(
  model: WorkspaceModel,
  dependencies: readonly Dependency[],
  overrides: Readonly<Record<string, Direction>>,
): Needs {
  const declared = declaredOf(model);
  const order = new Map(model.missions.map(({ id }, index) => [id, index]));
  const directions = directionsOf(dependencies, declared, model.byId, order, overrides);

  const needs = new Map<string, Map<string, Omit<Prerequisite, 'mission'>>>();
  const waitedFor = new Map<string, string[]>();
  const dangling: { dependency: Dependency; missing: string }[] = [];
  const need = (after: string, before: string, via: Prerequisite['via']): void => {
    if (after === before) return;
    const known = needs.get(after) ?? new Map<string, Omit<Prerequisite, 'mission'>>();
    if (known.has(before)) return;
    known.set(before, { id: before, via });
    needs.set(after, known);
    const waiting = waitedFor.get(before);
    if (waiting === undefined) waitedFor.set(before, [after]);
    else waiting.push(after);
  };
  for (const dependency of dependencies) {
    const { from, to, type } = dependency;
    for (const missing of new Set([from, to])) if (!model.byId.has(missing)) dangling.push({ dependency, missing });
    const direction = directions.get(type)?.direction;
    if (direction === 'from-first') need(to, from, dependency);
    else if (direction === 'to-first') need(from, to, dependency);
  }
  // What missions declare is often a sentence: only what names missions counts.
  for (const each of declared) {
    if (model.byId.has(each.before) && model.byId.has(each.after)) need(each.after, each.before, each);
  }
  const lists = new Map([...needs].map(([id, prerequisites]) => [id, [...prerequisites.values()]]));
  return { needs: lists, waitedFor, directions, cycles: cyclesOf(lists), dangling };
}

function readinessOfMission(
  id: string,
  model: WorkspaceModel,
  { needs, waitedFor }: Needs,
  waivers: ReadonlyMap<string, Waiver> | undefined,
): MissionReadiness {
  const mission = model.byId.get(id);
  const prerequisites = (needs.get(id) ?? []).map((each) => ({ ...each, mission: model.byId.get(each.id) }));
  const missing: Prerequisite[] = [];
  const waived: { prerequisite: Prerequisite; waiver: Waiver }[] = [];
  for (const prerequisite of prerequisites) {
    if (prerequisite.mission?.kind === 'done') continue;
    const waiver = waivers?.get(prerequisite.id);
    if (waiver === undefined) missing.push(prerequisite);
    else waived.push({ prerequisite, waiver });
  }
  const over = mission === undefined || isOver(mission.kind);
  const state = over ? 'not-applicable' : missing.length > 0 ? 'waiting' : 'ready';
  return { state, prerequisites, missing, waived, waitedForBy: waitedFor.get(id) ?? [] };
}

/** The waivers that hold, by the mission that they are for and the prerequisite that they waive. */
function currentWaivers(snapshot: Snapshot): ReadonlyMap<string, ReadonlyMap<string, Waiver>> {
  const master = documentOf(snapshot.master_context);
  const current = master === undefined ? [] : waiversOf(master).filter((waiver) => isInForce(waiver, snapshot.readAt));
  const byMission = new Map<string, Map<string, Waiver>>();
  for (const waiver of current) {
    const same = byMission.get(waiver.mission) ?? new Map<string, Waiver>();
    byMission.set(waiver.mission, same);
    if (!same.has(waiver.prerequisite)) same.set(waiver.prerequisite, waiver);
  }
  return byMission;
}

/** Whether a mission is waiting: it could be taken up, were its prerequisites met. */
export function isWaiting(mission: Mission, readiness: Readiness): boolean {
  return (
    (mission.kind === 'queued' || mission.kind === 'current' || mission.kind === 'planned') &&
    readiness.of(mission.id).missing.length > 0
  );
}

/** The prerequisites of a mission that were given up or failed: unless something is done about it, it waits for ever. */
export function lostPrerequisites(
  mission: Mission,
  readiness: Readiness,
): readonly (Prerequisite & { readonly mission: Mission })[] {
  if (isOver(mission.kind)) return [];
  return readiness
    .of(mission.id)
    .missing.flatMap(({ mission: needed, ...rest }) =>
      needed !== undefined && isOver(needed.kind) ? [{ ...rest, mission: needed }] : [],
    );
}

/** The first mission that can be taken up now: by precedence, and with its prerequisites met. */
export function nextReady(missions: readonly Mission[], readiness: Readiness): Mission | undefined {
  return missions.find((mission) => mission.kind === 'running' || readiness.of(mission.id).missing.length === 0);
}
