/** Where programs keep what is this user's own on this machine, by the customs of each system: outside of every workspace. */
import type { Stats } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Whether something is this user's, and nobody else may read or write it. Windows says otherwise who may. */
export function isPrivate({ uid, mode }: Stats): boolean {
  return uid === process.geteuid?.() && (mode & 0o077) === 0;
}

/** Whether this user or the superuser put something there, and nobody else may have written it since. */
export function isSafe({ uid, mode }: Stats): boolean {
  return (uid === 0 || uid === process.geteuid?.()) && (mode & 0o022) === 0;
}

/** What has to last. */
export function stateFolder(): string {
  return ownFolder('XDG_STATE_HOME', ['.local', 'state'], ['Library', 'Application Support']);
}

/** What may go at any time, and is made anew. */
export function cacheFolder(): string {
  return ownFolder('XDG_CACHE_HOME', ['.cache'], ['Library', 'Caches']);
}

function ownFolder(variable: string, usual: readonly string[], onMac: readonly string[]): string {
  const set = process.env[variable];
  const base = set !== undefined && path.isAbsolute(set) ? set : undefined;
  return path.join(base ?? usualFolder(usual, onMac), 'cmos-operations');
}

function usualFolder(usual: readonly string[], onMac: readonly string[]): string {
  switch (process.platform) {
    case 'win32':
      return process.env['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData', 'Local');
    case 'darwin':
      return path.join(os.homedir(), ...onMac);
    default:
      return path.join(os.homedir(), ...usual);
  }
}
