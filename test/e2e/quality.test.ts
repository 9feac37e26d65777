import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';
import { openWorkbench, type Workbench } from '../../scripts/vscode-host/workbench.mjs';

/** What goes wrong is seen: anomalies of health, coverage and benchmarks, a script that fails up to a person, documents. */
describe('quality and escalation', function () {
  this.timeout(240_000);
  let scratch: string;
  let root: string;
  let workbench: Workbench;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-quality-'));
    root = await makeWorkspace('in-step', path.join(scratch, 'tide-tables'));
    const put = async (file: string, text: string): Promise<void> => {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    };
    await put(
      'tests/performance/benchmarks.json',
      '{\n  "tables_per_second": { "baseline": 40, "enhanced": 52, "unit": "1/s" }\n}\n',
    );
    await put('tests/security/scripts-risky.yaml', 'path: "../../etc/passwd"\n');
    await put('docs/guide.md', '# Guide\n\nSee [the tables](../missing/tables.md).\n');
    await writeFile(
      path.join(scratch, 'tide-tables', 'fails.js'),
      'console.log("3 tables differ"); process.exit(1);\n',
    );
    await mkdir(path.join(scratch, 'tide-tables', '.vscode'), { recursive: true });
    await writeFile(
      path.join(scratch, 'tide-tables', '.vscode', 'settings.json'),
      JSON.stringify({ 'cmos.verification.commands': [['node', 'fails.js']] }),
    );
    workbench = await openWorkbench({ folder: path.join(scratch, 'tide-tables') });
    await workbench.page.locator('.statusbar').getByText('CMOS in sync').waitFor({ timeout: 60_000 });
    await workbench.openContainer();
  });

  after(async () => {
    await workbench.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const row = (text: string) => workbench.rows().filter({ hasText: text }).first();

  it('shows an anomaly after a line was appended, coverage and benchmarks', async () => {
    await workbench.command('CMOS: Focus on Health View');
    await row('OWASP coverage').waitFor({ timeout: 20_000 });
    await appendFile(
      path.join(root, 'telemetry', 'events', 'database-health.jsonl'),
      '{"ts": "2025-03-14T08:00:00Z", "source": "mission_runtime", "status": "error", "message": "database is locked", "details": null}\n',
    );
    await row('database is locked').waitFor({ timeout: 20_000 });
    await row('Benchmarks').locator('.monaco-tl-twistie').click();
    await row('tables_per_second').waitFor({ timeout: 20_000 });
    await workbench.picture('quality-1-health', 'tables_per_second');
  });

  it('brings a script that fails up to a person', async () => {
    await workbench.command('CMOS: Complete Mission');
    const widget = workbench.page.locator('.quick-input-widget');
    await widget.locator('input[placeholder="Mission"]').waitFor({ timeout: 20_000 });
    await widget.locator('input.input').fill('T2.2');
    await workbench.page.keyboard.press('Enter');
    // Verification comes before anything is typed.
    await row('complete T2.2 was not done').waitFor({ timeout: 60_000 });
    await workbench.picture('quality-2-needs-you', 'complete T2.2 was not done');
    assert.match(await readFile(path.join(root, 'missions', 'backlog.yaml'), 'utf8'), /id: "T2\.2"[^]*?"In Progress"/);
  });

  it('marks a dead link in a document', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.page.keyboard.press('Control+P');
    await workbench.page.locator('.quick-input-widget input.input').fill('guide.md');
    await workbench.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: 'guide.md' })
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.editor-instance .squiggly-warning').first().waitFor({ timeout: 30_000 });
    await workbench.picture('quality-3-dead-link', 'guide.md');
  });
});
