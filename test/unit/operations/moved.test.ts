/** What one side changed since both agreed: never overwritten in silence by what takes the other side. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { AGREED_FILE } from '../../../src/core/parity/agreed/model';
import { CommandLine, NOW } from '../../support/command-line';
import { hasPython } from '../../support/writers';

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
  const moves = async (): Promise<string[]> => {
    const { out } = await cli.cmos('parity', '--format', 'json');
    const { findings } = JSON.parse(out) as { findings: { item?: string; moved?: string }[] };
    return findings.map(({ item, moved }) => `${item} ${moved}`).toSorted();
  };

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
