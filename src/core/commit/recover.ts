/** After a crash: finishes a commit that the database has, rolls back one that it does not have, asks about all others. */
import { join } from '../ground/paths';
import { confined, type ConfinedFiles } from '../ground/boundary';
import { databaseInside } from '../database/inside';
import { insertedKey, type Row, type RowChange } from '../changes/change-set';
import { hasValues } from '../changes/rows';
import { Journal } from './journal';
import type { CommitPorts } from './ports';
import { type Provenance, foreignOf } from './provenance';
import type { JournalRecord, SealedRecord } from './record';
import type { Recovery } from './recovery';
import { databaseRefusal, noWriter, untrusted } from './refusals';
import { type Certainty, RollConflict, rollFiles, type TargetState } from './roll-files';
import { dropAgreed, placeAgreed, sweepAgreed } from './agreed-state';
import { removeUnfinishedCopies } from './database-copy';
import { sweepTemporaries } from './temporaries';
import { underWorkspaceLock } from './workspace-lock';
import { SNAPSHOT_FOLDER } from '../workspace/snapshot-names';
import { type HeldLock, unfinished, WriterError } from '../changes/writer';

/** Where the database is, for recovery: undefined where a workspace has none. */
interface RecoveryPlace {
  readonly root: string;
  readonly database: string | undefined;
}

/** What a person decided about what is not certain. */
export interface RecoveryDecision {
  /** The stores stay as they are where it is not certain which state is meant; differences show as drift. */
  readonly asIs?: boolean;
  /** Records that were not written here are applied all the same, where each file is just as they say. */
  readonly foreign?: boolean;
}

/** Whether something was begun and not ended. Cheap; looks at names only where there is nothing. */
export async function needsRecovery(
  { files, provenance }: Pick<CommitPorts, 'files' | 'provenance'>,
  root: string,
): Promise<readonly JournalRecord[]> {
  return (await new Journal(confined(files, root), root, provenance).pending()).map(({ record }) => record);
}

/**
 * Recovers what crashes left, and tells `ports.recovered` of it. Rejected with a `commit/…` refusal where the lock cannot be had.
 */
export async function recover(
  ports: CommitPorts,
  { root, database }: RecoveryPlace,
  decision: RecoveryDecision = {},
): Promise<readonly Recovery[]> {
  if ((await needsRecovery(ports, root)).length === 0) {
    if (ports.trusted) await tidyAgreed(ports, root).catch(() => undefined);
    return [];
  }
  if (!ports.trusted) throw untrusted();
  const recoveries = await underLock(ports, { root, database }, (lock) =>
    recoverUnderLock(ports, root, lock, decision),
  );
  // What needs a decision is for the caller to say.
  const recovered = recoveries.filter(({ outcome }) => outcome !== 'conflict' && outcome !== 'foreign');
  if (recovered.length > 0) ports.recovered?.(recovered);
  return recoveries;
}

async function tidyAgreed(
  { files, provenance, now }: Pick<CommitPorts, 'files' | 'provenance' | 'now'>,
  root: string,
): Promise<void> {
  const inside = confined(files, root);
  await sweepAgreed(inside, root, new Journal(inside, root, provenance), now());
}

async function underLock<Result>(
  ports: CommitPorts,
  { root, database }: RecoveryPlace,
  act: (lock: HeldLock | undefined) => Promise<Result>,
): Promise<Result> {
  if (database === undefined) return underWorkspaceLock(ports, root, () => act(undefined));
  const writer = await ports.writer();
  if (writer === undefined) throw noWriter();
  const path = await databaseInside(ports.files, root, database);
  try {
    return await writer.locked(path, ports.patience, act);
  } catch (error) {
    if (!(error instanceof WriterError)) throw error;
    throw databaseRefusal(error, [], database, await ports.holders(join(root, database)).catch(() => []));
  }
}

/** The same, by someone who holds the database's lock; the newest first, as their changes lie upon each other. */
export async function recoverUnderLock(
  { files, provenance, now }: Pick<CommitPorts, 'files' | 'provenance' | 'now'>,
  root: string,
  lock: HeldLock | undefined,
  decision: RecoveryDecision = {},
): Promise<readonly Recovery[]> {
  const inside = confined(files, root);
  const journal = new Journal(inside, root, provenance);
  const results: Recovery[] = [];
  for (const entry of (await journal.pending()).toReversed()) {
    const result = await recoverEntry({ files: inside, journal, provenance, root, lock, decision }, entry);
    const { id } = result.record;
    if (result.outcome === 'finished') {
      await placeAgreed(inside, root, id);
      await journal.finish(id);
    } else if (result.outcome === 'taken-back') {
      await dropAgreed(inside, root, id);
      await journal.drop(id);
    } else if (decision.asIs === true) {
      await dropAgreed(inside, root, id);
      if (result.foreign === undefined) await journal.keepAsIs(result.record);
      else await journal.setAside(result.record.id);
      results.push({ ...result, outcome: 'left-as-is' });
      continue;
    }
    results.push(result);
  }
  // What cannot be tidied up now is met again by the next recovery or commit.
  await tidyUp({ files: inside, journal, root }, results, now()).catch(() => undefined);
  return results;
}

/** Removes what processes left unfinished when they ended, of all that is ours by its name. */
async function tidyUp(
  { files, journal, root }: Pick<EntryRecovery, 'files' | 'journal' | 'root'>,
  recoveries: readonly Recovery[],
  now: number,
): Promise<void> {
  await journal.removeUnfinished();
  const records = [...recoveries, ...(await journal.entries())].flatMap(({ record }) => record.files);
  const paths = [...new Set(records.map(({ path }) => join(root, path)))];
  await sweepTemporaries(files, journal, await Promise.all(paths.map((path) => files.resolve(path))));
  await sweepAgreed(files, root, journal, now);
  await removeUnfinishedCopies(files, now, join(root, SNAPSHOT_FOLDER));
}

interface EntryRecovery {
  readonly files: ConfinedFiles;
  readonly journal: Journal;
  readonly provenance: Provenance;
  readonly root: string;
  readonly lock: HeldLock | undefined;
  readonly decision: RecoveryDecision;
}

async function recoverEntry(
  { files, journal, provenance, root, lock, decision }: EntryRecovery,
  entry: SealedRecord,
): Promise<Recovery> {
  const { record } = entry;
  const foreign = await foreignOf(provenance, entry, () => journal.isTracked(record.id, true));
  if (foreign !== undefined && decision.foreign !== true) return { record, outcome: 'foreign', foreign };
  const side = await sideOf(record, lock);
  if (side === undefined) return { record, outcome: 'conflict', conflict: 'db/cmos.sqlite' };
  // What somebody else wrote is applied to the very files that it was made on, and to no others.
  const certainty: Certainty = foreign === undefined ? 'place' : 'file';
  try {
    // First: a folder that was made for it can be removed only when it is empty.
    if (record.creates !== undefined) await files.remove(unfinished(join(root, record.creates)));
    await rollFiles(files, root, record, side, { certainty });
  } catch (error) {
    if (error instanceof RollConflict) return { record, outcome: 'conflict', conflict: error.file };
    throw error;
  }
  return { record, outcome: side === 'after' ? 'finished' : 'taken-back' };
}

/**
 * Which side the database is on. Without rows the journal alone decides: its entry was still open, so the change is not
 * done. A database that was to be made has all its rows or is not there. Undefined where rows speak for both sides or
 * for none.
 */
async function sideOf({ rows, creates }: JournalRecord, lock: HeldLock | undefined): Promise<TargetState | undefined> {
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

function vote(change: RowChange, row: Row | undefined): TargetState | undefined {
  switch (change.kind) {
    case 'insert':
      if (row === undefined) return 'before';
      return hasValues(row, change.row) ? 'after' : undefined;
    case 'delete':
      if (row === undefined) return 'after';
      return hasValues(row, change.before) ? 'before' : undefined;
    case 'update':
      if (row === undefined) return undefined;
      // A change to the same value says nothing.
      if (hasValues(change.before, change.after)) return undefined;
      return hasValues(row, change.after) ? 'after' : hasValues(row, change.before) ? 'before' : undefined;
  }
}
