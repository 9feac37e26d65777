import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';
import { openWorkbench, type Workbench } from '../../scripts/vscode-host/workbench.mjs';

/** A mission's way through a day, by keyboard and mouse. */
describe('the lifecycle as a person goes through it', function () {
  this.timeout(180_000);
  let scratch: string;
  let workbench: Workbench;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-day-'));
    await makeWorkspace('everyday', path.join(scratch, 'tide-tables'));
    workbench = await openWorkbench({ folder: path.join(scratch, 'tide-tables') });
    await workbench.page.locator('.statusbar').getByText('CMOS drift 9').waitFor({ timeout: 60_000 });
    await workbench.openContainer();
  });

  after(async () => {
    await workbench.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const answer = async (prompt: RegExp, text: string): Promise<void> => {
    const widget = workbench.page.locator('.quick-input-widget');
    await widget.getByText(prompt).first().waitFor({ timeout: 20_000 });
    if (text !== '') await widget.locator('input.input').fill(text);
    await workbench.page.keyboard.press('Enter');
  };
  const log = (): Promise<string> => readFile(path.join(scratch, 'tide-tables', 'cmos', 'SESSIONS.jsonl'), 'utf8');
  const until = async (what: string, look: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 20_000; ;) {
      if (await look()) return;
      assert.ok(Date.now() < end, what);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('blocks and unblocks a mission, with prompts that say what they want', async () => {
    await workbench.command('CMOS: Block Mission');
    const widget = workbench.page.locator('.quick-input-widget');
    await widget.getByText('1/5').waitFor({ timeout: 20_000 });
    await workbench.picture('block-mission-pick', '1/5');
    await widget.locator('input.input').fill('T2.2');
    await workbench.page.keyboard.press('Enter');
    await answer(/What happened/, 'No gauge data');
    await answer(/Why it cannot go on/, 'The gauge is down: no data');
    await workbench.picture('block-mission-needs', 'What would unblock it');
    await answer(/What would unblock it/, 'A repaired gauge; a date');
    await answer(/How it is known that it may go on/, '');
    await until('the event is logged', async () => (await log()).includes('"needs": ["A repaired gauge", "a date"]'));
    await workbench
      .rows()
      .filter({ hasText: 'T2.2' })
      .filter({ hasText: /blocked/i })
      .first()
      .waitFor({ timeout: 20_000 });
    await workbench.picture('blocked', /blocked/i);
    await workbench.command('CMOS: Unblock Mission');
    await widget.getByText('1/2').waitFor({ timeout: 20_000 });
    await widget.locator('input.input').fill('T2.2');
    await workbench.page.keyboard.press('Enter');
    await answer(/What unblocked it/, 'It is repaired');
    await until('the event is logged', async () => (await log()).includes('"action": "unblocked"'));
  });

  it('undoes the last operation after showing what that changes', async () => {
    await workbench.command('CMOS: Undo Last Operation');
    await workbench.page.getByText('Preview: Undo “Unblock T2.2”').first().waitFor({ timeout: 20_000 });
    await workbench.picture('undo', 'Preview: Undo “Unblock T2.2”');
    await workbench.page.getByRole('button', { name: 'Apply Change' }).first().click();
    await until('the event is gone', async () => !(await log()).includes('"action": "unblocked"'));
    // Everything else stands as it stood: the drift that was there, and no other.
    await workbench.page.locator('.statusbar').getByText('CMOS drift 9').waitFor({ timeout: 20_000 });
  });

  const startT25 = async (): Promise<void> => {
    const widget = workbench.page.locator('.quick-input-widget');
    await workbench.command('CMOS: Start Mission');
    await widget.getByText('1/2').waitFor({ timeout: 20_000 });
    await widget.locator('input.input').fill('T2.5');
    await workbench.page.keyboard.press('Enter');
  };

  it('tells all gates before anything is typed, the remedies first and the override last', async () => {
    const widget = workbench.page.locator('.quick-input-widget');
    await startT25();
    const message = workbench.page
      .locator('.notification-toast')
      .filter({ hasText: 'Start Mission T2.5: 2 gates are open.' });
    await message.first().waitFor({ timeout: 20_000 });
    // Nothing is to be typed yet.
    await widget.waitFor({ state: 'hidden', timeout: 20_000 });
    assert.match(
      (await message.first().textContent()) ?? '',
      /differ in 9 places.*2\. T2\.5 waits for T2\.2 \(Blocked\)/,
    );
    const buttons = await message
      .first()
      .locator('.notification-list-item-buttons-container .monaco-button')
      .allTextContents();
    assert.deepEqual(buttons, ['Show Drift', 'Unblock Mission T2.2…', 'More…', 'Override…']);
    await workbench.picture('gates', 'Start Mission T2.5: 2 gates are open.');
    await message.first().getByRole('button', { name: 'More…' }).click();
    await widget.getByText('Waive Prerequisite T2.2…').click();
    await widget.getByText('Why it may be left out').first().waitFor({ timeout: 20_000 });
    await workbench.page.keyboard.press('Escape');
    await startT25();
    await message.first().waitFor({ timeout: 20_000 });
    await message.first().getByRole('button', { name: 'Override…' }).click();
    await answer(/Why these gates may be passed/, 'the almanac is due');
    await answer(/What is going to be done/, 'Compare a year');
    await workbench.page.getByText('Preview: Start T2.5').first().waitFor({ timeout: 20_000 });
    await workbench.page.getByRole('button', { name: 'Apply Change' }).first().click();
    await until('the event has the gates', async () =>
      (await log()).includes('"override": "the almanac is due", "override_gates": ["gate/drift", "gate/prerequisite"]'),
    );
  });
});
