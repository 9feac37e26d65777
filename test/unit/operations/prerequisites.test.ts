/** What a mission waits for, taken away or replaced, wherever a workspace says it. */
import assert from 'node:assert/strict';
import { metadataOf } from '../../../src/core/database/metadata';
import { readinessOf } from '../../../src/core/model/readiness';
import { CommandLine } from '../../support/command-line';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
        - { id: "A", name: "Alpha", status: "Queued" }
        - { id: "B", name: "Beta", status: "Queued" }
        - { id: "C", name: "Gamma", status: "Queued" }
        - { id: "D", name: "Delta", status: "Queued" }
        - { id: "E", name: "Epsilon", status: "Queued", dependencies: ["A", "B"] }
        - { id: "F", name: "Zeta", status: "Queued", requires: "A, B" }
        - { id: "G", name: "Eta", status: "Queued", blocking: ["C"] }
  missionDependencies:
    # first things
    - { from: "A", to: "B", type: "blocks" } # of the parser
    - { from: "C", to: "B", type: "depends_on" }
    - { from: "C", to: "A", type: "Relates" }
    - { from: "D", to: "Z", type: "depends_on" }
`;

describe('prerequisites', function () {
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
    (await line.database()).dependencies
      .filter(({ to }) => to !== 'Z')
      .map(({ from, to, type }) => `${from} ${type} ${to}`)
      .toSorted();
  const waitsFor = async (id: string): Promise<string[]> =>
    readinessOf(await line.snapshot())
      .of(id)
      .prerequisites.map((each) => each.id)
      .toSorted();
  const own = async (id: string): Promise<unknown> => {
    const row = (await line.database()).missions.find((each) => each.id === id);
    assert.ok(row);
    return metadataOf(row).fields;
  };

  it('go from every store, whichever end comes first', async () => {
    assert.deepEqual([await waitsFor('B'), await waitsFor('C')], [['A'], ['B', 'G']]);
    await line.undone('depend', 'B', 'A', '--remove');
    await line.fine('depend', 'B', 'A', '--remove');
    await line.fine('depend', 'C', 'B', '--remove');
    assert.deepEqual([await waitsFor('B'), await waitsFor('C'), await edges()], [[], ['G'], ['C Relates A']]);
    assert.doesNotMatch(backlog(), /"blocks"|from: "C", to: "B"/);
    await line.fine('depend', 'C', 'A', '--remove');
    assert.deepEqual(await edges(), [], 'a relation goes too');
    const { action } = JSON.parse(line.read('SESSIONS.jsonl').trimEnd().split('\n').at(-1) ?? '') as { action: string };
    assert.equal(action, 'undepend');
  });

  it('go from what the missions themselves say', async () => {
    await line.fine('depend', 'E', 'A', '--remove');
    await line.fine('depend', 'F', 'B', '--remove');
    await line.fine('depend', 'C', 'G', '--remove');
    assert.deepEqual(
      [await own('E'), await own('F'), await own('G')],
      [{ dependencies: ['B'] }, { requires: 'A' }, {}],
    );
    assert.deepEqual([await waitsFor('E'), await waitsFor('F'), await waitsFor('C')], [['B'], ['A'], ['B']]);
    await line.fine('depend', 'E', 'B', '--remove');
    assert.deepEqual(await own('E'), {});
  });

  it('go with a mission that was never there', async () => {
    assert.match((await line.cmos('lint')).out, /readiness\/dangling-dependency: The dependency D → Z/);
    await line.fine('depend', 'D', 'Z', '--remove');
    assert.doesNotMatch((await line.cmos('lint')).out, /dangling/);
  });

  it('are replaced in place, and keep their type', async () => {
    await line.undone('depend', 'B', 'D', '--instead-of', 'A');
    await line.fine('depend', 'B', 'D', '--instead-of', 'A');
    await line.fine('depend', 'C', 'D', '--instead-of', 'B');
    await line.fine('depend', 'E', 'D', '--instead-of', 'A');
    await line.fine('depend', 'F', 'D', '--instead-of', 'B');
    await line.fine('depend', 'C', 'A', '--instead-of', 'G');
    assert.match(backlog(), /# first things\n {4}- \{ from: "D", to: "B", type: "blocks" \} # of the parser\n/);
    assert.deepEqual(await edges(), ['C Relates A', 'C depends_on D', 'D blocks B']);
    assert.deepEqual(
      [await own('A'), await own('E'), await own('F'), await own('G')],
      [{ blocking: ['C'] }, { dependencies: ['D', 'B'] }, { requires: 'A, D' }, {}],
    );
    assert.deepEqual(
      [await waitsFor('B'), await waitsFor('C'), await waitsFor('E'), await waitsFor('F')],
      [['D'], ['A', 'D'], ['B', 'D'], ['A', 'D']],
    );
    // What it waits for already is not written twice.
    await line.fine('depend', 'E', 'B', '--instead-of', 'D');
    assert.deepEqual(await own('E'), { dependencies: ['B'] });
  });

  it('are left alone where nothing says so, or a mission would wait for ever', async () => {
    await line.refused(/A does not wait for B\./, 'depend', 'A', 'B', '--remove');
    await line.refused(/B does not wait for D\.[^]*It waits for A\./, 'depend', 'B', 'C', '--instead-of', 'D');
    await line.refused(/C waits for B, so that both/, 'depend', 'B', 'C', '--instead-of', 'A');
    await line.refused(/B cannot wait for itself/, 'depend', 'B', 'B', '--instead-of', 'A');
    await line.refused(/goes with no other option/, 'depend', 'B', 'A', '--remove', '--type', 'Blocks');
    await line.refused(
      /C and A have a dependency of type “Relates” already[^]*cmos depend A C --remove/,
      'depend',
      'C',
      'A',
      '--instead-of',
      'B',
    );
    await line.fine('drop', 'D', '--reason', 'r');
    await line.refused(/D is Dropped/, 'depend', 'B', 'D');
  });
});
