/** The gates of a change set, whoever planned it. */
import assert from 'node:assert/strict';
import type { ChangeSet } from '../../../src/core/changes/change-set';
import { openGates, requireGates } from '../../../src/core/commit/gates';
import { agreedAfter } from '../../../src/core/operations/remember-agreed';
import { ABSENT, type Snapshot } from '../../../src/core/workspace/snapshot';
import { backlogText, missionRow, type Parts, snapshotOf, sprintRow } from '../model/snapshots';

const PARTS: Parts = {
  backlog: backlogText({ S: [['A']] }),
  database: { missions: [missionRow('A', 'Queued', { sprintId: 'S' })], sprints: [sprintRow('S')] },
};
const CHANGE: ChangeSet = {
  operation: 'x',
  title: 'X',
  rows: [{ kind: 'update', table: 'missions', key: { id: 'A' }, before: { notes: null }, after: { notes: 'n' } }],
  files: [],
};
const FILE = { kind: 'remove', path: 'missions/backlog.yaml', before: '' } as const;

const ports = (more: { trusted?: boolean; unsaved?: string } = {}): Parameters<typeof openGates>[0] => ({
  trusted: more.trusted ?? true,
  isUnsaved: (file) => file === more.unsaved,
});
const codes = (snapshot: Snapshot, change = CHANGE, machine = ports()): string[] =>
  openGates(machine, snapshot, change).map(({ code, overridable }) => `${code}${overridable ? '' : '!'}`);

describe('the gates of a change set', () => {
  const snapshot = snapshotOf(PARTS);

  it('are open where the folder is not trusted, or an editor holds changes of a file', () => {
    assert.deepEqual(codes(snapshot), []);
    assert.deepEqual(codes(snapshot, CHANGE, ports({ trusted: false })), ['commit/untrusted!']);
    const touching = { ...CHANGE, files: [FILE] };
    assert.deepEqual(codes(snapshot, touching, ports({ unsaved: '/w/missions/backlog.yaml' })), ['commit/unsaved!']);
    assert.deepEqual(codes(snapshot, touching, ports({ unsaved: '/w/SESSIONS.jsonl' })), []);
  });

  it('are not passed by a reason where no reason passes them', () => {
    const passing = { ...CHANGE, override: 'because', passes: ['commit/untrusted', 'gate/touched-drift'] };
    assert.throws(() => {
      requireGates(ports({ trusted: false }), snapshot, passing);
    });
    const drifted = snapshotOf({ ...PARTS, backlog: backlogText({ S: [['A', 'Current']] }) });
    assert.deepEqual(codes(drifted), ['gate/touched-drift']);
    requireGates(ports(), drifted, passing);
  });

  it('are open where a store is missing; a repair cannot do without the database', () => {
    const none = { ...snapshot, database: ABSENT };
    assert.deepEqual(codes(none), ['gate/missing-database']);
    assert.deepEqual(codes(none, { ...CHANGE, toleratesDrift: true }), ['gate/missing-database!']);
    assert.deepEqual(codes(none, { ...CHANGE, rows: [], toleratesDrift: true }), []);
    const agreed = agreedAfter(snapshot);
    assert.ok(agreed);
    const lost = { ...snapshot, backlog: ABSENT };
    assert.ok(codes({ ...lost, agreed }).includes('gate/missing-file'));
    assert.ok(!codes(lost).includes('gate/missing-file'));
  });
});
