import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';
import { openWorkbench } from '../../scripts/vscode-host/workbench.mjs';

/** In bytes. */
const BUDGET = 1_500_000;

describe('the package', function () {
  this.timeout(180_000);
  let scratch: string;
  let vsix: string;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-package-'));
    vsix = path.join(scratch, 'cmos-operations.vsix');
    execFileSync(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--out', vsix], {
      stdio: 'pipe',
    });
  });

  after(async () => {
    await rm(scratch, { recursive: true, force: true });
  });

  it('keeps its budget, and holds what is named and nothing else', async () => {
    const { size } = await stat(vsix);
    console.log(`      ${(size / 1000).toFixed(0)} kB`);
    assert.ok(size < BUDGET);
    const files = execFileSync(process.execPath, ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies'], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n');
    // Each file of the bundle: what is loaded later is there as well.
    assert.deepEqual(
      (await readdir('dist')).filter((name) => !name.endsWith('.map') && !files.includes(`dist/${name}`)),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /^(src|test|scripts|node_modules|docs|out)\//.test(file) || file.endsWith('.map')),
      // What a finding's code leads to.
      ['docs/findings.md'],
    );
  });

  it('installs, and runs on the sample', async () => {
    await makeWorkspace('everyday', path.join(scratch, 'tide-tables'));
    const workbench = await openWorkbench({ folder: path.join(scratch, 'tide-tables'), vsix });
    try {
      await workbench.page.locator('.statusbar').getByText('CMOS drift 9').waitFor({ timeout: 60_000 });
      // The log reaches the disk a little after what it tells of.
      let activation: string | undefined;
      for (const end = Date.now() + 20_000; activation === undefined && Date.now() < end;) {
        activation = /Activated in ([\d.]+) ms/.exec(await workbench.log())?.[1];
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.ok(activation !== undefined, 'the log says how long activation took');
      console.log(`      activated in ${activation} ms`);
    } finally {
      await workbench.close();
    }
  });
});
