/** What a new mission is called where nobody says, and what none may be called. */
import assert from 'node:assert/strict';
import { check } from '../../../src/core/findings/check';
import { messageOf } from '../../../src/core/findings/finding';
import { nextMissionId } from '../../../src/core/operations/next-id';
import { CommandLine } from '../../support/command-line';
import { planOf } from '../../support/plan';
import { missionRow, snapshotOf, sprintRow } from '../model/snapshots';

/** The next id in the last of these sprints. */
function nextIn(sprints: Readonly<Record<string, readonly string[]>>): string {
  const snapshot = snapshotOf({
    database: {
      sprints: Object.keys(sprints).map((id) => sprintRow(id, {})),
      missions: Object.entries(sprints).flatMap(([sprintId, ids]) =>
        ids.map((id) => missionRow(id, 'Queued', { sprintId })),
      ),
    },
  });
  return nextMissionId(snapshot, Object.keys(sprints).at(-1) ?? '');
}

describe('the next id of a mission', () => {
  const schemes: readonly (readonly [ids: readonly string[], next: string])[] = [
    [['B1.1', 'B1.2', 'B1.9'], 'B1.10'],
    [['S01-M03'], 'S01-M04'],
    [['s09-m08', 's09-m09'], 's09-m10'],
    [['M1'], 'M2'],
    [['sprint-4-mission-1', 'sprint-4-mission-2'], 'sprint-4-mission-3'],
    [['B7.1.0', 'B7.2.0', 'B7.3.0'], 'B7.4.0'],
    [['R2.1', 'B2.1', 'B2.2', 'B2.3'], 'B2.4'],
    [['B4.2', 'B4.10', 'B4.7'], 'B4.11'],
    [['B1.1_core-foundation', 'B1.2_parser'], 'B1.3'],
    [['B2.1', 'B2.2', 'B2.3', 'B3.1'], 'B2.4'],
    [['CLEANUP', 'CLEANUP-2'], 'CLEANUP-3'],
  ];
  for (const [ids, next] of schemes)
    it(`is ${next} after ${ids.join(', ')}`, () => {
      assert.equal(nextIn({ S: ids }), next);
    });

  it('is one that no other sprint has, in whatever case', () => {
    assert.equal(nextIn({ A: ['M3', 'm5'], B: ['M1', 'M2'] }), 'M4');
    assert.equal(nextIn({ A: ['m3', 'M4'], B: ['M1', 'M2'] }), 'M5');
  });

  it('is the first of an empty sprint by the sprint before it', () => {
    assert.equal(nextIn({ 'Sprint 3': ['B3.1', 'B3.2'], 'Sprint 4': [] }), 'B4.1');
    assert.equal(nextIn({ 'sprint-09': ['s09-m01', 's09-m02'], 'sprint-10': [] }), 's10-m01');
    assert.equal(nextIn({ 'Sprint 1': ['M1', 'M2'], 'Sprint 2': [] }), 'M3');
    assert.equal(nextIn({ 'Sprint 2': [] }), 'B2.1');
    assert.equal(nextIn({ Backlog: [] }), 'B1.1');
  });
});

describe('ids that differ in case alone', function () {
  this.timeout(30_000);

  it('are refused wherever a mission is added; without an id it gets the next', async () => {
    const line = await CommandLine.of({
      'missions/backlog.yaml': planOf({ A: 'Current' }).replace('"A"', '"Bé1"'),
    });
    try {
      const alike = /differs from the mission Bé1 in case alone[^]*one telemetry file/;
      await line.refused(alike, 'add', 'BÉ1', '--name', 'n');
      await line.refused(alike, 'add', 'be\u03011', '--name', 'n');
      const out = await line.fine('add', '--name', 'Next');
      assert.match(out, /^Add Bé2\nIts id is Bé2, the next in S1 that is free\.\n/);
      await line.fine('add', 'Bé1A', '--name', 'n');
      await line.fine('add', 'bé1-F1', '--name', 'n');
      await line.refused(/Bé1-a is named twice/, 'split', 'Bé1', '--into', 'Bé1-A: x', 'Bé1-a: y', '--summary', 's');
      await line.fine('block', 'Bé1', '--summary', 's', '--reason', 'r', '--follow-up', 'Clear');
      await line.fine('split', 'Bé1', '--into', 'One', 'Two', '--summary', 's');
      assert.deepEqual(
        (await line.database()).missions.map(({ id }) => id),
        ['Bé1', 'Bé2', 'Bé1A', 'bé1-F1', 'Bé1-f2', 'Bé1b', 'Bé1c'],
      );
    } finally {
      line.remove();
    }
  });

  it('are a finding where they are there already', () => {
    const missions = ['A1', 'a1', 'B'].map((id) => missionRow(id, 'Queued'));
    const found = check(snapshotOf({ database: { missions } })).findings.filter(({ code }) => code.includes('alike'));
    assert.deepEqual(
      found.map((each) => [each.mission, each.severity, messageOf(each)]),
      [
        [
          'a1',
          'warning',
          'a1 differs from A1 in case alone: where file names have no case, both have one telemetry file.',
        ],
      ],
    );
  });
});
