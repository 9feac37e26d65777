import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TypeDirection } from '../../../src/core/model/directions';
import type { Direction } from '../../../src/core/workspace/direction';
import { readinessOf } from '../../../src/core/model/readiness';
import type { MissionRow } from '../../../src/core/database/model';
import { dependencyRow, missionRow, type Parts, snapshotOf } from './snapshots';

type Edge = readonly [from: string, to: string, type: string];

function directions(
  missions: readonly MissionRow[],
  edges: readonly Edge[],
  overrides: Readonly<Record<string, Direction>> = {},
): ReadonlyMap<string, TypeDirection> {
  const dependencies = edges.map((edge) => dependencyRow(...edge));
  return of({ database: { missions, dependencies } }, overrides);
}

function of(parts: Parts, overrides: Readonly<Record<string, Direction>> = {}): ReadonlyMap<string, TypeDirection> {
  return readinessOf({ ...snapshotOf(parts), directions: overrides }).directions;
}

/** Missions whose ids say nothing of an order, standing in an order that says nothing either for the edges below. */
const done = (id: string, day: number): MissionRow =>
  missionRow(id, 'Completed', { completedAt: `2025-11-${String(day).padStart(2, '0')}T12:00:00Z` });

describe('the direction of a type', () => {
  const defaults: readonly (readonly [string, Direction])[] = [
    ['Blocks', 'from-first'],
    ['blocks', 'from-first'],
    ['Enables', 'from-first'],
    ['Requires', 'to-first'],
    ['requires', 'to-first'],
    ['depends_on', 'to-first'],
    ['Depends on', 'to-first'],
    ['sequential', 'to-first'],
    ['Relates', 'soft'],
    ['Informs', 'soft'],
    ['InformedBy', 'soft'],
    ['Research informs Build', 'soft'],
  ];
  for (const [type, expected] of defaults) {
    it(`is ${expected} for “${type}” where nothing else is known`, () => {
      assert.equal(directions([], [['x', 'x2', type]]).get(type)?.direction, expected);
    });
  }

  it('is told apart by exact spelling: “Requires” one way and “requires” the other', () => {
    const missions = [done('B1', 1), done('B2', 2), done('B3', 3), done('C1', 4), done('C2', 5), done('C3', 6)];
    const found = directions(missions, [
      ['B1', 'B2', 'Requires'],
      ['B2', 'B3', 'Requires'],
      ['C2', 'C1', 'requires'],
      ['C3', 'C2', 'requires'],
    ]);
    assert.equal(found.get('Requires')?.direction, 'from-first');
    assert.equal(found.get('requires')?.direction, 'to-first');
  });

  it('follows what the missions declare: “blocks” with to first', () => {
    const needs = (id: string): string => JSON.stringify({ dependencies: [id] });
    const missions = [missionRow('B1'), missionRow('B2', 'Queued', { metadata: needs('B1') })];
    const found = directions(missions, [['B2', 'B1', 'blocks']]).get('blocks');
    assert.equal(found?.direction, 'to-first');
    assert.match(found.evidence[0] ?? '', /metadata says “from first” 0 times, “to first” 1 times/);
    assert.match(found.evidence.at(-1) ?? '', /here it does not/);
  });

  it('follows metadata.blocking: the mission comes before what waits for it', () => {
    const missions = [missionRow('B1', 'Queued', { metadata: '{"blocking": ["B2"]}' }), missionRow('B2')];
    assert.equal(directions(missions, [['B1', 'B2', 'Requires']]).get('Requires')?.direction, 'from-first');
  });

  it('follows the order of completion when it is clear, whatever the zone', () => {
    const missions = [
      missionRow('x', 'Completed', { completedAt: '2025-11-04T23:30:00-02:00' }),
      missionRow('a', 'Completed', { completedAt: '2025-11-05T01:00:00Z' }),
      missionRow('b', 'Completed', { completedAt: '2025-11-05' }),
    ];
    const [line] = directions(missions, [['a', 'x', 'Blocks']]).get('Blocks')?.evidence ?? [];
    assert.match(line ?? '', /By completion “from” was done first 1×, “to” 0×/);
    // Of the same day, and no time of day is known.
    const undecided = directions(missions, [['a', 'b', 'Blocks']]).get('Blocks')?.evidence ?? [];
    assert.ok(!undecided.some((each) => each.includes('By completion')));
  });

  it('lets four dependencies in the order of ids and rows outweigh the word, and three not', () => {
    const missions = ['B1', 'B2', 'B10', 'B11', 'B12'].map((id) => missionRow(id));
    const edges: readonly Edge[] = [
      ['B1', 'B2', 'Requires'],
      ['B2', 'B10', 'Requires'],
      ['B10', 'B11', 'Requires'],
      ['B11', 'B12', 'Requires'],
    ];
    assert.equal(directions(missions, edges.slice(0, 3)).get('Requires')?.direction, 'to-first');
    assert.equal(directions(missions, edges).get('Requires')?.direction, 'from-first');
  });

  it('lets any order decide for a word that is not known', () => {
    const missions = ['B1', 'B2'].map((id) => missionRow(id));
    assert.equal(directions(missions, [['B2', 'B1', 'needs']]).get('needs')?.direction, 'to-first');
    assert.equal(directions(missions, [['B1', 'B2', 'constructor']]).get('constructor')?.direction, 'from-first');
  });

  it('yields to a setting, which is told', () => {
    const missions = ['B1', 'B2'].map((id) => missionRow(id));
    const found = directions(missions, [['B1', 'B2', 'Relates']], { Relates: 'from-first' }).get('Relates');
    assert.deepEqual([found?.direction, found?.overridden], ['from-first', true]);
    assert.equal(directions(missions, [['B1', 'B2', 'toString']], {}).get('toString')?.overridden, false);
  });

  it('names a contradiction where both sides are strong', () => {
    const missions = ['a', 'b', 'c', 'd', 'e'].map((id, at) => done(id, at + 1));
    const both: readonly Edge[] = [
      ['a', 'b', 'Blocks'],
      ['b', 'c', 'Blocks'],
      ['c', 'd', 'Blocks'],
      ['d', 'a', 'Blocks'],
      ['e', 'a', 'Blocks'],
    ];
    assert.match(directions(missions, both).get('Blocks')?.conflict ?? '', /3 times.*2 times/);
    assert.equal(directions(missions, both.slice(0, 4)).get('Blocks')?.conflict, undefined);
  });
});

describe('the directions of real workspaces', () => {
  const SAMPLES = '../shared/samples';
  // Read by hand: metadata.dependencies and completed_at of the samples leave no doubt in any of these.
  const byHand: Readonly<Record<string, Readonly<Record<string, Direction>>>> = {
    '04-cmosdev-bootstrap': { Blocks: 'from-first' },
    '07-cpms-initial': { depends_on: 'to-first', sequential: 'to-first', requires: 'to-first' },
    '16-mp-b89-blocked': { Blocks: 'from-first' },
    '22-oods-large-195': {
      Blocks: 'from-first',
      Requires: 'from-first',
      requires: 'to-first',
      Relates: 'soft',
      Informs: 'soft',
    },
  };
  for (const [sample, expected] of Object.entries(byHand)) {
    it(sample, function () {
      const backlog = path.join(SAMPLES, sample, 'missions/backlog.yaml');
      if (!existsSync(backlog)) {
        console.log(`      skipped: the sample ${sample} is not on this machine`);
        this.skip();
      }
      const found = of({ backlog: readFileSync(backlog, 'utf8') });
      assert.deepEqual(Object.fromEntries([...found].map(([type, { direction }]) => [type, direction])), expected);
    });
  }
});
