/** Tests keep what the product keeps for a user in a folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-state-'));
process.env['XDG_STATE_HOME'] = folder;
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
