import assert from 'node:assert/strict';
import {
  isKnownMissionStatus,
  isKnownSprintStatus,
  isSuperseded,
  precedenceOf,
  sprintStatusKind,
  statusKind,
} from '../../../src/core/model/status';

const MISSION_STATUS_NAMES = [
  'In Progress',
  'Current',
  'Queued',
  'Blocked',
  'Planned',
  'Deferred',
  'Completed',
  'Failed',
  'Dropped',
  'Archived',
];

describe('statuses', () => {
  it('knows every word that CMOS writes, in any case', () => {
    for (const name of MISSION_STATUS_NAMES) {
      assert.notEqual(statusKind(name), 'unknown', name);
      assert.equal(statusKind(name.toUpperCase()), statusKind(name));
      assert.equal(isKnownSprintStatus(name), true, name);
    }
    assert.equal(statusKind(' in_progress '), 'running');
    assert.equal(sprintStatusKind('Active'), 'running');
    assert.equal(sprintStatusKind('planning'), 'planned');
  });

  it('takes no other word for a status, whatever objects are made of', () => {
    for (const word of ['', 'Active', 'done', 'constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.equal(statusKind(word), 'unknown', word);
      assert.equal(isKnownMissionStatus(word), false, word);
    }
  });

  it('selects missions under way first, then the current one, then the queue, and no others', () => {
    const order = (['running', 'current', 'queued'] as const).map(precedenceOf);
    assert.deepEqual(order, [0, 1, 2]);
    assert.equal(precedenceOf('blocked'), undefined);
    assert.equal(precedenceOf('planned'), undefined);
  });

  it('recognises superseded missions by how their notes begin', () => {
    assert.equal(isSuperseded('SUPERSEDED: see B5.1'), true);
    assert.equal(isSuperseded('  superseded : see B5.1'), true);
    assert.equal(isSuperseded('Superseded dependencies are to be removed first'), false);
    assert.equal(isSuperseded('not SUPERSEDED:'), false);
    assert.equal(isSuperseded(undefined), false);
  });
});
