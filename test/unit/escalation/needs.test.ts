/** What needs a person, of snapshots and records made by hand. */
import assert from 'node:assert/strict';
import type { Incident } from '../../../src/core/escalation/incident';
import { failureOf } from '../../../src/core/escalation/failures';
import { CmosError } from '../../../src/core/ground/errors';
import { shellWord } from '../../../src/core/ground/printable';
import { headlineOf } from '../../../src/core/escalation/messages';
import { check } from '../../../src/core/findings/check';
import { messageOf } from '../../../src/core/findings/finding';
import { type Need, needsYou } from '../../../src/core/escalation/needs';
import type { Closing } from '../../../src/core/escalation/incident';
import type { Records } from '../../../src/core/escalation/records';
import { normalised, recurring } from '../../../src/core/escalation/recurring';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { missionRow, snapshotOf } from '../model/snapshots';

const incident = (more: Partial<Incident>): Incident => ({
  id: 'i',
  at: '2025-03-14T09:00:00Z',
  operation: 'start',
  agent: 'a',
  mission: 'A',
  tier: 4,
  code: 'commit/locked',
  reason: 'The database is locked.',
  attempts: [],
  fallbacks: [],
  ...more,
});
const NO_RECORDS: Records = { incidents: [], closings: new Map(), fallbackSteps: [], damaged: 0, newer: [] };

const records = (...incidents: readonly Incident[]): Records => ({ ...NO_RECORDS, incidents });
const event = (fields: object): string => JSON.stringify({ ts: '2025-03-14T10:00:00Z', agent: 'a', ...fields });
const blocked = (mission: string, reason: string, ...needs: readonly string[]): string =>
  event({ mission, action: 'blocked', status: 'blocked', summary: 's', reason, needs });
const withMissions = (statuses: Readonly<Record<string, string>>, ...lines: readonly string[]): Snapshot =>
  snapshotOf({
    database: { missions: Object.entries(statuses).map(([id, status]) => missionRow(id, status)) },
    sessions: lines.map((line) => `${line}\n`).join(''),
  });
const kinds = (needs: readonly Need[]): string[] => needs.map(({ kind }) => kind);

describe('what needs a person', () => {
  it('is nothing where nothing went wrong', () => {
    assert.deepEqual(needsYou(withMissions({ A: 'Queued' }), NO_RECORDS), []);
    assert.deepEqual(needsYou(snapshotOf({}), NO_RECORDS), []);
  });

  it('is what failed, once for each thing, the newest first', () => {
    const needs = needsYou(
      withMissions({ A: 'Queued', B: 'Queued' }),
      records(incident({}), incident({ id: 'j', mission: 'B' }), incident({ id: 'k', reason: 'again' })),
    );
    assert.deepEqual(
      needs.flatMap((need) => (need.kind === 'incident' ? [[need.incident.id, need.times]] : [])),
      [
        ['j', 1],
        ['k', 2],
      ],
    );
  });

  it('is nothing that was closed, or whose mission was completed, blocked or reviewed since', () => {
    const closing: Closing = { incident: 'i', at: '', by: 'me', how: 'reviewed' };
    assert.deepEqual(
      needsYou(withMissions({ A: 'Queued' }), { ...records(incident({})), closings: new Map([['i', closing]]) }),
      [],
    );
    assert.deepEqual(needsYou(withMissions({ A: 'Completed' }), records(incident({}))), []);
    const isBlocked = withMissions({ A: 'Blocked' }, blocked('A', 'locked'));
    assert.deepEqual(kinds(needsYou(isBlocked, records(incident({})))), ['blocked']);
    const approve = event({ mission: 'A', action: 'review', verdict: 'approve' });
    assert.deepEqual(needsYou(withMissions({ A: 'Queued' }, approve), records(incident({}))), []);
    const later = incident({ at: '2025-03-14T11:00:00Z' });
    assert.deepEqual(kinds(needsYou(withMissions({ A: 'Queued' }, approve), records(later))), ['incident']);
  });

  it('is a mission that fell back, until the newest review approves of it', () => {
    const fell = incident({ tier: 3, fallbacks: [{ step: 'start', instead: 'plain', reason: 'r' }] });
    const verdict = (hour: number, word: string): string =>
      event({ ts: `2025-03-14T${hour}:00:00Z`, mission: 'A', action: 'review', verdict: word });
    const needs = (...lines: readonly string[]): string[] =>
      kinds(needsYou(withMissions({ A: 'Current' }, ...lines), records(fell)));
    assert.deepEqual(needs(), ['review']);
    assert.deepEqual(needs(verdict(10, 'approve')), []);
    assert.deepEqual(needs(verdict(10, 'approve'), verdict(11, 'reject')), ['review']);
    assert.deepEqual(needs(verdict(10, 'reject'), verdict(11, 'approve')), []);
    assert.deepEqual(needs(event({ mission: 'B', action: 'review', verdict: 'approve' })), ['review']);
  });

  it('is every blocked mission that was not superseded, with what it needs, wherever that stands', () => {
    const stored = snapshotOf({
      database: {
        missions: [
          missionRow('A', 'Blocked', { metadata: '{"blocked_needs": ["a key", 7], "blocked_reason": "no access"}' }),
          missionRow('B', 'Blocked'),
          missionRow('C', 'Blocked', { notes: 'SUPERSEDED: by D', metadata: '{"blocked_needs": ["x"]}' }),
        ],
      },
    });
    const [need, silent, ...others] = needsYou(stored, NO_RECORDS);
    assert.ok(need?.kind === 'blocked' && silent?.kind === 'blocked' && others.length === 0);
    assert.equal(headlineOf(silent), 'B is blocked; no need is recorded');
    assert.deepEqual([need.mission.id, need.reason, need.needs], ['A', 'no access', ['a key']]);
    const told = needsYou(withMissions({ A: 'Blocked' }, blocked('A', 'why', 'a decision')), NO_RECORDS);
    assert.ok(told[0]?.kind === 'blocked');
    assert.deepEqual([told[0].reason, told[0].needs], ['why', ['a decision']]);
  });

  it('is a mission that waits for one that was given up, until that is waived', () => {
    const snapshot = snapshotOf({
      database: {
        missions: [missionRow('A', 'Dropped'), missionRow('B', 'Queued'), missionRow('C', 'Completed')],
        dependencies: [
          { rowid: 1, from: 'B', to: 'A', type: 'Requires' },
          { rowid: 2, from: 'C', to: 'A', type: 'Requires' },
        ],
      },
    });
    const [need, ...others] = needsYou(snapshot, NO_RECORDS);
    assert.ok(need?.kind === 'prerequisite' && others.length === 0);
    assert.equal(headlineOf(need), 'B waits for what will not be done: A (Dropped)');
    const found = check(snapshot).findings.filter(({ code }) => code === 'readiness/lost-prerequisite');
    assert.deepEqual(
      found.map((finding) => [finding.mission, messageOf(finding)]),
      [['B', 'B waits for A, which is Dropped: it never becomes ready by itself.']],
    );
    assert.deepEqual(
      found[0]?.fixes.map(({ operation, parameters }) => [operation, parameters]),
      [
        ['waive', { mission: 'B', prerequisite: 'A' }],
        ['depend', { mission: 'B', insteadOf: 'A' }],
        ['depend', { mission: 'B', prerequisite: 'A', remove: true }],
      ],
    );
  });
});

describe('what recurs', () => {
  const LINES = [
    blocked('M1.1', 'Waiting for the staging key (ticket #12)', 'Access to staging'),
    blocked('M1.2', 'waiting for the staging key, ticket #345!', 'access to staging'),
    blocked('M2.1', 'Something else'),
  ];

  it('is proposed as a decision at the third time, whatever numbers and spelling differ', () => {
    assert.deepEqual(recurring(withMissions({}, ...LINES), NO_RECORDS), []);
    const third = blocked('M3', 'Waiting for the staging key (ticket #9)');
    const [proposal, ...others] = recurring(withMissions({}, ...LINES, third), NO_RECORDS);
    assert.equal(others.length, 0);
    assert.equal(proposal?.times, 3);
    assert.equal(proposal.text, 'Waiting for the staging key (ticket #9)');
    assert.deepEqual(proposal.missions, ['M3', 'M1.2', 'M1.1']);
    assert.match(proposal.decision, /Waiting for the staging key/);
  });

  it('is proposed in words that a person would write, of errors too', () => {
    const words = (snapshot: Snapshot, ...incidents: readonly Incident[]): readonly string[] =>
      recurring(snapshot, records(...incidents)).map(({ decision }) => decision);
    assert.deepEqual(words(withMissions({}, ...LINES, blocked('M3', 'x', 'Access to staging.'))), [
      'Missions start only once this is there: Access to staging.',
    ]);
    assert.deepEqual(words(withMissions({}, ...LINES, blocked('M3', 'Waiting for the staging key (ticket #9)'))), [
      'What blocks missions is dealt with before they start: Waiting for the staging key (ticket #9).',
    ]);
    const locked = ['i', 'j', 'k'].map((id) => incident({ id, reason: `SQLITE_BUSY: database is locked (${id})` }));
    const lesson =
      'start failed because another program was writing. From now on that program is closed before missions are worked on.';
    assert.deepEqual(words(withMissions({}), ...locked), [lesson]);
    assert.deepEqual(words(withMissions({}), ...locked.slice(1)), [], 'twice is not often');
    const master = JSON.stringify({ decisions_made: [lesson] });
    assert.deepEqual(words(snapshotOf({ master }), ...locked), [], 'it is recorded');
  });

  it('is no refusal: those answer whoever asked', () => {
    for (const code of ['operation/refused', 'operation/gated', 'operation/invalid', 'edit/unsafe', 'undo/rested-on'])
      assert.deepEqual(
        recurring(withMissions({}), records(...['i', 'j', 'k'].map((id) => incident({ id, code })))),
        [],
        code,
      );
    for (const code of ['edit/unsafe', 'undo/rested-on'] as const)
      assert.equal(failureOf(new CmosError(code, 'x')), undefined, code);
  });

  it('is no longer proposed once a decision says it, in file or database, at the top or in a domain', () => {
    const third = blocked('M3', 'Waiting for the staging key (ticket #9)');
    const sessions = [...LINES, third].join('\n');
    const said = { date: 'd', decision: 'x', rationale: '“Waiting for the staging key (ticket #1)” came up 3 times.' };
    const masters = [
      { decisions_made: ['[t a] Recurring: “Waiting for the staging key (ticket #9)”. Ask ops on Mondays.'] },
      { working_memory: { domains: { d: { decisions_made: [said] } } } },
    ];
    for (const master of masters)
      assert.deepEqual(
        recurring(snapshotOf({ sessions, master: JSON.stringify(master) }), NO_RECORDS).map(({ key }) => key),
        [],
      );
    const elsewhere = JSON.stringify({
      notes: ['Waiting for the staging key ticket'],
      decisions_made: ['Waiting for the staging key'],
    });
    assert.equal(recurring(snapshotOf({ sessions, master: elsewhere }), NO_RECORDS).length, 1);
  });

  it('is told by words alone', () => {
    assert.equal(normalised('  B2.1: “No  access” to s3://x/y at 12:30!'), 'no access to x y at');
    assert.equal(normalised('12 #34 — …'), '');
    assert.equal(normalised('x'.repeat(1_000_000)).length, 4_000);
  });
});

describe('a command that is shown', () => {
  it('stays one whatever a mission is called', () => {
    assert.equal(shellWord('B2.1'), 'B2.1');
    assert.equal(shellWord("$(rm -rf ~) 'x'"), `'$(rm -rf ~) '\\''x'\\'''`);
    assert.equal(shellWord(''), `''`);
  });
});
