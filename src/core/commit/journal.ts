/**
 * The journal of commits: one file each, written before anything else and kept afterwards as the record that undo goes
 * by. It lies in the workspace, since any window and the command line must find it there after a crash.
 */
import { t } from '@vscode/l10n';
import { hostCode, reasonOf } from '../ground/errors';
import { ignoreByGit, JOURNAL_FOLDER } from '../ground/own-folder';
import { join } from '../ground/paths';
import { databaseInside } from '../database/inside';
import { randomSuffix } from '../ground/random-suffix';
import type { ConfinedFiles } from '../ground/boundary';
import { type Provenance, sealOf } from './provenance';
import { unrecovered } from './refusals';
import { outdated } from './kept-changes';
import {
  FORMAT,
  type JournalEntry,
  type JournalRecord,
  readRecord,
  recordBytes,
  type SealedRecord,
  unreadableRecord,
} from './record';

/** What lies in the journal's folder, without the records' contents. */
export interface JournalSize {
  readonly entries: number;
  readonly bytes: number;
}

/** A file of the journal, by what its name says. */
interface Name {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly open: boolean;
}

/** How the name of a record ends that a person set aside. */
const SET_ASIDE = '.set-aside.json';

/** An empty database that stands in for the workspace's: SQLite lets go of its lock when a process ends, however it does. */
export const LOCK = 'lock';

/** The name of an entry that is being written. */
const UNFINISHED = /^\d{8,15}-[a-z0-9]+\.new$/;

const ENTRY = /^((\d{8,15})-[a-z0-9]+)(\.open)?\.json$/;

/** A larger number is nobody's count: what claims one came from elsewhere. */
const LARGEST = 99_999_999_999_999;

export class Journal {
  readonly #files: ConfinedFiles;
  readonly #provenance: Provenance;
  readonly #root: string;
  readonly #folder: string;

  /** `root` is a cmos root's absolute path. */
  constructor(files: ConfinedFiles, root: string, provenance: Provenance) {
    this.#files = files;
    this.#provenance = provenance;
    this.#root = root;
    this.#folder = join(root, JOURNAL_FOLDER);
  }

  /** All entries, oldest first. An entry that cannot be read is an error: it may be the only way back. */
  entries(): Promise<readonly JournalEntry[]> {
    return this.#read(() => true);
  }

  /** The ids of the open entries. */
  async openIds(): Promise<ReadonlySet<string>> {
    return new Set((await this.#names()).filter(({ open }) => open).map(({ id }) => id));
  }

  /** The entries that a crash left, oldest first. */
  pending(): Promise<readonly SealedRecord[]> {
    return this.#read(({ open }) => open);
  }

  /** How many finished records there are, and how large they are. */
  async size(): Promise<JournalSize> {
    const finished = (await this.#names()).filter(({ open }) => !open);
    let bytes = 0;
    for (const { name } of finished) bytes += (await this.#files.read(join(this.#folder, name)))?.length ?? 0;
    return { entries: finished.length, bytes };
  }

  /** The file whose lock is the workspace's where it has no database. */
  async lockFile(): Promise<string> {
    await this.#makeFolder();
    const path = join(this.#folder, LOCK);
    if (!(await this.#files.list(this.#folder)).includes(LOCK))
      await this.#files.writeNew(path, new Uint8Array(), { private: true }).catch((error: unknown) => {
        if (hostCode(error) !== 'EEXIST') throw error;
      });
    return databaseInside(this.#files, this.#root, `${JOURNAL_FOLDER}/${LOCK}`);
  }

  /** Removes the finished records: what they hold cannot be undone any more. Those that a crash left stay. */
  async purge(): Promise<JournalSize> {
    const size = await this.size();
    for (const { name, open } of await this.#names()) if (!open) await this.#files.remove(join(this.#folder, name));
    for (const name of await this.#files.list(this.#folder))
      if (name.endsWith(SET_ASIDE)) await this.#files.remove(join(this.#folder, name));
    if (size.entries > 0) await this.#files.syncFolder(this.#folder);
    return size;
  }

  /** Removes what was never finished being written: it names nothing that was done. Under the lock: it may be another process's. */
  async removeUnfinished(): Promise<void> {
    for (const name of await this.#files.list(this.#folder))
      if (UNFINISHED.test(name)) await this.#files.remove(join(this.#folder, name));
  }

  /** Writes an entry that is on the disk when the promise resolves. */
  async open(record: Omit<JournalRecord, 'id' | 'format'>): Promise<JournalRecord> {
    await this.#makeFolder();
    await this.removeUnfinished();
    const numbers = (await this.#names()).map(({ number }) => number).filter((number) => number < LARGEST);
    const number = numbers.reduce((most, each) => Math.max(most, each), 0) + 1;
    const id = `${String(number).padStart(8, '0')}-${randomSuffix()}`;
    const whole: JournalRecord = { format: FORMAT, id, ...record };
    const temporary = join(this.#folder, `${id}.new`);
    try {
      await this.#write(temporary, whole);
      await this.#files.rename(temporary, this.#path(id, true));
      await this.#files.syncFolder(this.#folder);
    } catch (error) {
      await this.#withdraw(id, record.title);
      throw error;
    }
    return whole;
  }

  /**
   * Takes back an entry of which it is not known whether it is on the disk. One that stayed would be applied by recovery, some
   * time after it was said that nothing was changed.
   */
  async #withdraw(id: string, title: string): Promise<void> {
    try {
      await this.#files.remove(this.#path(id, true));
      await this.#files.remove(join(this.#folder, `${id}.new`));
    } catch (error) {
      throw unrecovered(title, error);
    }
    // Where a power cut brings it back, all stores are as before still, or another entry came after it and was synced.
    await this.#files.syncFolder(this.#folder).catch(() => undefined);
  }

  /** The commit is there for good: its entry becomes the record for undo. False where another process finished or dropped it. */
  async finish(id: string): Promise<boolean> {
    const finished = await this.#files.rename(this.#path(id, true), this.#path(id, false)).then(() => true, unlessGone);
    await this.#files.syncFolder(this.#folder);
    return finished;
  }

  /** Removes the records of the oldest changes where more are kept than wanted. What cannot be read stays. */
  async trim(kept: number): Promise<void> {
    const names = await this.#names();
    if (names.length <= kept) return;
    const entries: JournalEntry[] = [];
    for (const each of names) {
      const entry = await this.#entry(each).catch(() => undefined);
      if (entry !== undefined) entries.push(entry);
    }
    for (const { record } of outdated(entries, kept)) await this.#files.remove(this.#path(record.id, false));
  }

  /** The commit is not there, and nothing of it is left; its record neither, where that was not sure to be finished. */
  async drop(id: string): Promise<void> {
    await this.#files.remove(this.#path(id, false));
    await this.#files.remove(this.#path(id, true));
    await this.#files.remove(join(this.#folder, `${id}.new`));
    await this.#files.syncFolder(this.#folder);
  }

  /** A person decided to leave the stores as they are. */
  async keepAsIs(record: JournalRecord): Promise<void> {
    const temporary = join(this.#folder, `${record.id}.new`);
    await this.#files.remove(temporary);
    await this.#write(temporary, { ...record, asIs: true });
    await this.#files.rename(temporary, this.#path(record.id, false));
    await this.#files.remove(this.#path(record.id, true));
    await this.#files.syncFolder(this.#folder);
  }

  /** A record that is not ours goes out of the way, and stays to be looked at. */
  async setAside(id: string): Promise<void> {
    await this.#files.rename(this.#path(id, true), join(this.#folder, `${id}${SET_ASIDE}`));
    await this.#files.syncFolder(this.#folder);
  }

  /** Whether git keeps an entry: then it may have come with a checkout. */
  isTracked(id: string, open: boolean): Promise<boolean> {
    return this.#provenance.tracks(this.#path(id, open));
  }

  async #read(wanted: (entry: { readonly open: boolean }) => boolean): Promise<readonly JournalEntry[]> {
    const found: JournalEntry[] = [];
    for (const name of (await this.#names()).filter(wanted)) {
      const entry = await this.#entry(name);
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }

  /** Undefined where another process was faster in finishing or removing it. */
  async #entry({ id, name, open }: Name): Promise<JournalEntry | undefined> {
    const file = `${JOURNAL_FOLDER}/${name}`;
    const bytes = await this.#files.read(join(this.#folder, name)).catch((error: unknown) => {
      throw unreadableRecord(file, reasonOf(error));
    });
    if (bytes === undefined) return undefined;
    const read = await readRecord(bytes, file, this.#root);
    if (read.record.id !== id) throw unreadableRecord(file, t('its name is not its id'));
    return { ...read, open };
  }

  async #write(path: string, record: JournalRecord): Promise<void> {
    const bytes = recordBytes(record, await sealOf(this.#provenance, record));
    // It holds what rows and files contained: for nobody else to read.
    await this.#files.writeNew(path, bytes, { private: true });
  }

  async #names(): Promise<readonly Name[]> {
    const names: Name[] = [];
    for (const name of await this.#files.list(this.#folder)) {
      const [, id, number, open] = ENTRY.exec(name) ?? [];
      if (id !== undefined) names.push({ id, number: Number(number), name, open: open !== undefined });
    }
    return names.sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1));
  }

  async #makeFolder(): Promise<void> {
    await this.#files.makeFolder(this.#folder, { private: true });
    await ignoreByGit(this.#files, this.#folder);
  }

  #path(id: string, open: boolean): string {
    return join(this.#folder, `${id}${open ? '.open' : ''}.json`);
  }
}

function unlessGone(error: unknown): false {
  if (hostCode(error) !== 'ENOENT') throw error;
  return false;
}
