/** What tells journal records that this user wrote on this machine from all others: a key that lies outside of every workspace. */
import { createHmac, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Provenance } from '../core/commit/provenance';
import { hostCode } from '../core/ground/errors';
import { askGit } from './ask-git';
import { stateFolder } from './user-folders';

/** In bytes. */
const KEY_LENGTH = 32;

export const nodeProvenance: Provenance = {
  async seal(text) {
    const key = await keyOf(path.join(stateFolder(), 'journal-key'));
    return key === undefined ? undefined : createHmac('sha256', key).update(text).digest('hex');
  },
  async tracks(file) {
    const folder = path.dirname(file);
    return (await askGit(folder, ['ls-files', '--error-unmatch', '--', `./${path.basename(file)}`])) !== undefined;
  },
};

/** The key, made when it is first needed; undefined where it can neither be read nor made. */
async function keyOf(file: string): Promise<Buffer | undefined> {
  const known = await readKey(file);
  if (known !== undefined) return known;
  const fresh = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.new`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(fresh, randomBytes(KEY_LENGTH), { flag: 'wx', mode: 0o600 });
    // By a second name: where another process makes one at this moment, the first one counts, and no half of it is read.
    await link(fresh, file).catch((error: unknown) => {
      if (hostCode(error) !== 'EEXIST') throw error;
    });
    return await readKey(file);
  } catch {
    return undefined;
  } finally {
    await rm(fresh, { force: true }).catch(() => undefined);
  }
}

async function readKey(file: string): Promise<Buffer | undefined> {
  try {
    const key = await readFile(file);
    return key.length === KEY_LENGTH ? key : undefined;
  } catch {
    return undefined;
  }
}
