import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { objectOf } from '../../support/cmos';
import { CommandLine } from '../../support/command-line';
import { backlogText } from '../model/snapshots';

describe('taking a mission over', function () {
  this.timeout(30_000);
  let line: CommandLine;
  const start = ['start', 'A', '--summary', 'go on'] as const;
  const by = (agent: string): readonly string[] => ['--agent', agent];
  const TAKE_OVER = ['--take-over', 'kim is away'] as const;

  beforeEach(async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': backlogText({ S1: [['A', 'Current'], ['B']] }) });
    await line.fine(...start, ...by('kim'));
  });
  afterEach(() => {
    line.remove();
  });

  it('takes a reason, and says from whom; undone, it is as before', async () => {
    await line.refused(
      /^A is In Progress, and kim works on it\. Nothing was changed\.\nTake it over: cmos start A --take-over REASON --summary TEXT\n/,
      ...start,
      ...by('claude'),
    );
    await line.refused(/Take it over/, ...start, ...by('claude'), '--override', 'in a hurry');
    await line.undone(...start, ...by('claude'), ...TAKE_OVER);
    await line.fine(...start, ...by('claude'), ...TAKE_OVER);
    const { mission, action, agent, reason, taken_from } = JSON.parse(
      line.read('SESSIONS.jsonl').trim().split('\n').at(-1) ?? '',
    ) as Record<string, unknown>;
    assert.deepEqual(
      { mission, action, agent, reason, taken_from },
      { mission: 'A', action: 'start', agent: 'claude', reason: 'kim is away', taken_from: 'kim' },
    );
    const { active } = objectOf(await line.cmos('status', '--format', 'json'));
    const [{ claim }] = active as [{ claim: Record<string, unknown> }];
    assert.deepEqual([claim['agent'], claim['since']], ['claude', '2025-03-14T09:00:00Z']);
    await line.refused(/claude works on it\./, ...start, ...by('kim'));
  });

  it('is refused where nobody else has it', async () => {
    await line.refused(/A is In Progress, and kim works on it already/, ...start, ...by('Kim'), ...TAKE_OVER);
    await line.refused(
      /B is not in progress: there is nothing to take over/,
      'start',
      'B',
      '--summary',
      's',
      ...TAKE_OVER,
    );
  });

  it('is told to whoever looks at a mission that nobody works on any more', async () => {
    const { out } = await line.cmos('needs');
    assert.match(
      out,
      /^\[stale\] A is in progress without an event for \d+ d\n {2}taken up: 2025-03-14T09:00:00Z kim\n/,
    );
    assert.match(
      out,
      /then: cmos start A --take-over REASON --summary TEXT \| cmos note A --summary TEXT \| cmos block A /,
    );
    assert.match((await line.cmos('status')).out, /active +A Mission A \(kim · \d+ d · stale\)/);
    assert.match((await line.cmos('list')).out, /A +In Progress \(kim · \d+ d · stale\)/);
    assert.match((await line.cmos('show', 'A')).out, /in progress by +kim · \d+ d · stale/);
    mkdirSync(line.workspace.path('.vscode'));
    line.workspace.write('.vscode/settings.json', '{ "cmos.claims.staleAfter": 0 }');
    assert.match((await line.cmos('needs')).out, /^Nothing needs you\.$/m);
    assert.match((await line.cmos('list')).out, /A +In Progress \(kim · \d+ d\)/);
  });
});
