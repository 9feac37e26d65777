import assert from 'node:assert/strict';
import '../../support/editor';
import { headlineOf, incidentDetails } from '../../../src/core/escalation/messages';
import { needsYou } from '../../../src/core/escalation/needs';
import type { Records } from '../../../src/core/escalation/records';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import type { Controller } from '../../../src/vscode/controller';
import { needRow } from '../../../src/vscode/need-row';
import { dependencyRow, missionRow, snapshotOf } from '../model/snapshots';

const NO_RECORDS: Records = { incidents: [], closings: new Map(), fallbackSteps: [], damaged: 0, newer: [] };

/** The words by which menus find each row, and what their operations are about. */
function rowsOf(snapshot: Snapshot): object[] {
  return needsYou(snapshot, NO_RECORDS).map((need) => {
    const told = { need, headline: headlineOf(need), details: incidentDetails(need), actions: [] };
    const { label, context, target } = needRow(told, {} as unknown as Controller, false);
    return { label, context, target };
  });
}

describe('the rows of the Needs You view', () => {
  it('offer no mission that was split and of which a part failed', () => {
    const part = (id: string, status: string): ReturnType<typeof missionRow> =>
      missionRow(id, status, { metadata: '{"split_from": "A"}' });
    const missions = [missionRow('A', 'Blocked'), part('Aa', 'Completed'), part('Ab', 'Failed')];
    assert.deepEqual(rowsOf(snapshotOf({ database: { missions } })), [
      { label: 'A is blocked; no need is recorded', context: 'blocked', target: undefined },
    ]);
  });

  it('offer a mission that was split for completion once its parts are done', () => {
    const part = (id: string): ReturnType<typeof missionRow> =>
      missionRow(id, 'Completed', { metadata: '{"split_from": "A"}' });
    assert.deepEqual(
      rowsOf(snapshotOf({ database: { missions: [missionRow('A', 'Blocked'), part('Aa'), part('Ab')] } })),
      [{ label: 'All parts of A are done: it can be completed', context: 'finished', target: { mission: 'A' } }],
    );
  });

  it('name the prerequisite that was given up, to be waived, replaced or taken away', () => {
    const missions = [missionRow('A', 'Dropped'), missionRow('B', 'Queued')];
    const dependencies = [dependencyRow('A', 'B', 'Blocks')];
    assert.deepEqual(rowsOf(snapshotOf({ database: { missions, dependencies } })), [
      {
        label: 'B waits for what will not be done: A (Dropped)',
        context: 'prerequisite',
        target: { mission: 'B', prerequisite: 'A' },
      },
    ]);
  });
});
