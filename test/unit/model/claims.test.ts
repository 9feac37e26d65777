import assert from 'node:assert/strict';
import { headlineOf, incidentDetails } from '../../../src/core/escalation/messages';
import { needsYou } from '../../../src/core/escalation/needs';
import { check } from '../../../src/core/findings/check';
import { messageOf } from '../../../src/core/findings/finding';
import { claimsOf, claimText } from '../../../src/core/model/claims';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { missionRow, snapshotOf } from './snapshots';

const NO_RECORDS = { incidents: [], closings: new Map(), fallbackSteps: [], damaged: 0, newer: [] };

/** An event at an hour of the day on which the snapshot is read at noon. */
const event = (hour: number, agent: string, mission: string, action: string, more: object = {}): string =>
  JSON.stringify({
    ts: `2025-11-30T${String(hour).padStart(2, '0')}:00:00Z`,
    agent,
    mission,
    action,
    status: 'in_progress',
    ...more,
  });

function read(events: readonly string[], more: Partial<Snapshot> = {}, status = 'In Progress'): Snapshot {
  const missions = [missionRow('A', status), missionRow('B', 'Queued')];
  const sessions = events.map((line) => `${line}\n`).join('');
  return { ...snapshotOf({ database: { missions }, sessions }), readAt: Date.UTC(2025, 10, 30, 12), ...more };
}

const textOf = (snapshot: Snapshot): string | undefined => {
  const claim = claimsOf(snapshot).get('A');
  return claim && claimText(claim, snapshot);
};

describe('claims', () => {
  it('are held by whoever took a mission up last, since then', () => {
    const snapshot = read([
      event(7, 'kim', 'A', 'start'),
      event(9, 'claude', 'A', 'start'),
      event(10, 'kim', 'A', 'note'),
    ]);
    assert.equal(textOf(snapshot), 'claude · 3 h');
    assert.equal(claimsOf(snapshot).get('A')?.last?.agent, 'kim');
    assert.deepEqual([...claimsOf(snapshot).keys()], ['A'], 'what is not in progress is nobody’s');
  });

  it('begin with another mission’s completion where that says so', () => {
    const done = { status: 'completed', next_hint: 'A is now In Progress' };
    assert.equal(textOf(read([event(8, 'claude', 'B', 'complete', done)])), 'claude · 4 h');
  });

  it('end with what ended the work, so that an old start says nothing of a mission begun anew', () => {
    const blocked = [event(7, 'claude', 'A', 'start'), event(8, 'claude', 'A', 'blocked', { status: 'blocked' })];
    const again = {
      database: { missions: [missionRow('A', 'In Progress', { metadata: '{"started_at": "2025-11-30T11:00:00Z"}' })] },
    };
    assert.equal(textOf(read(blocked)), '', 'in progress by hand: nothing is known');
    const snapshot = {
      ...snapshotOf({ ...again, sessions: blocked.map((line) => `${line}\n`).join('') }),
      readAt: Date.UTC(2025, 10, 30, 12),
    };
    assert.equal(textOf(snapshot), '1 h', 'since it says of itself, by nobody knows whom');
    assert.equal(textOf(read([...blocked, event(11, 'kim', 'A', 'start')])), 'kim · 1 h');
  });

  it('are stale when nothing was recorded for as long as the workspace allows', () => {
    const events = [
      event(7, 'claude', 'A', 'start', { summary: 'begin' }),
      event(8, 'kim', 'A', 'note', { summary: 'half done' }),
    ];
    const needs = (staleAfterHours: number): readonly string[] =>
      needsYou(read(events, { staleAfterHours }), NO_RECORDS).map((need) => `${need.kind}: ${headlineOf(need)}`);
    assert.deepEqual(needs(4), [], 'exactly as long is not longer');
    assert.deepEqual(needs(3.5), ['stale: A is in progress without an event for 4 h']);
    assert.deepEqual(needs(0), [], 'never');
    assert.equal(textOf(read(events, { staleAfterHours: 3 })), 'claude · 5 h · stale');
    const [need] = needsYou(read(events, { staleAfterHours: 3 }), NO_RECORDS);
    assert.deepEqual(need && incidentDetails(need), [
      'taken up: 2025-11-30T07:00:00Z  claude',
      'last event: 2025-11-30T08:00:00Z  kim  note  half done',
    ]);
    assert.deepEqual(
      needsYou(read(events, { staleAfterHours: 3 }, 'Blocked'), NO_RECORDS).map(({ kind }) => kind),
      ['blocked'],
    );
  });

  describe('of two agents at once', () => {
    const found = (...events: readonly string[]): readonly string[] =>
      check(read(events))
        .findings.filter(({ code }) => code.startsWith('claims/'))
        .map((finding) => `${finding.mission ?? ''}: ${messageOf(finding)}`);
    const kim = event(7, 'kim', 'A', 'start');

    it('are a finding when one recorded something before and after the other', () => {
      const claude = event(8, 'claude', 'A', 'note');
      assert.deepEqual(found(kim, claude, event(9, 'claude', 'A', 'note')), [], 'in turns there is nothing yet');
      const both = ['A: Two agents work on A at once: kim, claude.'];
      assert.deepEqual(found(kim, claude, event(9, 'Kim', 'A', 'note')), both);
      assert.deepEqual(
        found(kim, event(8, 'claude', 'A', 'start'), event(9, 'kim', 'A', 'note')),
        both,
        'as after a merge',
      );
      assert.deepEqual(
        found(kim, event(8, 'claude', 'B', 'note'), event(9, 'kim', 'A', 'note')),
        [],
        'of another mission',
      );
    });

    it('are none where the other reviewed it, planned, or ran tests', () => {
      for (const action of ['review', 'waive', 'edit', 'move', 'depend', 'tests'])
        assert.deepEqual(found(kim, event(8, 'claude', 'A', action), event(9, 'kim', 'A', 'note')), [], action);
    });

    it('are over when one takes it over, or the work began anew', () => {
      const before = [kim, event(8, 'claude', 'A', 'note'), event(9, 'kim', 'A', 'note')];
      assert.deepEqual(
        found(...before, event(10, 'claude', 'A', 'start', { taken_from: 'kim' }), event(11, 'claude', 'A', 'note')),
        [],
      );
      const anew = [event(10, 'kim', 'A', 'blocked', { status: 'blocked' }), event(11, 'claude', 'A', 'start')];
      assert.deepEqual(found(...before, ...anew), []);
    });
  });

  it('say nothing of times that nobody knows', () => {
    const snapshot = read(['{"agent": "claude", "mission": "A", "action": "start", "ts": "yesterday"}'], {
      staleAfterHours: 1,
    });
    assert.equal(textOf(snapshot), 'claude');
    assert.deepEqual(needsYou(snapshot, NO_RECORDS), []);
  });
});
