/** Giving up or putting off a mission that others wait for; and whose word a review is. */
import assert from 'node:assert/strict';
import { CommandLine } from '../../support/command-line';
import { planOf } from '../../support/plan';

const BACKLOG = `${planOf({ A: 'Queued', B: 'Queued', C: 'Queued' })}  missionDependencies:
    - { from: "B", to: "A", type: "Requires" }
    - { from: "C", to: "B", type: "Requires" }
`;

describe('a mission that others wait for', function () {
  this.timeout(60_000);
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of({
      'missions/backlog.yaml': BACKLOG,
      'context/MASTER_CONTEXT.json': '{"waivers": []}\n',
    });
  });
  afterEach(() => {
    line.remove();
  });
  const statuses = async (): Promise<string> =>
    (await line.database()).missions.map(({ id, status }) => `${id} ${status}`).join(', ');

  it('is given up, and what waits for it is named, with the way on', async () => {
    const out = await line.fine('drop', 'A', '--reason', 'not needed');
    assert.match(out, /\nWaiting for it: B \(Queued\)\.\ncmos waive B A --reason TEXT lets one go on\.\nTo see to all/);
    assert.equal(await statuses(), 'A Dropped, B Queued, C Queued');
    const { status, out: needs } = await line.cmos('needs');
    assert.equal(status, 1);
    assert.match(
      needs,
      /\[prerequisite\] B waits for what will not be done: A \(Dropped\)\n.*\n {2}then: cmos waive B A/,
    );
    assert.match(
      (await line.cmos('lint')).out,
      /missions\/backlog\.yaml:\d+:\d+: warning readiness\/lost-prerequisite: B/,
    );
    await line.fine('waive', 'B', 'A', '--reason', 'done elsewhere');
    assert.equal((await line.cmos('needs')).status, 0);
  });

  it('is waived for each of them where that is asked', async () => {
    await line.undone('drop', 'A', '--reason', 'not needed', '--waiting', 'waive');
    const out = await line.fine('drop', 'A', '--reason', 'not needed', '--waiting', 'waive');
    assert.match(out, /\nWaived for: B \(Queued\)\.\n/);
    assert.equal((await line.cmos('ready', 'B')).status, 0);
    assert.equal((await line.cmos('needs')).status, 0);
  });

  it('is replaced by another mission for each of them where that is asked', async () => {
    const drop = ['drop', 'B', '--reason', 'not needed', '--waiting', 'repoint'];
    await line.undone(...drop, '--to', 'A');
    const out = await line.fine(...drop, '--to', 'A');
    assert.match(out, /\nWaiting for A instead: C \(Queued\)\.\n/);
    assert.match(line.read('missions/backlog.yaml'), /from: "C", to: "A", type: "Requires"/);
    assert.equal((await line.cmos('needs')).status, 0);
  });

  it('is not replaced by one that cannot be waited for', async () => {
    const drop = ['drop', 'A', '--reason', 'not needed', '--waiting', 'repoint'];
    await line.refused(/C waits for B, so that both would wait for ever/, ...drop, '--to', 'C');
    await line.refused(/A is put aside itself/, ...drop, '--to', 'A');
    await line.refused(/B cannot wait for itself/, ...drop, '--to', 'B');
    const { status, err } = await line.cmos(...drop);
    assert.equal(status, 2);
    assert.match(err, /missing required option --to/);
  });

  it('was given up, and what waits for it waits for another instead, or no longer', async () => {
    await line.fine('drop', 'B', '--reason', 'not needed');
    assert.match(
      (await line.cmos('needs')).out,
      /cmos waive C B --reason TEXT \| cmos depend C OTHER --instead-of B\n/,
    );
    await line.undone('depend', 'C', 'A', '--instead-of', 'B');
    await line.fine('depend', 'C', 'B', '--remove');
    assert.equal((await line.cmos('needs')).status, 0);
  });

  it('takes them along where that is asked, each with its event, and they come back together', async () => {
    await line.undone('defer', 'A', '--reason', 'later', '--waiting', 'along');
    const out = await line.fine('defer', 'A', '--reason', 'later', '--waiting', 'along');
    assert.match(out, /\nWith it went: B \(Queued\), C \(Queued\)\.\n/);
    assert.equal(await statuses(), 'A Deferred, B Deferred, C Deferred');
    const events = line.read('SESSIONS.jsonl').trimEnd().split('\n');
    assert.deepEqual(
      events.map((each) => (JSON.parse(each) as { mission: string }).mission),
      ['B', 'C', 'A'],
    );
  });

  it('is approved by another than the one who works on it', async () => {
    await line.fine('start', 'A', '--summary', 's', '--agent', 'claude');
    await line.refused(
      /Claude made the run of A, and cannot be its reviewer/,
      'review',
      'A',
      '--remark',
      'fine',
      '--agent',
      'Claude',
    );
    await line.fine('review', 'A', '--remark', 'not yet', '--verdict', 'reject', '--agent', 'claude');
    await line.fine('review', 'A', '--remark', 'fine', '--agent', 'ana');
  });
});
