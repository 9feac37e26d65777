import assert from 'node:assert/strict';
import { badLinesOf, eventsOf, groupOf } from '../../../src/core/model/events';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { eventRow, type Parts, snapshotOf } from './snapshots';

const line = (ts: string | undefined, summary: string, rest: object = {}): string =>
  JSON.stringify({
    ...(ts === undefined ? {} : { ts }),
    agent: 'codex',
    mission: 'B1',
    action: 'start',
    summary,
    ...rest,
  });

const snapshot = (lines: readonly string[], database?: Parts['database']): Snapshot =>
  snapshotOf({ sessions: lines.map((each) => `${each}\n`).join(''), ...(database === undefined ? {} : { database }) });

const summaries = (of: Snapshot): readonly (string | undefined)[] => eventsOf(of).map(({ summary }) => summary);

describe('session events', () => {
  it('come newest first; those out of order are put in order', () => {
    const lines = [
      line('2025-11-04T10:00:00Z', 'a'),
      line('2025-11-04T12:00:00Z', 'c'),
      line('2025-11-04T11:00:00Z', 'b'),
    ];
    assert.deepEqual(summaries(snapshot(lines.slice(0, 2))), ['c', 'a']);
    assert.deepEqual(summaries(snapshot(lines)), ['c', 'b', 'a']);
  });

  it('stay where they stand when their time is equal or cannot be understood', () => {
    const lines = [
      line(undefined, 'first'),
      line('2025-11-04T10:00:00Z', 'a'),
      line('one day', 'b'),
      line('2025-11-04T10:00:00Z', 'c'),
      line('2025-11-03T10:00:00Z', 'earlier'),
    ];
    assert.deepEqual(summaries(snapshot(lines)), ['c', 'b', 'a', 'earlier', 'first']);
  });

  it('show each of two equal lines', () => {
    const twice = line('2025-11-04T10:00:00Z', 'twice');
    const events = eventsOf(snapshot([twice, twice], { events: [eventRow(twice)] }));
    assert.deepEqual(
      events.map(({ index, row }) => [index, row]),
      [
        [1, undefined],
        [0, undefined],
      ],
    );
  });

  it('mark what only the database has, at the place it would have in the log', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name, at) => line(`2025-11-04T1${String(at)}:00:00Z`, name));
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    const rows = [eventRow(a), eventRow(b, { ts: '2025-11-04T11:00:00Z' }), eventRow(c)];
    const events = eventsOf(snapshot([a, c], { events: rows }));
    assert.deepEqual(
      events.map(({ summary, row, index }) => [summary, row?.id, index]),
      [
        ['c', undefined, 1],
        ['b', rows[1]?.id, 0],
        ['a', undefined, 0],
      ],
    );
  });

  it('take a row’s columns where its line is no event', () => {
    const row = eventRow('not json', { ts: '2025-11-04T10:00:00Z', mission: 'B7', summary: 'kept', nextHint: 'go on' });
    const [event] = eventsOf(snapshotOf({ database: { events: [row] } }));
    assert.deepEqual(
      [event?.time, event?.ts, event?.mission, event?.summary, event?.nextHint, event?.agent, event?.line],
      [Date.UTC(2025, 10, 4, 10), '2025-11-04T10:00:00Z', 'B7', 'kept', 'go on', undefined, undefined],
    );
  });

  it('leave out lines that are none, which are told apart', () => {
    const lines = [line('2025-11-04T10:00:00Z', 'a'), '{"ts": broken', '', '[1]'];
    assert.deepEqual(summaries(snapshot(lines)), ['a']);
    assert.deepEqual(
      badLinesOf(snapshot(lines)).map(({ index }) => index),
      [1, 3],
    );
  });

  it('are the same objects as long as their lines are', () => {
    const of = snapshot([line('2025-11-04T10:00:00Z', 'a')]);
    assert.equal(eventsOf(of), eventsOf({ ...of, readAt: 1 }));
    assert.equal(eventsOf({ ...of, sessions: of.sessions })[0], eventsOf(of)[0]);
  });

  it('are grouped by their day in UTC, their mission or their agent', () => {
    const [event] = eventsOf(snapshot([line('2025-11-04T23:30:00-02:00', 'a')]));
    const [other] = eventsOf(snapshot(['{"ts": "one day"}']));
    assert.ok(event !== undefined && other !== undefined);
    assert.deepEqual(
      [groupOf(event, 'day'), groupOf(event, 'mission'), groupOf(event, 'agent')],
      ['2025-11-05', 'B1', 'codex'],
    );
    assert.deepEqual([groupOf(other, 'day'), groupOf(other, 'mission'), groupOf(other, 'agent')], ['one day', '', '']);
  });
});
