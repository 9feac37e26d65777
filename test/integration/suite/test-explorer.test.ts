import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestReport } from '../../../src/guardrails/vscode/test-explorer';
import { extension, file, remove, until, write, type RunningExtension } from './support';

const MANIFEST = 'cmos/tests/integration/test_manifest.json';
const RUNNER = 'cmos/context/integration_test_runner.js';

const SUITES = `{
  "meta": { "mission": "T2.2", "version": "1" },
  "suites": [
    {
      "id": "docs", "name": "Documents",
      "tests": [
        { "id": "there", "type": "file_exists", "target": "agents.md", "description": "There is an agents.md" },
        { "id": "gone", "type": "file_exists", "target": "gone.md" },
        { "id": "odd\\u0000", "type": "teleport", "target": "agents.md" }
      ]
    },
    {
      "id": "more",
      "tests": [{ "id": "there", "type": "directory_exists", "target": "missions" }]
    }
  ]
}
`;

/** A runner that reports one test only, with an outcome that ours would not have. */
const OWN = `
const fs = require('node:fs');
const output = process.argv[process.argv.indexOf('--output') + 1];
console.log('our own runner');
fs.writeFileSync(output, JSON.stringify({
  meta: {}, status: 'failed', summary: {},
  suites: [{ id: 'docs', status: 'failed', tests: [{ id: 'there', type: 'file_exists', status: 'failed', error: 'by our own measure' }] }],
}));
process.exit(1);
`;

describe('the Test Explorer', function () {
  this.timeout(60_000);
  let api: RunningExtension;
  let reports: TestReport[];
  let listening: vscode.Disposable;

  before(async () => {
    api = await extension();
    listening = api.tests.onDidRun((report) => reports.push(report));
  });

  beforeEach(async () => {
    reports = [];
    await write(MANIFEST, SUITES);
  });

  after(async () => {
    listening.dispose();
    await remove('cmos/tests');
    await remove(RUNNER);
    await api.tests.refresh();
  });

  /** The tree as lines: ids, with places and what is wrong. */
  const tree = (items: vscode.TestItemCollection = api.tests.controller.items, depth = 0): string[] =>
    [...items].flatMap(([, item]) => {
      const place = item.range === undefined ? '' : ` ${item.range.start.line + 1}`;
      const error = item.error === undefined ? '' : ' !';
      return [`${'  '.repeat(depth)}${item.label}${place}${error}`, ...tree(item.children, depth + 1)];
    });
  const itemOf = (label: string, items = api.tests.controller.items): vscode.TestItem | undefined => {
    for (const [, item] of items) {
      const found = item.label === label ? item : itemOf(label, item.children);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const outcomes = ({ outcome }: TestReport): string[] =>
    outcome?.suites.flatMap(({ tests }) => tests.map(({ key, status }) => `${key} ${status}`)) ?? [];
  /** The test controllers of which the editor has tests. */
  const controllersWithTests = (): Thenable<readonly string[]> =>
    vscode.commands.executeCommand('vscode.testing.getControllersWithTests');
  const run = async (
    profile: vscode.TestRunProfile | undefined,
    request: vscode.TestRunRequest,
    token = new vscode.CancellationTokenSource().token,
  ): Promise<TestReport | undefined> => {
    assert.ok(profile);
    await profile.runHandler(request, token);
    return reports.at(-1);
  };

  it('shows suites and tests at their places, and follows the manifest', async () => {
    const all = [
      'Integration suite',
      '  Documents 4',
      '    there 7',
      '    gone 8',
      '    odd� 9 !',
      '  more 12',
      '    there 14',
    ];
    await api.workspaces.controllers[0]?.refreshNow();
    await until('the tree is there', () => tree().join('\n') === all.join('\n'));
    assert.equal(itemOf('there')?.description, 'There is an agents.md');
    assert.equal(itemOf('there')?.uri?.toString(), file(MANIFEST).toString());
    await write(MANIFEST, SUITES.replace('"gone"', '"went"'));
    // Whether or not a watcher saw it: a look at the workspace does.
    await api.workspaces.controllers[0]?.refreshNow();
    await until('the manifest’s change is shown', () => itemOf('went') !== undefined);
    await remove('cmos/tests');
    await api.workspaces.controllers[0]?.refreshNow();
    await until('nothing is left of it', () => tree().length === 0);
  });

  it('runs them all from the editor’s own command', async () => {
    await api.tests.refresh();
    // The editor is told of tests a fifth of a second after we have them, and runs nothing where it knows of none.
    while (!(await controllersWithTests()).includes(api.tests.controller.id));
    await vscode.commands.executeCommand('testing.runAll');
    const report = await until('they ran', () => reports[0], 20_000);
    assert.deepEqual(outcomes(report), [
      'docs/there passed',
      'docs/gone failed',
      'docs/odd\0 failed',
      'more/there passed',
    ]);
    assert.deepEqual([report.runner, report.whole], ['cmos', true]);
  });

  it('runs what is asked for, and nothing after it was ended', async () => {
    await api.tests.refresh();
    const [ours] = api.tests.profiles;
    const docs = itemOf('Documents');
    const gone = itemOf('gone');
    assert.ok(docs && gone);
    const some = await run(ours, new vscode.TestRunRequest([docs], [gone], ours));
    assert.ok(some);
    assert.deepEqual([outcomes(some), some.whole], [['docs/there passed', 'docs/odd\0 failed'], false]);
    const ended = new vscode.CancellationTokenSource();
    ended.cancel();
    const none = await run(ours, new vscode.TestRunRequest(undefined, undefined, ours), ended.token);
    assert.ok(none);
    assert.ok(
      outcomes(none).every((each) => each.endsWith(' skipped')),
      outcomes(none).join(),
    );
    assert.equal(none.whole, false);
  });

  it('runs the workspace’s own runner, and takes what it reports', async () => {
    await api.tests.refresh();
    assert.equal(api.tests.profiles.length, 1, 'there is no other runner yet');
    await write(RUNNER, OWN);
    await api.tests.refresh();
    const own = api.tests.profiles[1];
    const report = await run(own, new vscode.TestRunRequest(undefined, undefined, own));
    assert.ok(report);
    assert.deepEqual([report.runner, report.whole, outcomes(report)], ['own', false, ['docs/1 failed']]);
    assert.equal(report.outcome?.suites[0]?.tests[0]?.error, 'by our own measure');
    await write(RUNNER, 'console.log("no report")');
    const silent = await run(own, new vscode.TestRunRequest(undefined, undefined, own));
    assert.deepEqual([silent?.outcome, silent?.whole], [undefined, false]);
    await remove(RUNNER);
    await api.tests.refresh();
    assert.equal(api.tests.profiles.length, 1, 'it is gone with the script');
  });

  it('shows what can be read of a broken manifest', async () => {
    await write(MANIFEST, SUITES.slice(0, SUITES.indexOf('"more"')));
    await api.tests.refresh();
    assert.deepEqual(tree().slice(0, 3), ['Integration suite !', '  Documents 4', '    there 7']);
  });

  it('reads nothing outside the workspace, and says so', async () => {
    const folder = file('cmos').fsPath;
    const outside = path.join(path.dirname(path.dirname(folder)), 'outside-manifest.json');
    await writeFile(outside, SUITES);
    try {
      const link = path.join(folder, 'tests', 'integration', 'test_manifest.json');
      await rm(link, { force: true });
      await mkdir(path.dirname(link), { recursive: true });
      await symlink(outside, link);
      await api.tests.refresh();
      assert.deepEqual(tree(), ['Integration suite !']);
      const [top] = [...api.tests.controller.items].map(([, item]) => item);
      assert.match(typeof top?.error === 'string' ? top.error : '', /leads out of the workspace/);
      const [ours] = api.tests.profiles;
      assert.equal(await run(ours, new vscode.TestRunRequest(undefined, undefined, ours)), undefined);
    } finally {
      await rm(outside);
      await remove('cmos/tests');
    }
  });
});
