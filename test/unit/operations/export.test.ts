import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { loadAll, YAML11_SCHEMA } from 'js-yaml';
import { isDrift } from '../../../src/core/findings/places';
import { exportFiles } from '../../../src/core/operations/catalog/export';
import { repair } from '../../../src/core/operations/catalog/repair';
import { seed } from '../../../src/core/operations/catalog/seed';
import type { WorkspaceSettings } from '../../../src/core/workspace/settings';
import { NOW, Performing } from '../../support/performing';
import { TestWorkspace } from '../../support/workspaces';

const BACKLOG = `# The plan
name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1" # first
      title: "One"
      totalMissions: 3
      missions:
        # Alpha is done
        - { id: "A", name: "Alpha", status: "Completed", completed_at: "2025-03-01T00:00:00Z" } # at last
        - id: B
          name: 'Beta'
          status: Queued # soon
          metadata:
            path: b.yaml # where
        - { id: "C", name: "Gamma", status: "Queued", own: 1 }
    - sprintId: "S2"
      title: "Two"
      missions:
        - { id: "D", name: "Delta", status: "Queued" }
  # Who waits for whom
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" } # clear
`;
const LINES = [1, 2, 3].map((day) => `{"ts": "2025-03-0${day}T00:00:00Z", "summary": "day ${day}"}`);
const FILES = {
  'missions/backlog.yaml': BACKLOG,
  'SESSIONS.jsonl': `${LINES.join('\n')}\n`,
  'PROJECT_CONTEXT.json': '{\n    "a": 1.0,\n    "list": ["x", "z"],\n    "caf\\u00e9": {"b": 1}\n}\n',
  'context/MASTER_CONTEXT.json': '{}',
};

describe('export', function () {
  this.timeout(30_000);
  const performing = new Performing();
  let workspace: TestWorkspace;
  afterEach(() => {
    workspace.remove();
  });
  after(() => performing.close());

  const open = async (
    sql: string,
    files: Readonly<Record<string, string | Uint8Array>> = {},
    options: Partial<WorkspaceSettings> = {},
  ): Promise<void> => {
    workspace = await TestWorkspace.of({ ...FILES, ...files }, { sql, ...options });
  };
  const run = async (override?: string): Promise<string> => {
    const { plan } = await performing.run(workspace, exportFiles, {}, { override });
    return plan.notices?.join('\n') ?? '';
  };
  const refused = (code: string, pattern: RegExp): Promise<void> =>
    performing.refused(workspace, exportFiles, code, pattern);
  const drifts = async (): Promise<string[]> =>
    (await workspace.read()).report.findings.filter(isDrift).map(({ code }) => code);
  const backlog = (): string => workspace.text('missions/backlog.yaml');

  it('edits the files in place, and nothing but what differs', async () => {
    await open(`
      UPDATE sprints SET title = 'Uno', focus = 'f', total_missions = 4 WHERE id = 'S1';
      UPDATE missions SET status = 'Queued', completed_at = NULL, notes = 'say: "no"' WHERE id = 'A';
      UPDATE missions SET name = 'Beta 2', metadata = '{"path": "new.yaml", "needs": ["x", {"y": null}]}' WHERE id = 'B';
      UPDATE missions SET sprint_id = 'S2' WHERE id = 'C';
      INSERT INTO missions (rowid, id, sprint_id, name, status, metadata)
        VALUES (99, 'E', 'S2', 'Epsilon', 'Queued', '{"started_at": "t", "list": [1, "two"]}');
      INSERT INTO sprints (id, title, total_missions) VALUES ('S3', 'Three', 0);
      INSERT INTO mission_dependencies VALUES ('B', 'D', 'Requires');
      UPDATE mission_dependencies SET type = 'Enables' WHERE from_id = 'A';
      UPDATE contexts SET content = '{"a": 1, "list": ["x", "y", "z"], "café": {"b": 1, "c": [1]}}'
        WHERE id = 'project_context';
    `);
    assert.match(await run(), /Inserted: 1 sprint, 1 mission, 1 dependency\.\nChanged: 1 sprint, 3 missions, 1 dep/);
    assert.equal(
      backlog(),
      `# The plan
name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1" # first
      title: "Uno"
      totalMissions: 4
      focus: f
      missions:
        # Alpha is done
        - { id: "A", name: "Alpha", status: "Queued", notes: "say: \\"no\\"" } # at last
        - id: B
          name: 'Beta 2'
          status: Queued # soon
          metadata:
            path: new.yaml # where
            needs:
              - x
              - "y": null
    - sprintId: "S2"
      title: "Two"
      missions:
        - { id: "D", name: "Delta", status: "Queued" }
        - { id: "C", name: "Gamma", status: "Queued", own: 1 }
        - { id: "E", name: "Epsilon", status: "Queued", metadata: {started_at: t, list: [1, two]} }
    - sprintId: "S3"
      title: "Three"
      totalMissions: 0
      missions: []
  # Who waits for whom
  missionDependencies:
    - { from: "A", to: "B", type: "Enables" } # clear
    - { from: "B", to: "D", type: "Requires" }
`,
    );
    assert.equal(
      workspace.text('PROJECT_CONTEXT.json'),
      '{\n    "a": 1.0,\n    "list": ["x", "y", "z"],\n    "caf\\u00e9": {"b": 1, "c": [\n        1\n    ]}\n}\n',
    );
    assert.equal(workspace.text('SESSIONS.jsonl'), FILES['SESSIONS.jsonl']);
    assert.deepEqual(await drifts(), []);
    assert.deepEqual((await performing.run(workspace, seed)).plan.changeSet.rows, []);
    assert.match(await run(), /say all that the database says/);
  });

  it('puts an entry before the one that follows it in the database', async () => {
    await open('');
    workspace.write('missions/backlog.yaml', BACKLOG.replace(/ {8}- id: B\n(?: {10}.*\n)+/, ''));
    await run();
    assert.match(backlog(), /"A".*\n {8}- \{ id: "B", name: "Beta".*\n {8}- \{ id: "C"/);
    assert.deepEqual(await drifts(), []);
  });

  it('goes on where two entries have one id; the last of them counts', async () => {
    await open(
      `UPDATE missions SET sprint_id = 'S1', name = 'Alpha' WHERE id = 'A'; DELETE FROM missions WHERE id = 'D'`,
      {
        'missions/backlog.yaml': BACKLOG.replace('id: "D"', 'id: "A"'),
      },
    );
    await run();
    assert.match(backlog(), /- \{ id: "C"[^\n]*\n *- \{ id: "A", name: "Alpha"[^\n]*\n *- sprintId: "S2"/);
  });

  it('puts events where they belong, line ends and odd lines kept', async () => {
    await open(
      `
      INSERT INTO session_events (id, raw_event) VALUES (100, '{"last": 1}');
      UPDATE session_events SET id = 200 WHERE id = 2;
      INSERT INTO session_events (id, raw_event) VALUES (2, '{"between": "é"}');
      UPDATE session_events SET id = 2000 WHERE id = 200;
      INSERT INTO session_events (id, raw_event) VALUES (3000, '{"two\nlines": 1}');
      DELETE FROM session_events WHERE raw_event LIKE '%last%';
      UPDATE session_events SET id = id + 10 WHERE raw_event LIKE '%day 3%';
    `,
      { 'SESSIONS.jsonl': `${LINES[0] ?? ''}\r\nodd\r\n\r\n${LINES[2] ?? ''}` },
    );
    assert.match(await run(), /Inserted: 1 session event\.[^]*1 of the database’s events were left out/);
    assert.equal(
      workspace.text('SESSIONS.jsonl'),
      `${LINES[0] ?? ''}\r\nodd\r\n\r\n${LINES[2] ?? ''}`.replace(`\r\nodd`, `\r\n{"between": "é"}\r\nodd`),
    );
  });

  it('ends an unfinished last line before it adds to it', async () => {
    await open(`INSERT INTO session_events (raw_event) VALUES ('{"new": 1}')`, { 'SESSIONS.jsonl': LINES.join('\n') });
    await run();
    assert.equal(workspace.text('SESSIONS.jsonl'), `${LINES.join('\n')}\n{"new": 1}\n`);
  });

  it('keeps what only the files have; a repair takes it out, for a reason', async () => {
    await open(`
      DELETE FROM missions WHERE id = 'D';
      DELETE FROM sprints WHERE id = 'S2';
      DELETE FROM mission_dependencies;
      DELETE FROM session_events WHERE id = 2;
      UPDATE contexts SET content = '{"list": ["x"]}' WHERE id = 'project_context';
      UPDATE missions SET metadata = NULL WHERE id = 'C';
    `);
    const before = [backlog(), workspace.text('SESSIONS.jsonl'), workspace.text('PROJECT_CONTEXT.json')];
    assert.match(await run(), /and keep: 1 sprint, 1 mission, 1 dependency, 1 session event, 4 values/);
    assert.deepEqual([backlog(), workspace.text('SESSIONS.jsonl'), workspace.text('PROJECT_CONTEXT.json')], before);
    const take = { take: 'database' };
    await performing.refused(workspace, repair, 'operation/gated', /throws away what one side alone has: D, S2/, take);
    await performing.run(workspace, repair, take, { override: 'asked for' });
    assert.deepEqual(await drifts(), []);
    assert.match(backlog(), /# The plan[^]*# first[^]*# Alpha is done[^]*# at last[^]*# soon[^]*# Who waits/);
    assert.equal(workspace.text('SESSIONS.jsonl'), FILES['SESSIONS.jsonl'], 'no event is thrown away');
    assert.equal(workspace.text('PROJECT_CONTEXT.json'), '{\n    "list": ["x"]\n}\n');
  });

  it('asks before a file would shrink much', async () => {
    await open(`UPDATE missions SET notes = 'short' WHERE id = 'A'`);
    workspace.write('missions/backlog.yaml', BACKLOG.replace(' } # at', `, notes: "${'long '.repeat(1000)}" } # at`));
    await refused('operation/gated', /missions\/backlog\.yaml would shrink from 5\d{3} to \d+ bytes/);
    await run('the notes were junk');
    assert.match(backlog(), /notes: "short" \} # at last/);
  });

  it('makes files that are missing, in the exporter’s shape, whatever the rows hold', async () => {
    const odd = `tab\there: "q" 'q' #no
second\u2028line \u0000 no 017 😀`;
    await open(`
      INSERT INTO missions (id, sprint_id, name, status, notes, metadata) VALUES
        ('../../x', 'S1', '${odd.replaceAll("'", "''").replaceAll('\u0000', "' || char(0) || '")}', 'no', '- x', '{"on": "yes", "1.10": [[], {}, 1.5, "12:30:45"]}'),
        ('1.10', 'S1', ' padded ', '2025-01-01', '', 'no json: '),
        ('lost', NULL, 'In no sprint', 'Queued', NULL, NULL);
      INSERT INTO prompt_mappings (prompt, behavior) VALUES ('go: on', 'do');
    `);
    for (const file of Object.keys(FILES)) rmSync(workspace.path(file));
    assert.match(await run(), /lost was left out: it is in no sprint/);
    const [header, plan] = loadAll(backlog(), { schema: YAML11_SCHEMA }) as [
      Record<string, unknown>,
      { domainFields: { sprints: { missions: Record<string, unknown>[] }[]; promptMapping: unknown } },
    ];
    assert.equal(header['generatedAt'], NOW);
    assert.deepEqual(plan.domainFields.sprints[0]?.missions.slice(-2), [
      {
        id: '../../x',
        name: odd,
        status: 'no',
        notes: '- x',
        metadata: { on: 'yes', '1.10': [[], {}, 1.5, '12:30:45'] },
      },
      { id: '1.10', name: ' padded ', status: '2025-01-01', metadata: 'no json: ' },
    ]);
    assert.deepEqual(plan.domainFields.promptMapping, { prompts: [{ prompt: 'go: on', agentBehavior: 'do' }] });
    assert.equal(workspace.text('SESSIONS.jsonl'), FILES['SESSIONS.jsonl']);
    assert.equal(
      workspace.text('PROJECT_CONTEXT.json'),
      '{\n  "a": 1,\n  "list": [\n    "x",\n    "z"\n  ],\n  "café": {\n    "b": 1\n  }\n}\n',
    );
    assert.deepEqual(await drifts(), ['drift/mission-missing-in-file']);
    assert.deepEqual((await performing.run(workspace, seed)).plan.changeSet.rows, []);
  });

  it('makes a backlog of sprints alone, and says which empty file it leaves', async () => {
    await open('DELETE FROM mission_dependencies; DELETE FROM missions; DELETE FROM session_events');
    for (const file of ['missions/backlog.yaml', 'SESSIONS.jsonl']) rmSync(workspace.path(file));
    assert.match(await run(), /Inserted: 2 sprints\./);
    assert.match(backlog(), /sprintId: S2/);
    workspace.remove();
    await open('', { 'cli.py': '' });
    rmSync(workspace.path('SESSIONS.jsonl'));
    workspace.write('missions/backlog.yaml', '');
    assert.match(await run(), /^Left as it is: missions\/backlog\.yaml is empty, although/);
    assert.equal(backlog(), '');
  });

  it('refuses where a store cannot be read, and tells of rows that cannot be written', async () => {
    await open('');
    workspace.write('missions/backlog.yaml', `${BACKLOG}  broken: "`);
    await refused('operation/refused', /backlog\.yaml/);
    workspace.remove();
    await open("UPDATE contexts SET content = '{half' WHERE id = 'project_context'");
    assert.match(await run(), /project_context is no JSON object/);
    assert.equal(workspace.text('PROJECT_CONTEXT.json'), FILES['PROJECT_CONTEXT.json']);
    workspace.write('db/cmos.sqlite', 'This is no database.'.repeat(60));
    await refused('database/not-a-database', /cmos\.sqlite/);
  });

  it('tells of what cannot be changed without touching more, and does the rest', async () => {
    const shared = BACKLOG.replace('{ id: "C"', '&c { id: "C"').replace(
      '{ id: "D", name: "Delta"',
      '{ <<: *c, id: "D"',
    );
    await open(`UPDATE missions SET status = 'Blocked', metadata = NULL WHERE id IN ('A', 'D')`, {
      'missions/backlog.yaml': shared,
    });
    const { plan } = await performing.run(workspace, repair, { take: 'database', only: ['A', 'D'] });
    assert.match(plan.notices?.join('\n') ?? '', /own cannot be changed in the backlog without touching/);
    assert.match(backlog(), /"A".*"Blocked"/);
    assert.match(backlog(), /&c \{ id: "C", name: "Gamma", status: "Queued", own: 1 \}/);
  });

  it('edits two entries that share a value, one after the other', async () => {
    const shared = BACKLOG.replace('"Alpha"', '&n "Alpha"').replace('"Gamma"', '*n');
    await open("UPDATE missions SET name = name || id WHERE id IN ('A', 'B', 'C')", {
      'missions/backlog.yaml': shared,
    });
    assert.match(await run(), /Changed: 3 missions/);
    assert.match(backlog(), /"A", name: "AlphaA"[^]*name: 'BetaB'[^]*"C", name: (&n )?"?AlphaC/);
    assert.deepEqual(await drifts(), []);
  });

  it('knows what each profile is for', async () => {
    await open('');
    rmSync(workspace.path('db/cmos.sqlite'));
    await refused('operation/refused', /no db\/cmos\.sqlite to export/);
    workspace.remove();
    await open("INSERT INTO metadata VALUES ('firehose_event_columns', '1')");
    await refused('commit/managed-elsewhere', /firehose/);
    workspace.remove();
    await open("UPDATE missions SET status = 'Blocked' WHERE id = 'A'", { 'cli.py': '' });
    rmSync(workspace.path('SESSIONS.jsonl'));
    await run();
    assert.match(backlog(), /"A".*"Blocked"/);
    assert.equal((await workspace.read()).snapshot.profile.name, 'database-only', 'the later tools keep no log');
    workspace.remove();
    await open("UPDATE missions SET status = 'Blocked'", {}, { mirrors: new Set(['sessions']) });
    await run();
    assert.equal(backlog(), BACKLOG, 'a file that is no mirror is left alone');
  });
});
