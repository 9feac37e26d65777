import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { CommandLine, NOW } from '../../support/command-line';
import { hasPython } from '../../support/python';

const FILES = {
  'missions/backlog.yaml': `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
        - { id: "A", name: "Alpha", status: "Completed", completed_at: "2025-03-01T00:00:00Z" } # first
        - { id: "B", name: "Beta", status: "Current" }
        - id: "C"
          name: "Gamma"   # aligned
          status: "Queued"
`,
  'SESSIONS.jsonl':
    '{"ts":"2025-03-01T00:00:00Z","mission":"A","summary":"one"}\n{"ts":"2025-03-02T00:00:00Z","mission":"A","summary":"two"}\n',
  'PROJECT_CONTEXT.json': '{\n    "a": 1,\n    "b": [1, 2]\n}\n',
};

describe('repair', function () {
  this.timeout(30_000);
  let cli: CommandLine;

  beforeEach(async function () {
    if (!hasPython) this.skip();
    cli = await CommandLine.of(FILES);
    // Something is done first, so that it is known what both sides agreed on.
    await cli.fine('note', 'B', '--summary', 'seen');
  });
  afterEach(() => {
    cli.workspace.remove();
  });

  const edit = (file: string, from: string | RegExp, to: string): void => {
    const place = cli.workspace.path(file);
    const text = readFileSync(place, 'utf8');
    assert.match(text, from instanceof RegExp ? from : new RegExp(from.replace(/[[\](){}.*+?^$|\\]/g, '\\$&')));
    writeFileSync(place, text.replace(from, to));
  };
  const breakThree = (): void => {
    edit('missions/backlog.yaml', 'name: "Gamma"', 'name: "Delta"');
    edit('missions/backlog.yaml', 'status: "Current"', 'status: "Blocked"');
    edit('PROJECT_CONTEXT.json', '[1, 2]', '[0, 1, 2]');
  };

  it('takes the side that is named for everything, says what is left, and is undone to the byte', async () => {
    breakThree();
    const before = cli.everything();
    const { status, out, err } = await cli.cmos('repair', '--take', 'files', '--ts', NOW);
    assert.deepEqual([status, err], [0, '']);
    assert.equal(out, 'Repair 3 differences from the files\nDatabase and files agree.\n');
    assert.deepEqual(cli.everything(), before, 'no file was touched');
    const { missions, contexts } = await cli.database();
    assert.deepEqual(
      missions.map(({ name, status: at }) => `${name} ${at}`),
      ['Alpha Completed', 'Beta Blocked', 'Delta Queued'],
    );
    assert.match(contexts.find(({ id }) => id === 'project_context')?.content ?? '', /0,\s+1,\s+2/);
    assert.equal((await cli.cmos('undo')).status, 0);
    assert.match((await cli.cmos('parity')).out, /differ in 3 places/);
    await cli.refused(/what the files changed since both agreed: B status .*C name/, 'repair', '--take', 'database');
    assert.equal((await cli.cmos('repair', '--take', 'database', '--override', 'slips')).status, 0);
    assert.equal(
      cli.read('PROJECT_CONTEXT.json').replace(/"working_memory"[^]*/, ''),
      FILES['PROJECT_CONTEXT.json'].replace(/"working_memory"[^]*/, ''),
    );
    assert.match(cli.read('missions/backlog.yaml'), /name: "Gamma" {3}# aligned/);
  });

  it('takes what is named alone: a mission, a code, an item; and says what remains', async () => {
    breakThree();
    assert.match(
      (await cli.cmos('repair', '--take', 'database', '--only', 'C')).out,
      /Repair one difference .*\nDatabase and files differ in 2 places/,
    );
    const { out } = await cli.cmos('parity', '--format', 'json');
    const { findings } = JSON.parse(out) as { findings: { item: string; moved: string }[] };
    assert.deepEqual(findings.map(({ item, moved }) => `${item} ${moved}`).toSorted(), [
      'context/project_context/$.b[0] files',
      'mission/B/status files',
    ]);
    assert.equal((await cli.cmos('repair', '--take', 'files', '--only', 'mission/B/status')).status, 0);
    assert.equal((await cli.cmos('repair', '--take', 'files', '--only', 'drift/context-value')).status, 0);
    assert.equal((await cli.cmos('parity')).status, 0);
  });

  it('takes from each side what it changed since both agreed', async () => {
    edit('missions/backlog.yaml', 'name: "Gamma"', 'name: "Delta"');
    cli.sql("UPDATE missions SET status = 'Current' WHERE id = 'C'; UPDATE missions SET notes = 'n' WHERE id = 'A'");
    assert.match(
      (await cli.cmos('parity')).out,
      /name differs.*The file changed since both agreed[^]*status differs.*The database changed/,
    );
    assert.equal((await cli.cmos('repair', '--take', 'moved')).status, 0);
    assert.equal((await cli.cmos('parity')).status, 0);
    const row = (await cli.database()).missions.find(({ id }) => id === 'C');
    assert.deepEqual([row?.name, row?.status], ['Delta', 'Current']);
    assert.match(cli.read('missions/backlog.yaml'), /status: "Current"\n/);
  });

  it('knows after an undo, too, what both sides say', async () => {
    await cli.fine('edit', 'C', '--name', 'Epsilon');
    assert.equal((await cli.cmos('undo')).status, 0);
    edit('missions/backlog.yaml', 'name: "Gamma"', 'name: "Delta"');
    assert.match((await cli.cmos('parity')).out, /name differs.*The file changed since both agreed/);
  });

  it('wants a reason before a whole mission is thrown away', async () => {
    edit('missions/backlog.yaml', / {8}- id: "C"[^]*/, '');
    await cli.refused(/throws away what one side alone has: C\. Nothing was changed/, 'repair', '--take', 'files');
    assert.equal((await cli.cmos('repair', '--take', 'files', '--override', 'given up')).status, 0);
    assert.equal((await cli.cmos('parity')).status, 0);
  });

  it('puts lines and events in their places, whichever side is taken', async () => {
    edit('SESSIONS.jsonl', /\n.*two.*\n/, '\n{"ts":"2025-03-01T12:00:00Z","mission":"A","summary":"between"}\n');
    assert.equal((await cli.cmos('repair', '--take', 'database')).status, 0);
    assert.equal((await cli.cmos('parity')).status, 0);
    const lines = cli.read('SESSIONS.jsonl').trimEnd().split('\n');
    assert.deepEqual(
      lines
        .map((line) => (JSON.parse(line) as { summary: string }).summary)
        .slice(0, 3)
        .toSorted(),
      ['between', 'one', 'two'],
    );
    assert.deepEqual(
      (await cli.database()).events.map(({ raw }) => raw),
      lines,
    );
  });

  it('refuses what makes no sense, with what to do instead', async () => {
    const { status, err } = await cli.cmos('repair');
    assert.equal(status, 2);
    assert.match(err, /missing required option --take\n.*database\|files\|moved/);
    await cli.refused(/There is nothing to repair/, 'repair', '--take', 'database');
    breakThree();
    await cli.refused(/nothing to repair among what was named/, 'repair', '--take', 'database', '--only', 'A');
    const wrong = await cli.cmos('repair', '--take', 'mine');
    assert.equal(wrong.status, 2);
    assert.match(wrong.err, /one of database, files, moved/);
    const before = cli.everything();
    assert.match((await cli.cmos('repair', '--take', 'database', '--only', 'C', '--dry-run')).out, /Gamma/);
    assert.deepEqual(cli.everything(), before);
  });

  describe('of the log', () => {
    /** Something is still told of the log afterwards. */
    const done = async (...argv: readonly string[]): Promise<void> => {
      const { status, err } = await cli.cmos(...argv);
      assert.deepEqual([status, err], [0, '']);
    };
    const glue = (): void => {
      edit('SESSIONS.jsonl', '"one"}\n{', '"one"} {');
    };

    it('reads glued events as they are, inserts none twice, and gives each its line', async () => {
      glue();
      const before = cli.everything();
      const parity = await cli.cmos('parity');
      assert.match(parity.out, /SESSIONS\.jsonl:1:\d+: warning log\/glued-line: Line 1 holds 2 events/);
      assert.doesNotMatch(parity.out, /drift\/session/);
      assert.equal((await cli.cmos('parity', '--check')).status, 1);
      await done('seed');
      assert.equal((await cli.database()).events.length, 3);
      await cli.fine('repair', '--take', 'database');
      assert.match(cli.workspace.text('SESSIONS.jsonl'), /"one"\}\n\{.*"two"\}\n\{.*"seen"/);
      assert.equal((await cli.cmos('parity', '--check')).status, 0);
      assert.equal((await cli.cmos('undo')).status, 0);
      assert.equal(cli.everything()['SESSIONS.jsonl'], before['SESSIONS.jsonl']);
    });

    it('keeps CRLF where lines are appended, also behind one without an end, and where they are put in', async () => {
      const crlf = (): boolean => /^(?:[^\r\n]+\r\n)+$/.test(cli.workspace.text('SESSIONS.jsonl'));
      edit('SESSIONS.jsonl', /\n/g, '\r\n');
      edit('SESSIONS.jsonl', /\r\n$/, '');
      const before = cli.workspace.text('SESSIONS.jsonl');
      await cli.fine('note', 'B', '--summary', 'more');
      assert.ok(crlf());
      assert.equal(cli.workspace.text('SESSIONS.jsonl').split('\r\n').length, 5);
      assert.equal((await cli.cmos('undo')).status, 0);
      assert.equal(cli.workspace.text('SESSIONS.jsonl'), before);
      assert.equal((await cli.cmos('redo')).status, 0);
      assert.ok(crlf());
      edit('SESSIONS.jsonl', /[^\n]*"two"[^\n]*\n/, '');
      await cli.fine('repair', '--take', 'database');
      assert.ok(crlf());
    });

    it('puts an event between two that were glued', async () => {
      edit('SESSIONS.jsonl', /"two"\}\n.*$/s, '"two"}{"ts":"2025-03-03T00:00:00Z","mission":"A","summary":"three"}\n');
      await cli.fine('repair', '--take', 'database');
      const summaries = cli.workspace.text('SESSIONS.jsonl').trimEnd().split('\n');
      assert.deepEqual(
        summaries.map((line) => (JSON.parse(line) as { summary: string }).summary),
        ['one', 'two', 'seen', 'three'],
      );
      assert.equal((await cli.cmos('parity', '--check')).status, 0);
    });

    it('moves what is no event aside where it is named, as it was, and is undone to the byte', async () => {
      glue();
      edit('SESSIONS.jsonl', /"two"\}\n/, '"two"}{"torn\r\n  half a line \t\n[1]\n');
      const before = cli.everything();
      const swept = await cli.cmos('repair', '--take', 'files', '--dry-run');
      assert.match(swept.out, /are not events stay; --only log\/invalid-line moves them to SESSIONS\.rejected\.jsonl/);
      await done('repair', '--take', 'files', '--only', 'log/invalid-line');
      assert.equal(cli.workspace.text('SESSIONS.rejected.jsonl'), '{"torn\n  half a line \t\n[1]\n');
      assert.match(cli.workspace.text('SESSIONS.jsonl'), /"one"\} \{.*"two"\}\r\n\{.*"seen"[^\n]*\n$/);
      assert.equal((await cli.cmos('undo')).status, 0);
      assert.deepEqual(cli.everything(), before);
      await cli.fine('repair', '--take', 'files', '--only', 'log/invalid-line', 'log/glued-line');
    });
  });
});
