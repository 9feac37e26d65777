/** Missions that were over, and are taken up again. */
import assert from 'node:assert/strict';
import { metadataOf } from '../../../src/core/database/metadata';
import { CommandLine } from '../../support/command-line';

const CONTEXT = `{
  "working_memory": { "active_mission": null, "last_session": "2025-01-02", "last_completed_mission": "B" }
}
`;

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: S1
      title: One
      status: Completed
      totalMissions: 4
      completedMissions: 2
      missions:
        - id: A
          name: Alpha
          status: Completed
          completed_at: '2025-01-01T00:00:00Z'
        - id: B
          name: Beta
          status: Completed
          completed_at: '2025-01-02T00:00:00Z'
          notes: Chose vitest over jest
          metadata:
            completed_at: '2025-01-02T00:00:00Z'
            metadata:
              started_at: '2025-01-01T12:00:00Z'
              completed_at: '2025-01-02T00:00:00Z'
        - { id: "C", name: "Gamma", status: "Queued" }
        - { id: "D", name: "Delta", status: "Blocked", notes: "SUPERSEDED: by C", blocked_reason: "SUPERSEDED: by C" }
  missionDependencies:
    - { from: "B", to: "C", type: "Blocks" }
`;

describe('reopen', function () {
  this.timeout(30_000);
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': BACKLOG, 'PROJECT_CONTEXT.json': CONTEXT });
  });
  afterEach(() => {
    line.remove();
  });

  it('puts a completed mission back into the queue, everywhere, and keeps what was written down', async () => {
    const reopen = ['reopen', 'B', '--reason', 'the tests were skipped'];
    await line.undone(...reopen);
    const out = await line.fine(...reopen);
    assert.match(out, /Waiting for it: C \(Queued\)\./);
    assert.match(out, /Its sprint S1 is Completed\. To open that again: cmos sprint edit S1 --status STATUS/);
    const { missions, sprints } = await line.database();
    const row = missions.find(({ id }) => id === 'B');
    assert.ok(row);
    assert.deepEqual(
      [row.status, row.completedAt, row.notes],
      [
        'Queued',
        null,
        'Chose vitest over jest\nReopened 2025-03-14T09:00:00Z (was Completed 2025-01-02T00:00:00Z): the tests were skipped',
      ],
    );
    assert.deepEqual(metadataOf(row).fields, { started_at: '2025-01-01T12:00:00Z' });
    assert.equal(line.read('missions/backlog.yaml').match(/completed_at/g)?.length, 1, 'that of A');
    assert.deepEqual([sprints[0]?.totalMissions, sprints[0]?.completedMissions], [4, 1]);
    const event = JSON.parse(line.read('SESSIONS.jsonl').trimEnd()) as Record<string, unknown>;
    assert.deepEqual(
      [event['action'], event['status'], event['summary'], event['was'], event['completed_at']],
      ['reopen', 'queued', 'the tests were skipped', 'Completed', '2025-01-02T00:00:00Z'],
    );
    assert.deepEqual(JSON.parse(line.read('PROJECT_CONTEXT.json')), {
      working_memory: { active_mission: null, last_session: '2025-03-14', last_completed_mission: 'A' },
    });
    assert.equal((await line.cmos('ready', 'C')).status, 1);
  });

  it('takes up again what was given up or superseded, with the status that is asked for', async () => {
    await line.fine('reopen', 'D', '--reason', 'C does half of it', '--status', 'Planned');
    await line.fine('drop', 'C', '--reason', 'not needed');
    await line.refused(/C is Dropped\.[^]*cmos reopen C --reason TEXT/, 'start', 'C', '--summary', 's');
    await line.fine('reopen', 'C', '--reason', 'needed after all');
    const { missions } = await line.database();
    assert.deepEqual(
      missions.map(({ id, status }) => `${id} ${status}`),
      ['A Completed', 'B Completed', 'C Queued', 'D Planned'],
    );
    const row = missions.find(({ id }) => id === 'D');
    assert.ok(row);
    assert.deepEqual(metadataOf(row).fields, {});
    assert.match(row.notes ?? '', /^SUPERSEDED: by C\nReopened .* \(was Blocked\): C does half of it$/);
  });

  it('is refused where a mission is not over, or would be Current before its turn', async () => {
    await line.refused(/C is Queued/, 'reopen', 'C', '--reason', 'r');
    const { status, err } = await line.cmos('reopen', 'B');
    assert.deepEqual([status, err.includes('missing required option --reason')], [2, true]);
    await line.fine('drop', 'C', '--reason', 'r');
    await line.fine('reopen', 'B', '--reason', 'r');
    await line.refused(/C waits for B/, 'reopen', 'C', '--reason', 'r', '--status', 'Current');
  });
});
