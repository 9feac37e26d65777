import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';
import { openWorkbench, type Workbench } from '../../scripts/vscode-host/workbench.mjs';

describe('CMOS Operations as a person sees it', function () {
  this.timeout(180_000);
  let scratch: string;
  let workbench: Workbench;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-e2e-'));
    await makeWorkspace('everyday', path.join(scratch, 'tide-tables'));
    workbench = await openWorkbench({ folder: path.join(scratch, 'tide-tables') });
  });

  after(async () => {
    await workbench.close();
    await rm(scratch, { recursive: true, force: true });
  });

  it('says in the status bar that stores differ', async () => {
    const item = workbench.statusItem();
    await item.waitFor({ timeout: 60_000 });
    await workbench.page.locator('.statusbar').getByText('CMOS drift 9').waitFor({ timeout: 30_000 });
  });

  it('shows the backlog and the sessions', async () => {
    await workbench.openContainer();
    const row = workbench.rows().filter({ hasText: 'T2.5' });
    await row.first().waitFor();
    assert.match((await row.first().textContent()) ?? '', /waits for T2\.2/);
    await workbench.picture('backlog', 'waits for T2.2');
  });

  it('opens a mission in the backlog, with the drift marked', async () => {
    await workbench.rows().filter({ hasText: 'T2.3' }).first().click();
    await workbench.page.waitForSelector('.editor-instance .squiggly-warning', { timeout: 30_000 });
    await workbench.picture('drift-in-editor', 'backlog.yaml');
  });

  it('explains itself in the status item’s tooltip', async () => {
    await workbench.statusItem().hover();
    await workbench.page.locator('.workbench-hover').getByText('Check again').waitFor({ timeout: 15_000 });
    // It fades in.
    await workbench.page.waitForTimeout(500);
    await workbench.picture('status-tooltip', 'Check again');
    await workbench.page.mouse.move(640, 300);
  });

  it('lists everything in Problems', async () => {
    await workbench.page.keyboard.press('Control+Shift+M');
    await workbench.page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'T2.3' }).first().waitFor();
    await workbench.picture('problems', 'T2.3');
  });

  it('offers what can be done at a click on the indicator', async () => {
    await workbench.statusItem().click();
    await workbench.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: 'Copy the report' })
      .first()
      .waitFor();
    await workbench.picture('parity-menu', 'Copy the report');
    await workbench.page.keyboard.press('Escape');
  });
});
