/** A database that cannot be read is not absent: no operation works past it on the files alone. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { CommandLine } from '../../support/command-line';
import { hasFts5, python } from '../database/python';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      status: "Active"
      missions:
        - { id: "A", name: "Alpha", status: "In Progress" }
        - { id: "B", name: "Beta", status: "Queued" }
        - { id: "C", name: "Gamma", status: "Blocked" }
`;
const EVENT =
  '{"ts": "2025-03-01T00:00:00Z", "agent": "a", "mission": "A", "action": "start", "status": "in_progress", "summary": "s"}';
const CONTEXT = '{\n  "project": { "name": "P" },\n  "decisions_made": []\n}\n';
const FILES = {
  'missions/backlog.yaml': BACKLOG,
  'SESSIONS.jsonl': `${EVENT}\n`,
  'PROJECT_CONTEXT.json': CONTEXT,
  'context/MASTER_CONTEXT.json': CONTEXT,
  'agents.md': '# Agents\n',
};

/** A try of each operation that changes missions, events or contexts. */
const TRIES: readonly (readonly string[])[] = [
  ['start', 'B', '--summary', 's'],
  ['start', '--summary', 's'],
  ['complete', 'A', '--summary', 's', '--notes', 'n'],
  ['block', 'A', '--summary', 's', '--reason', 'r'],
  ['unblock', 'C', '--summary', 's'],
  ['promote', 'B'],
  ['promote'],
  ['defer', 'B', '--reason', 'r'],
  ['drop', 'B', '--reason', 'r'],
  ['split', 'B', '--summary', 's', '--into', 'One', 'Two'],
  ['note', 'A', '--summary', 's'],
  ['review', 'A', '--remark', 'r'],
  ['decide', '--summary', 's'],
  ['constrain', '--summary', 's'],
  ['add', '--id', 'D', '--name', 'Delta'],
  ['edit', 'B', '--objective', 'o'],
  ['depend', 'B', 'A'],
];

describe('a database that cannot be read', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const open = async (files: Readonly<Record<string, string>> = {}): Promise<void> => {
    line = await CommandLine.of({ ...FILES, ...files });
  };
  afterEach(() => {
    line.remove();
  });
  const database = (): string => line.workspace.path('db/cmos.sqlite');

  /** Overwrites the root page of a table. */
  const overwrite = async (table: string): Promise<void> => {
    const page = (await line.database()).schema.tables.get(table)?.rootPage ?? 0;
    const bytes = readFileSync(database());
    const size = bytes.readUInt16BE(16);
    writeFileSync(database(), bytes.fill(0xa5, (page - 1) * size, page * size));
  };

  /** All files and the database's bytes, so that any change shows. */
  const stores = (): unknown => [line.everything(), readFileSync(database()).toString('latin1')];

  /** Runs what must be refused, with a reason, whatever is said for it. */
  const refuses = async (pattern: RegExp, ...argv: readonly string[]): Promise<void> => {
    const before = stores();
    const { status, out, err } = await line.cmos(...argv);
    assert.notEqual(status, 0, `${argv.join(' ')}: ${out}`);
    assert.match(err, pattern, argv.join(' '));
    assert.match(err, /Nothing was changed/, argv.join(' '));
    assert.deepEqual(stores(), before, argv.join(' '));
  };

  for (const [what, breaks, reason] of [
    [
      'no SQLite file',
      () => {
        writeFileSync(database(), 'no database\n'.repeat(100));
      },
      /is not a SQLite database/,
    ],
    [
      'an empty file',
      () => {
        writeFileSync(database(), '');
      },
      /is an empty file/,
    ],
    [
      'cut short',
      () => {
        writeFileSync(database(), readFileSync(database()).subarray(0, 8192));
      },
      /damaged/,
    ],
    [
      'with one table overwritten',
      () => overwrite('session_events'),
      /The table session_events of db\/cmos\.sqlite could not be read/,
    ],
  ] as const) {
    it(`${what}: every operation says why it does nothing, also with a reason`, async () => {
      await open();
      await breaks();
      for (const argv of TRIES) {
        await refuses(reason, ...argv);
        await refuses(reason, ...argv, '--override', 'because');
      }
      for (const argv of [['seed'], ['export'], ['repair', '--take', 'files']])
        await refuses(reason, ...argv, '--override', 'because');
      const { status, out } = await line.cmos('parity');
      assert.equal(status, 3, out);
      assert.match(out, /Parity could not be determined/);
      assert.equal((await line.cmos('doctor')).status, 3);
      const intake = await line.cmos('intake');
      assert.equal(intake.status, 1);
      assert.match(intake.out, reason);
    });
  }

  it('over the size limit is refused, and the setting lifts the limit', async () => {
    await open({ '.vscode/settings.json': '{ "cmos.limits.databaseMegabytes": 0.001 }' });
    await refuses(/the limit is .* MB.*Nothing was changed/, 'complete', 'A', '--summary', 's', '--notes', 'n');
    writeFileSync(line.workspace.path('.vscode/settings.json'), '{ "cmos.limits.databaseMegabytes": 1 }');
    await line.fine('complete', 'A', '--summary', 's', '--notes', 'n');
  });

  it('names the snapshots that there are', async () => {
    await open();
    assert.equal((await line.cmos('snapshot', '--reason', 'before')).status, 0);
    writeFileSync(database(), '');
    await refuses(/The latest snapshots: db\/snapshots\/cmos-\d{8}T\d{6}Z-before\.sqlite/, ...(TRIES[2] ?? []));
  });

  it('is not written by undoing either', async () => {
    await open();
    await line.fine('note', 'A', '--summary', 's');
    writeFileSync(database(), '');
    await refuses(/is an empty file/, 'undo');
  });

  for (const [what, sql] of [
    ['a column', 'ALTER TABLE missions DROP COLUMN notes'],
    ['a table', 'DROP TABLE mission_dependencies'],
    [
      'a column that is computed',
      'ALTER TABLE missions RENAME COLUMN status TO st; ALTER TABLE missions ADD COLUMN status TEXT AS (st)',
    ],
    ['a column by its name, in other case', 'ALTER TABLE missions RENAME COLUMN notes TO NOTES'],
  ] as const)
    it(`that lacks ${what} says nothing of it: nothing is taken out of a file for that`, async () => {
      await open();
      line.sql(`DROP VIEW IF EXISTS active_missions; ${sql}`);
      const backlog = line.read('missions/backlog.yaml');
      assert.equal((await line.cmos('parity', '--check')).status, 3);
      for (const take of ['database', 'moved']) await line.cmos('repair', '--take', take, '--override', 'r');
      await line.cmos('export', '--override', 'r');
      assert.equal(line.read('missions/backlog.yaml'), backlog);
      await refuses(/could not be read: (it has no column|there is no such table)/, ...(TRIES[2] ?? []));
      assert.match((await line.cmos('list')).out, /Alpha/);
    });

  for (const profile of ['database-only', 'managed-elsewhere'])
    it(`that no file mirrors (${profile}) may have other tables, and is read`, async () => {
      await open({ '.vscode/settings.json': `{"cmos.profile": "${profile}"}` });
      line.sql('DROP TABLE session_events; ALTER TABLE sprints DROP COLUMN focus');
      assert.equal((await line.cmos('parity', '--check')).status, 0);
      assert.match((await line.cmos('list')).out, /Alpha/);
      assert.match((await line.cmos('lint')).out, /session_events: there is no such table/);
    });

  it('with a table of full-text search is read and written as any other', async function () {
    if (!hasFts5) this.skip();
    await open();
    line.sql(`
        CREATE VIRTUAL TABLE missions_fts USING fts5(id, name);
        INSERT INTO missions_fts SELECT id, name FROM missions;
        CREATE TRIGGER missions_fts_update AFTER UPDATE ON missions BEGIN
          INSERT INTO missions_fts (id, name) VALUES (new.id, new.name || ' ' || new.status);
        END;`);
    const { snapshot, report } = await line.workspace.read();
    assert.equal(snapshot.profile.name, 'mirrored');
    assert.deepEqual(
      report.findings.map(({ code, severity }) => [code, severity]),
      [['database/schema', 'information']],
    );
    await line.undone('note', 'A', '--summary', 's');
    await line.fine('complete', 'A', '--summary', 's', '--notes', 'n');
    const found = python(
      'import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM missions_fts WHERE missions_fts MATCH \'Completed\'").fetchone()[0])',
      database(),
    );
    assert.equal(found.trim(), '1', 'its trigger ran');
    assert.equal((await line.cmos('snapshot', '--reason', 'fts')).status, 0);
  });

  it('in pages overwritten at random leaves no operation that ends well with the stores apart', async () => {
    let [done, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ page: fc.nat(), fill: fc.oneof(fc.constant(undefined), fc.nat(255)) }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.constantFrom(...TRIES.filter(([name]) => ['complete', 'start', 'note', 'decide'].includes(name ?? ''))),
        fc.integer(),
        async (pages, argv, seed) => {
          await open();
          try {
            const bytes = readFileSync(database());
            const size = bytes.readUInt16BE(16);
            const random = fc.sample(fc.uint8Array({ minLength: size, maxLength: size }), { numRuns: 1, seed })[0];
            for (const { page, fill } of pages) {
              const at = (page % (bytes.length / size)) * size;
              if (fill === undefined) bytes.set(random ?? [], at);
              else bytes.fill(fill, at, at + size);
            }
            writeFileSync(database(), bytes);
            const before = stores();
            const { status, err } = await line.cmos(...argv, '--override', 'because');
            if (status === 0) {
              done++;
              const { report } = await line.workspace.read();
              assert.equal(report.verdict, 'in-sync', argv.join(' '));
            } else {
              refused++;
              assert.deepEqual(stores(), before, err);
            }
          } finally {
            line.remove();
          }
        },
      ),
      { numRuns: 40 },
    );
    assert.ok(refused > 0, `${done} done, ${refused} refused`);
  });
});
