/** What stands in the way of missions: unmet prerequisites, cycles, dependencies on nothing, types that point both ways. */
import type { Dependency } from '../../model/dependencies';
import { type Mission, modelOf } from '../../model/missions';
import { readinessOf } from '../../model/readiness';
import { isInForce, type Waiver, waiversOf } from '../../model/waivers';
import type { Anchor } from '../../files/text';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Finding, Place } from '../finding';
import { type FindingMaker, rule } from '../rule';

type Code =
  | 'readiness/unmet-prerequisite'
  | 'readiness/cycle'
  | 'readiness/dangling-dependency'
  | 'readiness/self-dependency'
  | 'readiness/direction-conflict'
  | 'readiness/waiver-time'
  | 'readiness/waiver-expired';

export const readiness = rule<Code>(
  {
    'readiness/unmet-prerequisite': 'warning',
    'readiness/cycle': 'error',
    'readiness/dangling-dependency': 'warning',
    'readiness/self-dependency': 'warning',
    'readiness/direction-conflict': 'information',
    'readiness/waiver-time': 'warning',
    // Time goes by: that is how a waiver is to end.
    'readiness/waiver-expired': 'information',
  },
  function* (snapshot, finding) {
    const model = modelOf(snapshot);
    const known = readinessOf(snapshot);
    for (const mission of model.missions) {
      if (mission.kind !== 'current' && mission.kind !== 'running') continue;
      for (const prerequisite of known.of(mission.id).missing) {
        // What is not there is told of as dangling.
        if (prerequisite.mission === undefined) continue;
        yield finding('readiness/unmet-prerequisite', {
          args: { mission: mission.id, prerequisite: prerequisite.id, status: prerequisite.mission.status },
          mission: mission.id,
          field: 'status',
          place: placeOfMission(mission, 'status'),
          related: relatedTo(prerequisite.mission),
        });
      }
    }
    for (const cycle of known.cycles) {
      const [first] = cycle;
      const mission = first === undefined ? undefined : model.byId.get(first);
      if (mission === undefined) continue;
      const place = placeOfMission(mission, 'id');
      yield finding('readiness/cycle', { args: { missions: cycle.join(', ') }, mission: mission.id, place });
    }
    for (const { dependency, missing } of known.dangling) {
      const { from, to } = dependency;
      yield finding('readiness/dangling-dependency', {
        args: { from, to, missing },
        place: placeOfEnd(dependency, missing),
      });
    }
    yield* typesAndSelves(snapshot, known.directions, finding);
    const master = documentOf(snapshot.master_context);
    if (master !== undefined) yield* endedWaivers(waiversOf(master), snapshot.readAt, finding);
  },
);

function* typesAndSelves(
  snapshot: Snapshot,
  directions: ReturnType<typeof readinessOf>['directions'],
  finding: FindingMaker<Code>,
): Iterable<Finding> {
  const backlog = snapshot.backlog.state === 'read' ? snapshot.backlog.document : undefined;
  for (const entry of backlog?.dependencies ?? []) {
    if (entry.from !== entry.to || entry.from === '') continue;
    yield finding('readiness/self-dependency', {
      args: { mission: entry.from },
      mission: entry.from,
      place: { store: 'backlog', at: entry.at },
    });
  }
  const firsts = new Map(backlog?.dependencies.toReversed().map((entry) => [entry.type, entry]));
  for (const { type, conflict } of directions.values()) {
    if (conflict === undefined) continue;
    const at = anchorOf(firsts.get(type)?.fields.get('type'));
    const place: Place = { store: 'backlog', ...(at === undefined ? {} : { at }) };
    yield finding('readiness/direction-conflict', { args: { type, evidence: conflict }, place });
  }
}

function* endedWaivers(waivers: readonly Waiver[], now: number, finding: FindingMaker<Code>): Iterable<Finding> {
  for (const waiver of waivers) {
    const { mission, prerequisite, expires } = waiver;
    if (expires === undefined || isInForce(waiver, now)) continue;
    yield finding(expires.time === undefined ? 'readiness/waiver-time' : 'readiness/waiver-expired', {
      args: { mission, prerequisite, expires: expires.text },
      mission,
      place: { store: 'master_context', at: expires.at },
    });
  }
}

function relatedTo(prerequisite: Mission): { store: 'backlog'; at: Anchor; message: string }[] {
  const at = anchorOf(prerequisite.entry?.fields.get('status')) ?? prerequisite.entry?.at;
  return at === undefined ? [] : [{ store: 'backlog', at, message: `${prerequisite.id}: ${prerequisite.status}` }];
}

/** In the backlog where the mission has an entry, else in the database. */
function placeOfMission({ entry }: Mission, field: string): Place {
  if (entry === undefined) return { store: 'database' };
  return { store: 'backlog', at: anchorOf(entry.fields.get(field)) ?? anchorOf(entry.fields.get('id')) ?? entry.at };
}

function placeOfEnd({ entry, from }: Dependency, missing: string): Place {
  if (entry === undefined) return { store: 'database' };
  return { store: 'backlog', at: anchorOf(entry.fields.get(missing === from ? 'from' : 'to')) ?? entry.at };
}

function anchorOf(
  field: { readonly value: { readonly kind: string; readonly at?: Anchor } } | undefined,
): Anchor | undefined {
  const at = field?.value.at;
  return at === undefined || at.start === at.end ? undefined : at;
}
