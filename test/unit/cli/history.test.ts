import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { CommandLine } from '../../support/command-line';

const FILES = {
  'missions/backlog.yaml': `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
        - { id: "A", name: "Alpha", status: "Queued" }
        - { id: "B", name: "Beta", status: "Queued" }
        - { id: "C", name: "Gamma", status: "Queued" }
`,
};

interface Listed {
  readonly number: number;
  readonly agent: string;
  readonly operation: string;
  readonly missions: readonly string[];
  readonly stores: readonly string[];
  readonly state: string;
  readonly restedOnBy: readonly number[];
  readonly last?: { readonly operation: string; readonly agent: string; readonly override?: string };
}

describe('the history of a workspace', function () {
  this.timeout(60_000);
  let line: CommandLine;

  beforeEach(async () => {
    line = await CommandLine.of(FILES);
  });
  afterEach(() => {
    line.remove();
  });

  const note = (mission: string, summary: string, agent = 'kim'): Promise<string> =>
    line.fine('note', mission, '--summary', summary, '--agent', agent);
  const listed = async (): Promise<readonly Listed[]> => {
    const { status, out } = await line.cmos('history', '--format', 'json');
    assert.equal(status, 0);
    const { version, total, history } = JSON.parse(out) as { version: number; total: number; history: Listed[] };
    assert.equal(version, 1);
    assert.equal(total, history.length);
    return history;
  };
  const undo = async (...argv: readonly string[]): Promise<void> => {
    const { status, err } = await line.cmos('undo', ...argv);
    assert.equal(status, 0, err);
  };

  it('is listed with number, time, agent, operation, mission, stores and state', async () => {
    await note('A', 'first');
    await line.fine('add', '--id', 'D', '--name', 'Delta', '--sprint', 'S1', '--agent', 'robin');
    const [latest, first] = await listed();
    assert.deepEqual(
      [latest?.number, latest?.agent, latest?.operation, latest?.missions, latest?.state],
      [1, 'robin', 'add', ['D'], 'done'],
    );
    assert.deepEqual([first?.number, first?.missions], [2, ['A']]);
    assert.deepEqual(first?.stores.slice(0, 3), ['database', 'backlog', 'sessions']);
    const { out } = await line.cmos('history');
    assert.match(out, /^1 {2}\d{4}-\d\d-\d\dT\S+Z +robin +add +D +.*database, backlog/);
  });

  it('gives back any change that nothing later rests on, and leaves the later ones', async () => {
    await note('A', 'first');
    await note('B', 'second');
    const second = line.everything();
    await note('C', 'third');
    await note('C', 'fourth');
    await undo('4', '--agent', 'kim');
    assert.doesNotMatch(line.read('missions/backlog.yaml'), /first/);
    assert.doesNotMatch(line.read('SESSIONS.jsonl'), /first/);
    assert.match(line.read('missions/backlog.yaml'), /second.*third.*fourth/s);
    assert.equal((await line.cmos('parity', '--check')).status, 0);
    assert.deepEqual(
      (await listed()).map(({ state }) => state),
      ['done', 'done', 'done', 'undone'],
    );
    await line.refused(/“Note on A” is undone already\. Nothing was changed\./, 'undo', '4', '--agent', 'kim');
    await line.refused(/There is no change 5 in the history/, 'undo', '5');
    await line.cmos('redo', '--agent', 'kim');
    await undo('1', '--agent', 'kim');
    await undo('2', '--agent', 'kim');
    assert.deepEqual(line.everything(), second);
  });

  it('leaves the pointers to the work at hand as later changes have set them', async () => {
    line.remove();
    line = await CommandLine.of({
      ...FILES,
      'PROJECT_CONTEXT.json':
        '{"working_memory": {"active_mission": null, "last_session": null, "session_count": 1}, "kept": true}',
    });
    await line.fine('start', 'A', '--summary', 's', '--agent', 'kim');
    await line.fine('block', 'A', '--summary', 's', '--reason', 'r', '--need', 'n', '--agent', 'kim');
    const blocked = line.everything();
    await line.fine('start', 'B', '--summary', 's', '--agent', 'kim');
    const [, , first] = await listed();
    assert.deepEqual(first?.restedOnBy, [2], 'what B’s start wrote rests on nothing of A’s');
    await undo('2', '--agent', 'kim', '--override', 'both are under way');
    assert.match(line.read('PROJECT_CONTEXT.json'), /"active_mission": "B".*"session_count": 3/);
    assert.match(line.read('missions/backlog.yaml'), /"A".*"In Progress"/);
    assert.equal((await line.cmos('parity', '--check')).status, 0);
    assert.equal((await line.cmos('redo', '--agent', 'kim')).status, 0);
    await undo('1', '--agent', 'kim');
    assert.deepEqual(line.everything(), blocked);
  });

  it('names the later changes that rest on one, and refuses', async () => {
    await line.fine('add', '--id', 'D', '--name', 'Delta', '--sprint', 'S1', '--agent', 'kim');
    await note('D', 'on it');
    await note('A', 'elsewhere');
    await note('D', 'more');
    assert.deepEqual(
      (await listed()).map(({ restedOnBy }) => restedOnBy),
      [[], [], [1], [1, 3]],
    );
    assert.match((await line.cmos('history')).out, / 1, 3 rest on it\n$/);
    await line.refused(
      /“Note on D” \(1\), “Note on D” \(3\) rest on “Add D”: .*Nothing was changed\.\nUndo later changes first/,
      'undo',
      '4',
      '--agent',
      'kim',
    );
    await undo('1', '--agent', 'kim');
    await undo('3', '--agent', 'kim');
    await undo('4', '--agent', 'kim');
    assert.match(line.read('missions/backlog.yaml'), /elsewhere/);
    assert.doesNotMatch(line.read('missions/backlog.yaml'), /"D"/);
    assert.equal((await line.cmos('parity', '--check')).status, 0);
  });

  it('names another agent whose change is meant, and takes a reason, which is recorded', async () => {
    await note('A', 'mine', 'kim');
    await note('B', 'theirs', 'robin');
    await line.refused(
      /“Note on B” was made by robin, and you are kim\. Nothing was changed\.\nAsk robin first\.\nIf you are robin, say so with --agent robin\.\nOr pass this gate with --override/,
      'undo',
      '--agent',
      'kim',
    );
    assert.equal((await line.cmos('undo', '--agent', 'kim', '--override', ' ')).status, 2);
    await undo('--agent', 'kim', '--override', 'robin is away');
    assert.deepEqual((await listed())[0]?.last?.override, 'robin is away');
    await undo('--agent', 'kim');
    await line.refused(/“Note on A” was undone by kim, and you are robin\./, 'redo', '--agent', 'robin');
    for (let times = 0; times < 2; times++) assert.equal((await line.cmos('redo', '--agent', 'kim')).status, 0);
    assert.match(line.read('SESSIONS.jsonl'), /mine.*\n.*theirs/);
  });

  it('keeps what was undone, though a new change ends redo', async () => {
    await note('A', 'first');
    await undo('--agent', 'kim');
    await note('A', 'second');
    await line.refused(/There is nothing to redo/, 'redo');
    assert.deepEqual(
      (await listed()).map(({ state }) => state),
      ['done', 'undone'],
    );
  });

  it('keeps as many changes as the setting says, within its bounds', async () => {
    mkdirSync(line.workspace.path('.vscode'));
    const keeping = async (number: number): Promise<number> => {
      writeFileSync(line.workspace.path('.vscode/settings.json'), JSON.stringify({ 'cmos.history.keep': number }));
      await note('A', 'again');
      return (await listed()).length;
    };
    assert.deepEqual([await keeping(3), await keeping(3), await keeping(3), await keeping(3)], [1, 2, 3, 3]);
    assert.equal(await keeping(2), 2);
    assert.equal(await keeping(0), 1);
  });

  it('says what a purge would remove, and removes nothing of it in a dry run', async () => {
    await note('A', 'first');
    await note('B', 'second');
    const { out } = await line.cmos('history', '--purge', '--dry-run');
    assert.match(out, /^This would remove 2 records \(\d+ kB\) from \.cmos-operations\. Nothing was changed\.\n$/);
    assert.equal((await listed()).length, 2);
    await line.cmos('history', '--purge');
    assert.ok(existsSync(line.workspace.path('.cmos-operations')));
    assert.ok(!readdirSync(line.workspace.path('.cmos-operations')).some((name) => name.endsWith('.json')));
  });
});
