/** How commands that only look end, and how much they count: scripts and agents go by it. */
import assert from 'node:assert/strict';
import { GUARDRAILS } from '../../../src/guardrails/cli/guardrails';
import { cmos } from '../../support/cmos';
import { CommandLine } from '../../support/command-line';
import { COMMANDS } from '../../support/commands';
import { TestWorkspace } from '../../support/workspaces';

interface Counted {
  readonly version: number;
  readonly total: number;
  readonly truncated: boolean;
  readonly findings: readonly { readonly count?: number; readonly message: string }[];
}

const BACKLOG = (...statuses: readonly string[]): string => `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
${statuses.map((status, index) => `        - { id: "M${index}", name: "Mission", status: "${status}" }\n`).join('')}`;

describe('how looks end', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const open = async (files: Readonly<Record<string, string>>): Promise<void> => {
    line = await CommandLine.of(files);
  };
  const json = async <Shape>(...argv: readonly string[]): Promise<Shape> =>
    JSON.parse((await line.cmos(...argv, '--format', 'json')).out) as Shape;
  afterEach(() => {
    line.remove();
  });

  it('a workspace that was just made is fine, whatever is asked', async () => {
    await open({ 'missions/backlog.yaml': BACKLOG('Queued') });
    const folder = `${line.workspace.root}/fresh`;
    assert.equal((await cmos(line.workspace.root, 'init', folder)).status, 0);
    const looks = COMMANDS.filter((command) => !('workspace' in command) && command.writes !== true)
      .filter((command) => command.arguments?.().every(([name]) => !name.startsWith('<')) ?? true)
      .map(({ name }) => [name])
      .concat(GUARDRAILS.map(({ name }) => ['guardrails', name]));
    assert.ok(looks.length > 15, 'looks are found');
    for (const words of looks) {
      const { status, out, err } = await cmos(folder, ...words, '--format', 'json');
      assert.deepEqual([words, status, err], [words, 0, '']);
      assert.equal((JSON.parse(out) as Counted).version, 1, `${words.join(' ')} says its version`);
    }
  });

  it('next goes on until nothing is left, and stops where all that is left waits', async () => {
    const next = async (...statuses: readonly string[]) => {
      await open({ 'missions/backlog.yaml': BACKLOG(...statuses) });
      const { status, out } = await line.cmos('next');
      return [status, out.split('\n')[0]];
    };
    assert.deepEqual(await next('Completed', 'Queued'), [0, 'M1  Queued  Mission']);
    line.remove();
    assert.deepEqual(await next('Completed', 'Dropped'), [0, 'All missions are done.']);
    line.remove();
    assert.deepEqual(await next('Completed', 'Blocked', 'Blocked', 'Deferred'), [
      1,
      'No mission can be taken up. Left: 2 Blocked, 1 Deferred.',
    ]);
    line.remove();
    assert.deepEqual(await next(), [0, 'There are no missions yet. cmos add adds one.']);
  });

  it('what is found very often is counted as a whole, wherever a number is named', async () => {
    await open({ 'missions/backlog.yaml': BACKLOG('Queued') });
    const event = (number: number): string =>
      `{"ts":"2025-03-14T09:00:00Z","agent":"a","mission":"M0","action":"note","status":"queued","summary":"event ${number}"}\n`;
    const lines = Array.from({ length: 1_204 }, (_, number) => event(number)).join('');
    line.workspace.write('SESSIONS.jsonl', lines);
    const { total, truncated, findings } = await json<Counted>('parity');
    assert.deepEqual([total, truncated, findings.length], [1_204, true, 500]);
    assert.equal(findings.at(-1)?.count, 705);
    assert.match(findings.at(-1)?.message ?? '', /And 704 more like this\.$/);
    assert.match((await line.cmos('parity')).out, /Database and files differ in 1204 places\.\n$/);
    assert.match((await line.cmos('status')).out, /Database and files differ in 1204 places\./);
    assert.match((await line.cmos('start', '--summary', 's')).err, /differ in 1204 places/);
  });

  it('status counts what lint lists, documents too', async () => {
    await open({ 'missions/backlog.yaml': BACKLOG('Queued', 'Nonsense'), 'docs/guide.md': 'See [it](nowhere.md).\n' });
    const [, summary] = /\n(\d+ findings?.*)\n$/.exec((await line.cmos('lint')).out) ?? [];
    const [, counted] = /^findings +(.*)$/m.exec((await line.cmos('status')).out) ?? [];
    assert.ok(summary !== undefined, 'there is something to count');
    assert.equal(counted, summary);
    const [{ total }, { findings }] = [await json<Counted>('lint'), await json<{ findings: number }>('status')];
    assert.equal(findings, total);
    assert.match((await line.cmos('lint')).out, /nowhere\.md/);
  });
});

describe('telemetry that is wrong throughout', () => {
  it('is told of up to a number, and counted as a whole', async () => {
    const workspace = await TestWorkspace.of({
      'missions/backlog.yaml': BACKLOG('Queued'),
      'telemetry/events/database-health.jsonl': 'no event\n'.repeat(250),
    });
    try {
      const { out } = await cmos(workspace.root, 'lint', '--format', 'json');
      const { total, findings } = JSON.parse(out) as Counted;
      const [last] = findings.filter(({ count }) => count !== undefined);
      assert.equal(last?.count, 151);
      assert.equal(total - findings.length, 150);
    } finally {
      workspace.remove();
    }
  });
});
