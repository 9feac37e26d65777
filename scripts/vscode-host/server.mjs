/** Runs a VS Code server on the loopback interface, in a process group and with a profile of its own. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Settings that keep the window to what is under test: no telemetry, no tips, nothing that reaches for the network. */
const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'files.autoSave': 'off',
  'json.schemaDownload.enable': false,
  'window.confirmBeforeClose': 'never',
  'files.simpleDialog.enable': true,
};

const STARTED = /Extension host agent listening on (\d+)/;
const START_LIMIT = 60_000;

/**
 * Starts a server. `trust: false` leaves workspace trust to be asked for; `driver` enables the payload that runs a
 * test suite; `token` demands a connection token. Answers the port, a way to make addresses, and `stop`.
 */
export async function startServer(
  host,
  { settings = {}, env = {}, token, driver = false, trust = true, extensionsDir } = {},
) {
  // A short path: sockets have a limit on the length of theirs.
  const home = await mkdtemp(path.join(os.tmpdir(), 'cmos-'));
  const data = path.join(home, 'd');
  await mkdir(path.join(data, 'data', 'User'), { recursive: true });
  await mkdir(path.join(home, 't'), { recursive: true });
  const user = { ...QUIET_SETTINGS, ...(trust ? { 'security.workspace.trust.enabled': false } : {}), ...settings };
  await writeFile(path.join(data, 'data', 'User', 'settings.json'), JSON.stringify(user, null, 2));

  const child = spawn(
    host.node,
    [
      host.serverMain,
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
      '--accept-server-license-terms',
      '--server-data-dir',
      data,
      '--telemetry-level',
      'off',
      ...(extensionsDir === undefined ? [] : ['--extensions-dir', extensionsDir]),
      ...(trust ? ['--disable-workspace-trust'] : []),
      ...(driver ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...env,
        EXTENSIONS_GALLERY: '{}',
        HOME: home,
        TMPDIR: path.join(home, 't'),
        XDG_RUNTIME_DIR: path.join(home, 't'),
        XDG_CONFIG_HOME: path.join(home, 'config'),
        XDG_DATA_HOME: path.join(home, 'share'),
        NODE_OPTIONS: '',
      },
    },
  );
  let log = '';
  const collect = (chunk) => {
    log = (log + chunk).slice(-20_000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);

  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  const endAll = () => {
    end();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', endAll);

  const port = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The VS Code server did not start within ${START_LIMIT / 1000} s.\n${log}`)),
      START_LIMIT,
    );
    child.stdout.on('data', () => {
      const found = STARTED.exec(log);
      if (found === null) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The VS Code server ended with ${code}.\n${log}`)));
  }).catch(async (error) => {
    endAll();
    throw error;
  });

  return {
    port,
    /** The folder of the server's profile, logs and settings; gone after `stop`. */
    home,
    log: () => log,
    /** The address of a window on a folder. `payload` is for the test driver. */
    url(folder, payload) {
      const query = new URLSearchParams({ folder });
      if (token !== undefined) query.set('tkn', token);
      if (payload !== undefined) query.set('payload', JSON.stringify(payload));
      return `http://127.0.0.1:${port}/?${query}`;
    },
    async stop() {
      process.removeListener('exit', endAll);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      end();
      if (child.exitCode === null && child.signalCode === null) await ended;
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Installs a package into a folder of extensions, as a user would, without any gallery. */
export async function installPackage(host, vsix, extensionsDir) {
  const home = await mkdtemp(path.join(os.tmpdir(), 'cmos-'));
  try {
    await new Promise((resolve, reject) => {
      const child = spawn(
        host.node,
        [
          host.serverMain,
          '--install-extension',
          vsix,
          '--extensions-dir',
          extensionsDir,
          '--server-data-dir',
          home,
          '--accept-server-license-terms',
        ],
        { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: home, EXTENSIONS_GALLERY: '{}' } },
      );
      let said = '';
      child.stdout.on('data', (chunk) => (said += chunk));
      child.stderr.on('data', (chunk) => (said += chunk));
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0 && /successfully installed/.test(said)) resolve();
        else reject(new Error(`The package could not be installed (${code}).\n${said}`));
      });
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
