/** No value leaves a file that could not be read as a whole, and none is given to it. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { check } from '../../../src/core/findings/check';
import { locate } from '../../../src/core/findings/located';
import { isDrift } from '../../../src/core/findings/places';
import { movedSide } from '../../../src/core/findings/moved';
import { repairFixes } from '../../../src/core/repair/fixes';
import { mirrorText } from '../../../src/core/repair/mirror';
import type { Mirror } from '../../../src/core/workspace/settings';
import { CommandLine } from '../../support/command-line';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
        - { id: "A", name: "Alpha", status: "In Progress" }
        - { id: "B", name: "Beta", status: "Queued" }
        - { id: "C", name: "Gämma", status: "Queued" }
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
`;
const event = (at: number): string =>
  `{"ts": "2025-03-0${at}T00:00:00Z", "agent": "a", "mission": "A", "action": "note", "status": "in_progress", "summary": "nö ${at}"}\n`;
const LOG = event(1) + event(2) + event(3);
const CONTEXT = '{\n  "project": { "name": "Prüfung" },\n  "decisions_made": [],\n  "constraints": []\n}\n';
const PATHS: Readonly<Record<Mirror, string>> = {
  backlog: 'missions/backlog.yaml',
  sessions: 'SESSIONS.jsonl',
  project_context: 'PROJECT_CONTEXT.json',
  master_context: 'context/MASTER_CONTEXT.json',
};
const TEXTS: Readonly<Record<Mirror, string>> = {
  backlog: BACKLOG,
  sessions: LOG,
  project_context: CONTEXT,
  master_context: CONTEXT,
};
const FILES = Object.fromEntries(Object.entries(PATHS).map(([store, path]) => [path, TEXTS[store as Mirror]]));

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Buffer => utf16(text).swap16();
const utf32 = (text: string): Buffer =>
  Buffer.concat([...text].map((each) => Buffer.from(Uint32Array.of(each.codePointAt(0) ?? 0).buffer)));

/** Ways to break any file: how, and what the first finding says. */
const ENCODINGS: readonly (readonly [what: string, breaks: (text: string) => Buffer, message: RegExp])[] = [
  ['is UTF-16 with a byte-order mark', (text) => utf16(`\uFEFF${text}`), /is UTF-16, not UTF-8/],
  ['is UTF-16 of the other order', (text) => utf16be(`\uFEFF${text}`), /is UTF-16, not UTF-8/],
  ['is UTF-16 without a byte-order mark', utf16, /is UTF-16, not UTF-8/],
  ['is UTF-32', (text) => utf32(`\uFEFF${text}`), /is UTF-32, not UTF-8/],
  ['is UTF-32 without a byte-order mark', utf32, /is UTF-32, not UTF-8/],
  ['is Latin-1', (text) => Buffer.from(text, 'latin1'), /contains bytes that are not UTF-8, the first in line \d+/],
  ['is filled with zeros', (text) => Buffer.alloc(text.length), /contains NUL bytes, the first in line 1/],
  [
    'ends in zeros',
    (text) => Buffer.concat([Buffer.from(text), Buffer.alloc(64)]),
    /contains NUL bytes, the first in line \d+/,
  ],
];
const EMPTY = [
  ['is empty', () => Buffer.from(''), /is empty, although/],
  ['holds nothing but blanks', () => Buffer.from(' \n\n\t\n'), /is empty, although/],
] as const;
const SYNTAX: Readonly<Partial<Record<Mirror, readonly (readonly [string, (text: string) => Buffer, RegExp])[]>>> = {
  backlog: [
    ['is cut in the middle', (text) => Buffer.from(text.slice(0, text.indexOf('"Queued"') + 4)), /YAML syntax error/],
    ['has a broken quote', (text) => Buffer.from(text.replace('"Beta"', '"Beta')), /YAML syntax error/],
    [
      'has a merge marker',
      (text) => Buffer.from(text.replace('        - { id: "B"', '<<<<<<< ours\n        - { id: "B"')),
      /merge/,
    ],
  ],
  master_context: [
    ['is cut in the middle', (text) => Buffer.from(text.slice(0, 30)), /JSON syntax error/],
    ['has a merge marker', (text) => Buffer.from(text.replace('  "dec', '<<<<<<< ours\n  "dec')), /merge|JSON/],
    ['is a list', () => Buffer.from('[1]\n'), /JSON object/],
  ],
};

/** Operations that write each of them. */
const COMPLETE = ['complete', 'A', '--summary', 's', '--notes', 'n'];
const DECIDE = ['decide', '--summary', 's'];
const WRITING = { backlog: [COMPLETE], sessions: [COMPLETE, DECIDE], master_context: [DECIDE] } as const;

describe('a file that could not be read as a whole', function () {
  this.timeout(60_000);
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of(FILES);
    // What both sides agree on is kept by the first operation: from now on each difference tells who moved.
    await line.fine('note', 'A', '--summary', 's');
  });
  afterEach(() => {
    line.remove();
  });
  const stores = (): unknown => [
    line.everything(),
    readFileSync(line.workspace.path('db/cmos.sqlite')).toString('latin1'),
  ];
  const current = (store: Mirror): string => line.read(PATHS[store]);
  const write = (store: Mirror, bytes: Buffer): void => {
    line.workspace.write(PATHS[store], bytes);
  };
  const refuses = async (pattern: RegExp, ...argv: readonly string[]): Promise<void> => {
    const before = stores();
    const { status, out, err } = await line.cmos(...argv);
    assert.equal(status, 1, `${argv.join(' ')}: ${out}${err}`);
    assert.match(err, pattern, argv.join(' '));
    assert.deepEqual(stores(), before, argv.join(' '));
  };

  for (const store of ['backlog', 'sessions', 'master_context'] as const)
    for (const [what, breaks, message] of [...ENCODINGS, ...EMPTY, ...(SYNTAX[store] ?? [])])
      it(`${PATHS[store]} ${what}: one finding first, parity unknown, and no plan takes a value out of it`, async () => {
        write(store, breaks(current(store)));
        const { snapshot, report } = await line.workspace.read();
        const [first] = report.findings;
        assert.ok(first);
        const { file, range, message: said } = locate(snapshot, first);
        assert.deepEqual([file, first.severity], [PATHS[store], 'error']);
        assert.match(said, message);
        assert.ok(range, 'it has a line');
        assert.equal(report.verdict, 'unknown');
        assert.deepEqual(
          report.findings.filter((each) => each.code.startsWith('drift/')),
          [],
        );
        if (SYNTAX[store]?.some(([name]) => name === what) !== true && store !== 'sessions')
          assert.equal(
            report.findings.filter(({ place }) => place.store === store).length,
            1,
            'nothing follows from it',
          );
        assert.deepEqual(
          report.findings.flatMap((finding) => repairFixes(snapshot, finding)),
          [],
        );
        assert.equal(mirrorText(snapshot, store, '2025-03-14T09:00:00Z'), undefined);
        const { status } = await line.cmos('parity', '--check');
        assert.equal(status, 1);

        for (const take of ['files', 'database', 'moved'])
          await refuses(message, 'repair', '--take', take, '--override', 'because');
        for (const argv of [['seed'], ['export']]) await refuses(message, ...argv, '--override', 'because');
        for (const argv of WRITING[store]) await refuses(message, ...argv, '--override', 'because');
        await refuses(/Parity could not be determined|Nothing was changed/, 'start', 'B', '--summary', 's');
      });

  it('is no reason to leave the values of other files unrepaired', async () => {
    write('backlog', utf16(BACKLOG));
    line.workspace.write(PATHS.project_context, CONTEXT.replace('Prüfung', 'Probe'));
    const { report, snapshot } = await line.workspace.read();
    assert.equal(report.verdict, 'drift', 'of that one is certain');
    const [drift, ...more] = report.findings.filter(isDrift);
    assert.deepEqual([drift?.code, more.length], ['drift/context-value', 0]);
    assert.equal(repairFixes(snapshot, drift!).length, 2);
    const { status, out } = await line.cmos('repair', '--take', 'files');
    assert.equal(status, 0);
    assert.match(out, /Left as it is: missions\/backlog\.yaml is UTF-16/);
    assert.match(out, /Parity could not be determined/);
    const database = await line.database();
    assert.match(database.contexts.find(({ id }) => id === 'project_context')?.content ?? '', /Probe/);
    assert.equal(database.missions.length, 3);
  });

  it('does not change what was agreed on: once it can be read, the side that moved is still known', async () => {
    const good = current('backlog');
    for (const broken of [Buffer.from(good.replace('"Beta"', '"Beta')), utf16(good), Buffer.from('')]) {
      write('backlog', broken);
      const { status, err } = await line.cmos('decide', '--summary', 's');
      assert.equal(status, 0, err);
    }
    write('backlog', Buffer.from(good.replace('"Beta"', '"Better"')));
    const { snapshot, report } = await line.workspace.read();
    assert.deepEqual(
      report.findings.map((finding) => [finding.code, movedSide(snapshot, finding)]),
      [['drift/mission-field', 'files']],
    );
  });

  it('an empty log is ordinary where the database has no event, and drift where they never agreed', async () => {
    line.remove();
    line = await CommandLine.of({ ...FILES, 'SESSIONS.jsonl': '' });
    assert.equal((await line.workspace.read()).report.verdict, 'in-sync');
    await line.undone('note', 'A', '--summary', 's');
    line.sql('INSERT INTO session_events (ts, raw_event) VALUES (\'2025\', \'{"ts": "2025"}\')');
    const { report, codes } = await line.workspace.read();
    assert.deepEqual([report.verdict, codes], ['drift', ['drift/session-missing-in-file']]);
    assert.equal((await line.cmos('repair', '--take', 'database')).status, 0);
    assert.equal((await line.workspace.read()).report.verdict, 'in-sync');
  });

  it('a log that was taken away after both agreed on it is not begun anew without a reason', async () => {
    const log = current('sessions');
    rmSync(line.workspace.path('SESSIONS.jsonl'));
    await refuses(/SESSIONS\.jsonl is missing, although/, 'note', 'A', '--summary', 's');
    assert.equal((await line.cmos('export')).status, 0);
    await line.fine('note', 'A', '--summary', 't');
    assert.ok(current('sessions').startsWith(log));
  });

  it('offers nothing while it is being typed either', async () => {
    const { workspace } = line.workspace;
    await workspace.refresh();
    const good = current('backlog');
    workspace.openText('backlog', good.replace('"Queued"', '"Blocked"'));
    assert.ok(workspace.live && check(workspace.live).findings.some(isDrift));
    workspace.openText('backlog', good.replace('"Queued"', '"Blocked'));
    const { live } = workspace;
    assert.deepEqual(
      check(live).findings.flatMap((finding) => repairFixes(live, finding)),
      [],
    );
  });

  it('is told by the checklist and the doctor', async () => {
    write('backlog', utf16(BACKLOG));
    const intake = await line.cmos('intake');
    assert.equal(intake.status, 1);
    assert.match(intake.out, /Parity could not be determined\. missions\/backlog\.yaml is UTF-16/);
    assert.match((await line.cmos('doctor')).out, /backlog +missions\/backlog\.yaml .*is UTF-16/);
  });

  it('is not taken for an export’s missing backlog where there is no log', async () => {
    line.remove();
    line = await CommandLine.of({ ...FILES, 'SESSIONS.jsonl': '' });
    rmSync(line.workspace.path('SESSIONS.jsonl'));
    write('backlog', utf16(BACKLOG));
    const { snapshot, report } = await line.workspace.read();
    assert.deepEqual([snapshot.profile.name, report.verdict], ['mirrored', 'unknown']);
    assert.equal(check(snapshot).findings[0]?.code, 'file/encoding');
  });
});
