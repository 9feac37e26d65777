/** A headless browser for the workbench. */
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function startBrowser(host) {
  if (host.chromium === undefined)
    throw new Error('No Chromium or Chrome was found on this machine, and there is no package of one for it.');
  const { executablePath, env } = host.chromium;
  return chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, ...env } });
}
