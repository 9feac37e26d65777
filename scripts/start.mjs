/**
 * `npm start [-- DIR]`: builds, and opens a real VS Code with the extension on a copy of the sample workspace, or on DIR
 * as it is. Prints the address, which only this machine can reach and only with the token in it. Ends with Ctrl+C.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeWorkspace } from './lib/make-workspace.mjs';
import { ensureHost } from './vscode-host/install.mjs';
import { startServer } from './vscode-host/server.mjs';

const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const given =
  process.argv[2] === undefined ? undefined : path.resolve(process.env.INIT_CWD ?? process.cwd(), process.argv[2]);
if (given !== undefined && !(existsSync(given) && statSync(given).isDirectory())) {
  console.error(`${given} is not a folder.`);
  process.exit(2);
}

const built = spawnSync(process.execPath, [path.join(project, 'scripts', 'build.mjs')], { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);

const scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-start-'));
let server;
let ending = false;
async function end(status) {
  if (ending) return;
  ending = true;
  await server?.stop();
  await rm(scratch, { recursive: true, force: true });
  process.exit(status);
}
process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));

try {
  const folder = given ?? path.join(scratch, 'tide-tables');
  if (given === undefined) await makeWorkspace('everyday', folder);
  const extensionsDir = path.join(scratch, 'extensions');
  await installInto(extensionsDir);
  const host = await ensureHost();
  server = await startServer(host, { token: randomBytes(16).toString('hex'), extensionsDir });
  console.log(`
VS Code ${host.version} with CMOS Operations:

  ${server.url(folder)}

What to look at${given === undefined ? ' (a copy of the sample: try what you like)' : ''}:
  - the CMOS icon at the left: Backlog and Sessions
  - the CMOS item at the lower left: whether database and files agree, and what to do about it
  - missions/backlog.yaml: each disagreement is marked at its value
  - F1, "CMOS": every command

Ctrl+C ends it.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await end(1);
}

/** Puts what the package contains where the server looks for installed extensions. */
async function installInto(extensionsDir) {
  const target = path.join(extensionsDir, 'cmos-operations.cmos-operations-0.1.0');
  await mkdir(target, { recursive: true });
  for (const name of [
    'package.json',
    'package.nls.json',
    'dist',
    'bin',
    'media',
    'schemas',
    'docs/findings.md',
    'l10n',
    'README.md',
    'LICENSE',
  ]) {
    const source = path.join(project, name);
    if (existsSync(source)) await cp(source, path.join(target, name), { recursive: true });
  }
}
