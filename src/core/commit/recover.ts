/** After a crash: finishes a commit that the database has, takes back one that it does not have, asks about all others. */
import { t } from '@vscode/l10n';
import { join } from '../workspace/paths';
import { type CommitPorts } from './commit';
import { type CommitFiles } from './commit-files';
import { insertedKey, type Row, type RowChange, type SqlValue } from './change-set';
import { Journal, type JournalRecord } from './journal';
import { databaseRefusal, noWriter, untrusted } from './refusals';
import { SettleConflict, settleFiles, type Side } from './settle';
import { type PreparedWrite, unfinished } from './writer';

export interface Recovery {
  readonly record: JournalRecord;
  /** `conflict`: somebody changed rows or a file since, so that nothing is certain; nothing was touched. */
  readonly outcome: 'finished' | 'taken-back' | 'conflict' | 'left-as-is';
  /** What is in conflict: a file relative to the root, or the database. */
  readonly conflict?: string;
}

/** Where the database is, for recovery: undefined where a workspace has none. */
export interface RecoveryPlace {
  readonly root: string;
  readonly database: string | undefined;
}

/** Whether a crash left something to settle. Cheap; looks at names only where there is nothing. */
export async function needsRecovery(files: CommitFiles, root: string): Promise<readonly JournalRecord[]> {
  return new Journal(files, root).pending();
}

/**
 * Settles what crashes left. `asIs` gives up on those in conflict: the stores stay as they are, differences show as drift.
 * Rejected with a `commit/…` refusal where the lock cannot be had.
 */
export async function recover(
  ports: CommitPorts,
  { root, database }: RecoveryPlace,
  { asIs = false }: { readonly asIs?: boolean } = {},
): Promise<readonly Recovery[]> {
  if ((await needsRecovery(ports.files, root)).length === 0) return [];
  if (!ports.trusted) throw untrusted();
  if (database === undefined) return recoverUnderLock(ports.files, root, undefined, asIs);
  const writer = await ports.writer();
  if (writer === undefined) throw noWriter();
  let lock: PreparedWrite;
  try {
    lock = await writer.prepare(await ports.files.resolve(join(root, database)), [], ports.patience);
  } catch (error) {
    throw databaseRefusal(error, [], database, await ports.holders(join(root, database)).catch(() => []));
  }
  try {
    return await recoverUnderLock(ports.files, root, lock, asIs);
  } finally {
    await lock.rollback().catch(() => undefined);
  }
}

/** The same, by someone who holds the database's lock; the newest first, as their changes lie upon each other. */
export async function recoverUnderLock(
  files: CommitFiles,
  root: string,
  lock: PreparedWrite | undefined,
  asIs = false,
): Promise<readonly Recovery[]> {
  const journal = new Journal(files, root);
  const results: Recovery[] = [];
  for (const record of (await journal.pending()).toReversed()) {
    const result = await settle(files, root, record, lock);
    if (result.outcome === 'finished') await journal.finish(record.id);
    else if (result.outcome === 'taken-back') await journal.drop(record.id);
    else if (asIs) {
      await journal.settleAsIs(record);
      results.push({ ...result, outcome: 'left-as-is' });
      continue;
    }
    results.push(result);
  }
  return results;
}

async function settle(
  files: CommitFiles,
  root: string,
  record: JournalRecord,
  lock: PreparedWrite | undefined,
): Promise<Recovery> {
  const side = await sideOf(record, lock);
  if (side === undefined) return { record, outcome: 'conflict', conflict: 'db/cmos.sqlite' };
  try {
    // First: a folder that was made for it can be taken away only when it is empty.
    if (record.creates !== undefined) await files.remove(unfinished(join(root, record.creates)));
    await settleFiles(files, root, record, side);
  } catch (error) {
    if (error instanceof SettleConflict) return { record, outcome: 'conflict', conflict: error.file };
    throw error;
  }
  return { record, outcome: side === 'after' ? 'finished' : 'taken-back' };
}

/**
 * Which side the database is on. Without rows the journal alone decides: its entry was still open, so the change is not
 * done. A database that was to be made has all its rows or is not there. Undefined where rows speak for both sides or
 * for none.
 */
async function sideOf({ rows, creates }: JournalRecord, lock: PreparedWrite | undefined): Promise<Side | undefined> {
  if (creates !== undefined && lock === undefined) return 'before';
  if (rows.length === 0) return creates === undefined ? 'before' : 'after';
  if (lock === undefined) return undefined;
  const present = await lock.read(rows.map((change) => ({ table: change.table, key: keyAfter(change) })));
  const votes = new Set(rows.map((change, index) => vote(change, present[index])));
  votes.delete(undefined);
  return votes.size === 1 ? [...votes][0] : undefined;
}

function keyAfter(change: RowChange): Row {
  return change.kind === 'insert' ? insertedKey(change) : change.key;
}

function vote(change: RowChange, row: Row | undefined): Side | undefined {
  switch (change.kind) {
    case 'insert':
      if (row === undefined) return 'before';
      return has(row, change.row) ? 'after' : undefined;
    case 'delete':
      if (row === undefined) return 'after';
      return has(row, change.before) ? 'before' : undefined;
    case 'update':
      if (row === undefined) return undefined;
      // A change to the same value says nothing.
      if (has(change.before, change.after)) return undefined;
      return has(row, change.after) ? 'after' : has(row, change.before) ? 'before' : undefined;
  }
}

function has(row: Row, wanted: Row): boolean {
  return Object.entries(wanted).every(([column, value]) => text(row[column]) === text(value));
}

function text(value: SqlValue | undefined): string {
  return value === null || value === undefined ? 'null' : typeof value === 'object' ? `x${value.blob}` : `=${value}`;
}

/** What became of an interrupted change, for a person. */
export function recoverySentence({ record, outcome, conflict = '' }: Recovery): string {
  switch (outcome) {
    case 'finished':
      return t('Finished: {0}', record.title);
    case 'taken-back':
      return t('Taken back: {0}', record.title);
    case 'left-as-is':
      return t('Left as it is: {0}', record.title);
    case 'conflict':
      return t('Not certain: {0}. {1} was changed since.', record.title, conflict);
  }
}
