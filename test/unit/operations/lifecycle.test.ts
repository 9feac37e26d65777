import assert from 'node:assert/strict';
import { readFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { cmosWritingWith, type Outcome } from '../../support/cmos';
import { metadataOf } from '../../../src/core/database/metadata';
import type { MissionRow } from '../../../src/core/database/model';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { TestWorkspace } from '../../support/workspaces';
import { TestWriters, WRITERS, writerCommand } from '../../support/writers';

const HEAD = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
`;

const STYLES: Readonly<Record<string, string>> = {
  flow: `${HEAD}        - { id: "A", name: "Alpha", status: "Current" } # kept
        - { id: "B", name: "Beta",
            status: "Queued" }
        - { id: "C", name: "Gamma", status: "Queued" }
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
    - { from: "B", to: "C", type: "Blocks" }
`,
  block: `${HEAD}        - id: A
          name: Alpha
          status: Current # s
        - id: B
          status: Queued
          name: Beta
        - id: C
          name: Gamma
          status: Queued
  missionDependencies:
    - { from: A, to: B, type: Blocks }
    - { from: B, to: C, type: Blocks }
`,
};

describe('the lifecycle', function () {
  this.timeout(30_000);
  let workspace: TestWorkspace;
  // One process for all commands, as in an editor: each with one of its own is most of the work.
  const shared = new TestWriters();
  let writers = shared;
  let asked = 0;

  const open = async (backlog: string): Promise<void> => {
    workspace = await TestWorkspace.of({
      'missions/backlog.yaml': backlog,
      'SESSIONS.jsonl': '',
      'PROJECT_CONTEXT.json': '{}',
      'context/MASTER_CONTEXT.json': '{}',
      'db/.keep': '',
    });
  };
  afterEach(() => {
    workspace.remove();
  });

  after(() => shared.close());

  const cmosHere = cmosWritingWith(() => {
    asked++;
    return writers.get();
  });
  const cmos = (...argv: string[]): Promise<Outcome> => cmosHere(workspace.root, ...argv);
  const fine = async (...argv: string[]): Promise<string> => {
    const { status, out, err } = await cmos(...argv, '--ts', '2025-03-14T09:00:00Z');
    assert.deepEqual([argv[0], status, err], [argv[0], 0, '']);
    return out;
  };
  const refused = async (pattern: RegExp, ...argv: string[]): Promise<void> => {
    const before = everything();
    const { status, err } = await cmos(...argv);
    assert.equal(status, 1, err);
    assert.match(err, pattern);
    assert.deepEqual(everything(), before, 'nothing was changed');
  };
  const row = async (id: string): Promise<MissionRow> => {
    const { snapshot, report } = await workspace.read();
    assert.equal(report.verdict, 'in-sync');
    const found = documentOf(snapshot.database)?.missions.find((each) => each.id === id);
    assert.ok(found);
    return found;
  };
  const everything = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(workspace.root, { recursive: true, encoding: 'utf8' })
        .map((name) => path.join(workspace.root, name))
        .filter(
          (file) => /\.(ya?ml|jsonl?|sqlite)$/.test(file) && !file.includes('cmos-operations/') && existsSync(file),
        )
        .map((file) => [file, readFileSync(file, 'latin1')]),
    );

  // What writes the database knows nothing of styles: the second one is for the writer whose turn it is.
  for (const [style, name] of [...WRITERS.map((each) => ['flow', each] as const), ['block', undefined] as const])
    describe(`in ${style} style, written with ${name ?? 'one of them'}`, () => {
      before(async function () {
        if (name !== undefined && (await writerCommand(name)) === undefined) this.skip();
        if (name !== undefined) writers = new TestWriters(name);
      });
      after(async () => {
        if (writers !== shared) await writers.close();
        writers = shared;
      });

      it('goes through a day, in step in all stores, back again to the byte, and forward', async () => {
        await open(STYLES[style] ?? '');
        asked = 0;
        const files = (): string[] => [workspace.text('missions/backlog.yaml'), workspace.text('SESSIONS.jsonl')];
        const states = [files()];
        const step = async (...argv: string[]): Promise<void> => {
          await fine(...argv);
          states.push(files());
        };
        await step('start', 'A', '--summary', 'Kick-off: “é” #1');
        assert.equal((await row('A')).status, 'In Progress');
        await step('block', 'A', '--summary', 'Stuck', '--reason', 'no: access', '--need', 'a key', 'a door');
        assert.deepEqual(metadataOf(await row('A')).fields['blocked_needs'], ['a key', 'a door']);
        await step('unblock', 'A', '--summary', 'Key found');
        assert.deepEqual(metadataOf(await row('A')).fields, { started_at: '2025-03-14T09:00:00Z' });
        assert.equal((await row('A')).notes, 'no: access');
        await step('start', 'A', '--summary', 'Again');
        await step('note', 'A', '--summary', 'Seen: “ü”');
        const known = 'no: access\n[2025-03-14T09:00:00Z codex] Seen: “ü”';
        assert.equal((await row('A')).notes, known);
        await step('complete', 'A', '--summary', 'Done', '--notes', 'tests: 12 of 12');
        assert.equal((await row('A')).notes, `${known}\n\ntests: 12 of 12`);
        assert.equal((await row('B')).status, 'Current');
        assert.equal((await row('C')).status, 'Queued');
        const goes = async (command: 'undo' | 'redo', to: readonly string[] | undefined): Promise<void> => {
          const { status, err } = await cmos(command);
          assert.deepEqual([command, status, err], [command, 0, '']);
          assert.deepEqual(files(), to);
          await row('A');
        };
        for (let at = states.length - 1; at > 0; at--) await goes('undo', states[at - 1]);
        for (let at = 1; at < states.length; at++) await goes('redo', states[at]);
        assert.ok(asked >= 3 * (states.length - 1), 'each of them was written with it');
      });
    });

  it('changes only the lines of the missions it is about', async () => {
    await open(STYLES['flow'] ?? '');
    const before = workspace.text('missions/backlog.yaml').split('\n');
    await fine('start', 'A', '--summary', 'x');
    const after = workspace.text('missions/backlog.yaml').split('\n');
    assert.deepEqual(
      after.filter((line, index) => line !== before[index]),
      ['        - { id: "A", name: "Alpha", status: "In Progress", started_at: "2025-03-14T09:00:00Z" } # kept'],
    );
  });

  it('refuses, says why and what to do instead, and changes nothing', async () => {
    await open(STYLES['flow'] ?? '');
    await refused(/B waits for A \(Current\)/, 'start', 'B', '--summary', 'x');
    await refused(/C waits for B \(Queued\); A \(Current\), for which B waits/, 'start', 'C', '--summary', 'x');
    await refused(/no mission D\.[^]*Did you mean/, 'start', 'D', '--summary', 'x');
    await refused(/B is Queued\.[^]*Start it first/, 'complete', 'B', '--summary', 'x', '--notes', 'y');
    await refused(/A is Current/, 'unblock', 'A', '--summary', 'x');
    await fine('start', 'A', '--summary', 'x');
    await refused(/A is In Progress\.[^]*under way already/, 'start', 'A', '--summary', 'x');
    await fine('complete', 'A', '--summary', 'x', '--notes', 'y');
    await refused(/A is Completed\.[^]*completed already/, 'complete', 'A', '--summary', 'x', '--notes', 'y');
    assert.equal((await cmos('start', 'B', '--summary', 'x', '--ts', 'yesterday')).status, 2);
  });

  it('passes a gate with a reason, and records it', async () => {
    await open(STYLES['flow'] ?? '');
    await fine('start', 'C', '--summary', 'x', '--override', 'the client insists');
    assert.match(
      workspace.text('SESSIONS.jsonl'),
      /"override": "the client insists", "override_gates": \["gate\/prerequisite"\]\}\n$/,
    );
    assert.equal((await row('C')).status, 'In Progress');
    await refused(/C is already In Progress/, 'start', 'A', '--summary', 'x');
  });

  it('takes up the next that is ready where none is named, and promotes none that waits', async () => {
    await open(
      (STYLES['flow'] ?? '')
        .replace('from: "A", to: "B"', 'from: "C", to: "B"')
        .replace('from: "B", to: "C"', 'from: "A", to: "C"'),
    );
    await fine('start', '--summary', 'x');
    assert.equal((await row('A')).status, 'In Progress');
    assert.match(await fine('complete', 'A', '--summary', 'x', '--notes', 'y'), /Next: C/);
    assert.equal((await row('B')).status, 'Queued');
  });

  it('shows with --dry-run what it would change, and changes nothing', async () => {
    await open(STYLES['flow'] ?? '');
    const before = everything();
    const text = await fine('start', 'A', '--summary', 'x', '--dry-run');
    assert.match(text, /~ missions "A" +status +"Current" → "In Progress"/);
    assert.match(text, /^\+.*started_at/m);
    assert.deepEqual(everything(), before);
    assert.equal(existsSync(workspace.path('.cmos-operations')), false);
  });

  it('promotes, puts off, gives up and takes notes, and takes each back', async () => {
    await open(STYLES['block'] ?? '');
    const files = (): string[] =>
      ['missions/backlog.yaml', 'SESSIONS.jsonl', 'context/MASTER_CONTEXT.json'].map((file) => workspace.text(file));
    const states = [files()];
    const step = async (...argv: string[]): Promise<void> => {
      await fine(...argv);
      await row('A');
      states.push(files());
    };
    await step('note', 'A', '--summary', 'First: "looked"', '--agent', 'bo');
    await step('note', 'A', '--summary', 'Second', '--agent', 'bo');
    assert.equal((await row('A')).notes, '[2025-03-14T09:00:00Z bo] First: "looked"\n[2025-03-14T09:00:00Z bo] Second');
    await refused(/B waits for A/, 'promote', 'B');
    await refused(/No queued mission is ready/, 'promote');
    await refused(/C is no prerequisite of B\.[^]*It needs A/, 'waive', 'B', 'C', '--reason', 'x');
    await step('waive', 'B', 'A', '--reason', 'the stub will do');
    await step('promote', 'B');
    assert.equal((await row('B')).status, 'Current');
    await step('defer', 'B', '--reason', 'not now');
    assert.equal((await row('B')).status, 'Deferred');
    await step('drop', 'C', '--reason', 'nobody wants it');
    assert.equal((await row('C')).status, 'Dropped');
    await step('decide', '--summary', 'We use tides', '--rationale', 'They are there');
    await step('constrain', '--summary', 'No network');
    assert.deepEqual(JSON.parse(workspace.text('context/MASTER_CONTEXT.json')), {
      waivers: [
        { mission: 'B', prerequisite: 'A', reason: 'the stub will do', by: 'codex', at: '2025-03-14T09:00:00Z' },
      ],
      decisions_made: [
        { date: '2025-03-14T09:00:00Z', decision: 'We use tides', rationale: 'They are there', by: 'codex' },
      ],
      constraints: ['[2025-03-14T09:00:00Z codex] No network'],
    });
    for (let at = states.length - 1; at > 0; at--) {
      const { status, err } = await cmos('undo', '--override', 'the note of bo goes too');
      assert.equal(status, 0, err);
      assert.deepEqual(files(), states[at - 1]);
      await row('A');
    }
  });

  it('refuses times that cannot be: a waiver that is over, one without a time, an end before the start', async () => {
    await open(STYLES['flow'] ?? '');
    const waive = ['waive', 'B', 'A', '--reason', 'the stub will do', '--ts', '2025-03-14T09:00:00Z', '--expires'];
    await refused(/next Friday is not a time/, ...waive, 'next Friday');
    await refused(/2025-02-31 is not a time/, ...waive, '2025-02-31');
    for (const past of ['2025-03-13', '2025-03-14', '2025-03-14T09:00:00Z', '2025-03-14T10:59:59+02:00'])
      await refused(/is over already/, ...waive, past);
    assert.equal((await cmos(...waive, '2025-03-14T10:00:00Z')).status, 0);

    await fine('start', 'A', '--summary', 'x');
    const complete = ['complete', 'A', '--summary', 'x', '--notes', 'y', '--ts'];
    await refused(/A was started 2025-03-14T09:00:00Z/, ...complete, '2025-03-14T08:59:59Z');
    await refused(/A was started/, ...complete, '2025-03-14T10:59:59+02:00', '--override', 'it was so');
    assert.equal((await cmos(...complete, '2025-03-14T09:00:00Z')).status, 0);
  });

  it('plans work: missions, their names and what waits for what, in the style of the file', async () => {
    await open(STYLES['flow'] ?? '');
    const before = workspace.text('missions/backlog.yaml');
    await fine('add', '--id', 'D', '--name', 'Delta: "new"');
    await fine('depend', 'D', 'C');
    await fine('edit', 'B', '--name', 'Beta, better');
    const { name, status, sprintId } = await row('D');
    assert.deepEqual([name, status, sprintId], ['Delta: "new"', 'Queued', 'S1']);
    assert.equal((await row('B')).name, 'Beta, better');
    const text = workspace.text('missions/backlog.yaml');
    assert.match(text, /\n {8}- \{ id: "D", name: "Delta: \\"new\\"", status: "Queued" \}\n/);
    assert.match(text, /\n {4}- \{ from: "C", to: "D", type: "Blocks" \}\n/);
    await refused(/D waits for C \(Queued\)/, 'start', 'D', '--summary', 'x');
    await refused(/cannot wait for itself/, 'depend', 'A', 'A');
    await refused(/both would wait for ever/, 'depend', 'A', 'D');
    await refused(/waits for C already/, 'depend', 'D', 'C');
    await refused(/a mission D already/, 'add', '--id', 'D', '--name', 'x');
    await refused(/is no id/, 'add', '--id', '../../x', '--name', 'x');
    await refused(/no sprint S9\.[^]*There are: S1/, 'add', '--id', 'E', '--name', 'x', '--sprint', 'S9');
    for (let turn = 0; turn < 3; turn++) assert.equal((await cmos('undo')).status, 0);
    assert.equal(workspace.text('missions/backlog.yaml'), before);
    assert.equal((await workspace.read()).report.verdict, 'in-sync');
  });
});
