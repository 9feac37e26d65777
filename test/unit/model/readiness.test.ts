import assert from 'node:assert/strict';
import { anchoredText } from '../../../src/core/files/text';
import { check } from '../../../src/core/findings/check';
import { cyclesOf } from '../../../src/core/model/cycles';
import { modelOf } from '../../../src/core/model/missions';
import { isWaiting, nextReady, type Readiness, readinessOf } from '../../../src/core/model/readiness';
import { candidates } from '../../../src/core/model/missions';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { backlogText, dependencyRow, missionRow, type Parts, snapshotOf } from './snapshots';

const NOW = Date.UTC(2025, 10, 30);
const NO_SETTINGS = {};

function ready(parts: Parts, now = NOW): Readiness {
  // The settings are the same object while they do not change.
  return readinessOf({ ...snapshotOf(parts), directions: NO_SETTINGS, readAt: now });
}

const missing = (readiness: Readiness, id: string): readonly string[] =>
  readiness.of(id).missing.map((each) => each.id);

describe('readiness', () => {
  it('wants every hard prerequisite completed, from both stores and from what missions declare', () => {
    const readiness = ready({
      backlog: backlogText(
        {
          s1: [
            ['B1'],
            ['B2'],
            ['B3'],
            ['B4', 'Queued', 'prerequisites: [B3]'],
            ['B5', 'Queued', 'metadata: { dependencies: None }'],
          ],
        },
        [
          ['B1', 'B4', 'Blocks'],
          ['B2', 'B4', 'Blocks'],
          ['B4', 'B5', 'Informs'],
        ],
      ),
      database: {
        missions: [missionRow('B1', 'completed'), missionRow('B2', 'Failed')],
        dependencies: [dependencyRow('B1', 'B4', 'Blocks')],
      },
    });
    assert.deepEqual(missing(readiness, 'B4'), ['B2', 'B3']);
    assert.deepEqual(
      readiness.of('B4').prerequisites.map(({ id }) => id),
      ['B1', 'B2', 'B3'],
    );
    assert.equal(readiness.of('B4').state, 'waiting');
    assert.equal(readiness.of('B5').state, 'ready', 'what only informs is no gate');
    assert.deepEqual(readiness.of('B2').waitedForBy, ['B4']);
  });

  it('does not apply to missions that are over, nor to ids of none', () => {
    const readiness = ready({
      database: {
        missions: [missionRow('B1'), missionRow('B2', 'Completed'), missionRow('B3', 'Dropped')],
        dependencies: [dependencyRow('B1', 'B2', 'Blocks'), dependencyRow('B1', 'B3', 'Blocks')],
      },
    });
    assert.deepEqual(
      ['B1', 'B2', 'B3', 'B9'].map((id) => readiness.of(id).state),
      ['ready', 'not-applicable', 'not-applicable', 'not-applicable'],
    );
  });

  it('reads what missions declare in all its shapes; a row’s metadata before the file’s', () => {
    const declared = (metadata: unknown) => missionRow('B3', 'Queued', { metadata: JSON.stringify(metadata) });
    const needs = (metadata: unknown): readonly string[] =>
      missing(
        ready({
          backlog: backlogText({ s1: [['B3', 'Queued', 'metadata: { dependencies: B9 }']] }),
          database: { missions: [missionRow('B1'), missionRow('B2'), declared(metadata), missionRow('B9')] },
        }),
        'B3',
      );
    assert.deepEqual(needs({ dependencies: 'B1' }), ['B1']);
    assert.deepEqual(needs({ dependencies: ['B1', 'B2'] }), ['B1', 'B2']);
    assert.deepEqual(needs({ dependencies: 'B1, B2' }), ['B1', 'B2']);
    assert.deepEqual(needs({ dependencies: [{ id: 'B2' }] }), ['B2']);
    assert.deepEqual(needs({ metadata: { metadata: { requires: ['B2'] } }, dependencies: [] }), ['B2']);
    assert.deepEqual(needs({ dependencies: null }), []);
    assert.deepEqual(needs({ dependencies: 'None' }), []);
    assert.deepEqual(needs({ dependencies: 'The core must stand' }), []);
    assert.deepEqual(needs({ depends_on: 'B1' }), ['B9', 'B1'], 'what the row does not say, the file does');
  });

  it('names what says so', () => {
    const readiness = ready({
      backlog: backlogText({
        s1: [['B1'], ['B2', 'Queued', 'requires: B1'], ['B3', 'Queued', 'metadata: { requires: B1 }']],
      }),
    });
    const via = (id: string): string => {
      const [first] = readiness.of(id).prerequisites;
      return first !== undefined && 'key' in first.via ? first.via.key : '';
    };
    assert.deepEqual([via('B2'), via('B3')], ['requires', 'metadata.requires']);
  });

  it('lets go of what was waived, until the waiver expires', () => {
    const waivers = [
      { mission: 'B2', prerequisite: 'B1', reason: 'Not needed', by: 'lead', at: '2025-11-01T00:00:00Z' },
      {
        mission: 'B3',
        prerequisite: 'B1',
        reason: 'For now',
        by: 'lead',
        at: '2025-11-01T00:00:00Z',
        expires: '2025-11-10T00:00:00Z',
      },
      { mission: 'B4', reason: 'names no prerequisite' },
      'not a waiver',
    ];
    const readiness = ready({
      database: {
        missions: ['B1', 'B2', 'B3', 'B4'].map((id) => missionRow(id)),
        dependencies: ['B2', 'B3', 'B4'].map((id) => dependencyRow('B1', id, 'Blocks')),
      },
      master: JSON.stringify({ waivers }),
    });
    assert.equal(readiness.of('B2').state, 'ready');
    assert.equal(readiness.of('B2').waived[0]?.waiver.reason, 'Not needed');
    assert.deepEqual(missing(readiness, 'B3'), ['B1']);
    assert.deepEqual(missing(readiness, 'B4'), ['B1']);
  });

  it('lets go of nothing by a waiver whose end is no time or is over, and says so', () => {
    const database = {
      missions: ['B1', 'B2'].map((id) => missionRow(id)),
      dependencies: [dependencyRow('B1', 'B2', 'Blocks')],
    };
    const told = (expires: unknown): readonly unknown[] => {
      const waiver = {
        mission: 'B2',
        prerequisite: 'B1',
        reason: 'r',
        by: 'lead',
        at: '2025-11-01T00:00:00Z',
        expires,
      };
      const master = JSON.stringify({ waivers: [waiver] });
      const snapshot = snapshotOf({ database, master });
      const found = check(snapshot).findings.find(({ code }) => code.startsWith('readiness/waiver'));
      const text = found?.place.at === undefined ? undefined : anchoredText(found.place.at);
      return [readinessOf(snapshot).of('B2').state, found?.code, text];
    };
    assert.deepEqual(told('2025-12-24'), ['ready', undefined, undefined]);
    assert.deepEqual(told(null), ['ready', undefined, undefined]);
    for (const expires of ['next Friday', '2025-02-31', '', 20251224, true, ['2025-12-24']])
      assert.deepEqual(told(expires), ['waiting', 'readiness/waiver-time', JSON.stringify(expires)]);
    assert.deepEqual(told('2025-11-30'), ['waiting', 'readiness/waiver-expired', '"2025-11-30"']);
    const nameless = snapshotOf({ database, master: '{"waivers": [{"mission": "B2", "expires": "never"}]}' });
    assert.ok(check(nameless).findings.every(({ code }) => !code.startsWith('readiness/waiver')));
  });

  it('holds a waiver with numbers for ids, and none where waivers are no list', () => {
    const database = {
      missions: ['1.1', '1.2'].map((id) => missionRow(id)),
      dependencies: [dependencyRow('1.1', '1.2', 'Blocks')],
    };
    assert.equal(
      ready({ database, master: '{"waivers": [{"mission": 1.2, "prerequisite": 1.1}]}' }).of('1.2').state,
      'ready',
    );
    assert.equal(ready({ database, master: '{"waivers": {"mission": "1.2"}}' }).of('1.2').state, 'waiting');
  });

  it('tells dangling ends, and waits for what is not there', () => {
    const readiness = ready({
      database: {
        missions: [missionRow('B2')],
        dependencies: [dependencyRow('B1', 'B2', 'Blocks'), dependencyRow('x', 'x', 'Blocks')],
      },
    });
    assert.deepEqual(
      readiness.dangling.map((each) => each.missing),
      ['B1', 'x'],
    );
    assert.deepEqual(missing(readiness, 'B2'), ['B1']);
    assert.equal(readiness.of('B2').missing[0]?.mission, undefined);
  });

  it('waits for no mission that is its own prerequisite', () => {
    const missions = [missionRow('B1'), missionRow('B2', 'Queued', { metadata: '{"requires": "B2"}' })];
    const readiness = ready({ database: { missions, dependencies: [dependencyRow('B1', 'B1', 'Blocks')] } });
    assert.deepEqual([readiness.of('B1').state, readiness.of('B2').state], ['ready', 'ready']);
  });

  it('knows what a change of missions makes of the dependencies that stay', () => {
    const dependencies = [dependencyRow('B1', 'B2', 'Follows')];
    const of = (...missions: ReturnType<typeof missionRow>[]): Readiness =>
      ready({ database: { missions, dependencies } });
    const [first, second, third] = [missionRow('B1'), missionRow('B2'), missionRow('B3')];
    const before = of(first, second, third);
    assert.deepEqual([missing(before, 'B1'), missing(before, 'B2')], [[], ['B1']]);
    const done = of(first, missionRow('B2', 'Completed'), third);
    assert.deepEqual(
      done.of('B1').prerequisites.map(({ id }) => id),
      ['B2'],
      'what was done first shows the direction',
    );
    of(first, second, third);
    const declared = of(first, second, missionRow('B3', 'Queued', { metadata: '{"requires": "B1"}' }));
    assert.deepEqual(missing(declared, 'B3'), ['B1']);
    of(first, second, third);
    assert.deepEqual(
      of(first).dangling.map((each) => each.missing),
      ['B2'],
    );
  });

  it('is reported of missions under way and current, each dependency once', () => {
    const edges = [['B1', 'B2', 'Blocks'] as const, ['X', 'B2', 'Blocks'] as const];
    const found = (status: string): string[] =>
      check(
        snapshotOf({
          backlog: backlogText({ s1: [['B1'], ['B2', status]] }, edges),
          database: {
            missions: [missionRow('B1'), missionRow('B2', status)],
            dependencies: edges.map(([from, to, type]) => dependencyRow(from, to, type)),
          },
        }),
      )
        .findings.map(({ code }) => code)
        .filter((code) => code.startsWith('readiness/'))
        .sort();
    const both = ['readiness/dangling-dependency', 'readiness/unmet-prerequisite'];
    assert.deepEqual(found('In Progress'), both);
    assert.deepEqual(found('Current'), both);
    assert.deepEqual(found('Queued'), both.slice(0, 1));
  });

  it('passes over those that wait when it comes to the next, but not over one under way', () => {
    const next = (snapshot: Snapshot): string | undefined =>
      nextReady(candidates(modelOf(snapshot)), readinessOf(snapshot))?.id;
    const dependencies = [dependencyRow('B3', 'B2', 'Blocks')];
    const with2 = (status: string): Snapshot =>
      snapshotOf({ database: { missions: [missionRow('B2', status), missionRow('B3')], dependencies } });
    assert.equal(next(with2('Current')), 'B3');
    assert.equal(next(with2('In Progress')), 'B2');
    const current = with2('Current');
    const [mission] = modelOf(current).missions;
    assert.ok(mission !== undefined && isWaiting(mission, readinessOf(current)));
  });
});

describe('cycles', () => {
  const graph = (edges: readonly (readonly [string, string])[]): Map<string, { id: string }[]> => {
    const needs = new Map<string, { id: string }[]>();
    for (const [after, before] of edges) needs.set(after, [...(needs.get(after) ?? []), { id: before }]);
    return needs;
  };

  it('are the groups in which each waits for each', () => {
    const found = cyclesOf(
      graph([
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
        ['c', 'd'],
        ['d', 'e'],
        ['e', 'd'],
        ['f', 'a'],
      ]),
    );
    assert.deepEqual(
      found.map((cycle) => [...cycle].sort()),
      [
        ['d', 'e'],
        ['a', 'b', 'c'],
      ],
    );
  });

  it('are found in chains of a hundred thousand', () => {
    const edges = Array.from({ length: 100_000 }, (_, at) => [String(at), String(at + 1)] as const);
    assert.deepEqual(cyclesOf(graph(edges)), []);
    assert.equal(cyclesOf(graph([...edges, ['100000', '0']]))[0]?.length, 100_001);
  });

  it('are none for a mission that needs itself', () => {
    assert.deepEqual(
      ready({ database: { missions: [missionRow('B1')], dependencies: [dependencyRow('B1', 'B1', 'Blocks')] } }).cycles,
      [],
    );
  });
});
