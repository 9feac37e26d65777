/* global document, createImageBitmap, OffscreenCanvas -- they run in the page */
/** A VS Code window as a person has it, driven by a browser: for end-to-end tests and their pictures. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureHost } from './install.mjs';
import { startBrowser } from './browser.mjs';
import { installPackage, startServer } from './server.mjs';

const project = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** Where pictures are put. */
export const PICTURES = path.join(project, 'out', 'screenshots');

/** Does something again where it fails, as a person would, and says so; rejected with the error of the last of so many times. */
export async function attempts(times, what, act) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act(attempt);
    } catch (error) {
      if (attempt === times) throw error;
      console.log(`      another try: ${what} (${String(error.message).split('\n', 1)[0]})`);
    }
  }
}

/** How many colours a picture has, of each hundredth dot; runs in the page, which can read PNG. */
async function coloursOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const dots = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
  return new Set(dots.filter((_, at) => at % 101 === 0)).size;
}

/**
 * Opens a folder in a new window with the extension loaded from `extensionPath`, or installed from a package (`vsix`). Nothing of the test driver is enabled,
 * so that notifications and dialogs show as they do for a person.
 */
export async function openWorkbench({ folder, extensionPath = project, vsix, settings = {}, trust = true }) {
  const host = await ensureHost();
  const extensionsDir = await mkdtemp(path.join(os.tmpdir(), 'cmos-x-'));
  if (vsix !== undefined) await installPackage(host, vsix, extensionsDir);
  const server = await startServer(host, { settings, trust, extensionsDir });
  const browser = await startBrowser(host).catch(async (error) => {
    await server.stop();
    throw error;
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  // The workbench reads its options from the page; the extension under development is put in before it does.
  if (vsix === undefined)
    await page.addInitScript(
      ({ authority, extension }) => {
        document.addEventListener('readystatechange', () => {
          if (document.readyState !== 'interactive') return;
          const meta = document.getElementById('vscode-workbench-web-configuration');
          const options = meta && JSON.parse(meta.getAttribute('data-settings'));
          if (!options) return;
          options.developmentOptions = {
            ...options.developmentOptions,
            extensions: [{ scheme: 'vscode-remote', authority, path: extension }],
          };
          meta.setAttribute('data-settings', JSON.stringify(options));
        });
      },
      { authority: `127.0.0.1:${server.port}`, extension: extensionPath },
    );
  await page.goto(server.url(folder));
  await page.waitForSelector('.monaco-workbench .statusbar', { timeout: 60_000 });

  return {
    page,
    /** Takes a picture of the window, which must show a text, and more than a few colours. */
    async picture(name, shown) {
      await page.getByText(shown).locator('visible=true').first().waitFor({ timeout: 20_000 });
      await mkdir(PICTURES, { recursive: true });
      const picture = await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
      const colours = await page.evaluate(coloursOf, picture.toString('base64'));
      if (colours < 50) throw new Error(`The picture ${name} has ${colours} colours: it is blank.`);
    },
    /** The status item of the extension. */
    statusItem: () => page.locator('.statusbar-item[id="cmos-operations.cmos-operations.parity"]'),
    /** Opens the view container. */
    async openContainer() {
      // Forced: a badge lies over the icon, and passes the click on.
      await page.locator('.activitybar a.action-label[aria-label^="CMOS"]').first().click({ force: true });
      await page.waitForSelector('.sidebar .pane-body .monaco-list-row, .sidebar .welcome-view-content');
    },
    /** The rows that a view shows now. */
    rows: () => page.locator('.sidebar .pane-body .monaco-list-row, .sidebar .welcome-view-content'),
    /** Runs a command from the palette. */
    async command(title) {
      const input = page.locator('.quick-input-widget input.input');
      const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
      // A window that is still busy opening something may take the palette's key, or close it again.
      await attempts(5, title, async (attempt) => {
        if (attempt > 1) await page.keyboard.press('Escape');
        await page.keyboard.press('F1');
        await input.fill(`>${title}`, { timeout: 5_000 });
        await row.click({ timeout: 5_000 });
      });
    },
    async close() {
      await browser.close().catch(() => undefined);
      await server.stop();
      await rm(extensionsDir, { recursive: true, force: true });
    },
    /** What the extension has written to its log channel so far. */
    async log() {
      const names = await readdir(server.home, { recursive: true });
      const files = names.filter((name) => name.endsWith(`${path.sep}CMOS.log`));
      return (await Promise.all(files.map((name) => readFile(path.join(server.home, name), 'utf8')))).join('');
    },
  };
}
