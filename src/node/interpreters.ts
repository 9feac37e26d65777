/**
 * The interpreter behind a version manager's shim. A shim starts dozens of processes before it starts Python, so what it led
 * to is remembered in the user's own cache folder, and started itself the next time. A shim may answer by folder, and answers
 * anew when it is written: both are part of what is remembered.
 */
import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { resolvePath } from './ports';
import { cacheFolder, isPrivate, isSafe } from './user-folders';

/** So many are remembered, the latest first. */
const MOST = 50;
/** A file of more bytes is not ours. */
const LARGEST = 64 * 1024;

/** What a shim led to. */
interface Known {
  readonly root: string;
  readonly command: string;
  readonly shim: string;
  /** The shim's time of writing and its size. */
  readonly changed: string;
  readonly interpreter: string;
}

type Asked = Omit<Known, 'interpreter'>;

/** Of one workspace. Nothing here throws: what cannot be remembered is found out again. */
export class Interpreters {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** The interpreter that a command led to before; undefined where that is not known, or is not a program to be trusted any more. */
  async recall(command: string): Promise<string | undefined> {
    const asked = await this.#asked(command).catch(() => undefined);
    const known = asked === undefined ? undefined : (await this.#read()).find((each) => isAbout(each, asked));
    return known !== undefined && (await isOwnProgram(known.interpreter)) ? known.interpreter : undefined;
  }

  /** Keeps what a command led to, where that is another program. */
  async remember(command: string, interpreter: string): Promise<void> {
    const asked = await this.#asked(command).catch(() => undefined);
    if (asked === undefined || asked.shim === interpreter || !(await isOwnProgram(interpreter))) return;
    const others = (await this.#read()).filter((each) => !isAbout(each, { ...asked, changed: each.changed }));
    await this.#write([{ ...asked, interpreter }, ...others].slice(0, MOST)).catch(() => undefined);
  }

  async #asked(command: string): Promise<Asked | undefined> {
    // Windows says otherwise who may write a file, and its version managers' shims are no programs that are started here.
    if (process.platform === 'win32' || !(await this.#isOutside(ownFolder()))) return undefined;
    const shim = await programFile(command);
    const found = shim === undefined ? undefined : await statOf(shim);
    if (shim === undefined || found === undefined) return undefined;
    return { root: this.#root, command, shim, changed: `${found.mtimeMs}:${found.size}` };
  }

  /** What lies in a workspace came with it. */
  async #isOutside(folder: string): Promise<boolean> {
    const relative = path.relative(await resolvePath(this.#root), await resolvePath(folder));
    return relative.startsWith('..') || path.isAbsolute(relative);
  }

  async #read(): Promise<readonly Known[]> {
    try {
      if (!isPrivate(await lstat(ownFolder()))) return [];
      const file = await open(cacheFile(), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const found = await file.stat();
        if (!found.isFile() || !isPrivate(found) || found.size > LARGEST) return [];
        const known: unknown = JSON.parse(await file.readFile('utf8'));
        return Array.isArray(known) ? known.filter(isKnown) : [];
      } finally {
        await file.close();
      }
    } catch {
      return [];
    }
  }

  async #write(known: readonly Known[]): Promise<void> {
    await mkdir(ownFolder(), { recursive: true, mode: 0o700 });
    if (!isPrivate(await lstat(ownFolder()))) return;
    const fresh = `${cacheFile()}.${randomBytes(6).toString('hex')}.new`;
    try {
      const file = await open(fresh, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(known));
      } finally {
        await file.close();
      }
      await rename(fresh, cacheFile());
    } finally {
      await rm(fresh, { force: true });
    }
  }
}

function ownFolder(): string {
  return path.join(cacheFolder(), 'interpreters');
}

function cacheFile(): string {
  return path.join(ownFolder(), 'known.json');
}

/** The file that the host would start for a command. */
async function programFile(command: string): Promise<string | undefined> {
  if (command.includes('/')) return path.resolve(command);
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, command);
    if (path.isAbsolute(folder) && (await isExecutable(file))) return file;
  }
  return undefined;
}

/** Whether it is a program that this user or the superuser put there, and that nobody else could have written. */
async function isOwnProgram(file: string): Promise<boolean> {
  if (!path.isAbsolute(file) || !(await isExecutable(file))) return false;
  const found = await statOf(file);
  return found !== undefined && isSafe(found);
}

async function isExecutable(file: string): Promise<boolean> {
  if ((await statOf(file))?.isFile() !== true) return false;
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

const statOf = (file: string): Promise<Stats | undefined> => stat(file).catch(() => undefined);

function isKnown(value: unknown): value is Known {
  const known = (value ?? {}) as Readonly<Record<string, unknown>>;
  return ['root', 'command', 'shim', 'changed', 'interpreter'].every((name) => typeof known[name] === 'string');
}

function isAbout(known: Known, { root, command, shim, changed }: Asked): boolean {
  return known.root === root && known.command === command && known.shim === shim && known.changed === changed;
}
