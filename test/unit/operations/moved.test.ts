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
  const done = async (...argv: readonly string[]): Promise<string> => {
    const { status, out, err } = await cli.cmos(...argv, ...(/^(un|re)do$/.test(argv[0] ?? '') ? [] : ['--ts', NOW]));
    assert.deepEqual([argv[0], status, err], [argv[0], 0, '']);
    return out;
  };
  const moves = async (): Promise<string[]> => {
    const { out } = await cli.cmos('parity', '--format', 'json');
    const { findings } = JSON.parse(out) as { findings: { item?: string; moved?: string }[] };
    return findings.map(({ item, moved }) => `${item} ${moved}`).toSorted();
  };

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
});
