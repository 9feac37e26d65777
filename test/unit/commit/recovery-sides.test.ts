/** Which way an interrupted change is recovered: as the rows say, each of them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Row, RowChange } from '../../../src/core/changes/change-set';
import type { HeldLock } from '../../../src/core/changes/writer';
import { Journal } from '../../../src/core/commit/journal';
import { recoverUnderLock } from '../../../src/core/commit/recover';
import { confined } from '../../../src/core/ground/boundary';
import { commitPorts } from '../../support/writers';

const ports = commitPorts(() => Promise.resolve(undefined));
const INSERT: RowChange = { kind: 'insert', table: 'missions', row: { id: 'A', name: 'x' } };
const UPDATE: RowChange = { kind: 'update', table: 'missions', key: { id: 'B' }, before: { s: 1 }, after: { s: 2 } };
const SAME: RowChange = { kind: 'update', table: 'missions', key: { id: 'C' }, before: { s: 1 }, after: { s: 1 } };
const DELETE: RowChange = { kind: 'delete', table: 'missions', key: { id: 'D' }, before: { id: 'D', s: 1 } };

describe('an interrupted change', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'cmos-sides-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const open = (title: string, rows: readonly RowChange[]): Promise<unknown> =>
    new Journal(confined(ports.files, root), root, ports.provenance).open({
      operation: 'x',
      title,
      at: 'now',
      rows,
      files: [],
    });
  const recovered = async (present: readonly (Row | undefined)[]): Promise<string[]> => {
    const lock: HeldLock = { read: (keys) => Promise.resolve(keys.map((_, index) => present[index])) };
    const recoveries = await recoverUnderLock(ports, root, lock);
    return recoveries.map(({ record, outcome }) => `${record.title} ${outcome}`);
  };

  for (const [what, rows, present, outcome] of [
    ['an inserted row is there', [INSERT], [{ id: 'A', name: 'x' }], 'finished'],
    ['an inserted row is not there', [INSERT], [undefined], 'taken-back'],
    ['somebody else inserted the row', [INSERT], [{ id: 'A', name: 'y' }], 'conflict'],
    ['a row is as after', [UPDATE], [{ s: 2 }], 'finished'],
    ['a row is as before', [UPDATE], [{ s: 1 }], 'taken-back'],
    ['somebody else changed the row', [UPDATE], [{ s: 3 }], 'conflict'],
    ['somebody else deleted the row', [UPDATE], [undefined], 'conflict'],
    ['a deleted row is gone', [DELETE], [undefined], 'finished'],
    ['a deleted row is there', [DELETE], [{ id: 'D', s: 1 }], 'taken-back'],
    ['a deleted row was changed', [DELETE], [{ id: 'D', s: 2 }], 'conflict'],
    ['a row that stays as it is says nothing', [SAME, UPDATE], [{ s: 1 }, { s: 1 }], 'taken-back'],
    ['rows speak for both sides', [INSERT, UPDATE], [{ id: 'A', name: 'x' }, { s: 1 }], 'conflict'],
  ] as const)
    it(`is ${outcome} where ${what}`, async () => {
      await open('One', rows);
      assert.deepEqual(await recovered(present), [`One ${outcome}`]);
    });

  it('is rolled back before those that it lies upon', async () => {
    await open('One', [INSERT]);
    await open('Two', [INSERT]);
    assert.deepEqual(await recovered([undefined]), ['Two taken-back', 'One taken-back']);
    assert.deepEqual(await recovered([undefined]), []);
  });
});
