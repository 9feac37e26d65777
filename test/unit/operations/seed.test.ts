import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commit } from '../../../src/core/commit/commit';
import type { CommitFiles } from '../../../src/core/ground/commit-files';
import { planUndo } from '../../../src/core/commit/history';
import { recover } from '../../../src/core/commit/recover';
import type { DatabaseReading } from '../../../src/core/database/model';
import { SCHEMA } from '../../../src/core/database/schema';
import { CmosError } from '../../../src/core/ground/errors';
import type { Performed } from '../../../src/core/operations/perform';
import { repair } from '../../../src/core/operations/catalog/repair';
import { seed } from '../../../src/core/operations/catalog/seed';
import { documentOf } from '../../../src/core/workspace/snapshot';
import type { WorkspaceSettings } from '../../../src/core/workspace/settings';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { sample } from '../../support/effort';
import { NOW, Performing } from '../../support/performing';
import { TestWorkspace } from '../../support/workspaces';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      totalMissions: 2
      missions:
        - { id: "A", name: "Alpha", status: "Completed", completed_at: "2025-03-01T00:00:00Z", notes: "ok" }
        - { id: "B", name: "Beta", status: "Queued", path: "b.yaml", needs: [1, 2.0, "é"] } # why
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
`;
const LINE =
  '{"ts": "2025-03-01T00:00:00Z", "agent": "a", "mission": "A", "action": "complete", "status": "completed"}';
const FILES = {
  'missions/backlog.yaml': BACKLOG,
  'SESSIONS.jsonl': `${LINE}\n`,
  'PROJECT_CONTEXT.json': '{"project": {"name": "P", "ratio": 1.0}, "n": 1e3}',
  'context/MASTER_CONTEXT.json': '{"decisions_made": ["one"]}',
};

type Options = NonNullable<Parameters<Performing['run']>[3]>;

describe('seed', function () {
  this.timeout(30_000);
  const performing = new Performing();
  let workspace: TestWorkspace | undefined;
  afterEach(() => workspace?.remove());
  after(() => performing.close());

  const open = async (
    files: Readonly<Record<string, string | Uint8Array>>,
    options: Partial<WorkspaceSettings> & { readonly sql?: string; readonly database?: boolean } = {},
  ): Promise<TestWorkspace> => (workspace = await TestWorkspace.of(files, options));
  const run = (options: Options = {}): Promise<Performed> => performing.run(opened(), seed, {}, options);
  const refused = (code: string, pattern: RegExp): Promise<void> => performing.refused(opened(), seed, code, pattern);
  const opened = (): TestWorkspace => {
    assert.ok(workspace);
    return workspace;
  };
  const rows = async (): Promise<DatabaseReading> => {
    const database = documentOf((await opened().workspace.refresh()).database);
    assert.ok(database);
    return database;
  };

  it('counts each of several events that say the same', async () => {
    await open({ ...FILES, 'SESSIONS.jsonl': `${LINE}\n${LINE}\n` }, { database: false });
    assert.match((await run()).plan.notices?.join('\n') ?? '', /Inserted: [^.]* 2 session events/);
    assert.equal((await rows()).events.length, 2);
  });

  it('makes the database where there is none, with the rows that the reference makes', async () => {
    const { root } = await open(FILES, { database: false });
    const { plan } = await run();
    assert.match(
      plan.notices?.join('\n') ?? '',
      /Inserted: 1 sprint, 2 missions, 1 dependency, 1 session event, 2 con/,
    );
    const { missions, sprints, dependencies, contexts, events, metadata } = await rows();
    assert.deepEqual(
      sprints.map(({ id, title, focus, totalMissions }) => [id, title, focus, totalMissions]),
      [['S1', 'One', null, 2]],
    );
    assert.deepEqual(
      missions.map(({ rowid, ...row }) => [rowid, ...Object.values(row)]),
      [
        [1, 'A', 'S1', 'Alpha', 'Completed', '2025-03-01T00:00:00Z', 'ok', null],
        [2, 'B', 'S1', 'Beta', 'Queued', null, null, '{"path": "b.yaml", "needs": [1, 2.0, "é"]}'],
      ],
    );
    assert.deepEqual(
      dependencies.map(({ from, to, type }) => [from, to, type]),
      [['A', 'B', 'Blocks']],
    );
    assert.deepEqual(
      contexts.map(({ id, content, updatedAt }) => [id, content, updatedAt]),
      [
        ['project_context', '{\n  "project": {\n    "name": "P",\n    "ratio": 1.0\n  },\n  "n": 1000.0\n}', NOW],
        ['master_context', '{\n  "decisions_made": [\n    "one"\n  ]\n}', NOW],
      ],
    );
    assert.deepEqual(
      events.map(({ id, raw, mission, status }) => [id, raw, mission, status]),
      [[1, LINE, 'A', 'completed']],
    );
    assert.equal(metadata.get('seeded_at'), NOW);
    assert.deepEqual(readdirSync(path.join(root, 'db')), ['cmos.sqlite'], 'nothing is left beside it');
    assert.equal((await opened().read()).report.verdict, 'in-sync');
    const { layout } = await opened().workspace.refresh();
    await assert.rejects(planUndo(performing.ports(), layout), /made db\/cmos\.sqlite/);
    const again = await run();
    assert.deepEqual(again.plan.changeSet.rows, []);
    assert.equal(again.committed?.record, undefined);
  });

  it('uses the workspace’s own schema, and says what is wrong with it', async () => {
    await open({ ...FILES, 'db/schema.sql': 'CREATE TABLE metadata (' }, { database: false });
    await refused('commit/failed', /db\/schema\.sql/);
    opened().write('db/schema.sql', 'CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT);');
    await refused('commit/failed', /no such table/);
    opened().write('db/schema.sql', `${SCHEMA}; CREATE TABLE telemetry_marks (id INTEGER PRIMARY KEY, note TEXT);`);
    await run();
    assert.ok((await rows()).schema.tables.has('telemetry_marks'));
  });

  it('does not mix what is left of a lost database into a new one', async () => {
    await open({ ...FILES, 'db/cmos.sqlite-wal': 'frames' }, { database: false });
    await refused('commit/failed', /cmos\.sqlite-wal/);
  });

  it('does not read a schema from outside of the workspace', async () => {
    const { root } = await open(FILES, { database: false });
    const outside = path.join(root, '..', `${path.basename(root)}-outside.sql`);
    writeFileSync(outside, 'CREATE TABLE stolen (id INTEGER);');
    try {
      mkdirSync(path.join(root, 'db'));
      symlinkSync(outside, path.join(root, 'db', 'schema.sql'));
      await run();
      assert.ok(!(await rows()).schema.tables.has('stolen'));
    } finally {
      rmSync(outside);
    }
  });

  it('keeps what only the database has, and sets what the files say', async () => {
    await open(FILES, {
      sql: `
        INSERT INTO sprints (id, title, focus) VALUES ('S9', 'Nine', 'f');
        INSERT INTO missions (id, sprint_id, name, status) VALUES ('X', 'S9', 'Only here', 'Queued');
        INSERT INTO mission_dependencies VALUES ('X', 'A', 'Requires');
        INSERT INTO session_events (raw_event) VALUES ('{"only": "here"}');
        UPDATE missions SET status = 'Queued', completed_at = NULL, notes = NULL WHERE id = 'A';
        UPDATE missions SET notes = 'kept', metadata = '{"path":"old.yaml","started_at":"t","own":[1.0]}' WHERE id = 'B';
        UPDATE sprints SET focus = 'only here' WHERE id = 'S1';
        UPDATE contexts SET content = '{"decisions_made": ["zero", "one", "two"], "own": {"n": 1.0}}' WHERE id = 'master_context';
      `,
    });
    const { plan } = await run();
    assert.match(plan.notices?.join('\n') ?? '', /keeps: 1 sprint, 1 mission, 1 dependency, 1 session event, 6 values/);
    const { missions, sprints, dependencies, events, contexts } = await rows();
    assert.deepEqual(
      missions.map(({ id, status, completedAt, notes, metadata }) => [id, status, completedAt, notes, metadata]),
      [
        ['A', 'Completed', '2025-03-01T00:00:00Z', 'ok', null],
        ['B', 'Queued', null, 'kept', '{"path":"b.yaml","started_at":"t","own":[1.0],"needs": [1, 2, "é"]}'],
        ['X', 'Queued', null, null, null],
      ],
    );
    assert.deepEqual(
      sprints.map(({ id, focus }) => [id, focus]),
      [
        ['S1', 'only here'],
        ['S9', 'f'],
      ],
    );
    assert.deepEqual([dependencies.length, events.length], [2, 2]);
    assert.deepEqual(JSON.parse(contexts.find(({ id }) => id === 'master_context')?.content ?? ''), {
      decisions_made: ['zero', 'one', 'two'],
      own: { n: 1 },
    });
    assert.deepEqual((await run()).plan.changeSet.rows, []);
  });

  it('takes the file for a context that cannot be read in the database, and a dependency on a mission of the database', async () => {
    await open(
      {
        ...FILES,
        'missions/backlog.yaml': `${BACKLOG}    - { from: "B", to: "X", type: "Blocks" }\n`,
      },
      {
        sql: `
          INSERT INTO missions (id, name, status) VALUES ('X', 'Only here', 'Queued');
          DELETE FROM mission_dependencies WHERE to_id = 'X';
          UPDATE contexts SET content = '{half' WHERE id = 'project_context';
          UPDATE contexts SET content = '[1]' WHERE id = 'master_context';
        `,
      },
    );
    assert.match((await run()).plan.notices?.join() ?? '', /Inserted: 1 dependency\..*Changed: 2 contexts/);
    const { contexts, dependencies } = await rows();
    assert.deepEqual(
      contexts.map(({ content }) => JSON.parse(content) as unknown),
      [{ project: { name: 'P', ratio: 1 }, n: 1000 }, { decisions_made: ['one'] }],
    );
    assert.equal(dependencies.length, 2);
  });

  it('leaves it to a repair to take out what no file has: for a reason, with a copy of the database', async () => {
    const { root } = await open(FILES, {
      sql: `
        ALTER TABLE missions ADD COLUMN objective TEXT;
        INSERT INTO missions (id, name, status, objective) VALUES ('X', 'Only here', 'Queued', 'to stay');
        INSERT INTO mission_dependencies VALUES ('X', 'A', 'Requires');
        INSERT INTO session_events (raw_event) VALUES ('{"only": "here"}');
        UPDATE contexts SET content = '{"decisions_made": ["one", "two"]}' WHERE id = 'master_context';
      `,
    });
    const before = await rows();
    const take = { take: 'files' };
    await performing.refused(opened(), repair, 'operation/gated', /throws away what one side alone has: X/, take);
    await performing.run(opened(), repair, take, { override: 'asked for' });
    const after = await rows();
    assert.deepEqual(
      [after.missions.map(({ id }) => id), after.dependencies.length, after.events.length],
      [['A', 'B'], 1, 2],
    );
    assert.match(opened().text('SESSIONS.jsonl'), /"only": "here"/, 'no event is thrown away');
    assert.equal((await opened().read()).report.verdict, 'in-sync');
    assert.deepEqual(
      readdirSync(path.join(root, 'db', 'snapshots')).filter((name) => name.endsWith('-repair.sqlite')).length,
      1,
    );
    // The row comes back whole, with a column that the plan knows nothing of.
    const snapshot = await opened().workspace.refresh();
    await commit(performing.ports(), snapshot, await planUndo(performing.ports(), snapshot.layout));
    const undone = await rows();
    assert.deepEqual([undone.missions, undone.dependencies.length, undone.events], [before.missions, 2, before.events]);
    const writer = await performing.writers.get();
    const [row] = await writer.read(path.join(root, 'db', 'cmos.sqlite'), [{ table: 'missions', key: { id: 'X' } }]);
    assert.equal(row?.['objective'], 'to stay');
  });

  it('leaves out dangling dependencies and bad records, says so, and seeds the rest', async () => {
    await open(
      {
        ...FILES,
        'missions/backlog.yaml': `${BACKLOG}    - { from: "A", to: "GONE", type: "Blocks" }
    - { from: "A", type: "Blocks" }
`.replace(
          '# why\n',
          `# why
        - { id: "A", name: "Again", status: "Queued" }
        - { name: "Nameless", status: "Queued" }
        - { id: "../../x", name: "Hostile'); DROP TABLE missions; --", status: {a: 1}, notes: [1] }
        - { id: 1.10, name: Number }
        - just text
`,
        ),
        'SESSIONS.jsonl': `${LINE}\nno json\n[1]\n\n{"ts": 5, "action": {"a": true}}\n`,
      },
      { database: false },
    );
    const { plan } = await run();
    const told = plan.notices?.join('\n') ?? '';
    assert.match(told, /A → GONE names GONE, and there is no such mission/);
    assert.match(told, /backlog\.yaml:\d+: A stands more than once/);
    assert.match(told, /A mission without an id/);
    assert.match(told, /notes of \.\.\/\.\.\/x was left out/);
    assert.match(told, /SESSIONS\.jsonl:2: Line 2 is not an event/);
    const { missions, dependencies, events } = await rows();
    assert.deepEqual(
      missions.map(({ id, name, status }) => [id, name, status]),
      [
        ['B', 'Beta', 'Queued'],
        ['A', 'Again', 'Queued'],
        ['../../x', "Hostile'); DROP TABLE missions; --", ''],
        ['1.1', 'Number', ''],
      ],
    );
    assert.equal(dependencies.length, 1);
    assert.deepEqual(
      events.map(({ ts, action }) => [ts, action]),
      [
        ['2025-03-01T00:00:00Z', 'complete'],
        ['5', '{"a": true}'],
      ],
    );
  });

  it('refuses where a file cannot be read, rather than take it for absent', async () => {
    for (const [file, content, code, pattern] of [
      [
        'missions/backlog.yaml',
        `${BACKLOG}  broken: "`,
        'operation/refused',
        /backlog\.yaml has a YAML syntax error in line 13/,
      ],
      ['missions/backlog.yaml', `<<<<<<< ours\n${BACKLOG}`, 'operation/refused', /merge/],
      ['PROJECT_CONTEXT.json', '{"half": ', 'operation/refused', /PROJECT_CONTEXT\.json/],
      ['context/MASTER_CONTEXT.json', '[1]', 'operation/refused', /MASTER_CONTEXT\.json/],
      ['SESSIONS.jsonl', Uint8Array.of(0x7b, 0xff, 0x7d), 'operation/refused', /not UTF-8, the first in line 1/],
    ] as const) {
      for (const database of [true, false]) {
        await open(FILES, { database });
        opened().write(file, content);
        await refused(code, pattern);
        opened().remove();
      }
    }
    await open(FILES);
    opened().write('db/cmos.sqlite', 'This is no database.'.repeat(60));
    await refused('database/not-a-database', /cmos\.sqlite/);
    opened().write('db/cmos.sqlite', '');
    await refused('database/empty', /cmos\.sqlite/);
  });

  it('asks first where the database alone counts, and never writes one of another system', async () => {
    await open({ 'cli.py': '', 'missions/backlog.yaml': BACKLOG }, { sql: "UPDATE missions SET status = 'Blocked'" });
    await refused('operation/gated', /Only the database counts/);
    opened().remove();
    await open(FILES, { sql: "INSERT INTO metadata VALUES ('firehose_event_columns', '1')" });
    await refused('commit/managed-elsewhere', /firehose/);
  });

  it('makes all of a new database or nothing, wherever the machine fails', async () => {
    await open(FILES, { database: false });
    const { files: counted, calls } = failing(Infinity, false);
    await run({ ports: performing.ports({ files: counted }) });
    opened().remove();
    assert.ok(calls() > 10);
    for (const at of sample([...Array(calls()).keys()], 6)) {
      for (const dies of [false, true]) {
        await open(FILES, { database: false });
        const { files } = failing(at, dies);
        const error: unknown = await run({ ports: performing.ports({ files }) }).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error !== undefined)
          assert.ok(
            CmosError.is(error) || (error as Error).message === 'the end',
            `call ${at}: ${(error as Error).message}`,
          );
        const { layout } = await opened().workspace.refresh();
        const { exists, path: database } = layout.stores.database;
        assert.ok(exists || error !== undefined, `call ${at}: told as done`);
        await recover(performing.ports(), { root: opened().root, database: exists ? database : undefined });
        if (exists) assert.equal((await opened().read()).report.verdict, 'in-sync', `call ${at}`);
        await run();
        assert.equal((await rows()).missions.length, 2);
        opened().remove();
      }
    }
  }).timeout(300_000);
});

/** Files of which one call fails, and how many there were: it alone, or the process is gone from there on. */
function failing(at: number, dies: boolean): { files: CommitFiles; calls: () => number } {
  let calls = 0;
  const files = new Proxy(nodeCommitFiles, {
    get:
      (target, name: keyof CommitFiles) =>
      (...parameters: never[]) => {
        const mine = calls++;
        if (mine === at || (dies && mine > at)) return Promise.reject(new Error('the end'));
        return (target[name] as (...all: never[]) => Promise<unknown>)(...parameters);
      },
  });
  return { files, calls: () => calls };
}
