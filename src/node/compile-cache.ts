/**
 * What Node compiled of the program is kept for the next start, which takes a tenth less time then. Whoever can write there can have
 * their own code run: so only in a folder that nobody but this user, or the superuser, can reach or put in another's place.
 */
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, isPrivate, isSafe } from './user-folders';

/**
 * `enable` is Node's `module.enableCompileCache`, which older ones lack; Node itself does nothing where NODE_DISABLE_COMPILE_CACHE is
 * set, and takes the folder of NODE_COMPILE_CACHE where there is one.
 */
export function keepCompiled(enable: ((folder: string) => unknown) | undefined): void {
  if (enable === undefined || (process.env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '') return;
  try {
    const folder = path.join(cacheFolder(), 'compiled');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const real = realpathSync(folder);
    if (process.platform === 'win32' || isOwn(real)) enable(real);
  } catch {
    // It is only slower without.
  }
}

/** Whether a folder is private, and none of those above it can be written by others. */
function isOwn(folder: string): boolean {
  const found = lstatSync(folder);
  if (!found.isDirectory() || !isPrivate(found)) return false;
  for (let above = path.dirname(folder); ; above = path.dirname(above)) {
    if (!isSafe(lstatSync(above))) return false;
    if (above === path.dirname(above)) return true;
  }
}
