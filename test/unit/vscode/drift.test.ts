import assert from 'node:assert/strict';
import { rowsBelow, rowsOf } from '../../support/view-rows';
import type { Controller } from '../../../src/vscode/controller';
import type { Row } from '../../../src/vscode/row';
import { drift, type DriftTarget, selectedFindings } from '../../../src/vscode/views/drift';
import { TestWorkspace } from '../../support/workspaces';

describe('the rows of the Drift view', () => {
  /** The sample's drift by its files, in a window with so many roots. */
  async function groups(roots = 1): Promise<ReadonlyMap<string, Row>> {
    const workspace = await TestWorkspace.sample();
    try {
      const rows = await rowsOf(drift, await workspace.read(), roots);
      return new Map(rows.map((row) => [row.label, row]));
    } finally {
      workspace.remove();
    }
  }
  const target = (row: Row | undefined): DriftTarget => row as unknown as DriftTarget;

  it('stand under their files, with how many there are, and whose where there are several roots', async () => {
    const files = await groups();
    assert.deepEqual([...files.keys()].sort(), ['PROJECT_CONTEXT.json', 'SESSIONS.jsonl', 'missions/backlog.yaml']);
    const backlog = files.get('missions/backlog.yaml');
    assert.equal(backlog?.description, String((await rowsBelow(backlog)).length));
    const shared = (await groups(2)).get('missions/backlog.yaml');
    assert.equal(shared?.description, `${backlog.description} · cmos`);
  });

  it('open the value in the file, and say what the finding says', async () => {
    const rows = await rowsBelow((await groups()).get('missions/backlog.yaml'));
    const status = rows.find(({ label }) => label === 'T2.3 · status');
    assert.equal(status?.description, 'Completed ↔ Current');
    assert.equal(status.place?.path, 'missions/backlog.yaml');
    assert.equal(status.place.range?.start.line, 43);
    assert.match(String(status.tooltip), /^T2\.3: status differs/);
  });

  it('are mended together where several are selected, of one root alone', async () => {
    const files = await groups();
    const [one, two] = ['missions/backlog.yaml', 'SESSIONS.jsonl'].map((file) => files.get(file));
    const [first, second] = (await rowsBelow(one)).map(target);
    assert.ok(first && second);
    assert.equal(selectedFindings(first, undefined).length, 1);
    assert.equal(selectedFindings(first, [first, second]).length, 2);
    assert.equal(selectedFindings(first, [second]).length, 1, 'what it was called on is not among what is selected');
    const all = selectedFindings(target(one), [target(one), first, target(two)]).length;
    assert.equal(all, (await rowsBelow(one)).length + (await rowsBelow(two)).length, 'none twice');
    const elsewhere = { ...second, controller: { root: '/other' } as unknown as Controller };
    assert.equal(selectedFindings(first, [first, elsewhere]).length, 1);
  });
});
