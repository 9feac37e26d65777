import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';
import { attempts, openWorkbench, type Workbench } from '../../scripts/vscode-host/workbench.mjs';

const MANIFEST = `{
  "meta": { "mission": "T2.2", "version": "1.0" },
  "suites": [
    {
      "id": "documents",
      "name": "Documents",
      "tests": [
        { "id": "agents", "type": "file_exists", "target": "agents.md", "description": "There is an agents.md" },
        {
          "id": "agents-text",
          "type": "content_includes",
          "target": "agents.md",
          "includes": ["agent", "harbour master"],
          "description": "agents.md names who is asked"
        }
      ]
    },
    {
      "id": "structure",
      "name": "Structure",
      "tests": [
        { "id": "missions", "type": "directory_exists", "target": "missions" },
        { "id": "tides", "type": "teleport", "target": "missions" }
      ]
    }
  ]
}
`;

/** The integration suite in the Test Explorer, from a run to a mission's notes; and a quick command in its terminal. */
describe('tests and tasks', function () {
  this.timeout(240_000);
  let scratch: string;
  let root: string;
  let workbench: Workbench;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-tests-'));
    root = await makeWorkspace('in-step', path.join(scratch, 'tide-tables'));
    await mkdir(path.join(root, 'tests', 'integration'), { recursive: true });
    await writeFile(path.join(root, 'tests', 'integration', 'test_manifest.json'), MANIFEST);
    await mkdir(path.join(root, 'scripts'));
    await writeFile(path.join(root, 'scripts', 'validate_parity.py'), 'print("[OK] All is well.")\n');
    workbench = await openWorkbench({ folder: path.join(scratch, 'tide-tables') });
    await workbench.page.locator('.statusbar').getByText('CMOS in sync').first().waitFor({ timeout: 60_000 });
  });

  after(async () => {
    await workbench.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const row = (text: string) =>
    workbench.page.locator('.test-explorer .monaco-list-row').filter({ hasText: text }).first();

  it('shows the suite, and what came of each test', async () => {
    await workbench.command('Testing: Focus on Test Explorer View');
    await row('Integration suite').waitFor({ timeout: 20_000 });
    await workbench.command('Test: Run All Tests');
    for (const [closed, inside] of [
      ['Integration suite', 'Documents'],
      ['Documents', 'agents-text'],
      ['Structure', 'tides'],
    ] as const) {
      await row(closed).locator('.monaco-tl-twistie').click();
      await row(inside).waitFor({ timeout: 20_000 });
    }
    await row('agents-text').locator('.codicon-testing-failed-icon').waitFor({ timeout: 20_000 });
    await workbench.page.getByText('Integration suite: 2 of 4 tests passed.').first().waitFor({ timeout: 20_000 });
    await workbench.picture('tests-1-explorer', 'Integration suite: 2 of 4 tests passed.');
  });

  it('shows in the manifest what was expected and what was found', async () => {
    await row('agents-text').click();
    await workbench.page.locator('.editor-instance .view-line').first().waitFor({ timeout: 20_000 });
    await workbench.command('Test: Peek Output');
    await workbench.page.locator('.zone-widget .monaco-diff-editor .view-line').first().waitFor({ timeout: 20_000 });
    await workbench.picture('tests-2-manifest', 'agents-text');
  });

  it('records the results in a mission', async () => {
    await workbench.command('Notifications: Show Notifications');
    await workbench.page.getByRole('button', { name: 'Record in Mission…' }).first().click();
    const widget = workbench.page.locator('.quick-input-widget');
    await widget
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: 'T2.2' })
      .first()
      .waitFor({ timeout: 20_000 });
    await widget.locator('input.input').fill('T2.2');
    await workbench.page.keyboard.press('Enter');
    const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8').catch(() => '');
    const recorded = async (): Promise<boolean> =>
      (await read('missions/backlog.yaml')).includes('2 of 4 tests passed; failed: agents-text, tides') &&
      (await read('telemetry/events/testing-summary.json')).includes('"testsFailed": 2');
    for (const end = Date.now() + 20_000; !(await recorded());) {
      assert.ok(Date.now() < end, 'notes and telemetry have it');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await workbench.picture('tests-3-recorded', 'Integration suite');
  });

  it('offers the quick commands, and runs one in a terminal', async () => {
    const items = workbench.page.locator('.quick-input-list .monaco-list-row');
    const problems = workbench.page.locator('.panel .action-item .badge-content').filter({ hasText: '2' }).first();
    // A terminal draws on a canvas: that it ran to its end is told by the problems that it put on their file. A window that
    // is too busy may stop looking for them before it has come to the last lines; then it is run again.
    await attempts(3, 'the task', async () => {
      await workbench.command('CMOS: Run Task…');
      await items
        .filter({ hasText: 'Validate parity (scripts/validate_parity.py)' })
        .first()
        .waitFor({ timeout: 20_000 });
      await workbench.picture('tasks-1-pick', 'Validate parity (scripts/validate_parity.py)');
      await items.filter({ hasText: 'Integration suite' }).first().click();
      await problems.waitFor({ timeout: 15_000 });
    });
    await workbench.picture('tasks-2-terminal', 'Terminal');
    await workbench.page.keyboard.press('Control+Shift+M');
    await workbench.page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'harbour master' })
      .first()
      .waitFor({ timeout: 20_000 });
    await workbench.picture('tasks-3-problems', 'harbour master');
  });

  it('shows the suite, and runs nothing, in a window that is not trusted', async () => {
    await workbench.close();
    await mkdir(path.join(root, 'context'), { recursive: true });
    const marker = path.join(root, 'ran');
    const runner = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '');`;
    await writeFile(path.join(root, 'context', 'integration_test_runner.js'), runner);
    workbench = await openWorkbench({ folder: path.join(scratch, 'tide-tables'), trust: false });
    await workbench.page.getByText('Restricted Mode', { exact: true }).waitFor({ timeout: 30_000 });
    await workbench.page
      .locator('.statusbar')
      .getByText(/CMOS (in sync|drift)/)
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench.command('Testing: Focus on Test Explorer View');
    await row('Integration suite').waitFor({ timeout: 60_000 });
    await workbench.page.keyboard.press('F1');
    await workbench.page.locator('.quick-input-widget input.input').fill('>CMOS: Run Task');
    await workbench.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: /No matching|similar|Run Task/ })
      .first()
      .waitFor({ timeout: 20_000 });
    assert.equal(await workbench.page.locator('.quick-input-list').getByText('Run Task: Seed SQLite').count(), 0);
    await workbench.picture('tests-4-untrusted', 'Restricted Mode');
    assert.equal(await readFile(marker).catch(() => undefined), undefined);
  });
});
