import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openWorkbench, type Workbench } from '../../scripts/vscode-host/workbench.mjs';

/** A workspace from nothing: made, worked in, its database copied, and brought back from the copy. */
describe('a new workspace', function () {
  this.timeout(240_000);
  let scratch: string;
  let root: string;
  let workbench: Workbench;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-new-'));
    await mkdir(path.join(scratch, 'lighthouse'));
    await writeFile(path.join(scratch, 'lighthouse', 'README.md'), '# Lighthouse\n');
    root = path.join(scratch, 'lighthouse', 'cmos');
    workbench = await openWorkbench({ folder: path.join(scratch, 'lighthouse') });
    await workbench.openContainer();
  });

  after(async () => {
    await workbench.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const widget = () => workbench.page.locator('.quick-input-widget');
  const indicator = (text: string): Promise<void> =>
    workbench.page.locator('.statusbar').getByText(text).first().waitFor({ timeout: 60_000 });
  const until = async (what: string, look: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 20_000; ;) {
      if (await look().catch(() => false)) return;
      assert.ok(Date.now() < end, what);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('is made from the welcome view, and in step at once', async () => {
    await workbench.page.getByText('Make a New Workspace').click({ timeout: 60_000 });
    await widget().getByText('New CMOS Workspace').waitFor({ timeout: 20_000 });
    await workbench.page.keyboard.press('Enter');
    await widget().getByText('What the project is called').waitFor({ timeout: 20_000 });
    await workbench.picture('new-1-name', 'What the project is called');
    await workbench.page.keyboard.press('Enter');
    await indicator('CMOS in sync');
    await workbench.rows().filter({ hasText: 'B1.1' }).first().waitFor({ timeout: 20_000 });
    assert.ok(existsSync(path.join(root, 'db', 'cmos.sqlite')));
    assert.match(await readFile(path.join(root, 'PROJECT_CONTEXT.json'), 'utf8'), /lighthouse/);
    await workbench.picture('new-2-made', 'B1.1');
  });

  it('has its database copied, compared and brought back', async () => {
    await workbench.command('CMOS: Take Snapshot of Database');
    await until('there is a snapshot', async () =>
      (await readdir(path.join(root, 'db', 'snapshots'))).some((name) => name.endsWith('.sqlite')),
    );
    await workbench.command('CMOS: Start Mission');
    await widget().locator('input[placeholder="Mission"]').waitFor({ timeout: 20_000 });
    await workbench.page.keyboard.press('Enter');
    await widget().getByText('What is going to be done').waitFor({ timeout: 20_000 });
    await widget().locator('input.input').fill('Begin');
    await workbench.page.keyboard.press('Enter');
    await until('it is started', async () =>
      (await readFile(path.join(root, 'SESSIONS.jsonl'), 'utf8')).includes('Begin'),
    );
    await indicator('CMOS in sync');
    await workbench.command('CMOS: Compare Database with Snapshot');
    await widget().getByText('-manual').first().waitFor({ timeout: 20_000 });
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByText('missions: 0 only in the database').first().waitFor({ timeout: 20_000 });
    await workbench.picture('new-3-compared', 'missions: 0 only in the database');
    await workbench.command('CMOS: Restore Database from Snapshot');
    await widget().getByText('-manual').first().waitFor({ timeout: 20_000 });
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByText('Preview: Restore the database').first().waitFor({ timeout: 20_000 });
    await workbench.page.getByRole('button', { name: 'Apply Change' }).first().click();
    await indicator('CMOS drift');
    await workbench.picture('new-4-restored', 'CMOS drift');
    await workbench.command('CMOS: Undo Last Operation');
    await workbench.page.getByText('Preview: Undo “').first().waitFor({ timeout: 20_000 });
    await workbench.page.getByRole('button', { name: 'Apply Change' }).first().click();
    await indicator('CMOS in sync');
  });
});
