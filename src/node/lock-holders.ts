/** Who has a file open. Known on Linux, from what the kernel tells each user of their own processes. */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Names of the processes that have a file open, this one left out: `python3 (4711)`. Empty where it cannot be known. */
export async function holdersOf(file: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const wanted = new Set([file, await realpath(file).catch(() => file)]);
  const holders: string[] = [];
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid) continue;
    if (await hasOpen(pid, wanted)) holders.push(`${await nameOf(pid)} (${pid})`);
  }
  return holders;
}

async function hasOpen(pid: string, wanted: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const name of await readdir(folder).catch(() => [])) {
    const target = await readlink(path.join(folder, name)).catch(() => '');
    if (wanted.has(target)) return true;
  }
  return false;
}

async function nameOf(pid: string): Promise<string> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const program = words[0] ?? '';
  // The script it runs says more than the program.
  const script = words.slice(1).find((word) => word !== '' && !word.startsWith('-'));
  return [program, script ?? '']
    .filter((word) => word !== '')
    .map((word) => path.basename(word))
    .join(' ');
}
