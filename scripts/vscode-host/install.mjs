/**
 * Installs the npm host: a VS Code server, a Node that can run it and a headless Chromium, all from npm packages, into
 * the user's cache folder. One folder a lock file, so that an update is a new folder and an old one never half a new.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));

/** A file that is written last: a folder without it was never finished. */
const FINISHED = 'finished';

/** Built-in extensions that are large and of no use here. */
const UNUSED_EXTENSIONS = ['copilot', 'mermaid-markdown-features', 'microsoft-authentication', 'ms-vscode.js-debug'];

/** Where npm hosts are kept; outside of the project, since a cache inside an extension's folder disturbs its development. */
export function cacheFolder() {
  const base = process.env.CMOS_VSCODE_HOST_CACHE || process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'cmos-operations');
}

/** Makes sure that the host is installed; answers where its parts are. */
export async function ensureHost() {
  const folder = await hostFolder();
  if (!existsSync(path.join(folder, FINISHED))) await install(folder);
  const vscode = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  return {
    node: await hostNode(folder),
    serverMain: path.join(vscode, 'out', 'server-main.js'),
    chromium: await hostChromium(folder),
    version: JSON.parse(await readFile(path.join(vscode, 'package.json'), 'utf8')).version,
  };
}

/** The Node of a host that is installed already; undefined where none is. */
export async function installedNode() {
  const folder = await hostFolder();
  return existsSync(path.join(folder, FINISHED)) ? hostNode(folder) : undefined;
}

async function hostFolder() {
  const recipe = createHash('sha256');
  for (const name of ['package-lock.json', 'stubs/native-watchdog/index.js', 'stubs/spdlog/index.js'])
    recipe.update(await readFile(path.join(here, name)));
  return path.join(cacheFolder(), `vscode-host-${recipe.digest('hex').slice(0, 16)}`);
}

/** Installs beside the final place and moves it there in one step: two installations at once do not meet. */
async function install(folder) {
  const staging = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}`;
  console.log('Installing a VS Code to run in (once; some hundred megabytes) …');
  await mkdir(staging, { recursive: true });
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc', 'stubs'])
      await cp(path.join(here, name), path.join(staging, name), { recursive: true });
    await npm(staging, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
    const modules = path.join(staging, 'node_modules');
    const vscode = path.join(modules, 'code-server', 'lib', 'vscode');
    // The server looks for its modules beside itself; the workbench is served from there too.
    await symlink(path.relative(vscode, modules), path.join(vscode, 'node_modules'), 'dir');
    for (const name of UNUSED_EXTENSIONS)
      await rm(path.join(vscode, 'extensions', name), { recursive: true, force: true });
    await unpackChromium(staging);
    await writeFile(path.join(staging, FINISHED), '');
    await rename(staging, folder).catch((error) => {
      // Another process was first: its folder is as good.
      if (!existsSync(path.join(folder, FINISHED))) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function npm(cwd, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `npm ${args[0]} ended with ${code}. The VS Code host could not be installed: is the npm registry reachable?`,
          ),
        );
    });
  });
}

/** A Node that VS Code's server runs on: 24, from its package, or the one that runs us where it is new enough. */
async function hostNode(folder) {
  const packaged = path.join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) {
    await chmod(packaged, 0o755).catch(() => undefined);
    return packaged;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(
    `VS Code's server needs Node 24, and there is no package of it for ${process.platform} on ${process.arch}. Run this with Node 24.`,
  );
}

/** The packaged Chromium on Linux x64, else one that the system has. */
async function hostChromium(folder) {
  const own = path.join(folder, 'chromium');
  if (existsSync(path.join(own, 'chromium'))) {
    const env = {
      LD_LIBRARY_PATH: [path.join(own, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      FONTCONFIG_FILE: await fontConfig(own),
    };
    return { executablePath: path.join(own, 'chromium'), env };
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const known = [
    ...(process.env.PATH ?? '').split(path.delimiter).flatMap((entry) => names.map((name) => path.join(entry, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ];
  for (const executablePath of known) {
    if (
      await access(executablePath, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return { executablePath, env: {} };
  }
  return undefined;
}

/** The packaged fonts beside those that the system has. Without any font the browser draws no text, and stalls. */
async function fontConfig(own) {
  const file = path.join(own, 'fonts-here.conf');
  if (!existsSync(file)) {
    const dirs = [path.join(own, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'].map(
      (dir) => `<dir>${dir}</dir>`,
    );
    await writeFile(
      file,
      `<?xml version="1.0"?><fontconfig>${dirs.join('')}<cachedir>${path.join(own, 'fonts-cache')}</cachedir></fontconfig>\n`,
    );
  }
  return file;
}

async function unpackChromium(folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  const source = path.join(folder, 'node_modules', '@sparticuz', 'chromium', 'bin');
  const target = path.join(folder, 'chromium');
  await mkdir(target, { recursive: true });
  const unpack = promisify(brotliDecompress);
  for (const name of await readdir(source)) {
    const bytes = await unpack(await readFile(path.join(source, name)));
    if (name.endsWith('.tar.br')) await untar(bytes, target);
    else await writeFile(path.join(target, 'chromium'), bytes, { mode: 0o755 });
  }
  // Its packed form is not needed any more.
  await rm(source, { recursive: true, force: true });
}

/** The plain files of a tar archive. */
async function untar(bytes, target) {
  const text = (at, length) =>
    bytes
      .subarray(at, at + length)
      .toString('latin1')
      .replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0;) {
    const size = parseInt(text(at + 124, 12), 8) || 0;
    const file = path.join(target, path.normalize(path.join(text(at + 345, 155), text(at, 100))));
    if (!file.startsWith(target + path.sep)) throw new Error('An archive names a file outside of its folder.');
    if (text(at + 156, 1) === '0' || text(at + 156, 1) === '') {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes.subarray(at + 512, at + 512 + size), { mode: 0o755 });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
