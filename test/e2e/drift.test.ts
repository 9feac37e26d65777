import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';
import { openWorkbench, type Workbench } from '../../scripts/vscode-host/workbench.mjs';

/** Drift comes, is looked at, and goes: in the Problems, the Drift view, the diff against the database and the indicator. */
describe('drift, from its coming to its going', function () {
  this.timeout(240_000);
  let scratch: string;
  let root: string;
  let workbench: Workbench;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-drift-'));
    root = await makeWorkspace('in-step', path.join(scratch, 'tide-tables'));
    workbench = await openWorkbench({ folder: path.join(scratch, 'tide-tables') });
    await indicator('CMOS in sync');
    await workbench.openContainer();
  });

  after(async () => {
    await workbench.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const indicator = (text: string): Promise<void> =>
    workbench.page.locator('.statusbar').getByText(text).first().waitFor({ timeout: 60_000 });
  const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');
  const row = (text: string) => workbench.rows().filter({ hasText: text }).first();
  const change = async (file: string, from: string | RegExp, to: string): Promise<void> => {
    const text = await read(file);
    assert.notEqual(text.replace(from, to), text);
    await writeFile(path.join(root, file), text.replace(from, to));
  };
  /** In step first: then it is known which side moved. */
  const remembered = async (): Promise<void> => {
    for (const end = Date.now() + 20_000; ;) {
      if (await read('runtime/cmos-operations/agreed.json').catch(() => undefined)) return;
      assert.ok(Date.now() < end, 'what both sides agree on is kept');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('shows what drifted, with both values and the side that moved', async () => {
    await remembered();
    await change('missions/backlog.yaml', /(id: "?T2\.2"?[^]*?status: )("?)[A-Za-z ]+\2/, '$1"Blocked"');
    await change('PROJECT_CONTEXT.json', /"session_count": \d+/, '"session_count": 41');
    await indicator('CMOS drift 2');
    await workbench.statusItem().click();
    await workbench.page.getByText('Show in the Drift view').click();
    await row('T2.2 · status').waitFor({ timeout: 20_000 });
    await row('session_count').waitFor();
    await workbench.picture('drift-1-view', 'session_count');
  });

  it('opens the file against the database', async () => {
    await row('T2.2 · status').hover();
    await row('T2.2 · status').locator('.action-label[aria-label^="Compare File"]').click();
    await workbench.page.getByText('backlog.yaml: database ↔ file').first().waitFor({ timeout: 20_000 });
    await workbench.page
      .locator('.monaco-diff-editor .view-line')
      .filter({ hasText: 'T2.2' })
      .first()
      .waitFor({ timeout: 20_000 });
    await workbench.picture('drift-2-diff', 'backlog.yaml: database ↔ file');
  });

  it('mends one value by a quick fix, and another in the view', async () => {
    await row('T2.2 · status').click();
    await workbench.page.locator('.monaco-editor .squiggly-warning').first().waitFor({ timeout: 20_000 });
    await workbench.command('View: Focus Active Editor Group');
    await workbench.page.keyboard.press('Control+.');
    await workbench.page.getByText('Take the database’s value').first().waitFor({ timeout: 20_000 });
    await workbench.picture('drift-3-quick-fix', 'Take the database’s value');
    await workbench.page.getByText('Take the database’s value').first().click();
    await indicator('CMOS drift 1');
    await row('session_count').hover();
    await row('session_count').locator('.action-label[aria-label^="Take the File"]').click();
    await indicator('CMOS in sync');
    assert.match(await read('PROJECT_CONTEXT.json'), /"session_count": 41/);
    assert.match(await read('missions/backlog.yaml'), /moon phases"\n +status: "In Progress"/);
    await workbench.picture('drift-4-in-sync', 'CMOS in sync');
  });

  it('mends everything at once, after a preview', async () => {
    await change('missions/backlog.yaml', /(id: "?T2\.2"?[^]*?name: )("?)[^"\n,]+\2/, '$1"By hand"');
    await change('SESSIONS.jsonl', /^.*\n/, '');
    await indicator('CMOS drift 2');
    await workbench.command('CMOS: Repair Drift');
    const widget = workbench.page.locator('.quick-input-widget');
    await widget.getByText('The files’').waitFor({ timeout: 20_000 });
    await workbench.page.keyboard.press('Enter');
    // The file changed since both agreed: the database's value counts for a reason only.
    await workbench.page
      .getByText('This overwrites what the files changed since both agreed')
      .first()
      .waitFor({ timeout: 20_000 });
    await workbench.page.getByRole('button', { name: 'Override…' }).first().click();
    await widget.locator('input').first().fill('the change by hand was a mistake');
    await workbench.page.keyboard.press('Enter');
    await workbench.page
      .getByText('Preview: Repair 2 differences from the database')
      .first()
      .waitFor({ timeout: 20_000 });
    await workbench.page.locator('.multiDiffEntry, .monaco-diff-editor').first().waitFor({ timeout: 20_000 });
    await workbench.picture('drift-5-preview', 'Preview: Repair 2 differences from the database');
    await workbench.page.getByRole('button', { name: 'Apply Change' }).first().click();
    await indicator('CMOS in sync');
  });
});
