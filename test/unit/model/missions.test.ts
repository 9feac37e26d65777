import assert from 'node:assert/strict';
import fc from 'fast-check';
import { candidates, countByKind, modelOf, nearestIds } from '../../../src/core/model/missions';
import { documentOf, type Snapshot } from '../../../src/core/workspace/snapshot';
import { backlogText, type Entry, missionRow, snapshotOf, sprintRow } from './snapshots';

const ids = (snapshot: Snapshot): readonly string[] => modelOf(snapshot).missions.map(({ id }) => id);

describe('missions of both stores', () => {
  it('takes the database’s values where it has the row, and the file’s where it has not', () => {
    const snapshot = snapshotOf({
      backlog: backlogText({
        s1: [
          ['B1.1', 'Queued', 'notes: "of the file"'],
          ['B1.2', 'Blocked'],
        ],
      }),
      database: {
        missions: [
          missionRow('B1.1', 'Completed', {
            sprintId: 's1',
            completedAt: '2025-11-04T00:00:00Z',
            metadata: '{"started_at": "2025-11-03T00:00:00Z"}',
          }),
        ],
      },
    });
    const { byId } = modelOf(snapshot);
    const both = byId.get('B1.1');
    assert.equal(both?.status, 'Completed');
    assert.equal(both.kind, 'done');
    assert.equal(both.notes, undefined, 'an empty column is no reason to show the file’s notes');
    assert.equal(both.startedAt, '2025-11-03T00:00:00Z');
    assert.ok(both.row !== undefined && both.entry !== undefined);
    const fileOnly = byId.get('B1.2');
    assert.equal(fileOnly?.status, 'Blocked');
    assert.equal(fileOnly.sprintId, 's1');
    assert.equal(fileOnly.row, undefined);
  });

  it('keeps the order of rows and puts the file’s own missions where the file has them', () => {
    const snapshot = snapshotOf({
      backlog: backlogText({ s1: [['A0'], ['B1'], ['B1a'], ['B1b'], ['B3'], ['B2'], ['B9']] }),
      database: { missions: ['B1', 'B2', 'B3', 'B4'].map((id) => missionRow(id)) },
    });
    assert.deepEqual(ids(snapshot), ['A0', 'B1', 'B1a', 'B1b', 'B2', 'B9', 'B3', 'B4']);
  });

  it('is not stopped by ten thousand missions that only the file has', () => {
    const entries = Array.from({ length: 10_000 }, (_, at): Entry => [`B${at}`]);
    const snapshot = snapshotOf({ backlog: backlogText({ s1: entries }), database: { missions: [missionRow('B0')] } });
    assert.equal(ids(snapshot).length, 10_000);
    assert.equal(ids(snapshot)[9_999], 'B9999');
  });

  it('takes the last of entries with one id, as Python does, and every one without an id', () => {
    const snapshot = snapshotOf({
      backlog: backlogText({
        s1: [
          ['B1', 'Queued'],
          ['', 'Queued'],
          ['B1', 'Completed'],
          ['', 'Blocked'],
        ],
      }),
    });
    assert.deepEqual(
      modelOf(snapshot).missions.map(({ id, status }) => [id, status]),
      [
        ['', 'Queued'],
        ['B1', 'Completed'],
        ['', 'Blocked'],
      ],
    );
  });

  it('survives any ids, and loses none', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 }), fc.nat(20), (names, cut) => {
        const all = ['__proto__', 'constructor', '../../x', ...names.filter((name) => name.trim() === name)];
        const entries = [...new Set(all)].map((id): Entry => [id]);
        const rows = all.slice(0, cut).map((id) => missionRow(id));
        const { missions, byId } = modelOf(
          snapshotOf({ backlog: backlogText({ s1: entries }), database: { missions: rows } }),
        );
        for (const id of all) assert.equal(byId.get(id)?.id, id);
        assert.ok(missions.length >= new Set(all).size);
      }),
      { numRuns: 50 },
    );
  });

  it('makes one new mission for one edit, and no new model for an edit elsewhere', () => {
    const rows = ['B1', 'B2', 'B3'].map((id) => missionRow(id));
    const before = snapshotOf({ backlog: backlogText({ s1: [['B1'], ['B2'], ['B3']] }), database: { missions: rows } });
    const document = documentOf(before.database);
    assert.ok(document !== undefined);
    const missions = rows.with(1, missionRow('B2', 'Current'));
    const after: Snapshot = { ...before, database: { state: 'read', document: { ...document, missions } } };
    const [old, fresh] = [modelOf(before).missions, modelOf(after).missions];
    assert.deepEqual(
      fresh.map((mission, at) => mission === old[at]),
      [true, false, true],
    );
    assert.equal(modelOf({ ...after, readAt: 0 }), modelOf(after));
  });

  it('calls a blocked mission that was superseded retired', () => {
    const missions = [missionRow('B1', 'Blocked', { notes: 'SUPERSEDED: by B2' }), missionRow('B2', 'Blocked')];
    assert.deepEqual(
      [...countByKind(modelOf(snapshotOf({ database: { missions } })).missions)],
      [
        ['retired', 1],
        ['blocked', 1],
      ],
    );
  });
});

describe('sprints', () => {
  it('come from both stores; missions of none and of unknown ones are shown all the same', () => {
    const snapshot = snapshotOf({
      backlog: backlogText({ s1: [['B1']], s2: [['B2']] }),
      database: {
        sprints: [sprintRow('s1', { title: 'First', focus: 'F' })],
        missions: [
          missionRow('B1', 'Queued', { sprintId: 's1' }),
          missionRow('B3'),
          missionRow('B4', 'Queued', { sprintId: 'gone' }),
        ],
      },
    });
    assert.deepEqual(
      modelOf(snapshot).sprints.map(({ id, title, missions }) => [id, title, missions.map((each) => each.id)]),
      [
        ['s1', 'First', ['B1']],
        ['s2', 'Sprint s2', ['B2']],
        ['gone', '', ['B4']],
        [undefined, '', ['B3']],
      ],
    );
  });
});

describe('selection', () => {
  it('goes by precedence, then by row order', () => {
    const missions = [
      missionRow('B1', 'Queued'),
      missionRow('B2', 'Completed'),
      missionRow('B3', 'Current'),
      missionRow('B4', 'In Progress'),
      missionRow('B5', 'Queued'),
      missionRow('B6', 'Planned'),
    ];
    const model = modelOf(snapshotOf({ database: { missions } }));
    assert.deepEqual(
      candidates(model).map(({ id }) => id),
      ['B4', 'B3', 'B1', 'B5'],
    );
  });

  it('names the ids most like a mistyped one', () => {
    const missions = ['B1.1_core-foundation', 'B1.2', 'B1.3', 'R4.3', 'CLEANUP-2'].map((id) => missionRow(id));
    const model = modelOf(snapshotOf({ database: { missions } }));
    assert.equal(nearestIds(model, 'b1.1')[0], 'B1.1_core-foundation');
    assert.deepEqual(nearestIds(model, 'CLEANUP2'), ['CLEANUP-2']);
    assert.equal(nearestIds(model, 'R43')[0], 'R4.3');
    assert.deepEqual(nearestIds(model, 'nothing like it at all'), []);
    assert.equal(nearestIds(model, '', 2).length, 2);
  });
});
