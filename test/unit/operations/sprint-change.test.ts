/** Operations that are about a sprint. */
import assert from 'node:assert/strict';
import { Change, sprintOf } from '../../../src/core/operations/change';
import { type Operation, textOf } from '../../../src/core/operations/operation';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { Performing } from '../../support/performing';
import { TestWorkspace } from '../../support/workspaces';
import { missionRow, snapshotOf } from '../model/snapshots';

const BACKLOG = `domainFields:
  sprints:
    - sprintId: "s1"
      title: "One"
      focus: "Old" # kept
      missions:
        - { id: "A", name: "Alpha", status: "Current" }
    - sprintId: s2
      title: Two
      missions: []
`;

const focus: Operation = {
  name: 'focus',
  title: () => 'Set Focus of Sprint',
  description: () => 'say what a sprint is about',
  chapter: 'planning',
  order: 9,
  parameters: {
    sprint: { type: 'sprint', title: () => 'Sprint', required: true },
    text: { type: 'string', title: () => 'Focus' },
  },
  plan({ sprint: id, text }, context) {
    const sprint = sprintOf(context.snapshot, String(id));
    return new Change(context)
      .sprint(sprint, { focus: textOf(text) ?? null })
      .event({ action: 'focus', status: 'planned', summary: String(id) })
      .plan('focus', 'Set the focus');
  },
};

describe('a change of a sprint', function () {
  this.timeout(30_000);
  const performing = new Performing();
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await TestWorkspace.of({
      'missions/backlog.yaml': BACKLOG,
      'SESSIONS.jsonl': '',
      'PROJECT_CONTEXT.json': '{}',
      'context/MASTER_CONTEXT.json': '{}',
      'db/.keep': '',
    });
  });

  afterEach(() => {
    workspace.remove();
  });

  after(() => performing.close());

  const focusOf = async (id: string): Promise<string | null | undefined> => {
    const { snapshot, report } = await workspace.read();
    assert.equal(report.verdict, 'in-sync');
    return documentOf(snapshot.database)?.sprints.find((sprint) => sprint.id === id)?.focus;
  };

  it('lands in row and file: another value, a first one, and none', async () => {
    await performing.run(workspace, focus, { sprint: 's1', text: 'New: “é”' });
    assert.equal(await focusOf('s1'), 'New: “é”');
    assert.match(workspace.text('missions/backlog.yaml'), /focus: "New: “é”" # kept\n/);
    await performing.run(workspace, focus, { sprint: 's2', text: 'First' });
    assert.equal(await focusOf('s2'), 'First');
    assert.match(workspace.text('missions/backlog.yaml'), /title: Two\n {6}focus: "First"\n {6}missions: \[\]\n/);
    await performing.run(workspace, focus, { sprint: 's1' });
    assert.equal(await focusOf('s1'), null);
    assert.doesNotMatch(workspace.text('missions/backlog.yaml'), /kept/);
  });

  it('is refused for a sprint that there is not, with those that there are', async () => {
    await performing.refused(workspace, focus, 'operation/refused', /There is no sprint s9/, {
      sprint: 's9',
      text: 'x',
    });
    const named = snapshotOf({ database: { missions: [missionRow('A', 'Queued', { sprintId: 's9' })] } });
    assert.throws(() => sprintOf(named, 's9'), /There is no sprint s9/, 'a mission alone names it');
  });
});
