/** Tests keep what the product keeps for a user in a folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-state-'));
// The VS Code that tests run in stays where it is.
process.env['CMOS_VSCODE_HOST_CACHE'] ??= process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
process.env['XDG_STATE_HOME'] = path.join(folder, 'state');
process.env['XDG_CACHE_HOME'] = path.join(folder, 'cache');
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
