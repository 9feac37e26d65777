/** Operations on the command line: what may stand where, what help says of it, and what is missing. */
import assert from 'node:assert/strict';
import type { Operation } from '../../../src/core/operations/operation';
import { operationCommand } from '../../../src/cli/commands/operations';
import { usageOf } from '../../../src/cli/commands/operation-usage';
import { OPERATIONS } from '../../../src/guardrails/registry';
import { cmos } from '../../support/cmos';
import { CommandLine } from '../../support/command-line';

const BACKLOG = `domainFields:
  sprints:
    - sprintId: s1
      title: Sprint
      missions:
        - id: B1
          name: First
          status: In Progress
        - id: B2
          name: Second
          status: Queued
    - sprintId: s2
      title: Next
      missions: []
`;

const named = (name: string): Operation => {
  const found = OPERATIONS.find((each) => each.name === name);
  assert.ok(found !== undefined, name);
  return found;
};

describe('how operations are called', () => {
  it('says what may stand behind the command: ids that are required, of whatever kind', () => {
    assert.equal(usageOf(named('note')), 'ID --summary TEXT');
    assert.equal(usageOf(named('start')), '[ID] --summary TEXT [--take-over REASON]');
    assert.equal(usageOf(named('move')), 'ID SPRINT');
    assert.equal(usageOf(named('depend')), 'ID PREREQUISITE [--type TYPE] [--instead-of ID] [--remove]');
    assert.equal(usageOf(named('restore')), 'SNAPSHOT');
    assert.equal(usageOf(named('add')), '[ID] --name TEXT [--sprint ID] [--status STATUS] [--prerequisite ID…]');
    assert.equal(usageOf(named('decide')), '--summary TEXT [--rationale TEXT] [--mission ID]');
    assert.equal(usageOf(named('repair')), '--take database|files|moved [--only NAME…]');
    const focus: Operation = {
      ...named('move'),
      parameters: { sprint: { type: 'sprint', title: () => 'Sprint', required: true } },
    };
    assert.equal(usageOf(focus), 'SPRINT');
    assert.deepEqual(operationCommand(focus).arguments?.(), [['[SPRINT]', 'Sprint; also as --sprint (required)']]);
  });

  it('marks in help what is required, and says what counts where something is left out', async () => {
    const { status, out } = await cmos('/', 'help', 'add');
    assert.equal(status, 0);
    const help = out.replaceAll(/\s+/g, ' ');
    assert.match(
      help,
      /Usage: cmos add \[ID\] --name TEXT \[--sprint ID\] \[--status STATUS\] \[--prerequisite ID…\] \[options\]/,
    );
    assert.match(help, /--name <TEXT> What it is called \(required\)/);
    assert.match(help, /--sprint <ID> Sprint \(default: the sprint of the last mission, or one that is open\)/);
    assert.match(help, /--status <STATUS> Status \(default: Queued\)/);
    assert.match(help, /--agent <name> who does it \(default: codex\)/);
  });
});

describe('a call of an operation', function () {
  this.timeout(60_000);
  let line: CommandLine;

  before(async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': BACKLOG });
  });

  after(() => {
    line.remove();
  });

  it('ends with 2 where something required is missing, and names it', async () => {
    const before = line.everything();
    const one = await line.cmos('note', 'B1');
    assert.deepEqual([one.status, one.out], [2, '']);
    assert.equal(one.err, 'missing required option --summary\nUsage: cmos note ID --summary TEXT\n');
    const several = await line.cmos('block', 'B1', '--summary', ' ', '--format', 'json');
    assert.equal(several.status, 2);
    const { error } = JSON.parse(several.out) as { error: { code: string; message: string } };
    assert.equal(error.code, 'usage');
    assert.equal(error.message, 'missing required options --summary, --reason');
    assert.match((await line.cmos('note', '--summary', 'x')).err, /^missing required option --mission\n/);
    assert.deepEqual(line.everything(), before, 'nothing was changed');
  });

  it('prints an object after wrong usage too, where JSON is asked for', async () => {
    const { status, out } = await line.cmos('note', '--nonsense', '--format', 'json');
    assert.equal(status, 2);
    assert.deepEqual((JSON.parse(out) as { error: unknown }).error, {
      code: 'usage',
      message: "unknown option '--nonsense'",
    });
  });

  it('takes ids behind the command for what no option gives, and refuses one too many', async () => {
    const plan = async (...argv: readonly string[]): Promise<string> =>
      (await line.cmos(...argv, '--ts', '2025-03-14T09:00:00Z', '--dry-run')).out;
    const moved = await plan('move', 'B2', '--sprint', 's2');
    assert.match(moved, /B2/);
    assert.equal(await plan('move', 'B2', 's2'), moved);
    assert.equal(await plan('move', '--mission', 'B2', 's2'), moved);
    const { status, err } = await line.cmos('move', 'B2', 's2', '--sprint', 's2');
    assert.deepEqual([status, err.split('\n')[0]], [2, 'too many arguments: s2']);
  });
});
