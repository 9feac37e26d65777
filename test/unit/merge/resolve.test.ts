import assert from 'node:assert/strict';
import { locate } from '../../../src/core/findings/located';
import { cmos as cmosIn, type Outcome } from '../../support/cmos';
import { TestWorkspace } from '../../support/workspaces';

const LINE = (id: string, status: string): string => `        - { id: "${id}", name: "${id}", status: "${status}" }\n`;
const PLAN = (missions: string): string =>
  `name: x\n---\ndomainFields:\n  sprints:\n    - sprintId: "S1"\n      missions:\n${missions}  missionDependencies: []\n`;
const EVENT = (minute: number): string => `{"ts": "2025-03-01T10:0${minute}:00Z", "mission": "A"}\n`;
const MARKED = (ours: string, theirs: string, base = ''): string =>
  `<<<<<<< HEAD\n${ours}${base}=======\n${theirs}>>>>>>> topic\n`;

describe('the operation resolve', function () {
  this.timeout(30_000);
  let workspace: TestWorkspace;
  afterEach(() => {
    workspace.remove();
  });

  const open = async (backlog: string, sessions: string): Promise<void> => {
    workspace = await TestWorkspace.of({
      'missions/backlog.yaml': PLAN(LINE('A', 'Queued') + LINE('B', 'Queued')),
      'SESSIONS.jsonl': EVENT(1),
      'db/.keep': '',
    });
    workspace.write('missions/backlog.yaml', backlog);
    workspace.write('SESSIONS.jsonl', sessions);
  };
  const cmos = (...argv: string[]): Promise<Outcome> => cmosIn(workspace.root, ...argv);
  const backlog = PLAN(
    MARKED(
      LINE('A', 'Completed') + LINE('B', 'Queued'),
      LINE('A', 'Current') + LINE('B', 'Queued') + LINE('C', 'Queued'),
    ),
  );
  const merged = PLAN(LINE('A', 'Completed') + LINE('B', 'Queued') + LINE('C', 'Queued'));
  const sessions = EVENT(1) + MARKED(EVENT(3), EVENT(2), `||||||| base\n`);

  it('merges every file that has markers, shows it beforehand, and can be undone', async () => {
    await open(backlog, sessions);
    const dry = await cmos('resolve', '--dry-run');
    assert.equal(dry.status, 0, dry.err);
    assert.match(dry.out, /^-<<<<<<< HEAD$/m);
    assert.doesNotMatch(dry.out, /^-.*"Completed"/m);
    assert.equal(workspace.text('missions/backlog.yaml'), backlog);

    const { status, err } = await cmos('resolve');
    assert.deepEqual([status, err], [0, '']);
    assert.equal(workspace.text('missions/backlog.yaml'), merged);
    assert.equal(workspace.text('SESSIONS.jsonl'), EVENT(1) + EVENT(2) + EVENT(3));
    // What the other branch did is not in the database yet: said, not hidden.
    const { codes } = await workspace.read();
    assert.ok(codes.includes('drift/mission-field') && !codes.some((code) => code.endsWith('merge-marker')));

    assert.equal((await cmos('undo')).status, 0);
    assert.equal(workspace.text('missions/backlog.yaml'), backlog);
    assert.equal(workspace.text('SESSIONS.jsonl'), sessions);
  });

  it('merges one file where one is named', async () => {
    await open(backlog, sessions);
    assert.equal((await cmos('resolve', '--file', 'sessions')).status, 0);
    assert.equal(workspace.text('missions/backlog.yaml'), backlog);
    assert.equal(workspace.text('SESSIONS.jsonl'), EVENT(1) + EVENT(2) + EVENT(3));
  });

  it('refuses what is unclear by mission and field, what has no markers, and what it does not know', async () => {
    const unclear = PLAN(MARKED(LINE('A', 'Blocked'), LINE('A', 'In Progress')) + LINE('B', 'Queued'));
    await open(unclear, EVENT(1));
    for (const [argv, exit, pattern] of [
      [
        [],
        1,
        /missions\/backlog\.yaml: A: both sides changed status\. Ours: “Blocked”, theirs: “In Progress”\. Nothing was changed\./,
      ],
      [['--file', 'sessions'], 1, /There are no conflict markers in SESSIONS\.jsonl/],
      [['--file', '../../etc/passwd'], 2, /file is one of backlog, sessions/],
    ] as const) {
      const { status, err } = await cmos('resolve', ...argv);
      assert.equal(status, exit);
      assert.match(err, pattern);
    }
    workspace.write('missions/backlog.yaml', unclear.replace('=======\n', ''));
    assert.match((await cmos('resolve')).err, /do not belong together/);
    assert.equal(workspace.text('missions/backlog.yaml'), unclear.replace('=======\n', ''));
  });

  it('is offered where a marker stands, in both files and every style', async () => {
    await open(
      PLAN(MARKED(LINE('A', 'Current'), LINE('A', 'Queued'), `||||||| base\n${LINE('A', 'Queued')}`)),
      sessions,
    );
    const { snapshot, report } = await workspace.read();
    const markers = report.findings.filter(({ code }) => code.endsWith('merge-marker'));
    const under = markers.map((finding) => {
      const { range, file } = locate(snapshot, finding);
      assert.deepEqual(
        finding.fixes.map(({ operation }) => operation),
        ['resolve'],
      );
      return workspace.text(file).split('\n')[range!.start.line]!.slice(range!.start.character, range!.end.character);
    });
    const signs = ['<<<<<<< HEAD', '||||||| base', '=======', '>>>>>>> topic'];
    assert.deepEqual(under, [...signs, ...signs]);
  });
});
