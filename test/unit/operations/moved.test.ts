/** What one side changed since both agreed: never overwritten in silence by what takes the other side. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { JOURNAL_FOLDER } from '../../../src/core/ground/own-folder';
import { AGREED_FILE } from '../../../src/core/workspace/agreed';
import { CommandLine, NOW } from '../../support/command-line';
import { hasPython } from '../../support/python';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
        - { id: "A", name: "Alpha", status: "Completed", completed_at: "2025-03-01T00:00:00Z" } # first
        - { id: "B", name: "Beta", status: "Queued", path: "b.yaml" }
        - { id: "C", name: "Gamma", status: "Queued" }
    - sprintId: "S2"
      title: "Two"
      missions:
        - { id: "D", name: "Delta", status: "Queued", objective: "o" }
        - { id: "E", name: "Epsilon", status: "Queued" }
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
    - { from: "B", to: "C", type: "Blocks" }
`;
const FILES = {
  'missions/backlog.yaml': BACKLOG,
  'PROJECT_CONTEXT.json': '{"a": 1, "gone": true, "list": ["x", "y"], "parts": [{"id": "p", "n": 1}]}\n',
};
const BY_SCRIPT = `UPDATE missions SET status = 'Completed', completed_at = '2025-03-05T00:00:00Z', notes = 'by script',
    metadata = '{"path": "b.yaml", "completed_at": "2025-03-05T00:00:00Z"}' WHERE id = 'B';
  INSERT INTO session_events (ts, mission, action, raw_event) VALUES ('2025-03-05T00:00:00Z', 'B', 'complete', '{"by": "script"}')`;
const BY_HAND = 'status: "Completed", completed_at: "2025-03-06T00:00:00Z", notes: "by hand"';

describe('what moved since both agreed', function () {
  this.timeout(30_000);
  let cli: CommandLine;

  beforeEach(async function () {
    if (!hasPython) this.skip();
    cli = await CommandLine.of(FILES);
    await cli.fine('note', 'E', '--summary', 'seen');
  });
  afterEach(() => {
    cli.remove();
  });

  const edit = (file: string, from: string | RegExp, to: string): void => {
    const place = cli.workspace.path(file);
    const text = readFileSync(place, 'utf8');
    assert.notEqual(text.replace(from, to), text);
    writeFileSync(place, text.replace(from, to));
  };
  const backlog = (): string => cli.read('missions/backlog.yaml');
  const done = async (...argv: readonly string[]): Promise<string> => {
    const { status, out, err } = await cli.cmos(...argv, ...(/^(un|re)do$/.test(argv[0] ?? '') ? [] : ['--ts', NOW]));
    assert.deepEqual([argv[0], status, err], [argv[0], 0, '']);
    return out;
  };
  const row = async (id: string): Promise<unknown> => {
    const found = (await cli.database()).missions.find((each) => each.id === id);
    return found && [found.status, found.completedAt, found.notes];
  };
  const context = async (): Promise<Record<string, unknown>> => {
    const { contexts } = await cli.database();
    const content = contexts.find(({ id }) => id === 'project_context')?.content ?? '{}';
    return JSON.parse(content) as Record<string, unknown>;
  };
  const contextFile = (): Record<string, unknown> => {
    return JSON.parse(cli.read('PROJECT_CONTEXT.json')) as Record<string, unknown>;
  };
  const moves = async (): Promise<string[]> => {
    const { out } = await cli.cmos('parity', '--format', 'json');
    const { findings } = JSON.parse(out) as { findings: { item?: string; moved?: string }[] };
    return findings.map(({ item, moved }) => `${item} ${moved}`).toSorted();
  };

  describe('seed', () => {
    it('keeps what a script completed, takes the rest of the files, and names what it kept', async () => {
      cli.sql(BY_SCRIPT);
      edit('missions/backlog.yaml', '"Gamma"', '"Gamma 2"');
      const out = await done('seed');
      assert.deepEqual(await row('B'), ['Completed', '2025-03-05T00:00:00Z', 'by script']);
      assert.equal((await cli.database()).missions.find(({ id }) => id === 'C')?.name, 'Gamma 2');
      assert.match(out, /Kept.*database changed since.*B status \(database “Completed”, file “Queued”\)/);
      assert.match(out, /--take moved/);
      assert.doesNotMatch(out, /says all that the files say/);
      assert.match(await done('seed'), /Kept/, 'no less the second time');
      await done('export');
      assert.match(backlog(), /"Beta", status: "Completed".*by script/);
      assert.match(cli.read('SESSIONS.jsonl'), /"by": "script"/);
      assert.equal((await cli.cmos('parity')).status, 0);
    });

    it('overwrites it for a reason, which is recorded, and says so', async () => {
      cli.sql(BY_SCRIPT);
      const out = await done('seed', '--override', 'the script was wrong');
      assert.deepEqual(await row('B'), ['Queued', null, 'by script']);
      assert.match(out, /Overwritten.*B status \(database “Completed”, file “Queued”\)/);
      const records = cli.workspace.path(JOURNAL_FOLDER);
      const last =
        readdirSync(records)
          .filter((name) => name.endsWith('.json'))
          .toSorted()
          .at(-1) ?? '';
      assert.match(readFileSync(`${records}/${last}`, 'utf8'), /"override": "the script was wrong"/);
    });

    it('keeps the status with its times and notes where both sides moved, and says that both did', async () => {
      cli.sql("UPDATE missions SET status = 'Blocked' WHERE id = 'B'");
      edit('missions/backlog.yaml', 'status: "Queued", path', 'status: "Queued", notes: "by hand", path');
      const before = await row('B');
      const out = await done('seed');
      assert.deepEqual(await row('B'), before);
      assert.match(out, /Kept.*both.*B notes \(database nothing, file “by hand”\)/i);
      await done('export');
      assert.match(backlog(), /status: "Queued", notes: "by hand"/);
      assert.deepEqual(await moves(), ['mission/B/notes both', 'mission/B/status both']);
      const { err } = await cli.cmos('repair', '--take', 'moved');
      assert.match(err, /B status/, 'a conflict is a person’s to decide');
      await done('repair', '--take', 'files', '--only', 'B');
      assert.deepEqual(await row('B'), ['Queued', null, 'by hand']);
    });

    it('does not put back what the database took away', async () => {
      cli.sql(`DELETE FROM mission_dependencies WHERE from_id = 'B';
        DELETE FROM missions WHERE id IN ('C', 'D', 'E'); DELETE FROM sprints WHERE id = 'S2';
        UPDATE missions SET metadata = NULL WHERE id = 'B'`);
      edit('missions/backlog.yaml', /$/, '    - { from: "C", to: "A", type: "Relates" }\n');
      const out = await done('seed');
      const { missions, sprints, dependencies } = await cli.database();
      assert.deepEqual(
        [missions.map(({ id }) => id), sprints.map(({ id }) => id), dependencies.map(({ from }) => from)],
        [['A', 'B'], ['S1'], ['A']],
      );
      assert.equal(missions[1]?.metadata, null);
      assert.match(out, /Kept.*B metadata\.path \(database nothing, file “b\.yaml”\)/);
      assert.match(out, /C → A waits: C is not in the database/);
      await done('export');
      assert.match(backlog(), /"C".*\n[^]*"S2"[^]*"D".*\n[^]*from: "B"/);
    });

    it('makes a sprint again that a mission of the files needs', async () => {
      cli.sql("DELETE FROM missions WHERE id IN ('D', 'E'); DELETE FROM sprints WHERE id = 'S2'");
      edit('missions/backlog.yaml', / {8}- \{ id: "E"/, '        - { id: "F", name: "New", status: "Queued" }\n$&');
      assert.doesNotMatch(await done('seed'), /sprint S2/);
      const { missions, sprints } = await cli.database();
      assert.deepEqual([missions.map(({ id }) => id).toSorted(), sprints.length], [['A', 'B', 'C', 'F'], 2]);
    });

    it('fills a database again that was emptied as a whole', async () => {
      cli.sql('DELETE FROM mission_dependencies; DELETE FROM missions; DELETE FROM sprints');
      await done('seed');
      assert.equal((await cli.database()).missions.length, 5);
      assert.equal((await cli.cmos('parity')).status, 0);
    });

    it('keeps the values of contexts that the database changed, and both sides’ elements', async () => {
      const stored = JSON.stringify({ a: 2, list: ['x', 'z'], parts: [{ id: 'p', n: 2 }], own: 1 });
      cli.sql(`UPDATE contexts SET content = '${stored}' WHERE id = 'project_context'`);
      edit('PROJECT_CONTEXT.json', '["x", "y"]', '["x", "y", "w"]');
      const out = await done('seed');
      const { a, gone, list, parts, own } = await context();
      assert.deepEqual([a, gone, own, parts], [2, undefined, 1, [{ id: 'p', n: 2 }]]);
      assert.deepEqual((list as string[]).toSorted(), ['w', 'x', 'z']);
      assert.match(out, /project_context \$\.a \(database “2”, file “1”\)/);
      await done('export');
      assert.deepEqual(contextFile()['a'], 2);
    });
  });

  describe('export', () => {
    it('keeps what was done in the file, brings over the rest, and names what it kept', async () => {
      edit('missions/backlog.yaml', /status: "Queued", path/, `${BY_HAND}, path`);
      cli.sql("UPDATE missions SET name = 'Gamma 2' WHERE id = 'C'");
      const out = await done('export');
      assert.match(backlog(), new RegExp(`"Beta", ${BY_HAND}`));
      assert.match(backlog(), /"Gamma 2"/);
      assert.match(out, /Kept.*files changed since.*B status \(database “Queued”, file “Completed”\)/);
      await done('seed');
      assert.deepEqual(await row('B'), ['Completed', '2025-03-06T00:00:00Z', 'by hand']);
      assert.equal((await cli.cmos('parity')).status, 0);
    });

    it('overwrites it for a reason', async () => {
      edit('missions/backlog.yaml', 'status: "Queued", path', `${BY_HAND}, path`);
      assert.match(await done('export', '--override', 'a slip'), /Overwritten.*B status/);
      assert.match(backlog(), /"Beta", status: "Queued"/);
    });

    it('does not put back what was taken out of the files', async () => {
      edit('missions/backlog.yaml', / {4}- sprintId: "S2"[^]*(?= {2}missionD)/, '');
      edit('missions/backlog.yaml', / {4}- \{ from: "B".*\n/, '');
      edit('missions/backlog.yaml', ', path: "b.yaml"', '');
      edit('PROJECT_CONTEXT.json', '"gone": true, ', '');
      edit('PROJECT_CONTEXT.json', '["x", "y"]', '["y"]');
      edit('PROJECT_CONTEXT.json', '"a": 1', '"a": 3');
      const before = [backlog(), cli.read('PROJECT_CONTEXT.json')];
      await done('export');
      assert.deepEqual([backlog(), cli.read('PROJECT_CONTEXT.json')], before);
      cli.sql("INSERT INTO missions (id, sprint_id, name, status) VALUES ('F', 'S2', 'New', 'Queued')");
      await done('export');
      assert.match(backlog(), /"S2"[^]*"New"/, 'a sprint that is needed comes back');
      assert.doesNotMatch(backlog(), /"Delta"/);
    });

    it('writes a file anew that is gone as a whole', async () => {
      rmSync(cli.workspace.path('missions/backlog.yaml'));
      await done('export');
      assert.match(backlog(), /Beta[^]*Epsilon/);
    });
  });

  describe('repair from one side', () => {
    it('wants a reason before it overwrites what the other side changed, and names the way that keeps both', async () => {
      cli.sql(BY_SCRIPT);
      edit('missions/backlog.yaml', '"Gamma"', '"Gamma 2"');
      await cli.refused(
        /database changed.*B status \(database “Completed”.*[^]*--take moved/,
        'repair',
        '--take',
        'files',
      );
      await cli.refused(/files changed.*C name/, 'repair', '--take', 'database');
      await cli.refused(/B status/, 'repair', '--take', 'files', '--only', 'drift/mission');
      await done('repair', '--take', 'moved');
      assert.deepEqual(await row('B'), ['Completed', '2025-03-05T00:00:00Z', 'by script']);
      assert.equal((await cli.cmos('parity')).status, 0);
    });

    it('needs none for a mission that is named, nor where it overwrites nothing of the kind', async () => {
      cli.sql(BY_SCRIPT);
      await done('repair', '--take', 'files', '--only', 'B');
      assert.deepEqual(await row('B'), ['Queued', null, null]);
      cli.sql("UPDATE missions SET name = 'Gamma 2' WHERE id = 'C'");
      await done('repair', '--take', 'database');
      assert.match(backlog(), /Gamma 2/);
    });

    it('takes it for a reason', async () => {
      cli.sql(BY_SCRIPT);
      await done('repair', '--take', 'files', '--override', 'the script was wrong');
      assert.deepEqual(await row('B'), ['Queued', null, null]);
    });
  });

  it('is known of missions that stand in another order', async () => {
    edit('missions/backlog.yaml', /( {8}- \{ id: "B".*\n)( {8}- \{ id: "C".*\n)/, '$2$1');
    rmSync(cli.workspace.path(AGREED_FILE));
    await done('note', 'E', '--summary', 'first seen in that order');
    await done('edit', 'B', '--name', 'Beta 2');
    await done('edit', 'C', '--name', 'Gamma 2');
    cli.sql("UPDATE missions SET status = 'Blocked', name = name || '!' WHERE id IN ('B', 'C')");
    assert.deepEqual(
      (await moves()).filter((each) => each.startsWith('mission')),
      ['B/name', 'B/status', 'C/name', 'C/status'].map((each) => `mission/${each} database`),
    );
  });

  describe('of an event that one side lacked when it was first remembered', () => {
    const lost = {
      database: (): void => {
        cli.sql('DELETE FROM session_events WHERE id = (SELECT max(id) FROM session_events)');
      },
      files: (): void => {
        edit('SESSIONS.jsonl', /[^\n]*\n$/, '');
      },
    };
    const sides = async (): Promise<unknown[]> => (await moves()).map((each) => each.split(' ').at(-1)).toSorted();
    for (const [side, lose] of Object.entries(lost))
      it(`nobody knows; of what is lost later everybody does (${side})`, async () => {
        rmSync(cli.workspace.path(AGREED_FILE));
        lose();
        await done('note', 'E', '--summary', 'first remembered');
        assert.deepEqual(await sides(), ['null']);
        await done('note', 'E', '--summary', 'remembered again');
        assert.deepEqual(await sides(), ['null']);
        lose();
        assert.deepEqual(await sides(), ['null', side].toSorted());
        await done('repair', '--take', 'database');
        lose();
        assert.deepEqual(await sides(), [side]);
      });
  });

  it('of an element that one side lacked when it was first remembered nobody knows; of one that goes later everybody does', async () => {
    const sides = async (): Promise<unknown[]> => (await moves()).map((each) => each.split(' ').at(-1));
    rmSync(cli.workspace.path(AGREED_FILE));
    edit('PROJECT_CONTEXT.json', '["x", "y"]', '["x", "y", "z"]');
    await done('note', 'E', '--summary', 'first remembered');
    assert.deepEqual(await sides(), ['null']);
    await done('note', 'E', '--summary', 'remembered again');
    assert.deepEqual(await sides(), ['null']);
    await done('repair', '--take', 'files');
    edit('PROJECT_CONTEXT.json', '["x", "y", "z"]', '["x", "y"]');
    assert.deepEqual(await sides(), ['files']);
  });

  describe('after an undo', () => {
    it('of a repair, the side that moved is the one that moved before', async () => {
      cli.sql(BY_SCRIPT);
      edit('missions/backlog.yaml', '"Gamma"', '"Gamma 2"');
      edit('PROJECT_CONTEXT.json', '["x", "y"]', '["x", "y", "z"]');
      const before = await moves();
      for (const take of [['database'], ['files'], ['moved']] as const) {
        await done('repair', '--take', ...take, '--override', 'to try');
        assert.equal((await cli.cmos('parity')).status, 0);
        await done('undo');
        assert.deepEqual(await moves(), before, take[0]);
        await done('redo');
        assert.deepEqual(await moves(), []);
        await done('undo');
        assert.deepEqual(await moves(), before, `${take[0]}, done again`);
      }
    });

    it('of a seed or an export, too', async () => {
      edit('missions/backlog.yaml', '"Gamma"', '"Gamma 2"');
      edit('missions/backlog.yaml', /.*"Delta".*\n/, '$&        - { id: "F", name: "New", status: "Queued" }\n');
      const before = await moves();
      await done('seed');
      assert.equal((await cli.cmos('parity')).status, 0);
      await done('undo');
      assert.deepEqual(await moves(), before);
    });

    it('that follows other changes, what was known of these stays', async () => {
      cli.sql("UPDATE missions SET name = 'Beta 2' WHERE id = 'B'");
      await done('repair', '--take', 'database');
      await done('note', 'C', '--summary', 'in between');
      cli.sql("UPDATE missions SET name = 'Gamma 2' WHERE id = 'C'");
      await done('undo');
      await done('undo');
      assert.deepEqual(await moves(), ['mission/B/name database', 'mission/C/name database']);
    });

    it('of a change of which nothing was remembered, or nothing of sense, nobody knows', async () => {
      cli.sql("UPDATE missions SET name = 'Beta 2' WHERE id = 'B'");
      await done('repair', '--take', 'database');
      const file = cli.workspace.path(AGREED_FILE);
      const { undo, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { undo: object[] };
      const damaged = undo.map((step) => ({ ...step, before: { missions: null, contexts: 'none' } }));
      for (const steps of [[], damaged]) {
        writeFileSync(file, JSON.stringify({ ...rest, undo: steps }));
        await done('undo');
        assert.deepEqual(await moves(), ['mission/B/name null']);
        await done('redo');
      }
    });
  });

  describe('a last agreed state of a newer version', () => {
    const NEWER = '{"version": 2, "missions": "kept otherwise"}';
    beforeEach(() => {
      writeFileSync(cli.workspace.path(AGREED_FILE), NEWER);
    });

    it('is never overwritten', async () => {
      await done('edit', 'C', '--name', 'Gamma 2');
      await done('undo');
      await done('seed');
      assert.equal(cli.read(AGREED_FILE), NEWER);
    });

    it('leaves open which side moved, and doctor and parity say why', async () => {
      cli.sql(BY_SCRIPT);
      assert.deepEqual(
        new Set((await moves()).filter((each) => each.includes('mission')).map((each) => each.split(' ')[1])),
        new Set(['null']),
      );
      const sentence = /agreed\.json was written by a newer version of CMOS Operations.*not known here\. Update/;
      assert.match((await cli.cmos('doctor')).out, sentence);
      assert.match((await cli.cmos('parity')).out, sentence);
      assert.match((await cli.cmos('doctor', '--format', 'json')).out, /"lastAgreed": ?"newer-version"/);
    });
  });
});
