import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';
import { openWorkbench } from '../../scripts/vscode-host/workbench.mjs';

/** What a window shows where there is nothing to show, and what it says to do then. */
describe('states of a window', function () {
  this.timeout(180_000);
  let scratch: string;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-states-'));
  });

  after(async () => {
    await rm(scratch, { recursive: true, force: true });
  });

  const shows = async (
    name: string,
    { sidebar, status, trust = true }: { sidebar: string; status?: string; trust?: boolean },
  ): Promise<void> => {
    const workbench = await openWorkbench({ folder: path.join(scratch, name), trust });
    try {
      if (!trust) await workbench.page.getByText('Restricted Mode', { exact: true }).waitFor({ timeout: 30_000 });
      if (status !== undefined)
        await workbench.page.locator('.statusbar').getByText(status).waitFor({ timeout: 60_000 });
      await workbench.openContainer();
      await workbench.page.locator('.part.sidebar').getByText(sidebar).first().waitFor({ timeout: 30_000 });
      await workbench.picture(`state-${name}`, sidebar);
    } finally {
      await workbench.close();
    }
  };

  it('says what a workspace is, where there is none', async () => {
    await mkdir(path.join(scratch, 'none'));
    await writeFile(path.join(scratch, 'none', 'README.md'), '# Nothing here\n');
    await shows('none', { sidebar: 'No CMOS workspace was found' });
  });

  it('shows the files where there is no database', async () => {
    await makeWorkspace('everyday', path.join(scratch, 'files-only'));
    await rm(path.join(scratch, 'files-only', 'cmos', 'db', 'cmos.sqlite'));
    // It says that there was a database.
    await rm(path.join(scratch, 'files-only', 'cmos', 'telemetry'), { recursive: true });
    await shows('files-only', { sidebar: 'T2.3', status: 'CMOS no database' });
  });

  it('says that a database is missing, and shows the files', async () => {
    await makeWorkspace('everyday', path.join(scratch, 'missing'));
    await rm(path.join(scratch, 'missing', 'cmos', 'db', 'cmos.sqlite'));
    await shows('missing', { sidebar: 'T2.3', status: 'CMOS database missing' });
  });

  it('still shows the files where the database cannot be read', async () => {
    await makeWorkspace('everyday', path.join(scratch, 'unreadable'));
    await truncate(path.join(scratch, 'unreadable', 'cmos', 'db', 'cmos.sqlite'), 5000);
    await shows('unreadable', { sidebar: 'T2.3', status: 'CMOS unreadable' });
  });

  it('reads, in a window that is not trusted', async () => {
    await makeWorkspace('everyday', path.join(scratch, 'untrusted'));
    await shows('untrusted', { sidebar: 'T2.3', status: 'CMOS drift 9', trust: false });
  });
});
