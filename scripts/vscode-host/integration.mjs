/**
 * Runs the integration suite in a real VS Code: the one that `@vscode/test-electron` downloads or that
 * `VSCODE_EXECUTABLE_PATH` names, else the npm host. Which one is printed; that none can be had is a failure.
 * A run passes if the suite ended well and left a results file that counts at least one test and no failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const suite = path.join(
  project,
  process.env.CMOS_INTEGRATION_SUITE ?? path.join('out', 'test', 'integration', 'index.js'),
);
const LIMIT = Number(process.env.CMOS_INTEGRATION_LIMIT ?? 240_000);

const scratch = await mkdtemp(path.join(os.tmpdir(), 'cmos-suite-'));
const results = process.env.CMOS_TEST_RESULTS ?? path.join(scratch, 'results.json');
const workspace = path.join(scratch, 'w');
let status = 1;
try {
  const { makeWorkspace } = await import('../lib/make-workspace.mjs');
  await makeWorkspace('everyday', workspace);
  await rm(results, { force: true });
  const code = (await electronPossible()) ? await inElectron() : await inNpmHost();
  status = await judge(code);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
} finally {
  await rm(scratch, { recursive: true, force: true });
}
process.exit(status);

async function judge(code) {
  let counted;
  try {
    counted = JSON.parse(await readFile(results, 'utf8'));
  } catch {
    console.error('The suite left no results: it did not run to its end.');
    return 1;
  }
  for (const { title, message } of counted.failures) console.error(`  failed: ${title}\n    ${message}`);
  console.log(`${counted.passed} passed, ${counted.failed} failed`);
  return code === 0 && counted.failed === 0 && counted.passed > 0 ? 0 : 1;
}

/** Whether a desktop VS Code can be had: named, or downloadable within seconds, and with a display to show it on. */
async function electronPossible() {
  if (process.env.CMOS_VSCODE === 'npm') return false;
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY || hasXvfb();
  if (process.env.VSCODE_EXECUTABLE_PATH) return true;
  if (!display) return false;
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(4000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

function hasXvfb() {
  return spawnSync('xvfb-run', ['--help'], { stdio: 'ignore' }).status === 0;
}

async function inElectron() {
  const { runTests } = await import('@vscode/test-electron');
  const executable = process.env.VSCODE_EXECUTABLE_PATH;
  console.log(`VS Code: ${executable ?? 'downloaded by @vscode/test-electron'}`);
  return runTests({
    ...(executable ? { vscodeExecutablePath: executable } : {}),
    extensionDevelopmentPath: project,
    extensionTestsPath: suite,
    launchArgs: [
      workspace,
      '--disable-workspace-trust',
      '--disable-extensions',
      '--user-data-dir',
      path.join(scratch, 'user'),
    ],
    extensionTestsEnv: { CMOS_TEST_RESULTS: results },
  });
}

async function inNpmHost() {
  const { ensureHost } = await import('./install.mjs');
  const { startServer } = await import('./server.mjs');
  const { startBrowser } = await import('./browser.mjs');
  const host = await ensureHost();
  console.log(`VS Code: ${host.version}, a server from npm packages with a headless browser`);
  const server = await startServer(host, { driver: true, env: { CMOS_TEST_RESULTS: results } });
  const browser = await startBrowser(host);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const ended = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`The suite did not end within ${LIMIT / 1000} s.`)), LIMIT).unref();
      void page.exposeFunction('codeAutomationExit', (code) => resolve(code));
      void page.exposeFunction('codeAutomationLog', (type, args) => {
        const words = args.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' ');
        if (type === 'error' || process.env.CMOS_VERBOSE) console.log(`  ${words}`);
      });
    });
    const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${file}`;
    const payload = [
      ['extensionDevelopmentPath', remote(project)],
      ['extensionTestsPath', remote(suite)],
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ];
    await page.goto(server.url(workspace, payload));
    return await ended.catch(async (error) => {
      // What was on the screen, and what the server said, tell more than the time that passed.
      await mkdir(path.join(project, 'out', 'screenshots'), { recursive: true });
      await page
        .screenshot({ path: path.join(project, 'out', 'screenshots', 'integration-stuck.png') })
        .catch(() => undefined);
      throw new Error(`${error.message}\n${server.log()}`);
    });
  } finally {
    await browser.close().catch(() => undefined);
    await server.stop();
  }
}
