/** What stands in the way of missions: unmet prerequisites, cycles, dependencies on nothing, types that point both ways. */
import { t } from '@vscode/l10n';
import type { Declared, Dependency } from '../../model/dependencies';
import { type Mission, modelOf } from '../../model/missions';
import { lostPrerequisites, readinessOf } from '../../model/readiness';
import { isOver } from '../../model/status';
import { isInForce, type Waiver, waiversOf } from '../../model/waivers';
import type { Anchor } from '../../files/text';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Finding, Fix, Place } from '../finding';
import { anchorOf, placeOfMission } from '../mission-place';
import { short } from '../values';
import { code, codes, type Rule } from '../rule';

const finding = codes({
  /**
   * A mission is current or in progress, and a prerequisite is neither completed nor waived.
   *
   * Complete the prerequisite, or waive it in the master context's `waivers`.
   */
  'readiness/unmet-prerequisite': code<{ prerequisite: string; status: string }>({
    severity: 'warning',
    message: ({ mission = '', args: { prerequisite, status } }) =>
      t('{0} is under way, and its prerequisite {1} is {2}.', mission, prerequisite, status),
  }),
  /**
   * A mission waits for one that was dropped or archived, or that failed: it never becomes ready by itself.
   *
   * Waive the prerequisite (`cmos waive`), let the mission wait for another one (`cmos depend MISSION OTHER --instead-of PREREQUISITE`) or
   * no longer (`--remove`), or drop it too.
   */
  'readiness/lost-prerequisite': code<{ prerequisite: string; status: string }>({
    severity: 'warning',
    message: ({ mission = '', args: { prerequisite, status } }) =>
      t('{0} waits for {1}, which is {2}: it never becomes ready by itself.', mission, prerequisite, status),
  }),
  /**
   * Missions wait for each other: none of them can ever be ready.
   *
   * Remove one of the dependencies.
   */
  'readiness/cycle': code<{ missions: string }>({
    severity: 'error',
    message: ({ args }) => t('These missions wait for each other: {0}.', args.missions),
  }),
  /**
   * A dependency names a mission that is nowhere. The reference's seeding fails at it.
   *
   * Correct the id, or remove the dependency.
   */
  'readiness/dangling-dependency': code<{ from: string; to: string; missing: string }>({
    severity: 'warning',
    leavesOut: true,
    message: ({ args: { from, to, missing } }) =>
      t('The dependency {0} → {1} names {2}, and there is no such mission.', from, to, missing),
  }),
  /**
   * A mission depends on itself.
   *
   * Remove the dependency.
   */
  'readiness/self-dependency': {
    severity: 'warning',
    message: ({ mission = '' }) => t('{0} depends on itself.', mission),
  },
  /**
   * Dependencies of this type point both ways, judged by metadata and by the order in which missions were completed.
   *
   * Set `cmos.dependencyDirections` for the type, or correct the odd ones.
   */
  'readiness/direction-conflict': code<{ type: string; evidence: string }>({
    severity: 'information',
    message: ({ args: { type, evidence } }) =>
      t('Dependencies of type “{0}” point both ways here: {1}', type, evidence),
  }),
  /**
   * A waiver's `expires` is not a time, so the waiver counts for nothing: the mission waits for its prerequisite.
   *
   * Write a day or a time, such as `2025-11-04` or `2025-11-04T20:39:26Z`, or `null` for a waiver without an end.
   */
  'readiness/waiver-time': code<{ prerequisite: string; expires: string }>({
    severity: 'warning',
    message: ({ mission = '', args: { prerequisite, expires } }) =>
      t('The waiver of {0} for {1} counts for nothing: “{2}” is not a time.', prerequisite, mission, short(expires)),
  }),
  /**
   * A waiver's time is over: the mission waits for its prerequisite again, unless that is completed.
   *
   * Waive it anew (`cmos waive`), or remove the entry.
   */
  'readiness/waiver-expired': code<{ prerequisite: string; expires: string }>({
    // Time goes by: that is how a waiver is to end.
    severity: 'information',
    message: ({ mission = '', args: { prerequisite, expires } }) =>
      t('The waiver of {0} for {1} expired {2}.', prerequisite, mission, short(expires)),
  }),
});

export const readiness: Rule = {
  codes: finding.codes,
  *check(snapshot) {
    const model = modelOf(snapshot);
    const known = readinessOf(snapshot);
    for (const mission of model.missions) {
      for (const { id, mission: lost, via } of lostPrerequisites(mission, known)) {
        yield finding('readiness/lost-prerequisite', {
          args: { prerequisite: id, status: lost.status },
          mission: mission.id,
          place: placeOfNeed(mission, via),
          related: relatedTo(lost),
          fixes: [waiveFix(mission.id, id), ...otherFixes(mission.id, id)],
        });
      }
      if (mission.kind !== 'current' && mission.kind !== 'running') continue;
      for (const prerequisite of known.of(mission.id).missing) {
        // What is not there is told of as dangling, what is given up as lost.
        if (prerequisite.mission === undefined || isOver(prerequisite.mission.kind)) continue;
        yield finding('readiness/unmet-prerequisite', {
          args: { prerequisite: prerequisite.id, status: prerequisite.mission.status },
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
    yield* typesAndSelves(snapshot, known.directions);
    const master = documentOf(snapshot.master_context);
    if (master !== undefined) yield* endedWaivers(waiversOf(master), snapshot.readAt);
  },
};

function* typesAndSelves(
  snapshot: Snapshot,
  directions: ReturnType<typeof readinessOf>['directions'],
): Iterable<Finding> {
  const backlog = snapshot.backlog.state === 'read' ? snapshot.backlog.document : undefined;
  for (const entry of backlog?.dependencies ?? []) {
    if (entry.from !== entry.to || entry.from === '') continue;
    yield finding('readiness/self-dependency', {
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

function* endedWaivers(waivers: readonly Waiver[], now: number): Iterable<Finding> {
  for (const waiver of waivers) {
    const { mission, prerequisite, expires } = waiver;
    if (expires === undefined || isInForce(waiver, now)) continue;
    yield finding(expires.time === undefined ? 'readiness/waiver-time' : 'readiness/waiver-expired', {
      args: { prerequisite, expires: expires.text },
      mission,
      place: { store: 'master_context', at: expires.at },
    });
  }
}

/** Another mission in the place of a prerequisite, or none. */
function otherFixes(mission: string, prerequisite: string): readonly Fix[] {
  return [
    {
      title: t('Wait for another mission instead of {0}…', prerequisite),
      operation: 'depend',
      parameters: { mission, insteadOf: prerequisite },
    },
    {
      title: t('Wait for {0} no longer', prerequisite),
      operation: 'depend',
      parameters: { mission, prerequisite, remove: true },
    },
  ];
}

function waiveFix(mission: string, prerequisite: string): Fix {
  return { title: t('Waive {0}…', prerequisite), operation: 'waive', parameters: { mission, prerequisite } };
}

/** The dependency's entry, where it has one; else the mission that declares it. */
function placeOfNeed(mission: Mission, via: Dependency | Declared): Place {
  const at = 'entry' in via ? via.entry?.at : undefined;
  return at === undefined ? placeOfMission(mission, 'id') : { store: 'backlog', at };
}

function relatedTo(prerequisite: Mission): { store: 'backlog'; at: Anchor; message: string }[] {
  const at = anchorOf(prerequisite.entry?.fields.get('status')) ?? prerequisite.entry?.at;
  return at === undefined ? [] : [{ store: 'backlog', at, message: `${prerequisite.id}: ${prerequisite.status}` }];
}

function placeOfEnd({ entry, from }: Dependency, missing: string): Place {
  if (entry === undefined) return { store: 'database' };
  return { store: 'backlog', at: anchorOf(entry.fields.get(missing === from ? 'from' : 'to')) ?? entry.at };
}
