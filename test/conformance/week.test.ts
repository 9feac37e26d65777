/**
 * A working week on the command line: two sprints from the intake to their close, and undo of all of it. After each step the stores are in
 * step, as ours and, where it is here, the reference's validator see it.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cmos } from '../support/cmos';
import { CommandLine } from '../support/command-line';
import { acceptedByReference } from '../support/reference';

describe('a working week', function () {
  this.timeout(240_000);
  let folder: string;
  let line: CommandLine;
  /** What takes each step back, the latest last. */
  let back: (() => Promise<void>)[];
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-week-')));
    back = [];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function step(...argv: readonly string[]): Promise<string> {
    const out = await line.fine(...argv);
    acceptedByReference(line.workspace.root, path.join(folder, 'copy'), argv.join(' '));
    back.push(async () => {
      const { status, err } = await line.cmos('undo');
      assert.equal(status, 0, err);
    });
    return out;
  }

  /** A change that none of our commands makes, and the one that takes it back. */
  function byHand(change: () => void, revert: () => void): void {
    change();
    back.push(async () => {
      revert();
      await line.workspace.read();
    });
  }

  it('loses nothing that was written down, and can be undone to the byte', async () => {
    const made = await cmos('/', 'init', path.join(folder, 'w'), '--name', 'Week');
    assert.deepEqual([made.status, made.err], [0, '']);
    line = CommandLine.at(path.join(folder, 'w'));
    const begin = [line.everything(), await line.rows()];

    // Monday: the intake, and the plan.
    await step('intake');
    await step('constrain', '--summary', 'No new dependencies this week');
    await step('sprint', 'start', 'Sprint 01');
    await step('edit', 'B1.1', '--name', 'Read the logs');
    await step('add', 'B1.2', '--name', 'Parse them: all of them');
    await step('add', 'B1.3', '--name', '“Report” #1');
    await step('depend', 'B1.2', 'B1.1');
    await step('depend', 'B1.3', 'B1.2');
    await step('start', 'B1.1', '--summary', 'Taken up');
    await step('note', 'B1.1', '--summary', 'Chose the streaming reader');
    await step('decide', '--summary', 'Logs are read as a stream');
    await step('complete', 'B1.1', '--summary', 'Done', '--notes', '12 of 12 tests');
    assert.match(
      (await line.database()).missions.find(({ id }) => id === 'B1.1')?.notes ?? '',
      /Chose the streaming reader[^]*12 of 12 tests/,
    );

    // Tuesday: the work is larger than it looked.
    await step('start', 'B1.2', '--summary', 'Taken up');
    await step('split', 'B1.2', '--into', 'B1.2a: Lines', 'B1.2b: Blocks', '--summary', 'Two formats');
    await step('start', 'B1.2a', '--summary', 'Taken up', '--override', 'the parent waits');
    await step(
      'block',
      'B1.2a',
      '--summary',
      'No samples',
      '--reason',
      'Nobody has one',
      '--need',
      'A sample from operations',
    );
    assert.match((await line.cmos('needs')).out, /B1\.2a[^]*A sample from operations/);
    await step('unblock', 'B1.2a', '--summary', 'A sample came');
    await step('start', 'B1.2a', '--summary', 'Again', '--override', 'the parent waits');
    await step('complete', 'B1.2a', '--summary', 'Lines are parsed', '--notes', 'fixtures pass');

    // Wednesday: somebody edits the backlog by hand, and the change counts.
    const backlog = line.read('missions/backlog.yaml');
    byHand(
      () => {
        line.workspace.write('missions/backlog.yaml', backlog.replace('“Report” #1', '“Report” #2'));
      },
      () => {
        line.workspace.write('missions/backlog.yaml', backlog);
      },
    );
    assert.equal((await line.cmos('parity', '--check')).status, 1);
    await step('repair', '--take', 'files');
    assert.equal((await line.database()).missions.find(({ id }) => id === 'B1.3')?.name, '“Report” #2');
    const snapshot = await line.cmos('snapshot');
    assert.equal(snapshot.status, 0, snapshot.err);
    const [taken = ''] = /[^/\s]+\.sqlite/.exec(snapshot.out) ?? [];

    // Thursday: another program spoils the database, and a snapshot brings its rows back.
    byHand(
      () => {
        line.sql("UPDATE missions SET name = name || ' (spoilt)'");
      },
      () => {
        line.sql("UPDATE missions SET name = replace(name, ' (spoilt)', '')");
      },
    );
    assert.equal((await line.cmos('parity', '--check')).status, 1);
    await step('restore', taken);
    assert.equal((await line.database()).missions.find(({ id }) => id === 'B1.1')?.name, 'Read the logs');

    // Friday: the sprint ends, and what is left goes into the next one.
    await step('start', 'B1.2b', '--summary', 'Taken up', '--override', 'the parent waits');
    await step('complete', 'B1.2b', '--summary', 'Blocks are parsed', '--notes', 'fixtures pass');
    await step('complete', 'B1.2', '--summary', 'Both formats', '--notes', 'its parts are done');
    await step('sprint', 'add', 'Sprint 02', '--title', 'Reports');
    await step('sprint', 'close', 'Sprint 01', '--left', 'carry', '--to', 'Sprint 02');
    await step('sprint', 'start', 'Sprint 02');
    await step('start', 'B1.3', '--summary', 'Taken up');
    await step('complete', 'B1.3', '--summary', 'A report', '--notes', 'printed');
    await step('add', 'B2.1', '--sprint', 'Sprint 02', '--name', 'Charts');
    await step('defer', 'B2.1', '--reason', 'Next month');
    await step('sprint', 'close', 'Sprint 02', '--left', 'drop', '--reason', 'Not wanted any more');
    assert.match((await line.cmos('next')).out, /^All missions are done/);
    assert.deepEqual(
      (await line.database()).sprints.map(({ id, status }) => [id, status]),
      [
        ['Sprint 01', 'Completed'],
        ['Sprint 02', 'Completed'],
      ],
    );

    for (const undo of back.toReversed()) await undo();
    // Snapshots are copies, and stay.
    rmSync(line.workspace.path('db/snapshots'), { recursive: true });
    assert.deepEqual([line.everything(), await line.rows()], begin);
  });
});
