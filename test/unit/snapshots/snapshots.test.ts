import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import initSqlJs from 'sql.js';
import { type DatabaseDump, dumpDatabase } from '../../../src/core/database/dump';
import { listSnapshots } from '../../../src/core/snapshots/folder';
import { nameFor, readName } from '../../../src/core/workspace/snapshot-names';
import { takeSnapshot } from '../../../src/core/operations/snapshot';
import type { CopyRequest } from '../../../src/core/changes/change-set';
import type { TakenCopy } from '../../../src/core/commit/database-copy';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { nodePorts } from '../../../src/node/ports';
import { FAULTS, Faults, faultyFiles } from '../../support/faults';
import { hasPython } from '../../support/python';
import { commitPorts, TestWriters } from '../../support/writers';
import { TestWorkspace } from '../../support/workspaces';
import { cmos, objectOf, type Outcome } from '../../support/cmos';
import { planOf } from '../../support/plan';
import { sample } from '../../support/effort';

const BACKLOG = planOf({ A: 'Queued', B: 'Queued' });

describe('snapshots of the database', function () {
  this.timeout(60_000);
  const ports = nodePorts();
  const writers = new TestWriters();
  let workspace: TestWorkspace;
  let folder: string;

  before(function () {
    if (!hasPython) this.skip();
  });
  beforeEach(async () => {
    workspace = await TestWorkspace.of({
      'missions/backlog.yaml': BACKLOG,
      'SESSIONS.jsonl': '',
      'PROJECT_CONTEXT.json': '{"project": "é"}',
      'context/MASTER_CONTEXT.json': '{}',
      'db/.keep': '',
    });
    folder = workspace.path('db/snapshots');
  });
  afterEach(() => {
    workspace.remove();
  });
  after(() => writers.close());

  const run = (...argv: string[]): Promise<Outcome> => cmos(workspace.root, ...argv);
  const fine = async (...argv: string[]): Promise<string> => {
    const { status, out, err } = await run(...argv);
    assert.deepEqual([argv, status, err], [argv, 0, '']);
    return out;
  };
  const rows = (file = workspace.path('db/cmos.sqlite')): Promise<DatabaseDump> => dumpDatabase(ports, file, file, 1e9);
  const names = (): string[] => readdirSync(folder).filter((name) => !name.startsWith('.'));
  const take = (ports: Partial<CommitPorts>, request: CopyRequest): Promise<TakenCopy> =>
    takeSnapshot(
      { ports: commitPorts(() => writers.get(), ports), refresh: () => workspace.workspace.refresh() },
      request,
    );
  /** Takes one at a time, in seconds since some start. */
  const takeAt = async (second: number, reason: string, more: object = {}): Promise<string> => {
    const at = Date.UTC(2025, 2, 14, 9, 0, second);
    return (await take({ now: () => at }, { reason, ...more })).name;
  };

  it('are taken, listed with what is in them, and ignored by Git', async () => {
    const [file = ''] = (await fine('snapshot', '--reason', 'Before the “Übung” #1/../x')).split('\n');
    assert.match(file, /^db\/snapshots\/cmos-\d{8}T\d{6}Z-before-the-ubung-1-x\.sqlite$/);
    assert.deepEqual(await rows(workspace.path(file)), await rows());
    assert.equal(readFileSync(path.join(folder, '.gitignore'), 'utf8'), 'cmos-*.sqlite*\n');
    writeFileSync(path.join(folder, '.gitignore'), 'mine');
    await fine('snapshot');
    assert.equal(readFileSync(path.join(folder, '.gitignore'), 'utf8'), 'mine');
    const { snapshots } = objectOf(await run('snapshots', '--format', 'json')) as {
      snapshots: Record<string, unknown>[];
    };
    assert.deepEqual(snapshots.map(({ reason, missions, events }) => [reason, missions, events]).sort(), [
      ['before-the-ubung-1-x', 2, 0],
      ['manual', 2, 0],
    ]);
    assert.match(await fine('snapshots'), /before-the-ubung-1-x +\d+ bytes +2 missions, 0 events/);
  });

  it('of the same moment and reason stand side by side', async () => {
    assert.deepEqual(
      [await takeAt(0, 'x'), await takeAt(0, 'x'), await takeAt(0, 'x')],
      ['cmos-20250314T090000Z-x.sqlite', 'cmos-20250314T090000Z-x-2.sqlite', 'cmos-20250314T090000Z-x-3.sqlite'],
    );
  });

  it('are kept up to a number; what others put there, and one that is in use, stays', async () => {
    mkdirSync(folder);
    const others = ['before.sqlite', 'cmos.sqlite', 'cmos-20200101T000000Z-x.sqlite.bak', 'cmos-2020-x.sqlite'];
    for (const name of others) writeFileSync(path.join(folder, name), 'x');
    const taken: string[] = [];
    for (let second = 0; second < 13; second++) taken.push(await takeAt(second, 'x'));
    assert.deepEqual(names().sort(), [...others, ...taken.slice(3)].sort());
    const next = await takeAt(20, 'y', { keep: 2, spare: taken[4] });
    assert.deepEqual(names().sort(), [...others, taken[4], taken[12], next].sort());
  });

  it('are swept of what a crash left half-written, not of what another process is writing', async () => {
    mkdirSync(folder);
    const left = `${nameFor(Date.UTC(2025, 2, 14, 7), 'x')}.abc123.new`;
    const busy = `${nameFor(Date.UTC(2025, 2, 14, 8, 59), 'x')}.abc123.new`;
    for (const name of [left, busy]) writeFileSync(path.join(folder, name), '');
    const name = await takeAt(0, 'y');
    assert.deepEqual(names().sort(), [busy, name].sort());
  });

  it('are compared with the database', async () => {
    const [file = ''] = (await fine('snapshot', '--reason', 'before')).split('\n');
    const name = path.basename(file);
    assert.equal(await fine('snapshots', '--compare', name), `The database holds the same rows as ${name}.\n`);
    await fine('start', 'A', '--summary', 'Go');
    const { status, out } = await run('snapshots', '--compare', file);
    assert.equal(status, 1);
    assert.match(
      out,
      /missions: 0 only in the database, 0 only in the snapshot, 1 differ\n {2}~ A: status, metadata\n/,
    );
    assert.match(out, /session_events: 1 only in the database, .*\n {2}\+ 1\n/);
    const json = objectOf(await run('snapshots', '--compare', name, '--format', 'json'));
    assert.equal(json['same'], false);
  });

  it('are restored: shown before, row for row, with a copy of what was, and undone', async () => {
    const [file = ''] = (await fine('snapshot', '--reason', 'before')).split('\n');
    const name = path.basename(file);
    const wanted = await rows();
    await fine('start', 'A', '--summary', 'Go');
    await fine('add', '--id', 'C', '--name', 'Gamma');
    await fine('decide', '--summary', 'Blue');
    const changed = await rows();
    const files = ['missions/backlog.yaml', 'SESSIONS.jsonl', 'context/MASTER_CONTEXT.json'];
    const texts = files.map((each) => workspace.text(each));

    const preview = await fine('restore', name, '--dry-run');
    assert.match(preview, /~ missions "A" +status +"In Progress" → "Queued"/);
    assert.match(preview, /- missions "C"/);
    assert.match(preview, /~ contexts "master_context" +content/);
    assert.deepEqual(await rows(), changed);
    assert.deepEqual(names(), [name]);

    const said = await fine('restore', name);
    assert.deepEqual(await rows(), wanted);
    assert.deepEqual(
      files.map((each) => workspace.text(each)),
      texts,
      'the files stay as they are',
    );
    assert.equal((await run('parity')).status, 1, 'and now differ');
    const copy = /kept as (db\/snapshots\/cmos-\w+-restore\.sqlite)/.exec(said)?.[1] ?? '';
    assert.deepEqual(await rows(workspace.path(copy)), changed);
    assert.match((await run('restore', name)).err, /holds the rows of .* already/);

    await fine('undo');
    assert.deepEqual((await rows()).tables.get('missions'), changed.tables.get('missions'));
    assert.deepEqual(await rows(), changed);
    assert.equal((await run('parity')).status, 0);
    await fine('redo');
    assert.deepEqual(await rows(), wanted);
  });

  it('are restored though it is the oldest of as many as are kept', async () => {
    const oldest = await takeAt(0, 'oldest');
    for (let second = 1; second < 10; second++) await takeAt(second, 'x');
    await fine('note', 'A', '--summary', 'Later');
    await fine('restore', oldest);
    assert.ok(existsSync(path.join(folder, oldest)));
    assert.equal(names().filter((name) => readName(name) !== undefined).length, 11);
  });

  it('are taken back only where no other row would go with it', async () => {
    await fine('depend', 'B', 'A');
    const [file = ''] = (await fine('snapshot')).split('\n');
    const SQL = await initSqlJs();
    const database = new SQL.Database(readFileSync(workspace.path('db/cmos.sqlite')));
    // Without foreign keys, as many tools write: the dependency now hangs in the air.
    database.run("DELETE FROM missions WHERE id = 'A'");
    writeFileSync(workspace.path('db/cmos.sqlite'), database.export());
    database.close();
    await fine('restore', file);
    const restored = await rows();
    const { status, err } = await run('undo');
    assert.equal(status, 3);
    assert.match(err, /Other rows reference the row A of missions/);
    assert.deepEqual(await rows(), restored);
  });

  it('give their missions the places that they had', async () => {
    const [file = ''] = (await fine('snapshot')).split('\n');
    const wanted = await rows();
    const SQL = await initSqlJs();
    const database = new SQL.Database(readFileSync(workspace.path('db/cmos.sqlite')));
    database.run("UPDATE missions SET rowid = 9 WHERE id = 'A'; UPDATE missions SET rowid = 1 WHERE id = 'B'");
    writeFileSync(workspace.path('db/cmos.sqlite'), database.export());
    database.close();
    const order = async (): Promise<string[] | undefined> =>
      documentOf((await workspace.read()).snapshot.database)?.missions.map(({ id }) => id);
    assert.deepEqual(await order(), ['B', 'A']);
    await fine('restore', file);
    assert.deepEqual(await order(), ['A', 'B']);
    assert.deepEqual(await rows(), wanted);
  });

  it('are not restored where the database has no place for what they hold', async () => {
    const [file = ''] = (await fine('snapshot')).split('\n');
    const SQL = await initSqlJs();
    const database = new SQL.Database(readFileSync(workspace.path(file)));
    database.run("ALTER TABLE missions ADD COLUMN objective; UPDATE missions SET objective = 'x'");
    database.run('CREATE TABLE learnings (id); INSERT INTO learnings VALUES (1)');
    writeFileSync(workspace.path('db/snapshots/other.sqlite'), database.export());
    database.close();
    const before = await rows();
    const { status, err } = await run('restore', 'other.sqlite');
    assert.equal(status, 1);
    assert.match(err, /no table or column for: learnings, missions\.objective\. Nothing was changed/);
    assert.deepEqual(await rows(), before);
    assert.equal(names().length, 2, 'and no copy was taken for nothing');
  });

  it('are taken of a database that belongs to another system, and not restored into it', async () => {
    const other = await TestWorkspace.of(
      { 'missions/backlog.yaml': BACKLOG, 'db/.keep': '' },
      { sql: "INSERT INTO metadata VALUES ('firehose_event_columns', 'x')" },
    );
    const { out } = await cmos(other.root, 'snapshot');
    const SQL = await initSqlJs();
    const database = new SQL.Database(readFileSync(other.path('db/cmos.sqlite')));
    database.run("DELETE FROM missions WHERE id = 'B'");
    writeFileSync(other.path('db/cmos.sqlite'), database.export());
    database.close();
    const { status, err } = await cmos(other.root, 'restore', out.trim());
    assert.equal(status, 1);
    assert.match(err, /belongs to another system/);
    assert.equal(readdirSync(other.path('db/snapshots')).length, 2, 'the ignore file and the one');
    other.remove();
  });

  it('are found by names in their folder alone', async () => {
    await fine('snapshot', '--reason', 'good');
    copyFileSync(workspace.path('db/cmos.sqlite'), workspace.path('other.sqlite'));
    writeFileSync(path.join(folder, 'bad\u001b[2J.db'), 'no database');
    mkdirSync(path.join(folder, 'folder.db'));
    const unknown = /There is no snapshot/;
    const hostile: [string, RegExp][] = [
      ['../cmos.sqlite', unknown],
      ['../../other.sqlite', unknown],
      [workspace.path('other.sqlite'), unknown],
      ['..', unknown],
      ['.', unknown],
      ['a\0b', unknown],
      ['x', unknown],
      ['folder.db', /is no file in/],
    ];
    if (process.platform !== 'win32') {
      symlinkSync(workspace.path('other.sqlite'), path.join(folder, 'link.sqlite'));
      hostile.push(['link.sqlite', /is no file in/]);
    }
    const before = await rows();
    for (const [name, reason] of hostile) {
      for (const argv of [
        ['restore', '--snapshot', name],
        ['snapshots', '--compare', name],
      ]) {
        const { status, err } = await run(...argv);
        assert.deepEqual([argv, status], [argv, 1]);
        assert.match(err, reason, JSON.stringify(argv));
      }
    }
    assert.match((await run('restore', '--snapshot', '')).err, /missing required option --snapshot/);
    assert.match((await run('snapshots', '--compare', '')).err, unknown);
    assert.deepEqual(await rows(), before);
    const { out, status } = await run('snapshots');
    assert.equal(status, 0);
    assert.match(out, /good .*2 missions/);
    assert.match(out, /not taken here .*is not a SQLite database/);
    // eslint-disable-next-line no-control-regex -- this is what it is about
    assert.doesNotMatch(out, /\u001b/);
    const { snapshots } = objectOf(await run('snapshots', '--format', 'json')) as {
      snapshots: Record<string, unknown>[];
    };
    assert.deepEqual(
      snapshots.filter(({ problem }) => problem === undefined).map(({ reason }) => reason),
      ['good'],
    );
  });

  it('are not taken, or written elsewhere, through a link; nor without a database', async function () {
    if (process.platform !== 'win32') {
      const outside = await TestWorkspace.of({ 'missions/backlog.yaml': BACKLOG }, { database: false });
      symlinkSync(outside.root, folder);
      const { status, err } = await run('snapshot');
      assert.equal(status, 3);
      assert.match(err, /db\/snapshots leads outside of the workspace/);
      assert.deepEqual(readdirSync(outside.root), ['missions']);
      outside.remove();
    }
    const files = await TestWorkspace.of({ 'missions/backlog.yaml': BACKLOG }, { database: false });
    const none = await cmos(files.root, 'snapshot');
    assert.equal(none.status, 3);
    assert.match(none.err, /There is no db\/cmos\.sqlite/);
    assert.match((await cmos(files.root, 'snapshots')).out, /There is no snapshot/);
    files.remove();
    assert.equal((await run('snapshot', '--keep', '0')).status, 2);
  });

  it('that cannot be finished leave nothing half-written, and remove none', async () => {
    const kept = await takeAt(0, 'kept');
    const takeOn = (faults: Faults): Promise<TakenCopy> =>
      take({ files: faultyFiles(faults) }, { reason: 'x', keep: 1 });
    const count = new Faults(-1, undefined);
    const last = await takeOn(count);
    assert.deepEqual(names(), [last.name]);
    assert.notEqual(kept, last.name);
    for (let at = 0; at < count.calls; at++) {
      for (const fault of sample(FAULTS, 3)) {
        for (const name of names()) await nodeCommitFiles.remove(path.join(folder, name));
        const old = await takeAt(0, 'old');
        const faults = new Faults(at, fault);
        const failed = await takeOn(faults).then(
          () => false,
          () => true,
        );
        const whole: string[] = [];
        for (const { name, problem } of await listSnapshots({ ports, files: nodeCommitFiles }, workspace.root))
          if (problem === undefined) whole.push(name);
        const where = `call ${at + 1} of ${count.calls}: ${fault}: ${names().join()}`;
        // Whatever has the name of a snapshot is one; there is always at least one.
        assert.deepEqual(
          whole.sort(),
          names()
            .filter((name) => !name.endsWith('.new'))
            .sort(),
          where,
        );
        assert.ok(whole.length > 0, where);
        if (!faults.ended && failed && !whole.some((name) => name !== old)) assert.deepEqual(names(), [old], where);
      }
    }
  });
});
