/** Installs the VS Code that tests run in, where it is not there yet. */
import { ensureHost } from './install.mjs';

console.log(`VS Code ${(await ensureHost()).version}`);
