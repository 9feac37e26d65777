/** What operations keep beside the mission itself: counts, pointers, telemetry, health; and the setting that keeps none. */
import assert from 'node:assert/strict';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { CommandLine, NOW } from '../../support/command-line';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - { sprintId: "S1", title: "One", totalMissions: 2, completedMissions: 0, missions: [
        { id: "A", name: "Alpha", status: "Current" },
        { id: "B", name: "Beta", status: "Queued" } ] }
`;

const CONTEXT = `{
  "working_memory": {
    "active_mission": null,
    "session_count": 7,
    "last_session": "2025-03-01",
    "last_mission": "Z",
    "agents_md_loaded": false,
    "domains": {
      "core": { "current_mission": null, "missions": { "A": {}, "B": {} } },
      "other": { "current_mission": "X", "missions": [] }
    }
  },
  "context_health": { "sessions_since_reset": 2, "size_kb": 1.0 }
}
`;

interface Context {
  readonly working_memory: Readonly<Record<string, unknown>> & {
    readonly domains: Readonly<Record<string, { readonly current_mission: unknown }>>;
  };
  readonly context_health: { readonly sessions_since_reset: number };
}

describe('what operations keep beside a mission', function () {
  this.timeout(30_000);
  let line: CommandLine;
  const open = async (files: Readonly<Record<string, string>> = {}): Promise<void> => {
    line = await CommandLine.of({
      'missions/backlog.yaml': BACKLOG,
      'PROJECT_CONTEXT.json': CONTEXT,
      'agents.md': '# Agents\n',
      ...files,
    });
  };
  afterEach(() => {
    line.remove();
  });
  const context = (): Context => JSON.parse(line.read('PROJECT_CONTEXT.json')) as Context;
  const lines = (file: string): Record<string, unknown>[] =>
    line
      .read(file)
      .split('\n')
      .filter((each) => each !== '')
      .map((each) => JSON.parse(each) as Record<string, unknown>);

  it('points the project context to the mission at hand, and counts sessions', async () => {
    await open();
    await line.undone('start', 'A', '--summary', 's');
    await line.fine('start', 'A', '--summary', 's');
    const { working_memory: memory, context_health: health } = context();
    assert.equal(memory['active_mission'], 'A');
    assert.equal(memory['session_count'], 8);
    assert.equal(memory['last_session'], '2025-03-14');
    assert.equal(memory['last_mission'], 'Z');
    assert.equal(health.sessions_since_reset, 3);
    assert.deepEqual(
      Object.values(memory.domains).map((domain) => domain.current_mission),
      ['A', 'X'],
    );
    assert.match(line.read('PROJECT_CONTEXT.json'), /"size_kb": 1\.0/);
    await line.fine('complete', 'A', '--summary', 's', '--notes', 'n');
    const after = context().working_memory;
    assert.deepEqual([after['active_mission'], after['last_mission'], after['session_count']], [null, 'A', 8]);
    assert.equal(after.domains['core']?.current_mission, null);
  });

  it('leaves a disputed context alone, and says so', async () => {
    await open();
    line.workspace.write('PROJECT_CONTEXT.json', CONTEXT.replace('"session_count": 7', '"session_count": 9'));
    const { status, out } = await line.cmos('start', 'A', '--summary', 's', '--override', 'no time');
    assert.equal(status, 0);
    assert.match(out, /PROJECT_CONTEXT\.json was left as it is/);
    assert.equal(context().working_memory['session_count'], 9);
  });

  it('counts a sprint’s missions where the sprint keeps counts', async () => {
    await open();
    await line.fine('complete', 'A', '--summary', 's', '--notes', 'n');
    assert.match(line.read('missions/backlog.yaml'), /totalMissions: 2, completedMissions: 1,/);
    assert.equal((await line.database()).sprints[0]?.completedMissions, 1);
    await line.fine('add', '--id', 'C', '--name', 'Gamma');
    assert.match(line.read('missions/backlog.yaml'), /totalMissions: 3, completedMissions: 1,/);
  });

  it('points the contexts to the sprint under way, and counts sprints where they are counted', async () => {
    const master = `{"project": {"current_sprint": null}, "sprint_tracking": {"current_sprint": "S2, roughly",
      "sprints_completed": 7, "sprints_in_progress": "one"}, "metadata": {"sprints_in_progress": 0}}\n`;
    await open({
      'PROJECT_CONTEXT.json': '{"working_memory": {"current_sprint": "S9"}}\n',
      'context/MASTER_CONTEXT.json': master,
      'missions/backlog.yaml': `${BACKLOG}    - { sprintId: "S9", title: "Nine", status: "Completed", missions: [] }\n`,
    });
    await line.undone('sprint', 'start', 'S1');
    await line.fine('sprint', 'start', 'S1');
    assert.match(line.read('PROJECT_CONTEXT.json'), /"current_sprint": "S1"/);
    assert.equal(
      line.read('context/MASTER_CONTEXT.json'),
      master.replace('null', '"S1"').replace('7', '1').replace('"sprints_in_progress": 0', '"sprints_in_progress": 1'),
    );
    await line.undone('sprint', 'close', 'S1', '--left', 'drop');
    await line.fine('sprint', 'close', 'S1', '--left', 'drop');
    assert.match(line.read('PROJECT_CONTEXT.json'), /"current_sprint": null/);
    assert.equal(line.read('context/MASTER_CONTEXT.json'), master.replace('7', '2'));
    await line.fine('sprint', 'edit', 'S1', '--status', 'Current');
    assert.match(line.read('PROJECT_CONTEXT.json'), /"current_sprint": "S1"/);
  });

  it('writes telemetry of each step, and the health line of the reference', async () => {
    await open();
    await line.fine('start', 'A', '--summary', 'go');
    await line.fine('note', 'A', '--summary', 'so far');
    const steps = lines('telemetry/events/A.jsonl');
    assert.deepEqual(
      steps.map(({ ts, mission, event, message }) => [ts, mission, event, message]),
      [
        [NOW, 'A', 'step_start', 'go'],
        [NOW, 'A', 'step_complete', 'so far'],
      ],
    );
    assert.equal(
      line.read('telemetry/events/database-health.jsonl').split('\n')[0],
      `{"ts": "${NOW}", "source": "mission_runtime", "status": "ok", "message": "database_available", "details": null}`,
    );
  });

  it('keeps the telemetry of a hostile id in its folder', async () => {
    await open({ 'missions/backlog.yaml': BACKLOG.replaceAll('"A"', '"../../A"') });
    await line.fine('note', '../../A', '--summary', 'n');
    assert.deepEqual(
      Object.keys(line.everything()).filter((file) => file.startsWith('telemetry')),
      ['telemetry/events/%2E.%2F..%2FA.jsonl', 'telemetry/events/database-health.jsonl'],
    );
  });

  it('writes none of it where only what the reference writes is wanted', async () => {
    await open({ '.vscode/settings.json': '{ // ours\n "cmos.strictReference": true, }' });
    const before = line.read('PROJECT_CONTEXT.json');
    await line.fine('complete', 'A', '--summary', 's', '--notes', 'n');
    assert.equal(line.read('PROJECT_CONTEXT.json'), before);
    assert.match(line.read('missions/backlog.yaml'), /completedMissions: 0,/);
    assert.equal(line.read('telemetry/events/A.jsonl'), '');
    assert.notEqual(line.read('telemetry/events/database-health.jsonl'), '');
  });

  it('does not work by other rules than those set', async () => {
    await open({ '.vscode/settings.json': '{ "cmos.strictReference": tru' });
    const { status, err } = await line.cmos('status');
    assert.equal(status, 3);
    assert.match(err, /settings\.json is not valid JSON/);
  });

  describe('intake', () => {
    it('marks agents.md as loaded once it was read, in every store, and says how all stands', async () => {
      await open();
      await line.undone('intake');
      const out = await line.fine('intake');
      assert.match(out, /\[x\] agents\.md is there, and marked as loaded/);
      assert.equal(context().working_memory['agents_md_loaded'], true);
      const stored = (await line.database()).contexts.find(({ id }) => id === 'project_context');
      assert.match(stored?.content ?? '', /"agents_md_loaded": true/);
      const again = line.everything();
      await line.fine('intake');
      assert.deepEqual(line.everything(), again);
    });

    it('takes the mark away where agents.md says nothing', async () => {
      await open({ 'agents.md': ' \n', 'PROJECT_CONTEXT.json': CONTEXT.replace('loaded": false', 'loaded": true') });
      const { status, out } = await line.cmos('intake');
      assert.equal(status, 1);
      assert.match(out, /\[ \] agents\.md could not be read: it is empty/);
      assert.equal(context().working_memory['agents_md_loaded'], false);
    });

    it('ends with 1 where a step does not hold, as JSON too', async () => {
      await open();
      line.workspace.write('SESSIONS.jsonl', '{"ts": "x"}\n');
      const { status, out } = await line.cmos('intake', '--dry-run', '--format', 'json');
      assert.equal(status, 1);
      const { steps } = JSON.parse(out) as { steps: { step: string; state: string }[] };
      assert.deepEqual(
        steps.map(({ step, state }) => `${step} ${state}`),
        ['contexts ok', 'agents ok', 'parity failed', 'next-mission ok', 'sizes ok'],
      );
      assert.ok(documentOf((await line.snapshot()).sessions));
    });
  });
});
