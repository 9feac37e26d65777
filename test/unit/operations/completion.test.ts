/** What completion asks for: verification commands, evidence, and a look at what the work touched; and what start asks for. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { CommandLine } from '../../support/command-line';
import { planOf } from '../../support/plan';

const BACKLOG = planOf({ A: 'Current', B: 'Queued' });

const node = (code: string): readonly string[] => [process.execPath, '-e', code];

describe('completion', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const open = async (
    settings: object,
    backlog = BACKLOG,
    files: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    line = await CommandLine.of({
      ...files,
      'missions/backlog.yaml': backlog,
      '.vscode/settings.json': JSON.stringify(settings),
    });
  };
  afterEach(() => {
    line.remove();
  });
  const complete = ['complete', 'A', '--summary', 's', '--notes', 'all seen'];

  it('runs the verification commands, and records them in notes and event', async () => {
    await open({ 'cmos.verification.commands': [node('process.exit(0)'), node('console.log("fine")')] });
    await line.fine(...complete);
    const [mission] = (await line.database()).missions;
    assert.match(mission?.notes ?? '', /^all seen\nVerified with .* passed, \d+\.\d s\nVerified with .* passed/);
    const event = JSON.parse(line.read('SESSIONS.jsonl')) as { verification: { exit: number }[] };
    assert.deepEqual(
      event.verification.map(({ exit }) => exit),
      [0, 0],
    );
  });

  it('keeps the mission open where one fails, and says what it printed', async () => {
    await open({ 'cmos.verification.commands': [node('console.log("3 of 4 tests failed"); process.exit(2)')] });
    await line.refused(
      /is not verified: .* failed, it ended with 2\. Nothing was changed\.\nIt printed:\n3 of 4 tests failed\n/s,
      ...complete,
    );
    await line.fine(...complete, '--override', 'known to be flaky');
    assert.match((await line.database()).missions[0]?.notes ?? '', /exit 2/);
  });

  it('says that nothing was run where no command is set', async () => {
    await open({});
    assert.match(await line.fine(...complete), /No verification command is set for it: nothing was run\./);
  });

  it('says what the database’s health tells of the time since the last mission', async () => {
    const failed = { ts: '2025-03-14T08:00:00Z', status: 'error', message: 'database is locked' };
    await open({}, BACKLOG, { 'telemetry/events/database-health.jsonl': `${JSON.stringify(failed)}\n` });
    assert.match(
      await line.fine(...complete),
      /Since the last mission the database could not be used once: database is locked\.\ncmos telemetry --health/,
    );
  });

  it('does not take a suite as done that failed when it was recorded', async () => {
    const manifest = (target: string): string =>
      JSON.stringify({ suites: [{ id: 's', tests: [{ id: 'a', type: 'file_exists', target }] }] });
    await open({}, BACKLOG, { 'tests/integration/test_manifest.json': manifest('nowhere.md') });
    assert.match(await line.fine('record-tests', 'A'), /failed/);
    await line.refused(
      /The integration suite failed when it was recorded last on A: /,
      ...complete,
      '--checks',
      'integration',
    );
    // Nor one that shows nothing, since its manifest is broken or empty.
    for (const broken of ['{"suites": {}}', '{"suites": []}', '{"suites": [{"id": "s", "tests": "x"}]}']) {
      line.workspace.write('tests/integration/test_manifest.json', broken);
      await line.fine('record-tests', 'A');
      await line.refused(/The integration suite failed when it was recorded/, ...complete, '--checks', 'integration');
    }
    line.workspace.write('tests/integration/test_manifest.json', manifest('missions/backlog.yaml'));
    await line.fine('record-tests', 'A');
    await line.fine(...complete, '--checks', 'integration');
  });

  it('says why a command could not run at all', async () => {
    await open({ 'cmos.verification.commands': ['there-is-no-such-program --all'] });
    await line.refused(/there-is-no-such-program --all failed, /, ...complete);
  });

  it('takes the mission’s own command before the workspace’s', async () => {
    const own = BACKLOG.replace('"Current" }', `"Current", verification: ${JSON.stringify(node('process.exit(0)'))} }`);
    await open(
      { 'cmos.verification.commands': [node('process.exit(1)')] },
      own.replace(/verification: (\[.*?\]) \}/, 'verification: [$1] }'),
    );
    await line.fine(...complete);
  });

  it('runs nothing on a dry run, but says what would run', async () => {
    await open({ 'cmos.verification.commands': [node('require("fs").writeFileSync("ran", "")')] });
    const before = line.everything();
    const out = await line.fine(...complete, '--dry-run');
    assert.match(out, /To be run first: .*writeFileSync/);
    assert.deepEqual(line.everything(), before);
  });

  it('runs nothing for what is refused anyway', async () => {
    await open({ 'cmos.verification.commands': [node('require("fs").writeFileSync("ran", "")')] });
    await line.refused(/B is Queued/, 'complete', 'B', '--summary', 's', '--notes', 'n');
  });

  it('refuses without verification where the setting demands it', async () => {
    await open({ 'cmos.completion.requires': ['verification'] });
    await line.refused(/needs verification, and no command is set/, ...complete);
  });

  it('names files changed since the start that no deliverable names', async () => {
    await open({}, BACKLOG.replace('"Current" }', '"Current", deliverables: ["src/ and docs"] }'));
    const { root } = line.workspace;
    const git = (...words: string[]): void => {
      execFileSync('git', words, { cwd: root, stdio: 'ignore' });
    };
    try {
      git('init', '-q');
    } catch {
      return;
    }
    await line.cmos('start', 'A', '--summary', 'go');
    line.workspace.write('extra.txt', 'x');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(path.join(root, 'src'));
    line.workspace.write('src/main.ts', 'x');
    const { status, out } = await line.cmos(...complete);
    assert.equal(status, 0);
    assert.match(out, /named by no deliverable: .*extra\.txt/);
    assert.doesNotMatch(out, /src\/main\.ts|backlog\.yaml|telemetry/);
  });
});

describe('taking up work', function () {
  this.timeout(30_000);
  let line: CommandLine;
  afterEach(() => {
    line.remove();
  });

  it('is refused while the stores differ anywhere, unless a reason passes the gate', async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': BACKLOG });
    line.workspace.write(
      'missions/backlog.yaml',
      BACKLOG.replace('"Beta", status: "Queued"', '"Beta", status: "Blocked"'),
    );
    await line.refused(/Database and files differ in one place\. .*B/, 'start', 'A', '--summary', 's');
    await line.refused(/Database and files differ/, 'promote', 'B');
    const { status } = await line.cmos('start', 'A', '--summary', 's', '--override', 'B is being sorted out');
    assert.equal(status, 0);
    assert.match(line.read('SESSIONS.jsonl'), /"override": "B is being sorted out"/);
  });

  it('allows a second mission in progress where the setting does', async () => {
    line = await CommandLine.of({
      'missions/backlog.yaml': BACKLOG,
      '.vscode/settings.json': '{"cmos.parallelMissions": true}',
    });
    await line.fine('start', 'A', '--summary', 's');
    await line.fine('start', 'B', '--summary', 's');
  });

  it('names the whole chain that a mission waits for, ten deep', async () => {
    const ids = Array.from({ length: 11 }, (_, at) => `M${String(at).padStart(2, '0')}`);
    const missions = ids.map((id) => `        - { id: "${id}", name: "n", status: "Queued" }`).join('\n');
    const edges = ids.slice(1).map((id, at) => `    - { from: "${ids[at] ?? ''}", to: "${id}", type: "Blocks" }`);
    line = await CommandLine.of({
      'missions/backlog.yaml': `${BACKLOG.slice(0, BACKLOG.indexOf('        - {'))}${missions}\n  missionDependencies:\n${edges.join('\n')}\n`,
    });
    const { status, err } = await line.cmos('start', 'M10', '--summary', 's');
    assert.equal(status, 1);
    for (const id of ids.slice(0, 10)) assert.match(err, new RegExp(`${id} \\(Queued\\)`));
  });
});
