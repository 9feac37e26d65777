/**
 * The journal of commits: one file each, written before anything else and kept afterwards as the record that undo goes
 * by. It lies in the workspace, since any window and the command line must find it there after a crash.
 */
import { t } from '@vscode/l10n';
import { CmosError } from '../errors';
import { join } from '../workspace/paths';
import { type ChangeSet, type FileChange, type RowChange } from './change-set';
import { type CommitFiles } from './commit-files';
import { type Hunk, hunksOf } from './hunks';

/** Relative to the cmos root. */
export const JOURNAL_FOLDER = '.cmos-operations';

/** How many finished commits are kept for undo. */
export const KEPT = 20;

/** What a commit does to a file, in a form that can be finished or taken back when the file has changed elsewhere since. */
export type FileRecord =
  | { readonly kind: 'edit'; readonly path: string; readonly hunks: readonly Hunk[] }
  /** `size` is the file's length in bytes before; null where there was no file. `text` is what was added, line ends included. */
  | { readonly kind: 'append'; readonly path: string; readonly size: number | null; readonly text: string }
  /** `folders` were made for it, the outer ones first; relative to the root. */
  | { readonly kind: 'create'; readonly path: string; readonly text: string; readonly folders?: readonly string[] }
  | { readonly kind: 'remove'; readonly path: string; readonly text: string };

export interface JournalRecord {
  readonly format: 1;
  /** Also the file's name: a number that counts up, and a few random letters. */
  readonly id: string;
  readonly operation: string;
  readonly title: string;
  readonly agent?: string;
  /** When it was committed, ISO 8601 in UTC. */
  readonly at: string;
  readonly override?: string;
  readonly undoes?: string;
  readonly redoes?: string;
  /** The database was made by it: relative path. Not to be undone. */
  readonly creates?: string;
  /** Inserted rows are whole, with what the database gave them. */
  readonly rows: readonly RowChange[];
  readonly files: readonly FileRecord[];
  /** Settled by a person's word after a crash, stores left as they were: not to be undone. */
  readonly asIs?: boolean;
}

/** A commit's journal on the disk. Open: begun and not known to be finished. */
export interface JournalEntry {
  readonly record: JournalRecord;
  readonly open: boolean;
}

const ENTRY = /^(\d{8}-[a-z0-9]+)(\.open)?\.json$/;

export class Journal {
  readonly #files: CommitFiles;
  readonly #folder: string;

  /** `root` is a cmos root's absolute path. */
  constructor(files: CommitFiles, root: string) {
    this.#files = files;
    this.#folder = join(root, JOURNAL_FOLDER);
  }

  /** All entries, oldest first. An entry that cannot be read is an error: it may be the only way back. */
  async entries(): Promise<readonly JournalEntry[]> {
    const found: JournalEntry[] = [];
    for (const { name, open } of await this.#names()) {
      const bytes = await this.#files.read(join(this.#folder, name));
      // Another process was faster in finishing it.
      if (bytes === undefined) continue;
      found.push({ record: parse(bytes, `${JOURNAL_FOLDER}/${name}`), open });
    }
    return found;
  }

  /** The entries that a crash left, oldest first. */
  async pending(): Promise<readonly JournalRecord[]> {
    if (!(await this.#names()).some(({ open }) => open)) return [];
    return (await this.entries()).filter(({ open }) => open).map(({ record }) => record);
  }

  /** Writes an entry that is on the disk when the promise resolves. */
  async open(record: Omit<JournalRecord, 'id' | 'format'>): Promise<JournalRecord> {
    const names = await this.#names();
    if (names.length === 0) await this.#makeFolder();
    // An entry that was never finished being written names nothing that was done.
    for (const name of await this.#files.list(this.#folder))
      if (name.endsWith('.new')) await this.#files.remove(join(this.#folder, name));
    const number = Math.max(0, ...names.map(({ id }) => Number(id.slice(0, 8)))) + 1;
    const id = `${String(number).padStart(8, '0')}-${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}`;
    const whole: JournalRecord = { format: 1, id, ...record };
    const temporary = join(this.#folder, `${id}.new`);
    await this.#files.writeNew(temporary, new TextEncoder().encode(JSON.stringify(whole, null, 1)));
    await this.#files.rename(temporary, this.#path(id, true));
    await this.#files.syncFolder(this.#folder);
    return whole;
  }

  /** The commit is there for good: its entry becomes the record for undo, and the oldest ones go. */
  async finish(id: string): Promise<void> {
    await this.#files.rename(this.#path(id, true), this.#path(id, false)).catch(unlessGone);
    await this.#files.syncFolder(this.#folder);
    const finished = (await this.#names()).filter(({ open }) => !open);
    for (const { name } of finished.slice(0, -KEPT)) await this.#files.remove(join(this.#folder, name));
  }

  /** The commit is not there, and nothing of it is left. */
  async drop(id: string): Promise<void> {
    await this.#files.remove(this.#path(id, true));
    await this.#files.remove(join(this.#folder, `${id}.new`));
    await this.#files.syncFolder(this.#folder);
  }

  /** A person decided to leave the stores as they are. */
  async settleAsIs(record: JournalRecord): Promise<void> {
    const path = this.#path(record.id, false);
    await this.#files.writeNew(path, new TextEncoder().encode(JSON.stringify({ ...record, asIs: true }, null, 1)));
    await this.#files.remove(this.#path(record.id, true));
    await this.#files.syncFolder(this.#folder);
  }

  async #names(): Promise<readonly { id: string; name: string; open: boolean }[]> {
    const names: { id: string; name: string; open: boolean }[] = [];
    for (const name of await this.#files.list(this.#folder)) {
      const [, id, open] = ENTRY.exec(name) ?? [];
      if (id !== undefined) names.push({ id, name, open: open !== undefined });
    }
    return names.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async #makeFolder(): Promise<void> {
    await this.#files.makeFolder(this.#folder);
    // It is of this machine's working copy alone.
    const ignore = join(this.#folder, '.gitignore');
    if ((await this.#files.read(ignore)) === undefined)
      await this.#files.writeNew(ignore, new TextEncoder().encode('*\n'));
  }

  #path(id: string, open: boolean): string {
    return join(this.#folder, `${id}${open ? '.open' : ''}.json`);
  }
}

/** What a change set's files are in the journal. `sizes` says how long each appended file is now, in bytes. */
export function fileRecord(change: FileChange, text: string, size: number | null): FileRecord {
  switch (change.kind) {
    case 'edit':
      return { kind: 'edit', path: change.path, hunks: hunksOf(change.before, change.edits) };
    case 'append':
      return { kind: 'append', path: change.path, size, text };
    case 'create':
      return { kind: 'create', path: change.path, text: change.text };
    case 'remove':
      return { kind: 'remove', path: change.path, text: change.before };
  }
}

/** The parts of a record that come from its change set. */
export function header(changeSet: ChangeSet): Omit<JournalRecord, 'id' | 'format' | 'at' | 'rows' | 'files'> {
  const { operation, title, agent, override, undoes, redoes, creates } = changeSet;
  return {
    operation,
    title,
    ...(agent === undefined ? {} : { agent }),
    ...(override === undefined ? {} : { override }),
    ...(undoes === undefined ? {} : { undoes }),
    ...(redoes === undefined ? {} : { redoes }),
    ...(creates === undefined ? {} : { creates }),
  };
}

function parse(bytes: Uint8Array, file: string): JournalRecord {
  try {
    const record = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as
      JournalRecord | { format?: unknown };
    if (record.format === 1) return record as JournalRecord;
  } catch (error) {
    throw unreadable(file, error);
  }
  throw unreadable(file);
}

function unreadable(file: string, cause?: unknown): CmosError {
  return new CmosError('commit/unrecovered', t('{0}, the record of an earlier change, cannot be read.', file), {
    file,
    advice: t('Compare the stores with Validate Parity, and move this file away when they are as you want them.'),
    cause,
  });
}

function unlessGone(error: unknown): void {
  if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
}
