/** The Backlog view without an editor: what the menus of sprints go by. */
import assert from 'node:assert/strict';
import '../../support/editor';
import { vscode } from '../../support/editor';
import { backlog } from '../../../src/vscode/views/backlog';
import type { TreeServices } from '../../../src/vscode/tree';
import { snapshotOf } from '../model/snapshots';

const BACKLOG = `domainFields:
  sprints:
    - { sprintId: S1, status: Completed, missions: [{ id: A, status: Completed }] }
    - { sprintId: S2, status: Active, missions: [{ id: B, status: Completed }, { id: C, status: Dropped }] }
    - { sprintId: S3, status: Current, missions: [{ id: D, status: Queued }] }
    - { sprintId: S4, status: planning, missions: [] }
`;

describe('the Backlog view', () => {
  it('says of each sprint how far it is, and where nothing is left to do but to close it', async () => {
    const state = { saved: snapshotOf({ backlog: BACKLOG }), report: { findings: [] } };
    const looks = new vscode.EventEmitter<void>();
    const services = {
      workspaces: { controllers: [{ root: '/w', state }], onDidChangeSaved: looks.event },
      log: { error: (text: string) => assert.fail(text) },
      sections: [],
    } as unknown as TreeServices;
    assert.ok(backlog.tree !== undefined);
    const tree = new backlog.tree(services, backlog);
    assert.deepEqual(
      (await tree.getChildren()).map(({ context, target }) => [target?.['sprint'], context]),
      [
        ['S1', 'sprint;done'],
        ['S2', 'sprint;running;finished'],
        ['S3', 'sprint;running'],
        ['S4', 'sprint;planned'],
      ],
    );
    tree.dispose();
  });
});
