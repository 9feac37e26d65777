import assert from 'node:assert/strict';
import { rowsOf } from '../../support/view-rows';
import { needs } from '../../../src/vscode/views/needs';
import { missionRow, snapshotOf } from '../model/snapshots';

describe('the rows of the Needs You view', () => {
  it('offer a mission that was split for completion once its parts are done', async () => {
    const part = (id: string): ReturnType<typeof missionRow> =>
      missionRow(id, 'Completed', { metadata: '{"split_from": "A"}' });
    const snapshot = snapshotOf({ database: { missions: [missionRow('A', 'Blocked'), part('Aa'), part('Ab')] } });
    const [row, ...others] = await rowsOf(needs, { snapshot });
    assert.equal(others.length, 0);
    assert.deepEqual(
      [row?.label, row?.context, row?.target],
      ['All parts of A are done: it can be completed', 'finished', { mission: 'A' }],
    );
  });
});
