/** Context intake: its list is printed whatever can be written, and asks what the profile has. */
import assert from 'node:assert/strict';
import { linkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CommandLine } from '../../support/command-line';
import { planOf } from '../../support/plan';

const BACKLOG = `${planOf({ A: 'Queued', B: 'Queued' })}  missionDependencies:
    - { from: "B", to: "A", type: "Blocks" }
`;
const CONTEXT = '{"working_memory": {"agents_md_loaded": false}}\n';

describe('intake', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const open = async (files: Readonly<Record<string, string>> = {}): Promise<void> => {
    line = await CommandLine.of({
      'missions/backlog.yaml': BACKLOG,
      'agents.md': '# Agents\n',
      'PROJECT_CONTEXT.json': CONTEXT,
      ...files,
    });
  };
  const steps = async (): Promise<readonly string[]> => {
    const { status, out, err } = await line.cmos('intake', '--format', 'json');
    assert.equal(err, '');
    const found = (JSON.parse(out) as { steps: { step: string; state: string }[] }).steps;
    assert.equal(status, found.some(({ state }) => state === 'failed') ? 1 : 0);
    return found.map(({ step, state }) => `${step} ${state}`);
  };
  afterEach(() => {
    line.remove();
  });

  it('passes over a mission that waits, to the first that does not', async () => {
    await open();
    const { status, out } = await line.cmos('intake');
    assert.equal(status, 0, out);
    assert.match(out, /\[x\] Next: B Beta; it waits for nothing\./);
  });

  for (const [what, text, reason] of [
    [
      'beside the mark',
      '{"working_memory": {"agents_md_loaded": false}, "y": 2}\n',
      'Database and files differ in what',
    ],
    ['at the mark', CONTEXT, 'PROJECT_CONTEXT.json and the database say'],
  ] as const)
    it(`prints its list where the stores differ ${what}, and names it`, async () => {
      await open();
      line.workspace.write('PROJECT_CONTEXT.json', CONTEXT.replace('false', 'true'));
      if (what === 'at the mark') await line.fine('repair', '--take', 'files');
      line.workspace.write('PROJECT_CONTEXT.json', text);
      const before = line.everything();
      const { status, out } = await line.cmos('intake');
      assert.equal(status, 1);
      assert.match(out, /^\[x\] Both contexts/);
      assert.ok(out.includes(`[ ] Whether agents.md was loaded could not be written down: ${reason}`), out);
      assert.match(out, /\[x\] Next: B Beta/);
      assert.deepEqual(line.everything(), before);
    });

  it('prints its list where the mark cannot be written', async () => {
    await open();
    linkSync(line.workspace.path('PROJECT_CONTEXT.json'), path.join(line.workspace.root, 'another-name.json'));
    const before = line.everything();
    const { status, out, err } = await line.cmos('intake');
    assert.deepEqual([status, err], [1, '']);
    assert.match(out, /^\[x\] Both contexts/);
    assert.match(out, /\[ \] Whether agents\.md was loaded could not be written down: .*PROJECT_CONTEXT\.json/);
    assert.deepEqual(line.everything(), before);
  });

  it('asks the database alone where it is the only store', async () => {
    await open({ '.vscode/settings.json': '{"cmos.profile": "database-only"}' });
    line.workspace.write('PROJECT_CONTEXT.json', '{"half": ');
    line.workspace.write('missions/backlog.yaml', BACKLOG.replace('Queued', 'Completed'));
    assert.deepEqual(await steps(), ['contexts ok', 'agents ok', 'parity attention', 'next-mission ok', 'sizes ok']);
    const stored = (await line.database()).contexts.find(({ id }) => id === 'project_context');
    assert.match(stored?.content ?? '', /"agents_md_loaded": true/);
  });

  it('misses nothing in a workspace of files alone that it never had', async () => {
    await open();
    for (const file of ['db/cmos.sqlite', 'context/MASTER_CONTEXT.json', 'PROJECT_CONTEXT.json', 'agents.md'])
      rmSync(line.workspace.path(file), { recursive: true, force: true });
    rmSync(line.workspace.path('.cmos-operations'), { recursive: true, force: true });
    rmSync(line.workspace.path('runtime'), { recursive: true, force: true });
    assert.deepEqual(await steps(), [
      'contexts attention',
      'agents attention',
      'parity ok',
      'next-mission ok',
      'sizes ok',
    ]);
  });
});
