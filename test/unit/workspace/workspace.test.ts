import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { check } from '../../../src/core/findings/check';
import { locate } from '../../../src/core/findings/located';
import { messageOf } from '../../../src/core/findings/finding';
import { modelOf } from '../../../src/core/model/missions';
import { referenceVerdict } from '../../../src/core/parity/reference';
import { TestWorkspace } from '../../support/workspaces';

const BACKLOG = `name: p
---
domainFields:
  sprints:
    - sprintId: S1
      title: One
      status: Active
      missions:
        - { id: "A", name: "First", status: "Completed", completed_at: "2025-01-02T00:00:00Z" }
        - { id: "B", name: "Second", status: "Current", notes: "so far" }
        - id: C
          name: Third
          status: Queued
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
`;
const LOG =
  '{"ts": "2025-01-01T00:00:00Z", "mission": "A", "action": "start"}\n{"ts": "2025-01-02T00:00:00Z", "mission": "A", "action": "complete"}\n';
const FILES = {
  'missions/backlog.yaml': BACKLOG,
  'SESSIONS.jsonl': LOG,
  'PROJECT_CONTEXT.json': '{"a": {"b": [1, 2]}, "n": 1.0}',
  'context/MASTER_CONTEXT.json': '{}',
};

const withoutLog = (): Record<string, string> =>
  Object.fromEntries(Object.entries(FILES).filter(([name]) => name !== 'SESSIONS.jsonl'));

describe('a workspace', () => {
  let made: TestWorkspace[] = [];
  const of = async (...parameters: Parameters<typeof TestWorkspace.of>): Promise<TestWorkspace> => {
    const workspace = await TestWorkspace.of(...parameters);
    made.push(workspace);
    return workspace;
  };
  afterEach(() => {
    for (const each of made) each.remove();
    made = [];
  });

  describe('in sync', () => {
    it('has nothing to say, and the reference agrees', async () => {
      const workspace = await of(FILES);
      const { snapshot, report } = await workspace.read();
      assert.deepEqual(report, { verdict: 'in-sync', findings: [] });
      assert.deepEqual(referenceVerdict(snapshot).lines, ['[OK] Database and file mirrors are in sync.']);
    });

    it('is the same snapshot when nothing changed, and shares what did not change when something did', async () => {
      const workspace = await of(FILES);
      const first = await workspace.workspace.refresh();
      assert.equal(await workspace.workspace.refresh(), first);
      workspace.write('missions/backlog.yaml', BACKLOG.replace('Third', 'Last'));
      const second = await workspace.workspace.refresh();
      assert.equal(second.database, first.database);
      assert.equal(second.sessions, first.sessions);
      assert.equal(modelOf(second).byId.get('A'), modelOf(first).byId.get('A'));
      assert.notEqual(modelOf(second).byId.get('C'), modelOf(first).byId.get('C'));
    });
  });

  describe('with drift', () => {
    it('finds every difference, either way, at its value', async () => {
      const workspace = await of(FILES, {
        sql: `
          UPDATE missions SET status = 'In Progress', notes = 'further', name = 'Zweite' WHERE id = 'B';
          UPDATE missions SET completed_at = NULL WHERE id = 'A';
          INSERT INTO missions (id, sprint_id, name, status) VALUES ('D', 'S1', 'Fourth', 'Queued');
          DELETE FROM missions WHERE id = 'C';
          UPDATE sprints SET status = 'Completed';
          UPDATE mission_dependencies SET type = 'Requires';
          DELETE FROM session_events WHERE action = 'start';
          INSERT INTO session_events (ts, mission, raw_event) VALUES ('2025-01-03', 'B', '{"ts": "2025-01-03"}');
          UPDATE contexts SET content = '{"a": {"b": [1, 3]}, "n": 1, "x": null}' WHERE id = 'project_context';
          DELETE FROM contexts WHERE id = 'master_context';`,
      });
      assert.deepEqual((await workspace.findings()).sort(), [
        'drift/context-missing-in-database "{"',
        'drift/context-value "2"',
        'drift/context-value "{"',
        'drift/dependency-type "Blocks"',
        'drift/mission-field "2025-01-02T00:00:00Z"',
        'drift/mission-field "Current"',
        'drift/mission-field "Second"',
        'drift/mission-field "so far"',
        'drift/mission-missing-in-database "C"',
        'drift/mission-missing-in-file "sprintId: S1"',
        'drift/session-missing-in-database "{\\"ts\\": \\"2025-01-01T00:00:00Z\\", \\"mission\\": \\"A\\", \\"action\\": \\"start\\"}"',
        'drift/session-missing-in-file "{\\"ts\\": \\"2025-01-02T00:00:00Z\\", \\"mission\\": \\"A\\", \\"action\\": \\"complete\\"}"',
        'drift/sprint-field "Active"',
      ]);
      const { snapshot, report } = await workspace.read();
      assert.equal(report.verdict, 'drift');
      assert.deepEqual([...referenceVerdict(snapshot).lines].sort(), [
        "[FAIL] A: completed_at mismatch (db='' vs file='2025-01-02T00:00:00Z')",
        "[FAIL] B: notes mismatch (db='further' vs file='so far')",
        "[FAIL] B: status mismatch (db='In Progress' vs file='Current')",
        '[FAIL] D: missing from backlog file',
        '[FAIL] Sessions missing in DB: 1',
        '[FAIL] Sessions missing in file: 1',
        '[FAIL] master_context: missing from database',
        '[FAIL] project_context: content mismatch',
      ]);
      for (const finding of report.findings) assert.ok(messageOf(finding).length > 10);
    });

    it('marks both lines of a flow map over two lines at their own values', async () => {
      const workspace = await of(
        {
          ...FILES,
          'missions/backlog.yaml': BACKLOG.replace('status: "Current", notes', 'status: "Current",\n            notes'),
        },
        { sql: "UPDATE missions SET status = 'Queued', notes = 'x' WHERE id = 'B'" },
      );
      assert.deepEqual(await workspace.findings(), ['drift/mission-field "Current"', 'drift/mission-field "so far"']);
    });

    it('compares only the mirrors that are to be compared', async () => {
      const workspace = await of(FILES, {
        sql: "UPDATE missions SET status = 'Queued'; DELETE FROM session_events;",
        mirrors: new Set(['sessions'] as const),
      });
      const { codes } = await workspace.read();
      assert.deepEqual(new Set(codes), new Set(['drift/session-missing-in-database']));
    });

    it('follows an unsaved text, and lets go of it', async () => {
      const workspace = await of(FILES);
      const { snapshot } = await workspace.read();
      workspace.workspace.openText('backlog', BACKLOG);
      assert.equal(workspace.workspace.live, snapshot, 'the same text is the same snapshot');
      const at = BACKLOG.indexOf('Queued');
      workspace.workspace.editText('backlog', [{ start: at, end: at + 6, newText: 'Blocked' }]);
      const live = workspace.workspace.live;
      const [finding, ...rest] = check(live).findings;
      assert.deepEqual([finding?.code, finding?.fileValue, rest.length], ['drift/mission-field', 'Blocked', 0]);
      assert.equal(check(workspace.workspace.saved!).findings.length, 0);
      workspace.workspace.closeText('backlog');
      assert.equal(workspace.workspace.live, snapshot);
    });
  });

  describe('with broken files', () => {
    const broken: readonly (readonly [
      what: string,
      files: Record<string, string | Uint8Array>,
      codes: readonly string[],
    ])[] = [
      [
        'a backlog cut in the middle',
        { 'missions/backlog.yaml': BACKLOG.slice(0, BACKLOG.indexOf('"Current"') + 4) },
        ['backlog/syntax', 'backlog/syntax', 'backlog/unknown-status'],
      ],
      [
        'a backlog with conflict markers',
        {
          'missions/backlog.yaml': BACKLOG.replace('        - id: C', '<<<<<<< ours\n        - id: C').replace(
            '  missionDep',
            '=======\n>>>>>>> theirs\n  missionDep',
          ),
        },
        ['backlog/merge-marker', 'backlog/merge-marker', 'backlog/merge-marker'],
      ],
      ['an empty log', { 'SESSIONS.jsonl': '' }, []],
      ['a log of one byte', { 'SESSIONS.jsonl': '\n' }, []],
      ['an unfinished line', { 'SESSIONS.jsonl': LOG.trimEnd() }, ['log/unfinished-line']],
      ['a bad line among good ones', { 'SESSIONS.jsonl': `nonsense\n${LOG}` }, ['log/invalid-line']],
      ['a context with a byte-order mark', { 'context/MASTER_CONTEXT.json': '\uFEFF{}' }, ['context/byte-order-mark']],
      ['a context with a key twice', { 'context/MASTER_CONTEXT.json': '{"a": 1, "a": 1}' }, ['context/duplicate-key']],
      ['a context that is cut', { 'context/MASTER_CONTEXT.json': '{"a": [1, ' }, ['context/syntax']],
      [
        'bytes that are no UTF-8',
        { 'SESSIONS.jsonl': Buffer.concat([Buffer.from(LOG), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])]) },
        ['file/encoding', 'log/invalid-line'],
      ],
      [
        'Windows line ends',
        { 'missions/backlog.yaml': BACKLOG.replaceAll('\n', '\r\n'), 'SESSIONS.jsonl': LOG.replaceAll('\n', '\r\n') },
        [],
      ],
    ];
    for (const [what, files, codes] of broken) {
      it(`${what}: the findings say it, the good records stay`, async () => {
        const workspace = await of({ ...FILES, ...files }, { database: false });
        const { snapshot, codes: found } = await workspace.read();
        assert.deepEqual(
          found.filter((code) => code !== 'database/missing'),
          codes,
        );
        assert.ok(modelOf(snapshot).byId.has('A'));
        for (const finding of check(snapshot).findings) locate(snapshot, finding);
      });
    }

    it('a folder in a file’s place, and a file too large', async () => {
      const workspace = await of(
        { ...FILES, 'SESSIONS.jsonl': 'x'.repeat(5000) },
        { limits: { textBytes: 4000, databaseBytes: 1e9 } },
      );
      rmSync(workspace.path('PROJECT_CONTEXT.json'));
      mkdirSync(workspace.path('PROJECT_CONTEXT.json'));
      const { report, snapshot } = await workspace.read();
      const told = report.findings.filter(({ code }) => code === 'file/unreadable').map(messageOf);
      assert.equal(told.length, 2);
      assert.match(told.join('\n'), /PROJECT_CONTEXT\.json is a folder/);
      assert.match(told.join('\n'), /SESSIONS\.jsonl is larger than 0 MB and was not read/);
      assert.equal(modelOf(snapshot).missions.length, 3);
      assert.equal(report.verdict, 'unknown');
    });

    for (const [what, content, code] of [
      ['an empty file', '', 'is an empty file'],
      ['a text', 'no database\n'.repeat(100), 'is not a SQLite database'],
    ] as const) {
      it(`${what} for a database: the files are shown, and why the verdict is unknown`, async () => {
        const workspace = await of(FILES, { database: false });
        mkdirSync(workspace.path('db'));
        workspace.write('db/cmos.sqlite', content);
        const { report, snapshot } = await workspace.read();
        assert.equal(report.verdict, 'unknown');
        const [finding] = report.findings;
        assert.equal(finding?.code, 'database/unreadable');
        assert.ok(messageOf(finding).includes(code));
        assert.equal(modelOf(snapshot).missions.length, 3);
        assert.equal(referenceVerdict(snapshot).exitStatus, 1);
      });
    }
  });

  describe('is recognised', () => {
    const profileOf = async (...parameters: Parameters<typeof TestWorkspace.of>): Promise<string> =>
      (await (await of(...parameters)).read()).snapshot.profile.name;

    it('as files only where there is no database', async () => {
      assert.equal(await profileOf(FILES, { database: false }), 'files-only');
    });
    it('as mirrored, also before the first session', async () => {
      assert.equal(await profileOf(FILES), 'mirrored');
      const others = withoutLog();
      assert.equal(await profileOf(others), 'mirrored');
    });
    it('as database only where the later tools left an old export', async () => {
      const others = withoutLog();
      const workspace = await of({ ...others, 'cli.py': '' }, { sql: "UPDATE missions SET status = 'Completed'" });
      const { snapshot, report, codes } = await workspace.read();
      assert.equal(snapshot.profile.name, 'database-only');
      assert.deepEqual([report.verdict, codes], ['in-sync', ['export/stale']]);
    });
    it('as managed elsewhere by the columns of the later server', async () => {
      const { snapshot, report } = await (
        await of(FILES, {
          sql: "ALTER TABLE missions ADD COLUMN project_id TEXT NOT NULL DEFAULT ''; UPDATE missions SET status = 'x'",
        })
      ).read();
      assert.equal(snapshot.profile.name, 'managed-elsewhere');
      assert.equal(report.verdict, 'in-sync');
      assert.match(snapshot.profile.evidence.join(' '), /project_id/);
    });
    it('as what a setting says, with what it would be without', async () => {
      const { snapshot } = await (await of(FILES, { profile: 'database-only' })).read();
      assert.deepEqual([snapshot.profile.name, snapshot.profile.overridden], ['database-only', true]);
      assert.match(snapshot.profile.evidence.join(' '), /mirrored/);
    });
  });

  it('reads a log beside the cmos folder', async () => {
    const workspace = await of({ 'cmos/missions/backlog.yaml': BACKLOG, 'SESSIONS.jsonl': LOG }, { database: false });
    const { snapshot } = await workspace.read();
    assert.equal(snapshot.layout.stores.sessions.path, '../SESSIONS.jsonl');
    assert.equal(snapshot.sessions.state, 'read');
    writeFileSync(path.join(workspace.folder, 'SESSIONS.jsonl'), `${LOG}bad\n`);
    const { codes } = await workspace.read();
    assert.ok(codes.includes('log/invalid-line'));
  });

  it('sees a database that appears, changes and goes', async () => {
    const workspace = await of(FILES);
    const { snapshot } = await workspace.read();
    assert.equal(snapshot.database.state, 'read');
    rmSync(workspace.path('db/cmos.sqlite'));
    assert.equal((await workspace.read()).snapshot.profile.name, 'files-only');
  });
});
