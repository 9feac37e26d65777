/** A sprint's life: added, edited, taken up and closed, with what is left in it, in workspaces of each kind. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { sprintClose } from '../../../src/core/operations/catalog/sprint-close';
import type { Parameters } from '../../../src/core/operations/operation';
import { nextSprintId } from '../../../src/core/operations/sprint-ids';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { objectOf } from '../../support/cmos';
import { CommandLine, NOW } from '../../support/command-line';
import { snapshotOf, sprintRow } from '../model/snapshots';

const BACKLOG = `name: Plan
---
domainFields:
  sprints:
    - sprintId: "Sprint 1"
      title: "One"
      status: "Current"
      totalMissions: 10 # planned
      completedMissions: 13
      missions:
        - { id: "A", name: "Alpha", status: "Completed" }
        - { id: "B", name: "Beta", status: "Queued" }
        - { id: "C", name: "Gamma", status: "Deferred" }
    - sprintId: "Sprint 2"
      title: "Two"
      status: "Planned"
      endDate: "2025-03-28"
      totalMissions: 1
      completedMissions: 0
      missions:
        - { id: "D", name: "Delta", status: "Planned" }
  missionDependencies:
    - { from: "D", to: "B", type: "Requires" }
`;

/** What a person is asked who closes a sprint from its row. */
function asked(snapshot: Snapshot, given: Parameters): readonly string[] {
  return Object.entries(sprintClose.parameters).flatMap(([name, parameter]) => {
    const isAsked = typeof parameter.asked === 'function' ? parameter.asked(snapshot, given) : parameter.asked;
    return isAsked === true ? [name] : [];
  });
}

describe('a sprint', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const open = async (backlog = BACKLOG, more: Readonly<Record<string, string>> = {}): Promise<void> => {
    line = await CommandLine.of({ 'missions/backlog.yaml': backlog, ...more });
  };
  afterEach(() => {
    line.remove();
  });
  const plan = (): string => line.read('missions/backlog.yaml');
  const lastEvent = (): Record<string, unknown> =>
    JSON.parse(line.read('SESSIONS.jsonl').trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  const sprint = async (id: string): Promise<Record<string, unknown>> => {
    const row = (await line.database()).sprints.find((each) => each.id === id);
    assert.ok(row !== undefined, id);
    return { ...row };
  };

  describe('is added', () => {
    it('as its neighbours are, with the next id, the house’s status, and counts where they are kept', async () => {
      await open();
      await line.undone('sprint', 'add', '--title', 'Three', '--focus', 'Speed: #1', '--start', '2025-04-01');
      const out = await line.fine('sprint', 'add', '--title', 'Three', '--focus', 'Speed: #1', '--start', '2025-04-01');
      assert.equal(out, 'Add sprint Sprint 3\n');
      assert.ok(
        plan().includes(`    - sprintId: "Sprint 3"
      title: "Three"
      focus: "Speed: #1"
      status: "Planned"
      startDate: "2025-04-01"
      totalMissions: 0
      completedMissions: 0
      missions: []
  missionDependencies:`),
        plan(),
      );
      assert.deepEqual(
        { ...(await sprint('Sprint 3')), rowid: 3 },
        {
          rowid: 3,
          id: 'Sprint 3',
          title: 'Three',
          focus: 'Speed: #1',
          status: 'Planned',
          startDate: '2025-04-01',
          endDate: null,
          totalMissions: 0,
          completedMissions: 0,
        },
      );
      assert.deepEqual(lastEvent(), {
        ts: NOW,
        agent: 'codex',
        action: 'sprint-add',
        status: 'planned',
        summary: 'Three',
        sprint: 'Sprint 3',
      });
    });

    it('under an id of its own, but not under one that differs only in case', async () => {
      await open();
      await line.fine('sprint', 'add', 'Hardening', '--title', 'H');
      await line.refused(
        /There is a sprint Hardening already\..*\nWithout an id it is called Sprint 3/,
        'sprint',
        'add',
        'hardening',
        '--title',
        'H',
      );
      await line.refused(/2025-02-30 is not a date/, 'sprint', 'add', '--title', 'x', '--end', '2025-02-30');
      await line.refused(
        /would end 2025-01-01, before it starts 2025-01-02/,
        'sprint',
        'add',
        '--title',
        'x',
        '--start',
        '2025-01-02',
        '--end',
        '2025-01-01',
      );
      await line.refused(/Doing is not a status of sprints/, 'sprint', 'add', '--title', 'x', '--status', 'Doing');
      const { status, err } = await line.cmos('sprint', 'add');
      assert.deepEqual([status, err.split('\n')[0]], [2, 'missing required option --title']);
    });

    it('with the id that comes next in each scheme', () => {
      const next = (...ids: string[]): string =>
        nextSprintId(snapshotOf({ database: { sprints: ids.map((id) => sprintRow(id)) } }));
      assert.equal(next(), 'Sprint 01');
      assert.equal(next('Sprint 08', 'Sprint 09'), 'Sprint 10');
      assert.equal(next('Sprint 6', 'Sprint 6+', 'Sprint 7'), 'Sprint 8');
      assert.equal(next('SPRINT-02-PHASE2', 'SPRINT-03-PHASE3'), 'SPRINT-04-PHASE4');
      assert.equal(next('v2-sprint-9'), 'v2-sprint-10');
      assert.equal(next('sprint 3', 'Sprint 2'), 'Sprint 4');
      assert.equal(next('Foundation'), 'Sprint 01');
      assert.equal(next('S 2', `S ${'9'.repeat(30)}`), 'S 3');
    });
  });

  it('is edited: what was given and is other than before, and nothing else', async () => {
    await open();
    await line.undone('sprint', 'edit', 'Sprint 2', '--title', 'New', '--start', '2025-03-15', '--without', 'end');
    await line.fine('sprint', 'edit', 'Sprint 2', '--title', 'New', '--start', '2025-03-15', '--without', 'end');
    assert.match(
      plan(),
      /title: "New"\n {6}status: "Planned"\n {6}total.*\n {6}completed.*\n {6}startDate: "2025-03-15"\n {6}missions/,
    );
    assert.deepEqual(lastEvent()['summary'], 'Changed: title, start_date, end_date');
    await line.refused(/Sprint 2 says all that already/, 'sprint', 'edit', 'Sprint 2', '--title', 'New');
    await line.refused(/title cannot be taken away/, 'sprint', 'edit', 'Sprint 2', '--without', 'title');
    await line.refused(/There is no sprint S9/, 'sprint', 'edit', 'S9', '--title', 'x');
    await line.refused(
      /Left in Sprint 1: B \(Queued\), C \(Deferred\)/,
      'sprint',
      'edit',
      'Sprint 1',
      '--status',
      'Completed',
    );
  });

  it('is taken up as this workspace says it, with a start date where there is none', async () => {
    await open();
    await line.undone('sprint', 'start', 'Sprint 2');
    const out = await line.fine('sprint', 'start', 'Sprint 2');
    assert.equal(out, 'Start sprint Sprint 2\nNone of its missions is queued. cmos promote D takes one up.\n');
    assert.match(plan(), /status: "Current"\n {6}endDate: "2025-03-28"\n(?:.*\n){2} {6}startDate: "2025-03-14"\n/);
    await line.refused(/Sprint 2 is Current already/, 'sprint', 'start', 'Sprint 2');
  });

  describe('is closed', () => {
    it('in the editor after the questions that its missions raise, and no others', async () => {
      await open();
      const snapshot = await line.snapshot();
      const id = { sprint: 'Sprint 1' };
      assert.deepEqual(asked(snapshot, id), ['left']);
      assert.deepEqual(asked(snapshot, { ...id, left: 'carry' }), ['left', 'to']);
      assert.deepEqual(asked(snapshot, { ...id, left: 'drop' }), ['left', 'waiting', 'reason']);
      assert.deepEqual(asked(snapshot, { sprint: 'Sprint 2', left: 'defer' }), ['left', 'reason']);
    });

    it('only where somebody says what becomes of what is left, with all the ways', async () => {
      await open();
      await line.refused(/^Left in Sprint 1: B \(Queued\), C \(Deferred\)\./, 'sprint', 'close', 'Sprint 1');
      const { status, out } = await line.cmos('sprint', 'close', 'Sprint 1', '--override', 'x', '--format', 'json');
      assert.equal(status, 1);
      const { gates } = (
        JSON.parse(out) as {
          error: { gates: { code: string; overridable: boolean; remedies: { command: string }[] }[] };
        }
      ).error;
      assert.deepEqual(
        gates.map(({ code, overridable, remedies }) => [code, overridable, ...remedies.map(({ command }) => command)]),
        [
          [
            'gate/left-missions',
            false,
            "cmos sprint close 'Sprint 1' --left carry",
            "cmos sprint close 'Sprint 1' --left defer --reason TEXT",
            "cmos sprint close 'Sprint 1' --left drop --reason TEXT",
          ],
        ],
      );
    });

    it('and what is left is carried over, counted on both sides', async () => {
      await open();
      await line.undone('sprint', 'close', 'Sprint 1', '--left', 'carry');
      const out = await line.fine('sprint', 'close', 'Sprint 1', '--left', 'carry', '--summary', 'Half of it');
      assert.equal(
        out,
        "Close sprint Sprint 1\nCarried over to Sprint 2: B, C.\ncmos sprint start 'Sprint 2' takes the next sprint up.\n",
      );
      const [one, two] = [await sprint('Sprint 1'), await sprint('Sprint 2')];
      assert.deepEqual(
        [one['status'], one['endDate'], one['totalMissions'], one['completedMissions'], two['totalMissions']],
        ['Completed', '2025-03-14', 1, 1, 3],
      );
      assert.match(
        plan(),
        /totalMissions: 1 # planned\n {6}completedMissions: 1\n {6}missions:\n.*"A".*\n {4}- sprintId/,
      );
      assert.deepEqual(
        (await line.database()).missions.map(({ id, sprintId, status }) => `${id} ${sprintId ?? ''} ${status}`),
        ['A Sprint 1 Completed', 'B Sprint 2 Queued', 'C Sprint 2 Deferred', 'D Sprint 2 Planned'],
      );
      assert.deepEqual([lastEvent()['action'], lastEvent()['summary']], ['sprint-close', 'Half of it']);
      assert.equal(
        await line.fine('add', 'E', '--name', 'Epsilon', '--sprint', 'Sprint 1'),
        "Add E\nIts sprint Sprint 1 is Completed. To open that again: cmos sprint edit 'Sprint 1' --status STATUS\n",
      );
      await line.fine('add', 'F', '--name', 'Phi');
      const sprintOf = (await line.database()).missions.find((each) => each.id === 'F')?.sprintId;
      assert.equal(sprintOf, 'Sprint 2', 'not where the last one is, which is closed');
      await line.refused(/Sprint 1 is Completed already/, 'sprint', 'close', 'Sprint 1');
      await line.refused(/Sprint 1 is Completed already/, 'sprint', 'close', 'Sprint 2', '--to', 'Sprint 1');
      await line.refused(
        /There is no open sprint to carry them over to.*\nAdd one: cmos sprint add/,
        'sprint',
        'close',
        'Sprint 2',
        '--left',
        'carry',
      );
      await line.refused(/the sprint that is to be closed/, 'sprint', 'close', 'Sprint 2', '--to', 'Sprint 2');
    });

    it('and what is left is given up or put off, with the care that drop and defer have', async () => {
      await open();
      await line.undone('sprint', 'close', 'Sprint 1', '--left', 'drop', '--reason', 'r', '--waiting', 'along');
      await line.undone('sprint', 'close', 'Sprint 1', '--left', 'defer');
      const dry = objectOf(
        await line.cmos('sprint', 'close', 'Sprint 1', '--left', 'defer', '--dry-run', '--format', 'json'),
      );
      assert.deepEqual((dry['notices'] as string[]).slice(-2)[0], 'Put off: B.');
      const out = await line.fine('sprint', 'close', 'Sprint 1', '--left', 'drop', '--reason', 'not needed');
      assert.match(out, /\nWaiting for it: D \(Planned\)\.\ncmos waive D B --reason TEXT lets one go on\.\n/);
      assert.match(out, /\nGiven up: B, C\.\n/);
      assert.deepEqual(
        (await line.database()).missions.map(({ status }) => status),
        ['Completed', 'Dropped', 'Dropped', 'Planned'],
      );
      const events = line
        .read('SESSIONS.jsonl')
        .trimEnd()
        .split('\n')
        .map((each) => JSON.parse(each) as Record<string, unknown>);
      assert.deepEqual(
        events.map(({ action, mission, summary }) => [action, mission, summary]),
        [
          ['drop', 'B', 'not needed'],
          ['drop', 'C', 'not needed'],
          ['sprint-close', undefined, 'One'],
        ],
      );
    });

    it('and a planned end is kept in the event', async () => {
      await open();
      await line.fine('sprint', 'close', 'Sprint 2', '--to', 'Sprint 1');
      assert.equal((await sprint('Sprint 2'))['endDate'], '2025-03-14');
      assert.equal(lastEvent()['planned_end'], '2025-03-28');
    });
  });

  it('is offered to be closed with the last of its missions, in one action', async () => {
    await open(BACKLOG.replace('"Deferred"', '"Dropped"').replace('"Queued"', '"Current"'));
    assert.deepEqual(objectOf(await line.cmos('next', '--format', 'json'))['closable'], []);
    const close = "Nothing is left in Sprint 1. cmos sprint close 'Sprint 1' closes it.\n";
    const done = await line.fine('complete', 'B', '--summary', 's', '--notes', 'n');
    assert.ok(done.endsWith(close), done);
    const { out } = await line.cmos('next');
    assert.ok(out.endsWith(close), out);
    assert.deepEqual(objectOf(await line.cmos('next', '--format', 'json'))['closable'], ['Sprint 1']);
    const given = await line.fine('drop', 'D', '--reason', 'r');
    assert.match(given, /\nNothing is left in Sprint 2\./);
    assert.match(
      (await line.cmos('next')).out,
      /^All missions are done\.\nNothing is left in Sprint 1, Sprint 2\..*the first\.\n$/,
    );
    assert.deepEqual(asked(await line.snapshot(), { sprint: 'Sprint 1' }), []);
    await line.fine('sprint', 'close', 'Sprint 1');
    await line.fine('sprint', 'close', 'Sprint 2');
    assert.equal(
      (await line.cmos('next')).out,
      'All missions are done. cmos sprint add --title TEXT adds the next sprint.\n',
    );
  });

  describe('counts its missions', () => {
    it('anew whenever they change, whatever stood there', async () => {
      await open();
      await line.fine('add', 'E', '--name', 'Epsilon', '--sprint', 'Sprint 1');
      assert.match(plan(), /totalMissions: 4 # planned\n {6}completedMissions: 1\n/);
      const { totalMissions, completedMissions } = await sprint('Sprint 1');
      assert.deepEqual([totalMissions, completedMissions], [4, 1]);
    });

    it('also where it is changed itself, but begins no counts', async () => {
      await open(BACKLOG.replace('      totalMissions: 10 # planned\n', ''));
      await line.fine('sprint', 'edit', 'Sprint 1', '--focus', 'f');
      assert.match(plan(), /completedMissions: 1\n/);
      assert.doesNotMatch(plan().split('Sprint 2')[0] ?? '', /totalMissions/);
    });
  });

  for (const profile of ['files-only', 'database-only'])
    it(`lives in the stores that a workspace has: ${profile}`, async () => {
      const isFiles = profile === 'files-only';
      await open(BACKLOG, { '.vscode/settings.json': `{"cmos.profile": "${profile}"}` });
      if (isFiles) rmSync(line.workspace.path('db'), { recursive: true });
      const before = [line.everything(), JSON.stringify(await line.rows())];
      const steps = [
        ['sprint', 'add', '--title', 'Three'],
        ['sprint', 'edit', 'Sprint 3', '--focus', 'Speed'],
        ['sprint', 'start', 'Sprint 3'],
        ['sprint', 'close', 'Sprint 1', '--to', 'Sprint 3'],
      ];
      for (const step of steps) await line.fine(...step);
      assert.equal(/title: "Three"\n {6}status: "Current"\n(?:.*\n)* {6}focus: Speed\n/.test(plan()), isFiles);
      assert.equal(/- \{ id: "B".*\n.*"C".*\n {2}missionDep/.test(plan()), isFiles);
      const text = JSON.stringify((await line.rows()) ?? {});
      for (const said of ['"focus":"Speed","status":"Current"', 'sprint-close'])
        assert.equal(text.includes(said), !isFiles, said);
      for (const step of steps) assert.equal((await line.cmos('undo')).status, 0, step.join(' '));
      assert.deepEqual([line.everything(), JSON.stringify(await line.rows())], before);
    });
});
