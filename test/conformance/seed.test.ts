/** What the reference's seeder makes of real workspaces, recorded: ours makes the same rows, and loses nothing. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import initSqlJs from 'sql.js';
import { cmos as cmosIn, type Outcome } from '../support/cmos';
import { check } from '../../src/core/findings/check';
import { isDrift } from '../../src/core/findings/places';
import { DEFAULT_SETTINGS } from '../../src/core/workspace/settings';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodePorts } from '../../src/node/ports';
import { recordings, type Table } from './recordings';

const SHARED = path.resolve('../shared');
const SAMPLES = path.join(SHARED, 'samples');

/** The rows of tables in a database file, as the recorded ones are given: in rowid order. */
async function tablesOf(file: string, names: readonly string[]): Promise<Record<string, Table>> {
  const SQL = await initSqlJs();
  const database = new SQL.Database(Uint8Array.from(readFileSync(file)));
  const entries = names.map((name): [string, Table] => {
    const statement = database.prepare(`SELECT * FROM ${name} ORDER BY rowid`);
    const rows: Record<string, unknown>[] = [];
    while (statement.step()) rows.push(statement.getAsObject());
    statement.free();
    return [name, rows];
  });
  database.close();
  return Object.fromEntries(entries);
}

/** What the reference reads into tables that a seed of ours leaves to the tools that keep them. */
const NOT_SEEDED = new Set(['telemetry_events', 'prompt_mappings']);

describe('seeding', function () {
  this.timeout(60_000);
  let folder: string;
  let root: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-seed-'));
    root = path.join(folder, 'w');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const database = (): string => path.join(root, 'db', 'cmos.sqlite');

  const cmos = (...argv: string[]): Promise<Outcome> => cmosIn(root, ...argv);
  const fine = async (...argv: string[]): Promise<{ changed: unknown[]; notices: string[] }> => {
    const { status, out, err } = await cmos(...argv, '--format', 'json', '--ts', '2025-03-14T09:00:00Z');
    assert.deepEqual([argv[0], status, err], [argv[0], 0, '']);
    return JSON.parse(out) as { changed: unknown[]; notices: string[] };
  };

  for (const { name, after, put } of recordings('seed_sqlite.py')) {
    it(`makes the reference’s rows: ${name}`, async () => {
      put(root);
      const { notices } = await fine('seed');
      const recorded = after.database;
      const names = Object.keys(recorded).filter((table) => !NOT_SEEDED.has(table));
      const rows = await tablesOf(database(), names);
      if (name === 'seed-dangling-dependency') {
        // The reference has nothing at all then.
        assert.equal(rows['missions']?.length, 52);
        assert.equal(rows['session_events']?.length, 86);
        assert.equal(notices.filter((notice) => notice.includes('there is no such mission')).length, 2);
        return;
      }
      const masked = JSON.parse(
        JSON.stringify(rows).replaceAll(root, '<root>').replaceAll('2025-03-14T09:00:00Z', '<now>'),
      ) as Record<string, Table>;
      const inKeyOrder = (table: string, list: Table | undefined): unknown =>
        table === 'mission_dependencies' ? list?.map((row) => JSON.stringify(row)).sort() : list;
      for (const table of names)
        assert.deepEqual(inKeyOrder(table, masked[table]), inKeyOrder(table, recorded[table]), table);
    });
  }

  if (!existsSync(SAMPLES)) {
    it('needs the real workspaces, which are not at hand');
    return;
  }

  it('keeps the events, snapshots and values that only the database of sample 07 has', async () => {
    cpSync(path.join(SAMPLES, '07-cpms-initial'), root, { recursive: true });
    const tables = ['session_events', 'context_snapshots', 'telemetry_events'];
    const before = await tablesOf(database(), tables);
    assert.equal(before['session_events']?.length, 39);
    await fine('seed');
    assert.deepEqual(await tablesOf(database(), tables), before);
    const snapshot = await new Workspace(nodePorts(), root, DEFAULT_SETTINGS).refresh();
    const drifts = check(snapshot).findings.filter(isDrift);
    assert.ok(drifts.length > 39);
    assert.deepEqual(
      drifts.filter(({ fileValue }) => fileValue !== undefined),
      [],
      'what differs still is what no file has',
    );
  });

  it('puts the events that only the database of sample 07 has into the log when the files are taken, and takes it back', async () => {
    cpSync(path.join(SAMPLES, '07-cpms-initial'), root, { recursive: true });
    const tables = ['missions', 'session_events', 'mission_dependencies', 'context_snapshots'];
    const before = await tablesOf(database(), tables);
    await fine('repair', '--take', 'files', '--override', 'starting over');
    const after = await tablesOf(database(), tables);
    assert.deepEqual([after['session_events']?.length, after['context_snapshots']?.length], [39, 2]);
    assert.equal(readFileSync(path.join(root, 'SESSIONS.jsonl'), 'utf8').trimEnd().split('\n').length, 39);
    assert.equal((await cmos('undo')).status, 0);
    assert.deepEqual(await tablesOf(database(), tables), before, 'undone, ids and order included');
  });

  for (const name of readdirSync(SAMPLES).filter((each) => !each.startsWith('_'))) {
    it(`finds nothing to do a second time: ${name}`, async () => {
      cpSync(path.join(SAMPLES, name), root, { recursive: true });
      await fine('seed');
      assert.deepEqual((await fine('seed')).changed, []);
    });
  }
});
