/** Work that is planned anew: split, moved to another sprint, edited. */
import assert from 'node:assert/strict';
import { metadataOf } from '../../../src/core/database/metadata';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { readinessOf } from '../../../src/core/model/readiness';
import { CommandLine } from '../../support/command-line';
import { planOf } from '../../support/plan';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      status: "In Progress"
      totalMissions: 3
      completedMissions: 0
      missions:
        # the first
        - { id: "A", name: "Alpha", status: "Completed", completed_at: "2025-01-01T00:00:00Z" }
        - { id: "B", name: "Beta", status: "Current", objective: "read; write; print" } # two in one
        - { id: "C", name: "Gamma", status: "Queued" }
    - sprintId: "S2"
      title: "Two"
      status: "Planned"
      totalMissions: 1
      completedMissions: 0
      missions:
        - id: D
          name: Delta
          status: Queued
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
    - { from: "B", to: "C", type: "Blocks" }
    - { from: "B", to: "D", type: "Blocks" }
`;

describe('work planned anew', function () {
  this.timeout(30_000);
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': BACKLOG });
  });
  afterEach(() => {
    line.remove();
  });
  const backlog = (): string => line.read('missions/backlog.yaml');
  const edges = async (): Promise<string[]> =>
    (await line.database()).dependencies.map(({ from, to }) => `${from}>${to}`).toSorted();
  const statuses = async (): Promise<string> =>
    (await line.database()).missions.map(({ id, status }) => `${id} ${status}`).join(', ');

  describe('depend', () => {
    it('is refused where the database lacks the prerequisite, until that is repaired', async () => {
      line.sql("DELETE FROM mission_dependencies WHERE to_id = 'D'; DELETE FROM missions WHERE id = 'D'");
      const before = [backlog(), await edges()];
      for (const argv of [
        ['depend', 'C', 'D'],
        ['depend', 'D', 'C'],
      ]) {
        const { status, err } = await line.cmos(...argv);
        assert.equal(status, 1);
        assert.match(
          err,
          /^The database has no mission D\. Nothing was changed\.\n.*cmos repair --take files --only D\n$/,
        );
      }
      assert.deepEqual([backlog(), await edges()], before);
      assert.doesNotMatch((await line.cmos('needs')).out, /was not done/);
      await line.fine('repair', '--take', 'files', '--only', 'D');
      await line.fine('depend', 'D', 'C');
      assert.deepEqual(await edges(), ['A>B', 'B>C', 'B>D', 'C>D']);
    });
  });

  describe('split', () => {
    it('puts children behind the parent with its lineage, and hands the parent’s edges on', async () => {
      const split = ['split', 'B', '--into', 'Read', 'Write', 'Print', '--summary', 'too much'];
      await line.undone(...split);
      const out = await line.fine(...split);
      assert.match(out, /Next: Ba/);
      assert.equal(await statuses(), 'A Completed, B Blocked, C Queued, D Queued, Ba Current, Bb Queued, Bc Queued');
      assert.deepEqual(await edges(), ['A>B', 'A>Ba', 'Ba>Bb', 'Bb>Bc', 'Bc>C', 'Bc>D']);
      const lines = backlog().split('\n');
      const at = lines.findIndex((each) => each.includes('"Ba"'));
      assert.match(lines[at - 1] ?? '', /id: "B".*# two in one$/);
      assert.match(lines[at] ?? '', /objective: "read", split_from: "B"/);
      assert.match(lines[at + 1] ?? '', /"Bb".*"write"/);
      assert.match(backlog(), /totalMissions: 6/);
      const sprint = (await line.database()).sprints.find(({ id }) => id === 'S1');
      assert.deepEqual([sprint?.totalMissions, sprint?.completedMissions], [6, 1], 'the count that was wrong is right');
      const parent = (await line.database()).missions.find(({ id }) => id === 'B');
      assert.ok(parent);
      assert.equal(parent.notes, 'Split into Ba, Bb, Bc: too much');
      assert.deepEqual(metadataOf(parent).fields['blocked_needs'], ['Ba', 'Bb', 'Bc']);
    });

    it('takes ids and objectives as they are given', async () => {
      await line.fine(
        ...['split', 'B', '--into', 'B-x: Read', 'Write', '--summary', 'two parts', '--objective', 'all of it', 'rest'],
      );
      assert.deepEqual(await edges(), ['A>B', 'A>B-x', 'B-x>Ba', 'Ba>C', 'Ba>D'].toSorted());
      assert.match(await statuses(), /B Blocked/);
      assert.match(backlog(), /id: "B-x", name: "Read", status: "Current", objective: "all of it"/);
    });

    it('leaves a mission that can be completed once all its parts are done, and says so', async () => {
      const close = (id: string): readonly string[] => ['complete', id, '--summary', 's', '--notes', 'n'];
      const way =
        'All parts of B are done: Ba, Bb. It can be completed: cmos complete B --summary TEXT --notes EVIDENCE';
      await line.fine('split', 'B', '--into', 'One', 'Two', '--summary', 'two parts');
      assert.doesNotMatch(await line.fine(...close('Ba')), /All parts/);
      await line.refused(/B is Blocked/, ...close('B'));
      assert.match((await line.cmos('needs')).out, /\[blocked\] B/);
      assert.ok((await line.fine(...close('Bb'))).includes(way));
      assert.ok((await line.cmos('next')).out.includes(way));
      assert.match(
        (await line.cmos('needs')).out,
        /^\[finished\] All parts of B are done: it can be completed\n.*Ba One\n.*Bb Two\n {2}then: cmos complete B /,
      );
      await line.undone(...close('B'));
      await line.fine(...close('B'));
      const parent = (await line.database()).missions.find(({ id }) => id === 'B');
      assert.ok(parent);
      assert.equal(parent.notes, 'Split into Ba, Bb: two parts\n\nn');
      assert.deepEqual(Object.keys(metadataOf(parent).fields), ['objective', 'completed_at']);
      assert.equal((await line.cmos('needs')).out, 'Nothing needs you.\n');
      assert.doesNotMatch((await line.cmos('next')).out, /All parts/);
    });

    it('leaves one that goes on waiting where it was blocked anew', async () => {
      await line.fine('split', 'B', '--into', 'One', 'Two', '--summary', 's');
      await line.fine('complete', 'Ba', '--summary', 's', '--notes', 'n');
      const finished = async (): Promise<unknown> =>
        (JSON.parse((await line.cmos('next', '--format', 'json')).out) as { finished: unknown }).finished;
      await line.fine('drop', 'Bb', '--reason', 'not needed');
      assert.deepEqual(await finished(), ['B'], 'a part that was given up is not waited for');
      await line.fine('unblock', 'B', '--summary', 's');
      await line.fine('block', 'B', '--summary', 's', '--reason', 'no key', '--need', 'a key');
      assert.deepEqual(await finished(), []);
    });

    it('refuses what makes no sense', async () => {
      await line.refused(/two missions at least/, 'split', 'B', '--into', 'One', '--summary', 's');
      await line.refused(/A is Completed/, 'split', 'A', '--into', 'One', 'Two', '--summary', 's');
      await line.refused(/no mission Z/, 'split', 'Z', '--into', 'One', 'Two', '--summary', 's');
      await line.refused(/named twice/, 'split', 'B', '--into', 'B-1: a', 'B-1: b', '--summary', 's');
      await line.refused(/is no id/, 'split', 'B', '--into', 'B/../x: a', 'b', '--summary', 's');
    });
  });

  describe('move', () => {
    it('takes the mission’s lines to another sprint as they are, and counts anew', async () => {
      await line.undone('move', 'C', '--sprint', 'S2');
      await line.fine('move', 'B', '--sprint', 'S2');
      assert.match(
        backlog(),
        /status: Queued\n {8}- \{ id: "B", name: "Beta", status: "Current", objective: "read; write; print" \} # two in one\n/,
      );
      assert.match(backlog(), /totalMissions: 2[\s\S]*totalMissions: 2/);
      const database = await line.database();
      assert.equal(database.missions.find(({ id }) => id === 'B')?.sprintId, 'S2');
      assert.deepEqual(
        database.sprints.map(({ totalMissions }) => totalMissions),
        [2, 2],
      );
    });

    it('takes a block entry too, and leaves an empty list behind', async () => {
      await line.fine('move', 'D', '--sprint', 'S1');
      assert.match(
        backlog(),
        /"Gamma", status: "Queued" \}\n {8}- id: D\n {10}name: Delta\n {10}status: Queued\n {4}- sprintId/,
      );
      assert.match(backlog(), /missions: \[\]/);
      await line.fine('move', 'D', '--sprint', 'S2');
      assert.match(backlog(), /missions:\n {8}- id: D\n {10}name: Delta\n {10}status: Queued\n {2}missionD/);
    });

    it('refuses a sprint that is not there, or that it is in', async () => {
      await line.refused(/There is no sprint S9/, 'move', 'B', '--sprint', 'S9');
      await line.refused(/is in S1 already/, 'move', 'B', '--sprint', 'S1');
    });
  });

  describe('block', () => {
    it('writes down how it is known that it may go on, and adds what clears the way', async () => {
      const block = ['block', 'B', '--summary', 's', '--reason', 'no key', '--need', 'a key'];
      await line.undone(...block, '--follow-up', 'Get the key');
      await line.fine(...block, '--unblock-when', 'the key turns', '--follow-up', 'Get the key', 'Oil the lock');
      assert.match(await statuses(), /B Blocked.*B-f1 Queued, B-f2 Queued/);
      assert.deepEqual(await edges(), ['A>B', 'B-f1>B', 'B-f2>B', 'B>C', 'B>D']);
      assert.equal((await line.database()).missions[1]?.notes, 'no key\nUnblock when: the key turns');
    });
  });

  describe('edit', () => {
    it('changes name, objective and other fields, in the row’s metadata as in the entry', async () => {
      await line.undone('edit', 'B', '--name', 'Better: beta');
      await line.fine('edit', 'B', '--objective', 'all: of it', '--set', 'owner=Zoë', 'estimate=3 days');
      const row = (await line.database()).missions.find(({ id }) => id === 'B');
      assert.ok(row);
      assert.deepEqual(metadataOf(row).fields, { objective: 'all: of it', owner: 'Zoë', estimate: '3 days' });
      assert.match(backlog(), /objective: "all: of it", owner: "?Zoë"?, estimate: "?3 days"? \} # two in one/);
      await line.fine('edit', 'B', '--set', 'owner=');
      assert.doesNotMatch(backlog(), /owner/);
    });

    it('leaves to other operations what they look after', async () => {
      await line.refused(/status is not changed like this/, 'edit', 'B', '--set', 'status=Completed');
      await line.refused(/no KEY=VALUE/, 'edit', 'B', '--set', 'nonsense');
      await line.refused(/says all that already/, 'edit', 'B', '--name', 'Beta');
    });
  });

  it('shows what it would do, and does nothing, on a dry run', async () => {
    const before = line.everything();
    const out = await line.fine('split', 'B', '--into', 'One', 'Two', '--summary', 's', '--dry-run');
    assert.match(out, /\+ missions "Ba"/);
    assert.match(out, /^\+ {8}- \{ id: "Ba"/m);
    assert.deepEqual(line.everything(), before);
    assert.ok(documentOf((await line.snapshot()).backlog));
  });
});

describe('dependencies in the house’s own style', function () {
  this.timeout(30_000);
  let line: CommandLine;
  afterEach(() => {
    line.remove();
  });
  /** The missions A, B and C, and these dependencies. */
  const withEdges = async (...edges: readonly (readonly [from: string, to: string, type: string])[]): Promise<void> => {
    const list = edges.map(([from, to, type]) => `    - { from: "${from}", to: "${to}", type: "${type}" }\n`).join('');
    const plan = planOf({ A: 'Queued', B: 'Queued', C: 'Queued' });
    line = await CommandLine.of({
      'missions/backlog.yaml': edges.length === 0 ? plan : `${plan}  missionDependencies:\n${list}`,
    });
  };
  const edges = async (): Promise<string[]> =>
    (await line.database()).dependencies.map(({ from, to, type }) => `${from} ${type} ${to}`);
  const waitsFor = async (id: string): Promise<string[]> =>
    readinessOf(await line.snapshot())
      .of(id)
      .prerequisites.map((each) => each.id);

  it('have the type and the direction that most have, from every operation that adds one', async () => {
    await withEdges(['B', 'A', 'depends_on'], ['A', 'C', 'Relates'], ['B', 'C', 'Relates']);
    await line.fine('depend', 'C', 'B');
    await line.fine('add', 'D', '--name', 'Delta', '--prerequisite', 'B', 'C');
    await line.fine('block', 'B', '--summary', 's', '--reason', 'r', '--follow-up', 'Clear');
    await line.fine('split', 'C', '--into', 'One', 'Two', '--summary', 's');
    assert.deepEqual((await edges()).filter((each) => !each.includes('Relates')).toSorted(), [
      'B depends_on A',
      'B depends_on B-f1',
      'C depends_on B',
      'Ca depends_on B',
      'Cb depends_on Ca',
      'D depends_on B',
      'D depends_on Cb',
    ]);
    assert.deepEqual(await waitsFor('D'), ['B', 'Cb']);
    assert.match(line.read('missions/backlog.yaml'), /from: "D", to: "B", type: "depends_on"/);
  });

  it('never have a second spelling, as that would be read on its own', async () => {
    await withEdges(['A', 'B', 'Blocks']);
    const out = await line.fine('depend', 'C', 'B', '--type', 'blocks');
    assert.match(out, /Its type is Blocks, as this workspace spells it\./);
    assert.deepEqual(await edges(), ['A Blocks B', 'B Blocks C']);
    assert.doesNotMatch(await line.fine('depend', 'C', 'A', '--type', 'Blocks'), /spells/);
  });

  it('begin at the end that a new type’s own word says', async () => {
    await withEdges();
    await line.fine('depend', 'C', 'A', '--type', 'depends_on');
    assert.deepEqual([await edges(), await waitsFor('C')], [['C depends_on A'], ['A']]);
    await line.fine('depend', 'C', 'B', '--type', 'Enables');
    assert.deepEqual(await waitsFor('C'), ['A', 'B']);
  });

  it('are refused where no mission would wait by them, or others would be read the other way round', async () => {
    await withEdges(['A', 'C', 'Relates']);
    await line.refused(/“Relates” names a relation/, 'depend', 'B', 'A', '--type', 'relates');
    await line.refused(
      /all dependencies of type “After” would be read the other way round[^]*cmos\.dependencyDirections/,
      ...['depend', 'A', 'B', '--type', 'After'],
    );
    await line.refused(/A and C have a dependency of type “Relates” already/, 'depend', 'C', 'A', '--type', 'Blocks');
    await line.refused(/no mission Z/, 'add', 'D', '--name', 'Delta', '--prerequisite', 'Z');
    assert.deepEqual(await edges(), ['A Relates C']);
  });

  it('wait for follow-ups, however many stand behind the mission', async () => {
    await withEdges();
    const names = ['1', '2', '3', '4', '5', '6'];
    await line.fine('block', 'A', '--summary', 's', '--reason', 'r', '--follow-up', ...names);
    assert.deepEqual(
      await waitsFor('A'),
      names.map((each) => `A-f${each}`),
    );
  });
});
