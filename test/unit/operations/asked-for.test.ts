/** Several who add something at the same moment, things done twice, options that do not go together: done for each, or told in words. */
import assert from 'node:assert/strict';
import { CommandLine } from '../../support/command-line';
import { backlogText } from '../model/snapshots';

describe('what cannot be done as it was asked for', () => {
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': backlogText({ S1: [['A-1', 'Current'], ['A-2']] }) });
  });
  afterEach(() => {
    line.remove();
  });

  it('gives each the next id that is free by then', async () => {
    const done = await Promise.all([1, 2, 3].map((n) => line.cmos('add', '--name', `New ${n}`)));
    for (const { status, err } of done) assert.deepEqual([status, err], [0, '']);
    const { missions } = await line.database();
    assert.deepEqual(
      missions.map(({ id }) => id),
      ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'],
    );
    assert.equal((await line.cmos('parity', '--check')).status, 0);
  });

  it('refuses an id that somebody else took meanwhile, and no incident is kept', async () => {
    const done = await Promise.all([1, 2].map((n) => line.cmos('add', 'A-9', '--name', `New ${n}`)));
    assert.deepEqual(done.map(({ status }) => status).toSorted(), [0, 1]);
    assert.match(done.map(({ err }) => err).join(''), /There is a mission A-9 already/);
    assert.doesNotMatch((await line.cmos('needs')).out, /UNIQUE|A-9/);
  });

  it('splits a mission once', async () => {
    const split = ['split', 'A-2', '--into', 'One', 'Two', '--summary', 's'];
    await line.fine(...split);
    await line.refused(/A-2 is split already, into /, ...split);
  });

  it('refuses options that say nothing here, rather than leave them out', async () => {
    await line.refused(/goes with --waiting repoint alone/, 'drop', 'A-1', '--reason', 'r', '--to', 'A-2');
    await line.fine('depend', 'A-2', 'A-1');
    await line.refused(/A-2 waits for A-1 already/, 'depend', 'A-2', 'A-1', '--instead-of', 'A-1');
    await line.refused(
      /into no other sprint/,
      ...['sprint', 'close', 'S1', '--left', 'drop', '--reason', 'r', '--to', 'S2'],
    );
  });
});
